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
        found = [self._verdict(id, service, region, partition) for id in names]
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
        good, otherwise = self.good[programme.id]
        answers = [
            self._held_against(programme, one, service, region, partition)
            for one in good or (None,)
        ]
        best = max(answers, key=lambda verdict: verdict.strength)
        if not self.attestations[programme.id] and not self.scopes[programme.id]:
            # what AWS says of the programme as a whole counts for who requires it, and only then
            return _Verdict(NOTHING, best.proof)
        if otherwise is not None and best.strength != GAP:
            return otherwise
        return best

    def _held_against(
        self,
        programme: Programme,
        attestation: Attestation | None,
        service: str,
        region: str,
        partition: str,
    ) -> _Verdict:
        """A report in date (or none) against the services and Regions in scope."""
        title = programme.title
        lists = self._lists(programme, attestation, region)
        if lists is None:
            return _gap(programme, f"{region} is not in scope of {title}", attestation)
        if (
            region == GLOBAL
            and programme.regional
            and not self._partition_in(programme, attestation, partition)
        ):
            return _gap(programme, f"{partition} is not in scope of {title}", attestation)
        inside = self._service_in(lists, service)
        if inside is False:
            newest = lists[0]
            return _gap(
                programme,
                f"{service} is not in scope of {title} as of {newest.as_of} ({newest.source})",
                attestation,
            )
        if attestation is None:
            if inside is None:
                return _Verdict(NOTHING, Proof(ProofState.CLAIMED, None,
                                f"nothing is held about {title}", programme.id))  # fmt: skip
            return _partial(programme, f"{service} is in scope of {title} by "
                            f"{lists[0].source}, but no report is held", None)  # fmt: skip
        missing = self._missing(programme, attestation, service, region, inside, lists)
        if missing:
            return _partial(programme, missing, attestation)
        until = attestation.last_day(programme)
        reason = f"{attestation.title}, good until {until}" if until else attestation.title
        return _Verdict(FULL, Proof(ProofState.PROVEN, attestation,
                        f"{reason}: {service} is in scope", programme.id))  # fmt: skip

    def _missing(
        self,
        programme: Programme,
        attestation: Attestation,
        service: str,
        region: str,
        inside: bool | None,
        lists: Sequence[Scope],
    ) -> str:
        """What keeps a report in date from being a proof; empty when nothing does."""
        title = programme.title
        if inside is None:
            return f"{attestation.title} is held, but no list of the services in its scope"
        for scope in lists:
            if service in scope.restricted:
                return f"in scope of {title} with a restriction: {scope.restricted[service]}"
        if not programme.regional or region == GLOBAL:
            return ""
        if not region:
            return "the Region is not known"
        if not self._regions_known(programme, attestation):
            return f"{attestation.title} is held, but no list of the Regions in its scope"
        return ""

    def _lists(
        self, programme: Programme, attestation: Attestation | None, region: str
    ) -> list[Scope] | None:
        """The lists of services that count in a Region; None where the Region is out of scope."""
        scopes = self.scopes[programme.id]
        own = attestation.services if attestation is not None else None
        if attestation is not None and own is not None:
            scopes = [Scope(programme.id, attestation.source, attestation.as_of, own)]
        bound = programme.regional and region not in ("", GLOBAL)
        if bound and not self._region_in(programme, attestation, region):
            return None
        return [
            scope
            for scope in scopes
            if scope.services is not None
            and (not bound or scope.regions is None or region in scope.regions)
        ]

    def _region_in(
        self, programme: Programme, attestation: Attestation | None, region: str
    ) -> bool:
        """False where what is held names Regions and not this one."""
        if attestation is not None and attestation.regions is not None:
            return region in attestation.regions
        lists = [s.regions for s in self.scopes[programme.id] if s.regions is not None]
        if lists:
            return any(region in regions for regions in lists)
        return programme.regions is None or region in programme.regions

    def _regions_known(self, programme: Programme, attestation: Attestation) -> bool:
        return (
            attestation.regions is not None
            or programme.regions is not None
            or any(scope.regions is not None for scope in self.scopes[programme.id])
        )

    def _partition_in(
        self, programme: Programme, attestation: Attestation | None, partition: str
    ) -> bool:
        if partition in programme.partitions:
            return True
        return attestation is not None and partition == attestation.partition

    def _service_in(self, lists: Sequence[Scope], service: str) -> bool | None:
        """Whether a list names the service, or what it is part of; None without a list."""
        if not lists:
            return None
        names = {service, self.parents.get(service, service)}
        return any(names & scope.services for scope in lists if scope.services is not None)

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
