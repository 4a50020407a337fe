"""Terraform's functions by name, and how each takes arguments that are not known."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from remit.sources.hcl import (
    functions_collections,
    functions_dates,
    functions_encoding,
    functions_files,
    functions_network,
    functions_numbers,
    functions_text,
)
from remit.sources.hcl.operators import deep_reason
from remit.sources.hcl.scope import Scope
from remit.sources.hcl.syntax import HclError
from remit.values import Unknown

if TYPE_CHECKING:
    from remit.sources.hcl.modules import Runtime

_STRICT: dict[str, Callable[..., Any]] = {
    **functions_text.STRICT,
    **functions_collections.STRICT,
    **functions_numbers.STRICT,
    **functions_encoding.STRICT,
    **functions_network.STRICT,
    **functions_dates.STRICT,
}
"""Functions of wholly known arguments."""

_LENIENT: dict[str, Callable[..., Any]] = {
    **functions_text.LENIENT,
    **functions_collections.LENIENT,
    **functions_encoding.LENIENT,
}
"""Functions that keep the structure of what they are given and see to unknown parts themselves."""

_OF_FILES: dict[str, Callable[..., Any]] = functions_files.OF_FILES
"""Functions that read files; their first two arguments are the runtime and the scope."""

_WHEN_RUN = frozenset(
    {"timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt", "base64gzip"}
    | {"pathexpand", "abspath", "type"}
)
_NOT_OUR_FAULT = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, re.error)


def call_function(name: str, runtime: Runtime, scope: Scope, arguments: list[Any]) -> Any:
    """The result of a function; Unknown where an argument decides it and is not known.

    Raises:
        HclError: Terraform would refuse the call.
    """
    name = name.removeprefix("core::")
    try:
        if name in _LENIENT:
            return _counted(_LENIENT[name](*arguments), scope)
        function = _STRICT.get(name)
        of_files = _OF_FILES.get(name)
        if function is None and of_files is None:
            return _no_function(name)
        for argument in arguments:
            reason = deep_reason(argument) if name != "templatefile" else None
            if reason is not None:
                return Unknown(reason)
        if function is not None:
            return _counted(function(*arguments), scope)
        assert of_files is not None
        return of_files(runtime, scope, *arguments)
    except RecursionError:
        raise
    except _NOT_OUR_FAULT as error:
        raise HclError(f"{name}() cannot take these arguments: {error}") from None


def _counted(value: Any, scope: Scope) -> Any:
    if isinstance(value, (list, dict)):
        scope.budget.spend(len(value))
    elif isinstance(value, str):
        scope.budget.spend(len(value) // 64)
    return value


def _no_function(name: str) -> Unknown:
    if name in _WHEN_RUN:
        return Unknown(f"{name}() has a value only when Terraform runs")
    if name.startswith("provider::"):
        return Unknown(f"{name}() is answered by a provider")
    raise HclError(f"there is no function {name}")
