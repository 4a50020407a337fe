"""Which accounts a command looks at, and with whose credentials: options that commands share."""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from remit.cli import UsageError

if TYPE_CHECKING:
    from remit.cli.accounts_file import Entry
    from remit.sources.api.collect import Target
    from remit.sources.api.credentials import Mfa, Role, Source
    from remit.sources.api.organisation import Member, Organisation
    from remit.sources.api.session_policy import SessionPolicy
    from remit.sources.declared import Problem
    from remit.tables import AnyTable

Repeatable = Parameter(consume_multiple=False)
Flag = Parameter(negative=())
ROLE = "RemitReadOnly"
NAME = re.compile(r"(arn:aws[a-z-]*:iam::\d{12}:role/)?[\w+=,.@/-]{1,512}", re.ASCII)
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
SESSION = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
TOLD = "organizations"
"""The service whose tables are filled by listing an organisation, and by no account of it."""


@Parameter(name="*")
@dataclass(frozen=True)
class Accounts:
    """Which accounts are read, and the role that is assumed in those that are not one's own."""

    org: Annotated[bool, Flag] = False
    """Live: every active account of the organisation, which AWS Organizations tells its
    management account and delegated administrators."""
    account: Annotated[tuple[str, ...], Repeatable] = ()
    """Live: this account; with --org also a pattern with * for ids or names. Repeatable.
    Else: the account that templates are for."""
    exclude_account: Annotated[tuple[str, ...], Repeatable] = ()
    """Not this account, by id, name or pattern. Repeatable."""
    ou: Annotated[tuple[str, ...], Repeatable] = ()
    """With --org: only accounts in this unit and those below it, by id (ou-…) or path of names
    (/Workloads/Prod). Repeatable."""
    accounts_file: Path | None = None
    """A file with the accounts: an id a line, CSV or TOML with id, name, role, external_id,
    profile, regions."""
    role_name: str = ROLE
    """The role to assume in each account, with its path if it has one."""
    external_id: str = ""
    """The external id that the role's trust policy asks for."""
    session_name: str = "remit"
    """What CloudTrail shows the sessions by."""
    mfa_serial: str = ""
    """The ARN of an MFA device: its code is asked for once."""
    mfa_token: str = ""
    """The device's code, where nobody can be asked."""
    session_policy: Literal["audit", "none"] = "audit"
    """What assumed roles are limited to: reading settings (audit), or nothing but themselves
    (none)."""

    @property
    def many(self) -> bool:
        """Whether accounts are named in any way."""
        return self.org or bool(self.account or self.accounts_file)

    def record(self) -> dict[str, Any]:
        """What a run keeps of it, as JSON; codes work once and are not kept."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "mfa_token"}
        return {
            name: list(value) if isinstance(value, tuple) else str(value)
            if isinstance(value, Path) else value
            for name, value in kept.items()
        }  # fmt: skip

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Accounts:
        """The options that `record` kept."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        file = values.get("accounts_file")
        return cls(**values | {"accounts_file": Path(file) if file else None})


@dataclass(frozen=True)
class Chosen:
    """The accounts to read; those of the organisation that cannot be, each with the reason.

    `rows` are what the organisation said of itself, and `problems` what it did not. `own` is the
    account of one's own credentials, which need not be among them.
    """

    targets: Sequence[Target]
    left_out: Sequence[tuple[str, str, str]] = ()
    rows: Sequence[tuple[AnyTable, dict[str, Any]]] = ()
    problems: Sequence[Problem] = ()
    own: Target | None = None


@dataclass(frozen=True)
class Counted:
    """How many accounts a scan would read; None, and why, where that cannot be told beforehand.

    `regions` are those that a file names for accounts of its own. `listed` says whether the
    organisation was asked for this.
    """

    number: int | None = 1
    why: str = ""
    regions: Sequence[tuple[str, ...]] = ()
    listed: bool = False


@dataclass
class Chooser:
    """Finds the accounts that the options mean. `actions` are the IAM actions of the plan.

    `ask` asks people for the code of a device.
    """

    given: Accounts
    profile: str | None = None
    endpoint_url: str | None = None
    regions: tuple[str, ...] = ()
    actions: Sequence[str] = ()
    ask: Callable[[str], str] = getpass.getpass
    sources: dict[str | None, Source] = field(default_factory=dict)

    def chosen(self) -> Chosen:
        """The accounts; raises UsageError for options that mean none, or no credentials."""
        from remit.sources.api.errors import CredentialsError

        try:
            return self.found()
        except CredentialsError as error:
            raise UsageError(str(error)) from None

    def found(self) -> Chosen:
        """The same; raises CredentialsError where the credentials are at fault."""
        from remit.sources.api.session_policy import TooLong

        self.check()
        if self.given.session_policy == "none":
            sys.stderr.write(
                "remit: --session-policy none: the sessions may do all that the role may, "
                "writing included; Remit itself calls what reads and nothing else\n"
            )
        try:
            if self.given.accounts_file is None:
                self.source().session()  # so that it is now that people are asked for a code
            if not self.given.many:
                return Chosen([self._target(self.source().session)])
            found = self._organisation() if self.given.org else self._listed()
            return replace(found, own=self._target(self.source().session))
        except TooLong as error:
            raise UsageError(
                f"{error}: choose --service or --check, or --session-policy none where the role "
                "only reads"
            ) from None

    def source(self, profile: str | None = None) -> Source:
        """The credentials of a profile, or those of the command line; asked for once."""
        from remit.sources.api.credentials import Source

        name = profile or self.profile
        if name not in self.sources:
            region = self.regions[0] if self.regions else ""
            mfa = self._mfa() if profile is None else None
            self.sources[name] = Source(name, region, self.endpoint_url, mfa)
        return self.sources[name]

    def check(self) -> None:
        """Raise UsageError for options that do not go together."""
        given = self.given
        if given.org and given.accounts_file is not None:
            raise UsageError("--org and --accounts-file: one of them says which accounts there are")
        if given.ou and not given.org:
            raise UsageError("--ou goes with --org")
        for option, value in (("--exclude-account", given.exclude_account),
                              ("--external-id", given.external_id),
                              ("--role-name", given.role_name != ROLE)):  # fmt: skip
            if value and not given.many:
                raise UsageError(f"{option} goes with --org, --account or --accounts-file")
        if not NAME.fullmatch(given.role_name) or given.role_name.startswith("arn:"):
            raise UsageError(f"--role-name {given.role_name}: the name of a role, not an ARN")
        if given.external_id and not EXTERNAL_ID.fullmatch(given.external_id):
            raise UsageError("--external-id: 2 to 1,224 letters, digits and +=,.@:/-")
        if not SESSION.fullmatch(given.session_name):
            raise UsageError("--session-name: 2 to 64 letters, digits and +=,.@_-")
        if given.mfa_token and not given.mfa_serial:
            raise UsageError("--mfa-token goes with --mfa-serial")

    def _mfa(self) -> Mfa | None:
        from remit.sources.api.credentials import Mfa

        given = self.given
        if not given.mfa_serial:
            return None
        if given.mfa_token:
            return Mfa(given.mfa_serial, lambda _: given.mfa_token)
        return Mfa(given.mfa_serial, lambda serial: self.ask(f"MFA code for {serial}: ").strip())

    def counted(self) -> Counted:
        """How many accounts there are; an organisation is asked, but no account of it.

        Nobody is asked for a code, since it works once and a scan will need it.
        """
        from remit.sources.api.errors import CredentialsError

        self.check()
        if not self.given.many:
            return Counted()
        if not self.given.org:
            entries = self._entries()
            return Counted(len(entries), "", [e.regions for e in entries if e.regions])
        if self.given.mfa_serial:
            return Counted(None, "it takes an MFA code to list the organisation")
        try:
            wanted, _, _ = self._members(tagged=False)
        except CredentialsError as error:
            return Counted(None, str(error))
        return Counted(sum(member.is_active for member in wanted), listed=True)

    def _listed(self) -> Chosen:
        return Chosen([self._entry(entry) for entry in self._entries()])

    def _entries(self) -> list[Entry]:
        """The accounts that are named one by one."""
        from remit.cli import accounts_file
        from remit.sources.api.organisation import Choice, Member, Unit

        given = self.given
        entries = accounts_file.read(given.accounts_file) if given.accounts_file else [
            accounts_file.Entry(account) for account in dict.fromkeys(given.account)
        ]  # fmt: skip
        for entry in entries:
            if not accounts_file.ACCOUNT.fullmatch(entry.account):
                raise UsageError(
                    f"--account {entry.account}: an account has 12 digits; patterns go with --org"
                )
        wanted = given.account if given.accounts_file else ()
        choice = Choice(wanted, given.exclude_account)
        left = [e for e in entries if choice.wants(Member(e.account, e.name, "", Unit("", "")))]
        if not left:
            raise UsageError("no account is left by --account and --exclude-account")
        return left

    def _organisation(self) -> Chosen:
        wanted, found, problems = self._members(tagged=True)
        targets = [self._member(member) for member in wanted if member.is_active]
        left_out = [
            (one.account, one.name, f"the account is {one.state or 'in no known state'}")
            for one in wanted
            if not one.is_active
        ]
        return Chosen(targets, left_out, found.rows, problems)

    def _members(self, tagged: bool) -> tuple[list[Member], Organisation, list[Problem]]:
        """The accounts of the organisation that are chosen, an active one among them at least.

        Their tags are read, a call for each, where they are to be `tagged`.
        """
        from remit.sources.api.organisation import Choice

        given = self.given
        choice = Choice(given.account, given.exclude_account, given.ou)
        found, problems = self._list(lambda one: tagged and one.is_active and choice.wants(one))
        idle = choice.idle(found)
        if idle:
            raise UsageError(f"no account or unit of the organisation answers to {idle}")
        wanted = [member for member in found.members if choice.wants(member)]
        if not any(member.is_active for member in wanted):
            raise UsageError("no active account of the organisation is chosen")
        return wanted, found, problems

    def _list(self, tagged: Callable[[Member], bool]) -> tuple[Organisation, list[Problem]]:
        """The organisation, with the tags of those accounts."""
        from remit import catalog
        from remit.sources.api.client import Api
        from remit.sources.api.counts import Sums
        from remit.sources.api.organisation import TABLES, Lister, operations
        from remit.sources.api.reader import Place
        from remit.sources.api.regions import HOMES

        source = self.source()
        who = source.who()
        home = source.session().get_config_variable("region") or HOMES[who.partition]
        known = {table.spec.name: table for table in catalog.tables()}
        roots, units, accounts = tables = [known[name] for name in TABLES]
        api = Api(source.session(), operations(tables), self.endpoint_url,
                  partition=who.partition, first_region=home)  # fmt: skip
        place = Place(who.account, "", who.partition)
        lister = Lister(api, place, roots, units, accounts)
        found = lister.read(tagged)
        sums = Sums()
        sums.add(api.tally.calls.values())
        return found, list(sums.problems())

    def _entry(self, entry: Entry) -> Target:
        if entry.profile and not entry.role:
            session = self.source(entry.profile).session
        else:
            session = self._session(entry.account, entry.role, entry.external_id, entry.profile)
        return self._target(session, entry.account, entry.name, entry.regions)

    def _member(self, member: Member) -> Target:
        return self._target(self._session(member.account), member.account, member.name)

    def _session(
        self, account: str, role: str = "", external_id: str = "", profile: str = ""
    ) -> Callable[[], Any]:
        """The credentials for an account: a role's, or one's own where it is one's own account.

        The management account has no role that was made for its members.
        """
        source = self.source(profile or None)
        if not role and account == source.who().account:
            return source.session
        return source.assuming(self._role(account, role, external_id, source.who().partition))

    def _role(self, account: str, role: str, external_id: str, partition: str) -> Role:
        from remit.sources.api.credentials import Role

        name = (role or self.given.role_name).lstrip("/")
        arn = name if name.startswith("arn:") else f"arn:{partition}:iam::{account}:role/{name}"
        if arn.split(":")[4] != account:
            raise UsageError(f"account {account}: the role {name} is another account's")
        return Role(arn, external_id or self.given.external_id, self.given.session_name,
                    self._policy(partition))  # fmt: skip

    def _policy(self, partition: str) -> SessionPolicy | None:
        from remit.sources.api.session_policy import for_actions

        return for_actions(self.actions, partition) if self.given.session_policy != "none" else None

    def _target(
        self,
        session: Callable[[], Any],
        account: str = "",
        name: str = "",
        regions: tuple[str, ...] = (),
    ) -> Target:
        from remit.sources.api.collect import Target

        return Target(
            session, regions or self.regions or None, self.endpoint_url, account=account, name=name
        )


def template_account(given: Accounts) -> str | None:
    """The account that templates are for; raises UsageError for what goes with --live only."""
    live = [f.name for f in fields(given)
            if f.name != "account" and getattr(given, f.name) != f.default]  # fmt: skip
    if live:
        raise UsageError(f"--{live[0].replace('_', '-')} goes with --live")
    if len(given.account) > 1:
        raise UsageError("--account: templates are for one account")
    return given.account[0] if given.account else None
