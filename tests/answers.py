"""An AWS that answers what an example page shows, over HTTP, in each service's own protocol."""

from __future__ import annotations

import base64
import copy
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import jmespath  # type: ignore[import-untyped]
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.session import Session

from remit.sources.api.closed import PROBE, PROBES
from remit.sources.api.errors import Refused
from remit.sources.api.paging import Paging, paging_of
from tests.examples import recorded
from tests.faults import SCOPE, SCP, Fault, Handler, Proxy, Server, error_body

STATUS = {"NotRecorded": 400, "AccessDenied": 403}
TOKEN = "page-2"
SHARES = {"empty page": 0, "one page": 0.5, "same page": 1}
"""How much of its lists an answer has that says that there is another page."""
PROBED = {(probe.service, probe.operation) for probe in PROBES}
OWN_HOST = re.compile(r"//\d{12}\.")
"""S3 Control's hosts begin with the account, also below an address that is given."""


def told(session: Session) -> Session:
    """A session that writes what is called, and with what, into headers for the server."""

    def keep(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = json.dumps(params, default=str)

    def tag(model: OperationModel, params: Any, context: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-test-service"] = model.service_model.service_name
        params["headers"]["x-test-operation"] = model.name
        params["headers"]["x-test-protocol"] = model.service_model.resolved_protocol
        params["headers"]["x-test-asked"] = context.get("asked", "{}")
        params["url"] = OWN_HOST.sub("//", params["url"])

    session.register("before-parameter-build", keep)
    session.register("before-call", tag)
    return session


def written(value: Any, shape: Shape, protocol: str) -> Any:
    """A scalar as a protocol writes it."""
    match shape.type_name:
        case "timestamp":
            moment = value
            if isinstance(value, str):
                moment = datetime.fromisoformat(value)
            if isinstance(moment, datetime):
                plain = "json" in protocol and not shape.serialization.get("timestampFormat")
                form = shape.serialization.get("timestampFormat")
                if plain or form == "unixTimestamp":
                    return moment.timestamp()
                return moment.isoformat()
            return moment
        case "blob":
            raw = value if isinstance(value, bytes) else str(value).encode()
            return base64.b64encode(raw).decode()
        case "string" if isinstance(value, dict):
            # botocore decodes IAM's policies, which come as encoded text
            return quote(json.dumps(value))
    return value


def as_json(value: Any, shape: Shape, protocol: str) -> Any:
    """A value by its shape, as JSON has it."""
    if value is None:
        return None
    if isinstance(shape, StructureShape):
        if shape.is_document_type:
            return value
        return {m.serialization.get("name", n): as_json(value[n], m, protocol)
                for n, m in shape.members.items() if n in value}  # fmt: skip
    if isinstance(shape, ListShape):
        return [as_json(one, shape.member, protocol) for one in value]
    if isinstance(shape, MapShape):
        return {key: as_json(one, shape.value, protocol) for key, one in value.items()}
    return written(value, shape, protocol)


def as_xml(value: Any, shape: Shape, name: str, protocol: str) -> str:
    """A value by its shape, as an element of this name."""
    if value is None:
        return ""
    if isinstance(shape, StructureShape):
        attributes, inner = "", ""
        for member, inside in shape.members.items():
            if value.get(member) is None:
                continue
            called = inside.serialization.get("name", member)
            if inside.serialization.get("xmlAttribute"):
                attributes += f' {called}="{escape(str(value[member]))}"'
            else:
                inner += as_xml(value[member], inside, called, protocol)
        if "xsi:type" in attributes:
            attributes += ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        return f"<{name}{attributes}>{inner}</{name}>"
    if isinstance(shape, ListShape):
        member = shape.member.serialization.get("name")
        if shape.serialization.get("flattened"):
            return "".join(as_xml(one, shape.member, member or name, protocol) for one in value)
        each = "item" if protocol == "ec2" else member or "member"
        return f"<{name}>{''.join(as_xml(o, shape.member, each, protocol) for o in value)}</{name}>"
    if isinstance(shape, MapShape):
        key, kept = (s.serialization.get("name", n) for s, n in
                     ((shape.key, "key"), (shape.value, "value")))  # fmt: skip
        flat = shape.serialization.get("flattened")
        each = name if flat else "entry"
        pairs = "".join(
            f"<{each}>{as_xml(k, shape.key, key, protocol)}"
            f"{as_xml(v, shape.value, kept, protocol)}</{each}>" for k, v in value.items()
        )  # fmt: skip
        return pairs if flat else f"<{name}>{pairs}</{name}>"
    plain = written(value, shape, protocol)
    text = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return f"<{name}>{escape(text)}</{name}>"


def serialised(model: OperationModel, answer: Mapping[str, Any]) -> bytes:
    """The body of an answer, in the protocol of its service."""
    protocol, shape = model.service_model.resolved_protocol, model.output_shape
    if shape is None:
        return b"{}" if "json" in protocol else f"<{model.name}Response/>".encode()
    payload = shape.serialization.get("payload")
    body, top = answer, shape
    if payload:
        top, body = shape.members[payload], answer.get(payload)
        if top.type_name in ("string", "blob"):
            return body if isinstance(body, bytes) else str(body or "").encode()
        body = body or {}
    if "json" in protocol:
        return json.dumps(as_json(body, top, protocol)).encode()
    if protocol == "query":
        inner = as_xml(body, top, shape.serialization.get("resultWrapper", "Result"), protocol)
        return f"<{model.name}Response>{inner}</{model.name}Response>".encode()
    name = f"{model.name}Response" if not payload else top.serialization.get("name", payload)
    return as_xml(body, top, name, protocol).encode()


def paging(session: Session, service: str, operation: str) -> Paging | None:
    """How an operation hands out its pages; None for one that answers once."""
    loader = session.get_component("data_loader")
    described: Mapping[str, Any] = {}
    if service in loader.list_available_services("paginators-1"):
        described = loader.load_service_model(service, "paginators-1")["pagination"]
    model = session.get_service_model(service).operation_model(operation)
    return paging_of(model, described.get(operation))


def put(answer: dict[str, Any], path: str, value: Any) -> None:
    """Set what is at a path such as `DistributionList.NextMarker`."""
    *above, last = path.split(".")
    for name in above:
        answer = answer.setdefault(name, {})
    answer[last] = value


def with_token(answer: Mapping[str, Any], how: Paging, share: float) -> dict[str, Any]:
    """An answer that says that there is another page, and has this share of its lists itself."""
    changed = copy.deepcopy(dict(answer))
    for path in how.results:
        listed = jmespath.search(path, changed)
        put(changed, path, listed[: ceil(len(listed) * share)] if isinstance(listed, list) else [])
    for path in how.outputs:
        put(changed, path.expression, TOKEN)
    if how.more is not None:
        put(changed, how.more.expression, True)
    return changed


class Page(Proxy):
    """Answers of one example page at a time, and the faults in front of them."""

    def __init__(self, session: Session) -> None:
        super().__init__("", ())
        self.session = session
        self.turn({}, ())

    def turn(self, answers: Mapping[str, Any], faults: tuple[Fault, ...]) -> None:
        """Another page, other faults, nothing counted yet."""
        with self.lock:
            self.ask = recorded(answers)
            self.closed: Mapping[str, Any] = answers.get(PROBE, {})
            self.faults, self.left = list(faults), [fault.times for fault in faults]
            self.seen, self.hit = Counter(), Counter()
            self.uses, self.hits = Counter(), Counter()

    def unhit(self, use: tuple[str, str]) -> None:
        """A request that was to be spoilt was not."""
        with self.lock:
            self.hits[use] -= 1
            self.hit[use[1]] -= 1

    def answer(
        self, service: str, operation: str, asked: Mapping[str, Any], region: str
    ) -> Mapping[str, Any]:
        """What the page says; raises Refused where that is an error."""
        if operation == "GenerateCredentialReport":
            return {"State": "COMPLETE"}
        if self.closed and (service, operation) in PROBED:
            said = self.closed.get(region, "NotRecorded")
            if isinstance(said, str):
                raise Refused("AccessDenied")
            if said["Closed"]:
                raise Refused("AccessDenied", SCP)
            return {}
        found: Mapping[str, Any] = self.ask(service, operation, asked)
        return found


class Answers(Handler):
    disable_nagle_algorithm = True

    @property
    def page(self) -> Page:
        assert isinstance(self.server.proxy, Page)
        return self.server.proxy

    def forwarded(self, body: bytes) -> tuple[int, str, bytes]:
        return self._told("")

    def spoil(self, fault: Fault, body: bytes) -> None:
        """Also by pages: an `empty page` leads to the next, the `same page` to itself.

        `one page` has half of what is listed and leads to an error. An answer that is an error has
        no pages, and is not broken.
        """
        if fault.how not in ("broken", *SHARES):
            super().spoil(fault, body)
            return
        if fault.how == "one page" and self._is_next:
            super().spoil(replace(fault, how="error"), body)
            return
        status, kind, answer = self._told(fault.how)
        if status >= 300:
            self.page.unhit(self.use)
        elif fault.how == "broken":
            answer = answer[: len(answer) // 2]
        self.reply(status, kind, answer)

    @property
    def use(self) -> tuple[str, str]:
        return self.headers["x-test-service"], self.headers["x-test-operation"]

    @property
    def _is_next(self) -> bool:
        """Whether it is not the first page that is asked for."""
        return TOKEN in json.loads(self.headers["x-test-asked"]).values()

    def _told(self, how: str) -> tuple[int, str, bytes]:
        """What the page says, with a token that leads on where `how` wants it."""
        asked = json.loads(self.headers["x-test-asked"])
        protocol = self.headers["x-test-protocol"]
        scope = SCOPE.search(self.headers.get("authorization", ""))
        try:
            answer = self.page.answer(*self.use, asked, scope[1] if scope else "")
        except Refused as refusal:
            said = refusal.reason if refusal.reason != refusal.code else "as the page says"
            text, kind = error_body(protocol, refusal.code, said)
            return STATUS.get(refusal.code, 400), kind, text.encode()
        paged = paging(self.page.session, *self.use) if how in SHARES else None
        if paged and (how == "same page" or not self._is_next):
            answer = with_token(answer, paged, SHARES[how])
        service, operation = self.use
        model = self.page.session.get_service_model(service).operation_model(operation)
        kind = "application/json" if "json" in protocol else "text/xml"
        return 200, kind, serialised(model, answer)


@contextmanager
def answering(session: Session, kind: type[Page] = Page) -> Iterator[Page]:
    """A server for pages, as long as the block runs."""
    page = kind(session)
    server = Server(page, Answers)
    page.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield page
    finally:
        server.shutdown()
        server.server_close()
