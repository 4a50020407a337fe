"""The files of one directory become one configuration, overrides merged in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from remit.sources.declared import Problem
from remit.sources.hcl.json_syntax import parse_json
from remit.sources.hcl.parsing import HclParser
from remit.sources.hcl.syntax import Block, Expression, SyntaxFailure

_Key = TypeVar("_Key")
MAX_FILE = 20_000_000
_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1}


@dataclass(slots=True)
class Configuration:
    """What one directory declares. `shown` is its path as the user would write it."""

    shown: str
    files: int = 0
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, tuple[Expression, Block]] = field(default_factory=dict)
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    modules: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)


class Loader:
    """Reads directories, each once, and collects what is wrong with their files."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.parser = HclParser()
        self.problems: list[Problem] = []
        self._known: dict[str, Configuration] = {}

    def directory(self, shown: str) -> Configuration:
        """The configuration of a directory; without files where there are none."""
        key = os.path.realpath(shown)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.files(shown, configuration_files(Path(shown)))
        return found

    def files(self, shown: str, paths: list[Path]) -> Configuration:
        """The configuration that these files make together."""
        configuration = Configuration(shown, files=len(paths))
        paths = sorted(paths, key=lambda path: (_is_override(path.name), path.name))
        for path in paths:
            body = self.body(path)
            for block in body.blocks if body else ():
                self._add(configuration, block, _is_override(path.name))
        return configuration

    def body(self, path: Path) -> Block | None:
        """The blocks of a file of either syntax, or None where nothing could be read."""
        text = self.text(path, MAX_FILE)
        if text is None:
            return None
        if not path.name.endswith(".json"):
            parsed = self.parser.parse(text, str(path))
            self.problems += parsed.problems
            return parsed.body
        try:
            return parse_json(text, str(path), self.parser)
        except SyntaxFailure as failure:
            self.problems.append(Problem(failure.message, file=str(path), line=failure.line))
        return None

    def text(self, path: Path, limit: int) -> bytes | None:
        """The bytes of a text file; None, and a problem, where it is none."""
        try:
            size = path.stat().st_size
            text = path.read_bytes() if size <= limit else b""
        except OSError as error:
            self._refuse(path, f"the file cannot be read: {error.strerror}")
            return None
        if size > limit:
            self._refuse(path, f"the file is larger than {limit // 1_000_000} MB")
            return None
        if b"\0" in text:
            self._refuse(path, "the file is binary")
            return None
        try:
            text.decode()
        except UnicodeDecodeError:
            self._refuse(path, "the file is not UTF-8 text")
            return None
        return text.removeprefix(b"\xef\xbb\xbf")

    def _refuse(self, path: Path, message: str) -> None:
        self.problems.append(Problem(message, file=str(path)))

    def _add(self, configuration: Configuration, block: Block, override: bool) -> None:
        if len(block.labels) != _LABELS.get(block.type, len(block.labels)):
            message = f"a {block.type} block has {_LABELS[block.type]} labels"
            self.problems.append(Problem(message, file=block.file, line=block.line))
            return
        if block.type == "locals":
            self._add_locals(configuration, block, override)
        elif block.type in ("resource", "data"):
            table = configuration.resources if block.type == "resource" else configuration.data
            self._put(table, (block.labels[0], block.labels[1]), block, override)
        elif block.type == "provider":
            self._put(configuration.providers, _provider_key(block), block, override)
        elif block.type in _LABELS:
            named = {
                "variable": configuration.variables,
                "output": configuration.outputs,
                "module": configuration.modules,
            }[block.type]
            self._put(named, block.labels[0], block, override)

    def _put(self, table: dict[_Key, Block], key: _Key, block: Block, override: bool) -> None:
        known = table.get(key)
        if known is not None and not override:
            name = ".".join((block.type, *block.labels))
            message = f"{name} is declared twice; the first is at {known.file}:{known.line}"
            self.problems.append(Problem(message, file=block.file, line=block.line))
            return
        table[key] = block if known is None else _merged(known, block)

    def _add_locals(self, configuration: Configuration, block: Block, override: bool) -> None:
        for name, expression in block.attributes.items():
            if name in configuration.locals and not override:
                message = f"local.{name} is declared twice"
                self.problems.append(Problem(message, file=block.file, line=block.line))
            else:
                configuration.locals[name] = (expression, block)


def configuration_files(directory: Path) -> list[Path]:
    """The files Terraform would load from a directory."""
    try:
        names = sorted(path.name for path in directory.iterdir())
    except OSError:
        return []
    suffixes = (".tf", ".tf.json")
    return [
        directory / name
        for name in names
        if name.endswith(suffixes) and not name.startswith((".", "#"))
    ]


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _provider_key(block: Block) -> str:
    match block.attributes.get("alias"):
        case ("lit", str(alias)):
            return f"{block.labels[0]}.{alias}"
    return block.labels[0]


def _merged(base: Block, override: Block) -> Block:
    """Attributes replace each other; nested blocks replace all those of the same type."""
    replaced = {_name(block) for block in override.blocks}
    kept = [block for block in base.blocks if _name(block) not in replaced]
    attributes = {**base.attributes, **override.attributes}
    return replace(base, attributes=attributes, blocks=[*kept, *override.blocks])


def _name(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
