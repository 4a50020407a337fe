"""YAML as CloudFormation takes it: short-form functions, dates as text, lines of keys."""

from __future__ import annotations

import re
from typing import Any

import yaml

from remit.sources.cloudformation.decoding import MAX_DEPTH, InputError, Source
from remit.sources.declared import Problem

_PLAIN = "plain"
_QUOTED = "quoted"
_STANDARD = "tag:yaml.org,2002:"

_BOOLEANS = {
    spelling: value
    for word, value in {
        **dict.fromkeys(("true", "yes", "on"), True),
        **dict.fromkeys(("false", "no", "off"), False),
    }.items()
    for spelling in (word, word.title(), word.upper())
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,300})\Z")
_HEXADECIMAL = re.compile(r"[-+]?0x[0-9a-fA-F]{1,64}\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]{1,3})?\Z")
_FIRST_OF_NUMBER = frozenset("0123456789+-.")

_SLACK = 100_000
_EXPANSION = 10
"""Aliases may expand a text to ten times its nodes, and some; more is an attack."""


class _Composer(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes nodes; tells plain from quoted scalars and leaves their types for later."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.nodes = 0
        self.depth = 0

    def resolve(self, kind: type, value: Any, implicit: Any) -> str:
        """The tag of a node that has none; called by PyYAML for each."""
        return _PLAIN if implicit is True or (implicit and implicit[0]) else _QUOTED

    def descend_resolver(self, node: Any, index: Any) -> None:
        """Called by PyYAML before each node."""
        self.nodes += 1
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:
            raise _TooDeep

    def ascend_resolver(self) -> None:
        """Called by PyYAML after each node."""
        self.depth -= 1


class _TooDeep(Exception):
    """The text is nested deeper than `MAX_DEPTH`."""


class _TooMany(Exception):
    """Aliases expand to more nodes than any template has."""


_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"


def decode(text: str, file: str) -> Source:
    """Decode a YAML text; raises `InputError` when it is not one."""
    source = Source(None, file)
    try:
        composer = _Composer(text)
        node = composer.get_node() if composer.check_node() else None
        if composer.check_node():
            message = "more than one YAML document; only the first is read"
            source.problems.append(Problem(message, file))
        if node is not None:
            _Decoder(source, _SLACK + _EXPANSION * composer.nodes).document(node)
    except (_TooDeep, RecursionError):
        raise InputError(_fatal(_TOO_DEEP, file)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(_invalid(error, file)) from None
    except _TooMany:
        message = "YAML aliases expand to far more than the text itself"
        raise InputError(_fatal(message, file)) from None
    return source


def _invalid(error: Exception, file: str) -> Problem:
    if "maximum nesting depth" in str(error):  # libyaml's own limit, from 0.2.6 on
        return _fatal(_TOO_DEEP, file)
    if isinstance(error, yaml.MarkedYAMLError):
        return _syntax_error(error, file)
    return _fatal(f"not valid YAML: {_one_line(str(error))}", file)


class _Decoder:
    """Walks composed nodes; aliases are expanded, within the limit given."""

    def __init__(self, source: Source, limit: int) -> None:
        self._source = source
        self._left = limit
        self._depth = 0

    def document(self, node: yaml.Node) -> None:
        """Decode the root, and note the lines of its keys and of their keys."""
        self._source.data = self.value(node)
        if isinstance(node, yaml.MappingNode):
            for key, child in node.value:
                self._mark(key, "", key)
                if isinstance(child, yaml.MappingNode):
                    for name, _ in child.value:
                        self._mark(key, name.value, name)

    def _mark(self, section: yaml.Node, name: Any, node: yaml.Node) -> None:
        if isinstance(section.value, str) and isinstance(name, str):
            line = node.start_mark.line + 1
            self._source.lines.setdefault((section.value, name), line)

    def value(self, node: yaml.Node) -> Any:
        """The data of a node, with its tag applied."""
        tag = node.tag
        if isinstance(node, yaml.ScalarNode):
            if tag == _QUOTED:
                return node.value
            if tag == _PLAIN:
                return _plain(node.value)
            return self._tagged(tag, node.value)
        self._left -= len(node.value) + 1
        if self._left < 0:
            raise _TooMany
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeep
        data: Any
        if isinstance(node, yaml.MappingNode):
            data = self._mapping(node)
        else:
            data = [self.value(item) for item in node.value]
        self._depth -= 1
        return data if tag in (_PLAIN, _QUOTED) else self._tagged(tag, data)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        out: dict[str, Any] = {}
        merges: list[yaml.Node] = []
        for key, child in node.value:
            name = key.value
            if type(name) is not str:
                self._problem("a key that is not text is left out", key)
            elif name == "<<" and key.tag == _PLAIN:
                merges.append(child)
            elif name in out:
                self._problem(f"duplicate key {name}; the first is used", key)
            else:
                out[name] = self.value(child)
        for child in merges:
            self._merge(out, child)
        return out

    def _merge(self, out: dict[str, Any], node: yaml.Node) -> None:
        merged = self.value(node)
        for mapping in merged if isinstance(merged, list) else [merged]:
            if isinstance(mapping, dict):
                for name, item in mapping.items():
                    out.setdefault(name, item)
            else:
                self._problem("a merge key (<<) needs a mapping", node)

    def _tagged(self, tag: str, data: Any) -> Any:
        if tag.startswith(_STANDARD):
            known = tag == _STANDARD + "str" or not isinstance(data, str)
            return data if known else _plain(data)
        name = tag[1:]
        if name in ("Ref", "Condition"):
            return {name: data}
        if not tag.startswith("!") or not name:
            return data
        if name == "GetAtt" and isinstance(data, str):
            data = data.split(".", 1)
        return {name if name.startswith("Fn::") else f"Fn::{name}": data}

    def _problem(self, message: str, node: yaml.Node) -> None:
        line = node.start_mark.line + 1
        self._source.problems.append(Problem(message, self._source.file, line))


def _plain(text: str) -> Any:
    """A plain scalar by YAML 1.1, but for what would lose digits: 0123, 12:30 stay text."""
    if not text or text[0] in _FIRST_OF_NUMBER:
        if _INTEGER.match(text):
            return int(text.replace("_", ""))
        if _FLOAT.match(text):
            return float(text.replace("_", ""))
        if _HEXADECIMAL.match(text):
            return int(text, 16)
    if len(text) <= 5:
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if text in _NULLS:
            return None
    return text


def _syntax_error(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    words = error.problem or error.context or "syntax error"
    if words == "second occurrence":  # all that libyaml's binding says of an anchor used twice
        words = "an anchor is defined twice"
    line = mark.line + 1 if mark else None
    return Problem(f"not valid YAML: {_one_line(words)}", file, line, fatal=True)


def _fatal(message: str, file: str) -> Problem:
    return Problem(message, file, fatal=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())
