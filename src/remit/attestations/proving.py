"""Whether AWS's part is proven: the verdict on a duty of a service in a Region. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from remit.attestations.model import (
    Attestation,
    Evidence,
    Held,
    Programme,
    Scope,
    programmes,
)

GLOBAL = "global"
"""The Region of what lies in none: it is covered where its partition is."""


class ProofState(StrEnum):
    """How AWS's part stands."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    NOT_COVERED = "not covered"


@dataclass(frozen=True)
class Proof:
    """A verdict on AWS's part, what it rests on, and why, in a sentence."""

    state: ProofState
    attestation: Attestation | None
    reason: str
    programme: str = ""


@dataclass(frozen=True)
class _Verdict:
    """What one programme says; `strength` orders what several say."""

    strength: int
    proof: Proof


@dataclass(frozen=True)
class _Place:
    """A report in date, or none, in a Region: the lists of services that count there.

    `gap` says why the place is out of its scope, `doubt` what is not known of it.
    """

    attestation: Attestation | None
    lists: tuple[Scope, ...]
    services: frozenset[str]
    gap: str
    doubt: str


# What counts when several programmes speak and none is required: a report in date, even one whose
# scope nobody named, says more for AWS than another programme's gap says against it.
NOTHING, GAP, PARTIAL, FULL = range(4)
SEVERITY = {ProofState.NOT_COVERED: 0, ProofState.CLAIMED: 1, ProofState.PROVEN: 2}


class Prover:
    """Gives verdicts on what is held, as of a day; quick for many of them.

    `required` are the programmes that must all prove a duty which they cover; without it one
    that does is enough. `account` decides whose agreements count (empty: all). `parents` maps a
    data plane to the service it is part of, which lists name instead of it.
    """

    def __init__(
        self,
        held: Held,
        on: date,
        required: Collection[str] | None = None,
        account: str = "",
        parents: Mapping[str, str] | None = None,
        known: Mapping[str, Programme] | None = None,
    ) -> None:
        self.on, self.parents = on, parents or {}
        self.known = programmes() if known is None else known
        unknown = sorted({*(required or ())} - set(self.known))
        if unknown:
            raise ValueError(f"no such programme: {', '.join(unknown)}")
        self.required = None if required is None else tuple(dict.fromkeys(required))
        self.held = held
        self.attestations: dict[str, list[Attestation]] = defaultdict(list)
        for one in held.attestations:
            if not (account and one.account and one.account != account):
                self.attestations[one.programme].append(one)
        self.scopes: dict[str, list[Scope]] = defaultdict(list)
        for scope in sorted(held.scopes, key=lambda scope: scope.as_of, reverse=True):
            self.scopes[scope.programme].append(scope)
        self.candidates: dict[str, tuple[str, ...]] = {}
        self.places: dict[tuple[str, str, str], list[_Place]] = {}
        self.verdicts: dict[tuple[str, str, str, str], _Verdict] = {}
        self.proofs: dict[tuple[str, str, str, tuple[str, ...]], Proof] = {}
        self.good = {id: self._good(id) for id in self.known}

    def prove(self, service: str, region: str | None, partition: str | None, duty: str) -> Proof:
        """Whether AWS's part of a duty is proven for a service in a Region."""
        names = self._candidates(duty)
        if not names:
            return Proof(ProofState.CLAIMED, None, self._uncovered(duty))
        key = (service, region or "", partition or "", names)
        if key not in self.proofs:
            self.proofs[key] = self._chosen(*key)
        return self.proofs[key]

    def _candidates(self, duty: str) -> tuple[str, ...]:
        """The programmes that speak of a duty."""
        if duty not in self.candidates:
            wanted = self.required if self.required is not None else tuple(self.known)
            self.candidates[duty] = tuple(
                id
                for id in wanted
                if duty in self.known[id].duties
                and (self.required is not None or not self.known[id].on_demand)
            )
        return self.candidates[duty]

    def _uncovered(self, duty: str) -> str:
        if self.required is None:
            return f"no programme that Remit knows examines {duty}"
        names = ", ".join(self.known[id].title for id in self.required) or "no programme"
        return f"{names} does not examine {duty}"

    def _chosen(self, service: str, region: str, partition: str, names: tuple[str, ...]) -> Proof:
        found = []
        for id in names:
            verdict = self._verdict(id, service, region, partition)
            if verdict.strength == FULL and self.required is None:
                return verdict.proof
            found.append(verdict)
        if self.required is not None:
            return min(found, key=lambda verdict: SEVERITY[verdict.proof.state]).proof
        best = max(found, key=lambda verdict: verdict.strength)
        if best.strength == NOTHING:
            return Proof(ProofState.CLAIMED, None, "no report of AWS's is held (remit aws refresh)")
        return best.proof

    def _verdict(self, id: str, service: str, region: str, partition: str) -> _Verdict:
        key = (id, service, region, partition)
        if key not in self.verdicts:
            self.verdicts[key] = self._judged(self.known[id], service, region, partition)
        return self.verdicts[key]

    def _judged(self, programme: Programme, service: str, region: str, partition: str) -> _Verdict:
        _, otherwise = self.good[programme.id]
        places = self._places(programme, region, partition)
        best = max(
            (self._held_against(programme, place, service) for place in places),
            key=lambda verdict: verdict.strength,
        )
        if not self.attestations[programme.id] and not self.scopes[programme.id]:
            # what AWS says of the programme as a whole counts for who requires it, and only then
            return _Verdict(NOTHING, best.proof)
        if otherwise is not None and best.strength != GAP:
            return otherwise
        return best

    def _held_against(self, programme: Programme, place: _Place, service: str) -> _Verdict:
        """A report in date (or none) against the services in scope."""
        attestation, title = place.attestation, programme.title
        if place.gap:
            return _gap(programme, place.gap, attestation)
        if not place.lists:
            if attestation is None:
                return _Verdict(NOTHING, Proof(ProofState.CLAIMED, None,
                                f"nothing is held about {title}", programme.id))  # fmt: skip
            return _partial(programme, f"{attestation.title} is held, but no list of the "
                            "services in its scope", attestation)  # fmt: skip
        newest = place.lists[0]
        if not {service, self.parents.get(service, service)} & place.services:
            reason = f"{service} is not in scope of {title} as of {newest.as_of} ({newest.source})"
            return _gap(programme, reason, attestation)
        if attestation is None:
            reason = f"{service} is in scope of {title} by {newest.source}, but no report is held"
            return _partial(programme, reason, None)
        words = next((s.restricted[service] for s in place.lists if service in s.restricted), "")
        if words:
            reason = f"{service} is in scope of {title} with a restriction: {words}"
            return _partial(programme, reason, attestation)
        if place.doubt:
            return _partial(programme, place.doubt, attestation)
        until = attestation.last_day(programme)
        good = f"{attestation.title}, good until {until}" if until else attestation.title
        return _Verdict(FULL, Proof(ProofState.PROVEN, attestation,
                        f"{good}: {service} is in scope", programme.id))  # fmt: skip

    def _places(self, programme: Programme, region: str, partition: str) -> Sequence[_Place]:
        """Each report in date, or none, as it counts in a Region."""
        key = (programme.id, region, partition)
        if key not in self.places:
            good, _ = self.good[programme.id]
            self.places[key] = [
                self._place(programme, one, region, partition) for one in good or (None,)
            ]
        return self.places[key]

    def _place(
        self, programme: Programme, attestation: Attestation | None, region: str, partition: str
    ) -> _Place:
        scopes = [scope for scope in self.scopes[programme.id] if scope.services is not None]
        if attestation is not None and attestation.services is not None:
            own = attestation.services
            scopes = [Scope(programme.id, attestation.source, attestation.as_of, own)]
        gap = doubt = ""
        if programme.regional and region == GLOBAL:
            if not _in_partition(programme, attestation, partition):
                gap = f"{partition} is not in scope of {programme.title}"
        elif programme.regional and not region:
            doubt = "the Region is not known"
        elif programme.regional:
            scopes = [s for s in scopes if s.regions is None or region in s.regions]
            inside = self._in_region(programme, attestation, region)
            if inside is False:
                gap = f"{region} is not in scope of {programme.title}"
            elif inside is None and attestation is not None:
                doubt = f"{attestation.title} is held, but no list of the Regions in its scope"
        services = frozenset[str]().union(*(scope.services or () for scope in scopes))
        return _Place(attestation, tuple(scopes), services, gap, doubt)

    def _in_region(
        self, programme: Programme, attestation: Attestation | None, region: str
    ) -> bool | None:
        """Whether what is held names a Region; None where it does not say all Regions."""
        if attestation is not None and attestation.regions is not None:
            return region in attestation.regions
        scopes = self.scopes[programme.id]
        bound = [scope.regions for scope in scopes if scope.regions is not None]
        if any(region in regions for regions in bound):
            return True
        if not bound:
            return None if programme.regions is None else region in programme.regions
        alone = any(scope.services is None for scope in scopes)
        unbound = any(scope.regions is None for scope in scopes)
        return None if unbound and not alone else False

    def _good(self, id: str) -> tuple[list[Attestation], _Verdict | None]:
        """The attestations of a programme that count on the day; or the verdict when none does."""
        programme = self.known[id]
        reports = [one for one in self.attestations[id] if not one.bridge]
        bridges = [one for one in self.attestations[id] if one.bridge]
        good = [one for one in reports if self._in_date(programme, one, bridges)]
        if good or not (reports or bridges):
            return good, None
        if not reports:
            reason = f"a letter about {programme.title} is held, but no report"
            return [], _partial(programme, reason, bridges[0])
        newest = max(reports, key=lambda one: one.ends or date.min)
        if newest.ends is None:
            return [], _partial(programme, f"{newest.title} says no period", newest)
        if newest.starts is not None and newest.starts > self.on:
            return [], _gap(programme, f"{newest.title} begins on {newest.starts}", newest)
        last = newest.last_day(programme)
        counted = f" and counted until {last}" if last != newest.ends else ""
        reason = f"{newest.title} ended on {newest.ends}{counted}; nothing later is held"
        return [], _gap(programme, reason, newest)

    def _in_date(
        self, programme: Programme, report: Attestation, bridges: Sequence[Attestation]
    ) -> bool:
        if report.starts is not None and report.starts > self.on:
            return False
        last = report.last_day(programme)
        if last is None:
            # an agreement without an end is in force; a report without a period proves no time
            return programme.evidence is Evidence.AGREEMENT
        if self.on <= last:
            return True
        return any(
            bridge.ends is not None
            and bridge.ends >= self.on
            and (bridge.starts is None or bridge.starts <= last)
            for bridge in bridges
        )


def _in_partition(programme: Programme, attestation: Attestation | None, partition: str) -> bool:
    """Whether what lies in no Region is in scope: in AWS's own partitions, or the report's."""
    if programme.partitions is not None:
        return partition in programme.partitions
    return partition in ("aws", attestation.partition if attestation is not None else "aws")


def _gap(programme: Programme, reason: str, attestation: Attestation | None) -> _Verdict:
    return _Verdict(GAP, Proof(ProofState.NOT_COVERED, attestation, reason, programme.id))


def _partial(programme: Programme, reason: str, attestation: Attestation | None) -> _Verdict:
    return _Verdict(PARTIAL, Proof(ProofState.CLAIMED, attestation, reason, programme.id))


def prove(
    held: Held,
    service: str,
    region: str | None,
    partition: str | None,
    duty: str,
    on: date,
    required: Collection[str] | None = None,
) -> Proof:
    """One verdict; whoever needs many makes a `Prover` and keeps it."""
    return Prover(held, on, required).prove(service, region, partition, duty)
