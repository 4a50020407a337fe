"""Calls to AWS: one client per service and Region, every call counted, only reading ones made."""

from __future__ import annotations

import itertools
import random
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError

from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError
from botocore.response import StreamingBody
from botocore.session import Session

from remit.sources.api.clients import Clients
from remit.sources.api.closed import PROBE, Closures, Probe
from remit.sources.api.entirety import entire, whole
from remit.sources.api.errors import EXPECTED, Kind, Refused, refused
from remit.sources.api.harmless import HARMLESS, reads_only
from remit.sources.api.pacing import FIRST_PAUSE, Pace, pause
from remit.sources.api.paging import Call as Pages
from remit.sources.api.paging import Paging, each_page, merged, paging_of
from remit.sources.api.regions import GLOBAL, HOMES, Endpoints, location
from remit.sources.api.tally import Call, Tally

__all__ = ["HARMLESS", "Api", "Call", "NotAllowed", "Settings", "Tally", "reads_only"]

AGAIN = {Kind.SERVER, Kind.TIMEOUT, Kind.CONNECTION, Kind.RESET, Kind.TRUNCATED}
"""What the next attempt may answer, besides what is throttled."""

OFTEN = 3
"""So often an endpoint says that it has no such operation, until it is not asked any more."""

SOON = 0.05
"""Seconds before the second attempt at what failed, about; doubled for each further one."""


class NotAllowed(RuntimeError):
    """Somebody tried to call what no declaration asks for, or what does more than read."""


@dataclass(frozen=True)
class Settings:
    """How calls are made: seconds, attempts in all, calls at a time.

    `workers` units and as many listed items are read side by side. 860 calls of 50 ms took 26 s
    with 4 workers, 12 with 8, 6.4 with 16 and 3.8 with 32. How fast a service is asked is not
    theirs to say but `pacing`'s.
    A throttled call has `patience` attempts more than others, since it will be answered.
    """

    connect_timeout: float = 10
    read_timeout: float = 30
    attempts: int = 6
    patience: int = 6
    workers: int = 64
    prepare_wait: float = 2
    prepare_attempts: int = 30


@dataclass(frozen=True)
class Prepare:
    """What must be asked before an operation answers, and the member that says it is ready."""

    operation: str
    member: str
    ready: str


PREPARED: Mapping[tuple[str, str], Prepare] = {
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
    ("iam", "GetCredentialReport"): Prepare("GenerateCredentialReport", "State", "COMPLETE"),
}


@dataclass
class Api:
    """Everything that one account is asked; thread-safe.

    `allowed` are the operations that the plan declares: no other is ever called. `absent` are
    the error codes by which a service says "not set", which are answers and no failures.
    `clients` are those that are shared with other accounts, if there are any, and `own_pace` is
    how fast it asks where not as `pacing` has it.
    """

    session: Session
    allowed: Collection[tuple[str, str]]
    endpoint_url: str | None = None
    settings: Settings = field(default_factory=Settings)
    absent: Mapping[str, Collection[str]] = field(default_factory=dict)
    partition: str = "aws"
    first_region: str = ""
    clients: Clients | None = None
    own_pace: Pace | None = None

    def __post_init__(self) -> None:
        self.tally = Tally()
        self.shared = self.clients or Clients(self.session, self.allowed)
        self.ended = threading.Event()
        self.pace = self.own_pace or Pace(sleep=self.ended.wait)
        self.homes: dict[str, str] = {}
        self.lacking: dict[tuple[str, str, str], list[Refused]] = {}
        self.pagings: dict[tuple[str, str], Paging | None] = {}
        self.buckets: dict[str, str | Refused] = {}
        self.dead: dict[tuple[str, str], Refused] = {}
        self.stopped: Refused | None = None
        self.closures = Closures(self._probe, self._counted)

    def ask(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """An operation's answer with all its pages; raises Refused."""
        return self.whole(service, operation, self.pages(region, service, operation, parameters))

    def whole(
        self, service: str, operation: str, pages: Iterator[Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        """The pages of an operation as one answer."""
        first = next(pages)
        return merged(itertools.chain((first,), pages), self.pagings.get((service, operation)))

    def pages(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """An operation's answer page by page, so that none waits in memory; raises Refused."""
        if operation == PROBE:
            yield self.closures.answer(str(parameters["region"]), str(parameters["status"]))
            return
        self._check(service, operation)
        if (service, operation) == ("s3", "GetBucketLocation"):
            yield {"LocationConstraint": self._bucket_region(str(parameters["Bucket"]))}
            return
        where = self._where(region, service, operation, parameters)
        prepare = PREPARED.get((service, operation))
        if prepare is not None:
            self._prepare(where, service, prepare)
        for page in self._paged(where, service, operation, parameters):
            if (service, operation) == ("s3", "ListBuckets"):
                self._learn(page)
            yield page

    def stop(self, refusal: Refused) -> None:
        """From now on every call is refused for this reason, so that all ends soon."""
        self.stopped = self.stopped or refusal
        self.ended.set()

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a Region; it is shared with other accounts."""
        home = HOMES.get(self.partition, "us-east-1") if region == GLOBAL else region
        return self.shared.client(service, home, partial(self._client, service, home))

    def _client(self, service: str, region: str, session: Session) -> Any:
        settings = self.settings
        client = session.create_client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            config=Config(
                connect_timeout=settings.connect_timeout,
                read_timeout=settings.read_timeout,
                # the attempts are `_call`'s: it knows the account that shares the client
                retries={"mode": "standard", "total_max_attempts": 1},
                account_id_endpoint_mode="disabled",
                max_pool_connections=settings.workers * 2,
                user_agent_extra="remit",
            ),
        )
        events, name = client.meta.events, client.meta.service_model.service_id.hyphenize()
        events.register(f"before-call.{name}", _guard)
        events.register(f"before-parse.{name}", entire)
        events.register(f"after-call.{name}", whole)
        return client

    def _check(self, service: str, operation: str) -> None:
        if not reads_only(service, operation):
            raise NotAllowed(f"{service} {operation} does more than read settings")
        if (service, operation) not in self.allowed:
            raise NotAllowed(f"{service} {operation} is in no plan")

    def _where(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> str:
        """The Region whose endpoint is asked."""
        if service == "s3" and "Bucket" in parameters:
            try:
                return self._bucket_region(str(parameters["Bucket"]))
            except Refused:
                # S3 redirects who asks in the wrong Region, and botocore follows
                return self.first_region or GLOBAL
        if region != GLOBAL:
            return region
        if service not in self.homes:
            endpoints = Endpoints(self.shared.session, self.partition)
            here = self.first_region or GLOBAL
            # what has a regional endpoint too is asked there: policies often close all but a few
            regional = not endpoints.regionless(service) and endpoints.there(service, here)
            self.homes[service] = here if regional else GLOBAL
        return self.homes[service]

    def _bucket_region(self, bucket: str) -> str:
        """Where a bucket lies: as the list of buckets said, or as S3 says when asked, once."""
        found = self.buckets.get(bucket)
        if found is None:
            where = self.first_region or GLOBAL
            try:
                answer = next(self._paged(where, "s3", "GetBucketLocation", {"Bucket": bucket}))
                found = location(answer.get("LocationConstraint"))
            except Refused as refusal:
                found = refusal
            self.buckets[bucket] = found
        if isinstance(found, Refused):
            raise Refused(found.code, found.reason, found.kind)
        return found

    def _learn(self, answer: Mapping[str, Any]) -> None:
        for bucket in answer.get("Buckets") or []:
            if bucket.get("BucketRegion"):
                self.buckets[bucket["Name"]] = bucket["BucketRegion"]

    def _prepare(self, region: str, service: str, prepare: Prepare) -> None:
        for _ in range(self.settings.prepare_attempts):
            answer = next(self._paged(region, service, prepare.operation, {}))
            if answer.get(prepare.member) == prepare.ready:
                return
            self.ended.wait(self.settings.prepare_wait)
        raise Refused("NotReady", f"{prepare.operation} was not ready in time", Kind.TIMEOUT)

    def _paged(
        self, region: str, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        lacking = self.lacking.setdefault((region, service, operation), [])
        try:
            self._go_on(service, region)
            if len(lacking) >= OFTEN:
                raise Refused(lacking[0].code, lacking[0].reason, lacking[0].kind)
        except Refused as refusal:
            self.tally.skipped(region, service, operation, refusal)
            raise
        try:
            client = self.client(service, region)
            call: Pages = partial(self._call, client, region, service, operation)
            for page in _in_pages(call, parameters, self._paging(client, operation)):
                lacking.clear()
                yield page
            return
        except EXPECTED as error:
            heard = refused(error, service, operation, region)
            if heard.kind is Kind.NOT_IMPLEMENTED:
                lacking.append(heard)
        raise self._counted(self.closures.heard(service, region, heard), service, operation, region)

    def _counted(self, refusal: Refused, service: str, operation: str, region: str) -> Refused:
        """Note a refusal, and what it means for the calls to come."""
        # an account without a support plan has nothing to repair, and its scan is whole
        expected = refusal.kind is Kind.NOT_IN_PLAN
        if not expected and refusal.code not in self.absent.get(service, ()):
            self.tally.refused(region, service, operation, refusal)
        if refusal.kind is Kind.CREDENTIALS:
            self.stop(refusal)
        self._bury(service, region, refusal)
        return refusal

    def _probe(self, region: str, probe: Probe) -> None:
        """One page of a list, to learn whether the Region is closed; raises Refused."""
        service, operation = probe.service, probe.operation
        self._check(service, operation)
        try:
            client = self.client(service, region)
            self._call(client, region, service, operation, dict(probe.parameters))
        except EXPECTED as error:
            raise refused(error, service, operation, region) from error

    def _call(
        self, client: Any, region: str, service: str, operation: str, parameters: dict[str, Any]
    ) -> Mapping[str, Any]:
        """An answer, after as many attempts as it takes and the settings grant."""
        self.tally.made(region, service, operation)
        for attempt in itertools.count(1):
            self._go_on(service, region)
            bucket = self.pace.wait(region, service, operation)
            try:
                answer = self._once(client, operation, parameters)
            except EXPECTED as error:
                kind = self._heard(client, error, service, operation, region)
                throttled = kind is Kind.THROTTLED
                self.tally.attempt(region, service, operation, throttled, attempt > 1)
                if throttled:
                    self.pace.throttled(bucket)
                most = self.settings.attempts
                if throttled and most > 1 and not bucket.hopeless:
                    most += self.settings.patience
                if attempt >= most or not (throttled or kind in AGAIN):
                    bucket.hopeless = bucket.hopeless or throttled
                    raise
                first = FIRST_PAUSE if throttled else SOON
                self.ended.wait(pause(attempt, random.random(), first))
            else:
                self.tally.attempt(region, service, operation, False, attempt > 1)
                bucket.hopeless = False
                return answer
        raise AssertionError("attempts end by an answer or by an error")

    def _once(self, client: Any, operation: str, parameters: dict[str, Any]) -> Mapping[str, Any]:
        self.shared.speaker.session = self.session
        try:
            answer = getattr(client, xform_name(operation))(**parameters)
        except EXPECTED:
            raise
        except (AttributeError, IndexError, KeyError, ParseError, TypeError, ValueError) as error:
            # botocore stumbles like this over XML that is broken or belongs elsewhere (1.44)
            raise ResponseParserError(f"{operation} was answered with something else") from error
        answer.pop("ResponseMetadata", None)
        for name, value in answer.items():
            if isinstance(value, StreamingBody):
                answer[name] = value.read()
        found: Mapping[str, Any] = answer
        return found

    def _heard(
        self, client: Any, error: Exception, service: str, operation: str, region: str
    ) -> Kind:
        """Of what kind an error is, where botocore's model says so too."""
        kind = refused(error, service, operation, region).kind
        if not isinstance(error, ClientError):
            return kind
        code = error.response.get("Error", {}).get("Code", "")
        model = client.meta.service_model.operation_model(operation)
        for shape in model.error_shapes:
            retryable = shape.metadata.get("retryable")
            if retryable is not None and code in (
                shape.name,
                shape.metadata.get("error", {}).get("code"),
            ):
                return Kind.THROTTLED if retryable.get("throttling") else Kind.SERVER
        return kind

    def _go_on(self, service: str, region: str) -> None:
        """Raise what ended the scan, or what is wrong with an endpoint that nobody reaches."""
        dead = self.dead.get((service, region))
        found = self.stopped or dead or self.closures.refusal(service, region)
        if found is not None:
            raise Refused(found.code, found.reason, found.kind)

    def _bury(self, service: str, region: str, refusal: Refused) -> None:
        """Give up on an endpoint that cannot be reached, so that a scan does not hang on it."""
        if refusal.code in ("EndpointConnectionError", "ConnectTimeoutError"):
            self.dead[service, region] = refusal

    def _paging(self, client: Any, operation: str) -> Paging | None:
        service = client.meta.service_model.service_name
        key = (service, operation)
        if key not in self.pagings:
            loader = self.session.get_component("data_loader")
            described: Mapping[str, Any] = {}
            if "paginators-1" in _kinds(loader, service):
                described = loader.load_service_model(service, "paginators-1")["pagination"]
            model = client.meta.service_model.operation_model(operation)
            self.pagings[key] = paging_of(model, described.get(operation))
        return self.pagings[key]


def _kinds(loader: Any, service: str) -> set[str]:
    kinds = ("paginators-1",)
    return {kind for kind in kinds if service in loader.list_available_services(kind)}


def _in_pages(
    call: Pages, parameters: Mapping[str, Any], paging: Paging | None
) -> Iterator[Mapping[str, Any]]:
    """All pages; once more in AWS's own size where it refuses the largest one of its model."""
    pages = each_page(call, parameters, paging)
    try:
        first = next(pages)
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if (
            paging is None
            or not paging.limit
            or not re.search(r"Validation|InvalidParameter|InvalidInput", code)
        ):
            raise
        pages = each_page(call, parameters, replace(paging, limit="", size=None))
        first = next(pages)
    yield first
    yield from pages


def _guard(model: OperationModel, **_: Any) -> None:
    """Nothing that writes leaves a client, whoever asks it to."""
    service = model.service_model.service_name
    if not reads_only(service, model.name) and model.name != "HeadBucket":
        raise NotAllowed(f"{service} {model.name} does more than read settings")
