"""Values for the root module's variables, in Terraform's order of precedence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.sources.declared import Problem
from remit.sources.hcl.configuration import MAX_FILE, Configuration, Loader
from remit.sources.hcl.evaluate import value_or_unknown
from remit.sources.hcl.functions_files import _OnlyFunctions as NoNames
from remit.sources.hcl.json_syntax import load_json
from remit.sources.hcl.scope import Budget, Scope
from remit.sources.hcl.syntax import Block, SyntaxFailure
from remit.sources.hcl.types import ANY, type_constraint
from remit.values import Unknown


def root_inputs(
    loader: Loader,
    configuration: Configuration,
    files: Sequence[Path],
    variables: Mapping[str, Any],
    problems: list[Problem],
) -> dict[str, Callable[[], Any]]:
    """What is given for each variable: files in order, then what the command line says."""
    values: dict[str, Any] = {}
    for file in files:
        values.update(variable_file(loader, file))
    for name, value in variables.items():
        block = configuration.variables.get(name)
        if block is None:
            message = f"no variable {name} is declared here"
            problems.append(Problem(message, file=configuration.shown, incomplete=False))
        else:
            values[name] = _converted(loader, block, name, value)
    for name, block in configuration.variables.items():
        if name not in values and "default" not in block.attributes:
            message = f"variable {name} has no value"
            hint = f"give --var {name}=…"
            problems.append(
                Problem(message, file=block.file, line=block.line, hint=hint, incomplete=False)
            )
    return {name: _given(value) for name, value in values.items()}


def automatic_files(directory: Path) -> list[Path]:
    """`terraform.tfvars`, its JSON form, then `*.auto.tfvars` in the order of their names."""
    named = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    automatic = [
        path
        for path in directory.iterdir()
        if path.name.endswith((".auto.tfvars", ".auto.tfvars.json"))
    ]
    return [path for path in named if path.is_file()] + sorted(automatic, key=lambda p: p.name)


def variable_file(loader: Loader, path: Path) -> dict[str, Any]:
    """The values of one file; problems are the loader's."""
    if path.name.endswith(".json"):
        text = loader.text(path, MAX_FILE)
        try:
            values = {} if text is None else load_json(text)
        except SyntaxFailure as failure:
            loader.problems.append(Problem(failure.message, file=str(path), line=failure.line))
            return {}
        return values if isinstance(values, dict) else {}
    body = loader.body(path)
    scope = Scope(NoNames(None), Budget(), {})
    attributes = body.attributes if body is not None else {}
    return {name: value_or_unknown(node, scope) for name, node in attributes.items()}


def _given(value: Any) -> Callable[[], Any]:
    return lambda: value


def _converted(loader: Loader, block: Block, name: str, value: Any) -> Any:
    """A text from the command line is an expression where the variable's type is no primitive."""
    expression = block.attributes.get("type")
    kind = type_constraint(expression)
    primitive = kind[0] in ("string", "number", "bool") or (kind == ANY and expression is None)
    if not isinstance(value, str) or primitive:
        return value
    try:
        parsed = loader.parser.expression(value)
    except SyntaxFailure:
        return Unknown(f"the value given for variable {name} is not an expression of HCL")
    return value_or_unknown(parsed, Scope(NoNames(None), Budget(), {}))
