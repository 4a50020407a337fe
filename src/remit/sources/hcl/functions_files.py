"""Functions that read files of the configuration, and templates."""

from __future__ import annotations

import base64
import hashlib
import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.sources.hcl.evaluate import evaluate
from remit.sources.hcl.operators import reason_of, set_of, to_text
from remit.sources.hcl.scope import Scope
from remit.sources.hcl.syntax import HclError, SyntaxFailure
from remit.values import Unknown

if TYPE_CHECKING:
    from remit.sources.hcl.modules import Runtime

_MAX_SET = 10_000
_MAX_DEPTH = 8


def _text(runtime: Runtime, path: Any) -> str | Unknown:
    content = runtime.files.read(to_text(path))
    if isinstance(content, Unknown):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise HclError(f"the file {path} is not UTF-8 text") from None


def _file(runtime: Runtime, scope: Scope, path: Any) -> Any:
    return _text(runtime, path)


def _fileexists(runtime: Runtime, scope: Scope, path: Any) -> Any:
    real = runtime.files.locate(to_text(path))
    return real if isinstance(real, Unknown) else real.is_file()


def _filebase64(runtime: Runtime, scope: Scope, path: Any) -> Any:
    content = runtime.files.read(to_text(path))
    return content if isinstance(content, Unknown) else base64.b64encode(content).decode()


def _hash(name: str, *, encoded: bool = False) -> Callable[..., Any]:
    def function(runtime: Runtime, scope: Scope, path: Any) -> Any:
        content = runtime.files.read(to_text(path))
        if isinstance(content, Unknown):
            return content
        digest = hashlib.new(name, content, usedforsecurity=False).digest()
        return base64.b64encode(digest).decode() if encoded else digest.hex()

    return function


def _fileset(runtime: Runtime, scope: Scope, directory: Any, pattern: Any) -> Any:
    base = runtime.files.locate(to_text(directory))
    if isinstance(base, Unknown):
        return base
    wanted = re.compile(_glob(to_text(pattern)))
    found: list[str] = []
    for folder, folders, names in os.walk(base):
        folders[:] = [name for name in folders if name != ".terraform"]
        for name in names:
            path = Path(os.path.relpath(Path(folder) / name, base)).as_posix()
            if wanted.fullmatch(path):
                found.append(path)
        scope.budget.spend(len(names))
        if len(found) > _MAX_SET:
            raise HclError("fileset() finds more than 10,000 files")
    return set_of(found)


def _glob(pattern: str) -> str:
    """`**` crosses directories, `*` and `?` do not; `{a,b}` chooses."""
    out: list[str] = []
    depth = 0
    for token in re.findall(r"\*\*/?|\[[^\]]*\]|.", pattern, re.DOTALL):
        depth += (token == "{") - (token == "}")
        if token.startswith("**"):
            out.append("(?:[^/]+/)*" if token.endswith("/") else ".*")
        elif token.startswith("[") and len(token) > 1:
            out.append(token)
        else:
            simple = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
            out.append(simple.get(token) or ("|" if token == "," and depth else re.escape(token)))
    return "".join(out)


def _templatefile(runtime: Runtime, scope: Scope, path: Any, names: Any) -> Any:
    for value in (path, names):
        reason = reason_of(value)
        if reason is not None:
            return Unknown(reason)
    text = _text(runtime, path)
    return text if isinstance(text, Unknown) else _templatestring(runtime, scope, text, names)


def _templatestring(runtime: Runtime, scope: Scope, text: Any, names: Any) -> Any:
    if not isinstance(names, dict):
        raise HclError("the variables of a template are a map")
    depth = scope.names.get("", 0)
    if depth > _MAX_DEPTH:
        raise HclError("templates call each other without end")
    try:
        template = runtime.loader.parser.template(to_text(text))
    except SyntaxFailure as failure:
        raise HclError(f"the template cannot be read (line {failure.line})") from None
    inner = Scope(_OnlyFunctions(scope.module), scope.budget, {**names, "": depth + 1})
    value = evaluate(template, inner)
    return value if isinstance(value, (str, Unknown)) or reason_of(value) else to_text(value)


class _OnlyFunctions:
    """Templates see their own variables and the functions, nothing of the module around them."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def variable(self, name: str) -> Any:
        raise HclError("a template sees only the variables it is given")

    local = path = terraform = child = variable

    def data(self, type: str, name: str) -> Any:
        raise HclError("a template sees only the variables it is given")

    resource = data

    def function(self, name: str, scope: Scope, arguments: list[Any]) -> Any:
        return self._module.function(name, scope, arguments)


def _basename(runtime: Runtime, scope: Scope, path: Any) -> str:
    return posixpath.basename(to_text(path).rstrip("/")) or "."


def _dirname(runtime: Runtime, scope: Scope, path: Any) -> str:
    return posixpath.normpath(posixpath.dirname(to_text(path)) or ".")


OF_FILES: dict[str, Callable[..., Any]] = {
    "basename": _basename,
    "dirname": _dirname,
    "file": _file,
    "filebase64": _filebase64,
    "filebase64sha256": _hash("sha256", encoded=True),
    "filebase64sha512": _hash("sha512", encoded=True),
    "fileexists": _fileexists,
    "filemd5": _hash("md5"),
    "fileset": _fileset,
    "filesha1": _hash("sha1"),
    "filesha256": _hash("sha256"),
    "filesha512": _hash("sha512"),
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
