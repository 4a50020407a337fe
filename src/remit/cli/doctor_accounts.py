"""`remit doctor` on several accounts: a line each, what is amiss first, then sums over all."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from remit.cli.diagnosis import Examined, Report, State
from remit.cli.doctor_permissions import Need, allowed_of, limits, tell_unknown
from remit.scan import clock
from remit.sources.api.clients import Sharing
from remit.sources.api.errors import EXPECTED, CredentialsError, Refused, refused
from remit.sources.api.preflight import FIXED, Allowed, Identity, Preflight

if TYPE_CHECKING:
    from remit.cli.accounts import Chooser
    from remit.sources.api.collect import Target

SIDE_BY_SIDE = 4
"""Accounts at a time; where permissions are tried, each of them asks many calls at a time."""

EACH = 20
"""Accounts that lack nothing have a line each up to so many, and one for all beyond."""

NAMED = 3
"""Accounts that stand beside an action that is denied in them; beyond, how many more."""


def examine(report: Report, chooser: Chooser, need: Need) -> None:
    """Look at the chosen accounts; those that cannot be chosen are an error of the report."""
    try:
        chosen = chooser.found()
    except CredentialsError as error:
        report.add("accounts", State.ERROR, str(error))
        return
    for problem in chosen.problems:
        report.add(
            "organisation", State.MISSING, str(problem), "see `remit policy print --for org`"
        )
    if sys.stderr.isatty():
        sys.stderr.write(f"looking at {len(chosen.targets)} accounts\n")
    sharing = Sharing({*FIXED, *((call.service, call.operation) for call in need.planned)})
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = list(pool.map(lambda t: examined(t, of(t, need), sharing), chosen.targets))
    found += [Examined(account, name, State.NOTE, f"will not be read: {reason}")
              for account, name, reason in chosen.left_out]  # fmt: skip
    report.accounts = found
    tell(report, need)


def of(target: Target, need: Need) -> Need:
    """What a scan takes of this account: a file of accounts may name other Regions for it."""
    regions = target.regions or ()
    return need if regions == need.regions else replace(need, regions=regions)


def examined(target: Target, need: Need, sharing: Sharing) -> Examined:
    """Open an account as a scan would, and learn what may be called there."""
    first = need.regions[0] if need.regions else ""
    try:
        session, url = target.session(), target.endpoint_url
        preflight = Preflight(session, clock, url, first, sharing=sharing)
        identity = preflight.identity()
    except (CredentialsError, Refused) as error:
        return Examined(target.account, target.name, State.MISSING, str(error))
    except EXPECTED as error:
        reason = refused(error, "sts", "AssumeRole", "global").reason
        return Examined(target.account, target.name, State.MISSING, reason)
    if target.account not in ("", identity.account):
        told = f"the credentials lead to account {identity.account}"
        return Examined(target.account, target.name, State.MISSING, told, identity.arn)
    found = need.allowed(preflight, identity)
    return _of(target, need, identity, found, _closed(preflight, identity, need.regions))


def _of(
    target: Target, need: Need, identity: Identity, found: Allowed, regions: Sequence[str]
) -> Examined:
    said = [f"{allowed_of(need, found)} ({found.method})"]
    if found.denied:
        said.append(f"{len(found.denied)} are not")
    if found.untold:
        said.append(f"of {len(found.untold)} nobody can tell")
    if regions:
        said.append(f"not enabled: {', '.join(regions)}")
    state = State.MISSING if found.denied or regions else State.OK
    return Examined(
        identity.account, target.name, state, "; ".join(said), identity.arn, found.method,
        found.denied, found.untold, need.undecided(found),
    )  # fmt: skip


def _closed(preflight: Preflight, identity: Identity, regions: Sequence[str]) -> list[str]:
    """Those of the Regions that the account has not enabled, as far as it says."""
    enabled, _ = preflight.regions() if regions else ((), "")
    return [region for region in regions if enabled and region not in enabled]


def tell(report: Report, need: Need) -> None:
    """Note the accounts, what is amiss first, and what is denied in any of them."""
    order = [State.ERROR, State.MISSING, State.NOTE, State.OK]
    amiss = [one for one in report.accounts if one.state is not State.OK]
    well = [one for one in report.accounts if one.state is State.OK]
    for one in sorted(amiss, key=lambda one: order.index(one.state)):
        report.add(f"account {one.told}", one.state, one.found)
    if len(well) > EACH:
        report.add("accounts", State.OK, f"{len(well)} more lack nothing")
    for one in well if len(well) <= EACH else ():
        report.add(f"account {one.told}", one.state, one.found)
    denied = _where((one.told, one.denied) for one in report.accounts)
    if denied:
        report.add("permissions", State.MISSING,
                   f"{len(denied)} IAM actions are denied in some account",
                   "give the role what `remit policy print` prints for the same choice",
                   *denied)  # fmt: skip
    untold = {action for one in report.accounts for action in one.untold}
    if untold:
        report.add("not told", State.NOTE, f"{len(untold)} actions could not be looked at",
                   "allow the role iam:SimulatePrincipalPolicy and iam:GetRole")  # fmt: skip
    for method in sorted({one.method for one in report.accounts if one.method}):
        report.method = method
        report.add("limits", State.NOTE, limits(method))
    lacking: dict[str, set[str]] = defaultdict(set)
    for one in report.accounts:
        for check, lacks in one.unknown.items():
            lacking[check] |= set(lacks)
    report.unknown = {check: tuple(sorted(lacks)) for check, lacks in sorted(lacking.items())}
    tell_unknown(report, need)


def _where(accounts: Iterable[tuple[str, Mapping[str, str]]]) -> list[str]:
    """A line for each action and why: in which accounts."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for account, denied in accounts:
        for action, why in denied.items():
            places[action, why].append(account)
    lines = []
    for (action, why), names in sorted(places.items()):
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        lines.append(f"{action}: {why}: {', '.join(names[:NAMED])}{more}")
    return lines
