"""The accounts of an organisation: which there are, in which units, and which of them to read.

Only the management account and delegated administrators are told.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from remit.sources.api.client import Api
from remit.sources.api.errors import CredentialsError, Refused
from remit.sources.api.lanes import Lanes
from remit.sources.api.reader import Place, Reader
from remit.sources.api.reader import operations as operations_of
from remit.sources.api.regions import GLOBAL
from remit.tables import AnyTable

SERVICE = "organizations"
TABLES = ("organizations_root", "organizations_unit", "organizations_account")
"""The tables that a listing makes rows of, as `Lister` takes them."""

OF_UNIT = "ListAccountsForParent"
"""What says which unit an account is in, where the list of accounts does not."""

ACTIVE = "ACTIVE"
SIDE_BY_SIDE = 4
"""Questions at a time: Organizations answers few a second and throttles what is more."""

NODE = re.compile(r"(r-[0-9a-z]+|ou-[0-9a-z]+-[0-9a-z]+)")
Row = dict[str, Any]


def operations(tables: Iterable[AnyTable]) -> frozenset[tuple[str, str]]:
    """Every operation that listing an organisation into these tables may ask; no other is."""
    named = (operation for table in tables for operation in operations_of(table))
    return frozenset((SERVICE, operation) for operation in (*named, OF_UNIT))


@dataclass(frozen=True)
class Unit:
    """An organisational unit, or the root; `path` are the names from the root, `/` for that."""

    id: str
    path: str
    above: tuple[str, ...] = ()
    """The ids of what it is in, from the root, and its own."""


@dataclass(frozen=True)
class Member:
    """An account of the organisation."""

    account: str
    name: str
    state: str
    unit: Unit

    @property
    def is_active(self) -> bool:
        """Whether it can be read; nobody can use a suspended one.

        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
        """
        return self.state == ACTIVE

    def told(self) -> str:
        """What people call it."""
        return f"{self.account} {self.name}".strip()


@dataclass(frozen=True)
class Organisation:
    """The accounts and units as they were listed, and the rows that they make."""

    members: tuple[Member, ...]
    units: tuple[Unit, ...]
    rows: tuple[tuple[AnyTable, Row], ...] = ()


@dataclass(frozen=True)
class Choice:
    """Which accounts; an empty choice of one kind takes all.

    `accounts` and `excluded` are patterns with `*` for ids and names, `units` ids (`ou-…`, `r-…`)
    or paths of names (`/Workloads/Prod`), each with all that is below it.
    """

    accounts: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def wants(self, member: Member) -> bool:
        """Whether an account is chosen, by what it is called and where it lies."""
        names = (member.account, member.name)
        return (
            (not self.accounts or _any(names, self.accounts))
            and not _any(names, self.excluded)
            and (not self.units or any(within(member.unit, unit) for unit in self.units))
        )

    def idle(self, organisation: Organisation) -> str:
        """The first word of the choice that nothing in the organisation answers to."""
        named = [(m.account, m.name) for m in organisation.members]
        for word in (*self.accounts, *self.excluded):
            if not any(_any(names, (word,)) for names in named):
                return word
        for word in self.units:
            if not any(within(unit, word) for unit in organisation.units):
                return word
        return ""


def within(unit: Unit, wanted: str) -> bool:
    """Whether a unit is the wanted one, or somewhere in it; wanted by id or by path of names.

    >>> prod = Unit("ou-1-b", "/Work/Prod", ("r-1", "ou-1-a", "ou-1-b"))
    >>> within(prod, "ou-1-a"), within(prod, "/Work"), within(prod, "Work/Pro"), within(prod, "/")
    (True, True, False, True)
    """
    if NODE.fullmatch(wanted):
        return wanted in unit.above
    path = f"/{wanted.strip('/')}"
    return path == "/" or fnmatchcase(unit.path, path) or fnmatchcase(unit.path, f"{path}/*")


def _any(names: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


@dataclass
class Lister:
    """Lists an organisation through the API of its management account or an administrator.

    `roots`, `units` and `accounts` are the tables that what is found makes rows of.
    """

    api: Api
    place: Place
    roots: AnyTable
    units: AnyTable
    accounts: AnyTable
    tree: dict[str, Unit] = field(default_factory=dict)

    def read(self, with_tags: Callable[[Member], bool]) -> Organisation:
        """All accounts and units; tags, a call for each account, of those `with_tags` wants.

        Raises CredentialsError where these credentials are not told.
        """
        lanes = Lanes(SIDE_BY_SIDE)
        try:
            return self._read(with_tags, lanes)
        except Refused as refusal:
            raise CredentialsError(_refusal(refusal)) from refusal
        finally:
            lanes.close()

    def _read(self, with_tags: Callable[[Member], bool], lanes: Lanes) -> Organisation:
        rows = list(self._units())
        listed = self._ask(SERVICE, "ListAccounts", {}).get("Accounts") or []
        listed = self._placed(listed, lanes)
        found = [(item, self._member(item)) for item in listed]
        columns = frozenset(self.accounts.columns())
        for tagged in (True, False):
            items = [item for item, member in found if with_tags(member) is tagged]
            reader = Reader(self.accounts, columns - (set() if tagged else {"tags"}))
            made = reader.rows(self._answering(items), self._where, None, lanes.map)
            rows += [(self.accounts, row) for row in made]
        members = sorted((member for _, member in found), key=lambda m: m.account)
        return Organisation(tuple(members), tuple(self.tree.values()), tuple(rows))

    @property
    def _where(self) -> Place:
        return replace(self.place, region=GLOBAL)

    def _units(self) -> Iterator[tuple[AnyTable, Row]]:
        """The root, and the units level by level."""
        for row in Reader(self.roots).rows(self._refusing, self._where):
            self.tree[row["id"]] = Unit(row["id"], "/", (row["id"],))
            yield self.roots, row
        reader, level = Reader(self.units), list(self.tree.values())
        while level:
            below: list[Unit] = []
            for above in level:
                for row in reader.rows(self._refusing, self._where, {above.id: above.id}):
                    path = f"{above.path.rstrip('/')}/{row['name']}"
                    below.append(Unit(row["id"], path, (*above.above, row["id"])))
                    yield self.units, row
            self.tree |= {unit.id: unit for unit in below}
            level = below

    def _placed(self, listed: Sequence[Row], lanes: Lanes) -> Sequence[Row]:
        """The accounts with their paths, asked for unit by unit where the list does not say."""
        if all(item.get("Paths") for item in listed):
            return listed

        def parents(unit: Unit) -> list[tuple[str, Unit]]:
            asked = {"ParentId": unit.id}
            found = self._ask(SERVICE, OF_UNIT, asked).get("Accounts") or []
            return [(item["Id"], unit) for item in found]

        units = dict(pair for pairs in lanes.map(parents, list(self.tree.values()))
                     for pair in pairs)  # fmt: skip
        return [
            item if item.get("Paths") or item["Id"] not in units
            else {**item, "Paths": [f"{_organisation(item['Arn'])}/"
                                    f"{'/'.join(units[item['Id']].above)}/"]}
            for item in listed
        ]  # fmt: skip

    def _member(self, item: Mapping[str, Any]) -> Member:
        nodes = NODE.findall(next(iter(item.get("Paths") or []), ""))
        unit = self.tree.get(nodes[-1]) if nodes else None
        state = str(item.get("State") or item.get("Status") or "")
        return Member(str(item["Id"]), str(item.get("Name") or ""), state,
                      unit or Unit("", "", tuple(nodes)))  # fmt: skip

    def _answering(self, items: Sequence[Row]) -> Any:
        """`ask`, but for the accounts that are listed already."""

        def ask(service: str, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
            if operation == "ListAccounts":
                return {"Accounts": items}
            return self._ask(service, operation, parameters)

        return ask

    def _ask(
        self, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return self.api.ask(GLOBAL, service, operation, parameters)

    def _refusing(
        self, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """`ask` for the tree: a part that is missing would leave accounts out, so all ends."""
        try:
            return self._ask(service, operation, parameters)
        except Refused as refusal:
            raise CredentialsError(_refusal(refusal)) from refusal


def _organisation(arn: str) -> str:
    """The id in an account's ARN: `arn:aws:organizations::1…:account/o-…/2…`."""
    return arn.partition("account/")[2].partition("/")[0]


def _refusal(refusal: Refused) -> str:
    if refusal.code == "AWSOrganizationsNotInUseException":
        return "--org: the account is in no organisation"
    hint = ""
    if refusal.kind.denied:
        hint = ("; only the management account and delegated administrators are told, by what "
                "`remit policy print --for org` prints")  # fmt: skip
    return f"--org: the accounts could not be listed: {refusal.reason}{hint}"
