"""Where an expression stands: the module around it and the names bound in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from remit.sources.hcl.syntax import HclError

_BUDGET = 20_000_000


class Budget:
    """How much work one scan may cause; a template must not hang or fill the memory."""

    __slots__ = ("left", "trying")

    def __init__(self, units: int = _BUDGET) -> None:
        """`units` are elements made or looped over."""
        self.left = units
        self.trying = 0

    def spend(self, units: int) -> None:
        """Count work.

        Raises:
            HclError: there has been too much.
        """
        self.left -= units
        if self.left < 0:
            raise HclError("this configuration computes more than a scan may")


class Names(Protocol):
    """What a module offers to expressions inside it."""

    def variable(self, name: str) -> Any:
        """`var.name`."""

    def local(self, name: str) -> Any:
        """`local.name`."""

    def data(self, type: str, name: str) -> Any:
        """`data.type.name`."""

    def resource(self, type: str, name: str) -> Any:
        """`type.name`."""

    def child(self, name: str) -> Any:
        """`module.name`."""

    def path(self, name: str) -> Any:
        """`path.name`."""

    def terraform(self, name: str) -> Any:
        """`terraform.name`."""

    def function(self, name: str, scope: Scope, arguments: list[Any]) -> Any:
        """The result of a function."""


class Scope:
    """Where an expression stands: its module, and the names bound around it."""

    __slots__ = ("budget", "module", "names")

    def __init__(self, module: Names, budget: Budget, names: Mapping[str, Any]) -> None:
        """`names` are `each`, `count`, `self`, iterators and the variables of `for`."""
        self.module = module
        self.budget = budget
        self.names = names

    def bound(self, names: Mapping[str, Any]) -> Scope:
        """This scope with more names."""
        return Scope(self.module, self.budget, {**self.names, **names})
