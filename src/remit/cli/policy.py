"""`remit policy print`: the permissions that a live scan takes, and a role that has them."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from remit.cli import EXIT_MET, UsageError
from remit.cli.accounts import EXTERNAL_ID, NAME, ROLE
from remit.cli.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.reports.roles import Role
    from remit.sources.api.policy import Document, Trust

Format = Literal["json", "cloudformation", "stackset", "terraform"]

PRINCIPAL = re.compile(
    r"\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(role|user|assumed-role)/.+)"
)
ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}")
ROLE_NAME = re.compile(r"[\w+=,.@-]{1,61}", re.ASCII)
"""A role's name has 64 characters at most; three are left for the number of a policy."""

AUDITOR = "RemitAuditor"


def print_policy(
    *,
    wanted: Wanted | None = None,
    for_: Annotated[Literal["account", "org"], Parameter(name="--for")] = "account",
    format_: Annotated[Format, Parameter(name=["--format", "-f"])] = "json",
    role_name: str = ROLE,
    auditor_name: str = AUDITOR,
    trusted: Annotated[tuple[str, ...], Parameter(consume_multiple=False)] = (),
    org_id: str = "",
    external_id: str = "",
    config: Annotated[bool, Parameter(name=["--config", "--aggregator"], negative=())] = False,
    wildcards: Annotated[bool, Parameter(negative=())] = False,
    part: int | None = None,
) -> int:
    """Print the least permissions that a live scan takes, as policies or as a role that has them.

    They are read off what the checks look at: no other call is ever made. Everything goes to one
    place at a time, so split into as many policies as IAM's limit of 6,144 characters takes.

    Parameters
    ----------
    wanted
        Which checks; only what they take is allowed.
    for_
        account: the role that is assumed in each account. org: what `remit scan --org` takes in
        the management account or that of a delegated administrator: to list the organisation and
        to assume that role.
    format_
        json, a CloudFormation template, one with a StackSet for an organisation, or Terraform.
    role_name
        The name of the role in each account, and the beginning of its policies' names.
    auditor_name
        With --for org: the name of the role that may assume it.
    trusted
        An account (12 digits) or principal (ARN) that may assume the role. Repeatable. Default:
        the account that it is in.
    org_id
        Only principals of this organisation (o-…) may assume it; with --for org also: only roles
        in accounts of this organisation may be assumed.
    external_id
        What has to be said to assume it, which other accounts always have to.
    config
        Also for reading through AWS Config, by an aggregator or in the account's own Regions.
    wildcards
        Shorter and wider: all that a service lists or describes where more than one is needed.
    part
        Only this policy, counted from 1: the bare document, as `aws iam create-policy` takes it.
    """
    if for_ == "org":
        if (wanted or Wanted()) != Wanted() or wildcards:
            raise UsageError(
                "--for org: checks are chosen for the role in the accounts, not for who lists them"
            )
        role = _auditor(role_name, auditor_name, trusted, org_id, external_id, config)
        if format_ == "stackset":
            raise UsageError("--for org: one role in one account: take --format cloudformation")
    else:
        if auditor_name != AUDITOR:
            raise UsageError("--auditor-name goes with --for org")
        policies = _policies(wanted or Wanted(), config, wildcards)
        role = _role(role_name, _trust(trusted, org_id, external_id), policies)
    if part is not None:
        _print_part(role.policies, part)
        return EXIT_MET
    _print(role, format_)
    if for_ == "org":
        sys.stderr.write(
            "its own account is read with the same credentials: attach what `remit policy print` "
            "prints to it too, or leave that account out (--exclude-account)\n"
        )
    return EXIT_MET


def _print(role: Role, format_: str) -> None:
    """The role as it was asked for; what is in it on stderr."""
    from remit.reports import roles

    limited(role.policies, format_)
    writers = {
        "json": roles.as_json,
        "cloudformation": roles.as_cloudformation,
        "stackset": roles.as_stackset,
        "terraform": roles.as_terraform,
    }
    sys.stdout.write(writers[format_](role))
    sys.stdout.flush()
    _tell(role.policies)


def _role(name: str, trust: Trust, policies: Sequence[Document], option: str = "role-name") -> Role:
    from remit.reports.roles import Role

    if not ROLE_NAME.fullmatch(name):
        raise UsageError(f"--{option} {name}: up to 61 letters, digits and +=,.@_-")
    return Role(name, trust, policies)


def _auditor(
    role: str, name: str, trusted: Sequence[str], org_id: str, external_id: str, config: bool
) -> Role:
    """The role of who lists an organisation and assumes `role`, a name with its path if any.

    What limits who may be assumed does not widen who may assume: without `trusted` that is the
    account that it is in.
    """
    from dataclasses import replace

    from remit import catalog
    from remit.reports.roles import ABOUT_AUDITOR
    from remit.sources.api import organisation
    from remit.sources.api.config_query import AGGREGATED, SERVICE
    from remit.sources.api.permissions import actions
    from remit.sources.api.policy import Trust, assuming

    if not NAME.fullmatch(role) or role.startswith("arn:"):
        raise UsageError(f"--role-name {role}: the name of a role, not an ARN")
    checked = _trust(trusted, org_id, external_id)
    tables = {table.spec.name: table for table in catalog.tables()}
    asked = sorted(organisation.operations(tables[one] for one in organisation.TABLES))
    asked += [(SERVICE, operation) for operation in AGGREGATED] if config else []
    taken = [action for service, operation in asked for action in actions(service, operation)]
    document = assuming(taken, role, external_id, org_id)
    made = _role(name, checked if trusted else Trust(), [document], "auditor-name")
    return replace(made, about=ABOUT_AUDITOR)


def limited(policies: Sequence[Document], format_: str) -> None:
    """Say that these are more policies than a role may have; raises UsageError for a role."""
    from remit.sources.api.policy import ATTACHED

    if len(policies) <= ATTACHED:
        return
    problem = (
        f"{len(policies)} policies of 6,144 characters are needed and a role may have {ATTACHED}: "
        "choose --service or --check, take --wildcards, or have the account's quota raised"
    )
    if format_ != "json":
        raise UsageError(problem)
    sys.stderr.write(f"remit: {problem}\n")


def _trust(trusted: Sequence[str], org_id: str, external_id: str) -> Trust:
    """Who may assume the role; raises UsageError for what IAM would not take or nobody should."""
    from remit.sources.api.policy import Trust

    for one in trusted:
        if not PRINCIPAL.fullmatch(one):
            raise UsageError(f"--trusted {one}: an account of 12 digits or the ARN of a principal")
    if org_id and not ORGANISATION.fullmatch(org_id):
        raise UsageError(f"--org-id {org_id}: an organisation's id looks like o-a1b2c3d4e5")
    if external_id and not EXTERNAL_ID.fullmatch(external_id):
        raise UsageError("--external-id: 2 to 1,224 letters, digits and +=,.@:/-")
    if (trusted or org_id) and not external_id:
        raise UsageError(
            "a role for other accounts wants --external-id, which whoever assumes it has to say "
            "(remit explain iam_role_foreign_trust_has_external_id)"
        )
    return Trust(tuple(trusted), org_id, external_id)


def _policies(wanted: Wanted, config: bool, wide: bool) -> list[Document]:
    from remit import responsibility
    from remit.cli.live import wanted_columns
    from remit.sources.api.config_query import AGGREGATED, OWN, SERVICE
    from remit.sources.api.permissions import actions as needed
    from remit.sources.api.planning import permissions, plan
    from remit.sources.api.policy import documents, with_wildcards

    columns = wanted_columns(wanted.checks(), responsibility.load())
    actions = permissions(plan(columns, None))
    for operation in (*AGGREGATED, *OWN) if config else ():
        actions += needed(SERVICE, operation)
    return documents(with_wildcards(actions) if wide else actions)


def _print_part(policies: Sequence[Document], part: int) -> None:
    import orjson

    if not 1 <= part <= len(policies):
        raise UsageError(f"--part {part}: there are {len(policies)}")
    text = orjson.dumps(policies[part - 1], option=orjson.OPT_INDENT_2).decode()
    sys.stdout.write(f"{text}\n")


def _tell(policies: Sequence[Document]) -> None:
    """How much it is, on stderr."""
    from remit.sources.api.policy import characters

    allowed = [statement["Action"] for one in policies for statement in one["Statement"]]
    actions = sum(1 if isinstance(one, str) else len(one) for one in allowed)
    sizes = ", ".join(f"{characters(document):,}" for document in policies)
    sys.stderr.write(f"{actions} actions; policies: {len(policies)}, of {sizes} characters\n")
