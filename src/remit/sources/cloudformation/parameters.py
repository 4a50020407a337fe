"""Parameters: from files and from a template's own declarations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remit.sources.cloudformation.decoding import InputError, read_source
from remit.sources.declared import Problem
from remit.values import Partial, Reference, Unknown


@dataclass(frozen=True, slots=True)
class Parameter:
    """What `Ref` of a parameter gives; `hidden` is what a NoEcho parameter really holds."""

    value: Any
    hidden: Any = None

    @property
    def decisive(self) -> Any:
        """The value for conditions, which tell no more of a secret than whether it is set."""
        return self.value if self.hidden is None else self.hidden


def read_parameter_file(path: Path) -> dict[str, str]:
    """Read parameters as the AWS CLI, CodePipeline and plain files write them.

    Takes `[{"ParameterKey": …, "ParameterValue": …}]`, `["Key=Value"]`, `{"Parameters": {…}}` and
    `{"Key": "Value"}`, in JSON or YAML. Raises `InputError`.

    https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html
    """
    source = read_source(Path(path))
    data = source.data
    if isinstance(data, dict) and isinstance(data.get("Parameters"), (dict, list)):
        data = data["Parameters"]
    pairs = _pairs(data)
    if pairs is None:
        message = "not a parameter file"
        hint = 'Write {"Name": "value"} or [{"ParameterKey": "Name", "ParameterValue": "value"}]'
        raise InputError(Problem(message, source.file, hint=hint, fatal=True))
    return {key: text_of(value) for key, value in pairs.items() if value is not None}


def _pairs(data: Any) -> dict[str, Any] | None:
    if isinstance(data, dict):
        return data if all(_is_plain(value) for value in data.values()) else None
    if not isinstance(data, list):
        return None
    pairs: dict[str, Any] = {}
    for item in data:
        match item:
            case {"ParameterKey": str(key)} if _is_plain(item.get("ParameterValue")):
                pairs[key] = item.get("ParameterValue")
            case str() if "=" in item:
                key, _, value = item.partition("=")
                pairs[key] = value
            case _:
                return None
    return pairs


def _is_plain(value: Any) -> bool:
    """A scalar or a list of scalars."""
    items = value if isinstance(value, list) else [value]
    return not any(isinstance(item, (list, dict)) for item in items)


def evaluate_parameters(declared: Any, given: Mapping[str, Any]) -> dict[str, Parameter]:
    """The value of each declared parameter: given, else its default, else unknown.

    `given` holds texts from a user, or evaluated values from a parent stack.
    """
    if not isinstance(declared, dict):
        return {}
    return {
        name: _parameter(name, body if isinstance(body, dict) else {}, given.get(name))
        for name, body in declared.items()
    }


def _parameter(name: str, declaration: dict[str, Any], given: Any) -> Parameter:
    kind = declaration.get("Type")
    kind = kind if isinstance(kind, str) else "String"
    value = given if given is not None else declaration.get("Default")
    if text_of(declaration.get("NoEcho")).lower() == "true":
        secret = Unknown(f"secret parameter {name} (NoEcho)")
        return Parameter(secret, None if value is None else _typed(kind, value))
    if kind.startswith("AWS::SSM::Parameter::Value"):
        # Its value and default are the name of an SSM parameter, not what that holds.
        return Parameter(Unknown(f"parameter {name} is resolved from SSM at deployment"))
    if value is None:
        return Parameter(Unknown(f"parameter {name} has no value; give --parameter {name}=…"))
    return Parameter(_typed(kind, _spelled(value, declaration.get("AllowedValues"))))


def _typed(kind: str, value: Any) -> Any:
    if isinstance(value, (Unknown, Reference)):
        return value
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        # An empty default is a list of one empty text: the idiom !Equals [!Select [0, …], ""].
        items = value if isinstance(value, list) else _split(value)
        return [_number(item) for item in items] if kind == "List<Number>" else items
    if isinstance(value, list):
        known = not any(isinstance(item, (Unknown, Reference, Partial)) for item in value)
        return text_of(value) if known else value
    if isinstance(value, dict):
        return json.dumps(value, default=str)
    return (
        _number(value)
        if kind == "Number"
        else (value if isinstance(value, str) else text_of(value))
    )


def _split(value: Any) -> list[Any]:
    items = [item.strip() for item in text_of(value).split(",")]
    return [Partial(item) if "⟦" in item else item for item in items]


def _number(value: Any) -> Any:
    if isinstance(value, (Unknown, Reference, Partial)):
        return value
    text = text_of(value)
    for convert in (int, float):
        try:
            number = convert(text)
        except (ValueError, OverflowError):
            continue
        return number if abs(number) < float("inf") else text
    return text


def _spelled(value: Any, allowed: Any) -> Any:
    """`yes` as the template spells it: unquoted in AllowedValues it reads as true."""
    words = {"yes": "true", "on": "true", "no": "false", "off": "false"}
    if not isinstance(value, str) or not isinstance(allowed, list) or value in allowed:
        return value
    spelled = words.get(value.lower(), value)
    booleans = [text_of(item) for item in allowed if isinstance(item, bool)]
    return spelled if spelled in booleans else value


def text_of(value: Any) -> str:
    """A scalar as CloudFormation passes it on: as text (`true`, `12`, `a,b`)."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ",".join(text_of(item) for item in value)
        case _:
            return str(value)
