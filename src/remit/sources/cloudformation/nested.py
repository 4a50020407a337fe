"""Where the template of a nested stack is, if it is in the same tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remit.values import Unknown, unknown_reason

STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, slots=True)
class Place:
    """The file of a nested stack's template, and whether only its name led there."""

    path: Path
    guessed: bool = False


def find_template(
    url: Any, metadata: Any, directory: Path, trail: tuple[Path, ...]
) -> Place | Unknown:
    """The local file behind a TemplateURL, or why there is none.

    A relative path is taken as it is. CDK names the file in the resource's metadata. Of an URL
    the end of its path is looked for beside the parent template, and beside its directory.
    """
    asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
    for name in (asset, url):
        path = _local(name, directory)
        if path is not None:
            return Place(path)
    if not isinstance(url, str):
        return Unknown(unknown_reason(url) or "it is not a text")
    segments = _last_segments(url)
    for start in range(len(segments)):
        for base in (directory, directory.parent):
            path = _file(base.joinpath(*segments[start:]))
            if path is not None and path not in trail:
                return Place(path, guessed=True)
    return Unknown(f"{url} is not in the same tree")


def _local(name: Any, directory: Path) -> Path | None:
    if not isinstance(name, str) or not name or "⟦" in name:
        return None
    name = name.removeprefix("file://")
    if "://" in name or name.startswith(("/", "~")):
        return None
    return _file(directory / name)


def _last_segments(url: str) -> list[str]:
    """The last parts of an URL's path that are known: `templates`, `vpc.yaml`."""
    kept: list[str] = []
    rest = url.split("?", 1)[0].split("#", 1)[0]
    for segment in reversed(rest.split("/")):
        if not segment or segment.endswith(":") or "⟦" in segment or "⟧" in segment:
            break
        if segment != ".":
            kept.append(segment)
    kept.reverse()
    return [] if ".." in kept else kept


def _file(path: Path) -> Path | None:
    try:
        return path.resolve() if path.is_file() else None
    except (OSError, ValueError, RuntimeError):  # a name that no file can have; a link to itself
        return None
