"""An AWS that answers what an example page shows, over HTTP, in each service's own protocol."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.session import Session

from remit.sources.api.errors import Refused
from tests.examples import recorded
from tests.faults import Fault, Handler, Proxy, Server, error_body

STATUS = {"NotRecorded": 400, "AccessDenied": 403}


def told(session: Session) -> Session:
    """A session that writes what is called, and with what, into headers for the server."""

    def keep(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = json.dumps(params, default=str)

    def tag(model: OperationModel, params: Any, context: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-test-service"] = model.service_model.service_name
        params["headers"]["x-test-operation"] = model.name
        params["headers"]["x-test-protocol"] = model.service_model.resolved_protocol
        params["headers"]["x-test-asked"] = context.get("asked", "{}")

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
            self.faults, self.left = list(faults), [fault.times for fault in faults]
            self.seen, self.hit = Counter(), Counter()


class Answers(Handler):
    disable_nagle_algorithm = True

    def forwarded(self, body: bytes) -> tuple[int, str, bytes]:
        page = self.server.proxy
        assert isinstance(page, Page)
        service, operation = self.headers["x-test-service"], self.headers["x-test-operation"]
        protocol = self.headers["x-test-protocol"]
        kind = "application/json" if "json" in protocol else "text/xml"
        if operation == "GenerateCredentialReport":
            answer: Mapping[str, Any] = {"State": "COMPLETE"}
        else:
            try:
                answer = page.ask(service, operation, json.loads(self.headers["x-test-asked"]))
            except Refused as refusal:
                text, kind = error_body(protocol, refusal.code, "as the page says")
                return STATUS.get(refusal.code, 400), kind, text.encode()
        model = page.session.get_service_model(service).operation_model(operation)
        return 200, kind, serialised(model, answer)


@contextmanager
def answering(session: Session) -> Iterator[Page]:
    """A server for pages, as long as the block runs."""
    page = Page(session)
    server = Server(page, Answers)
    page.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield page
    finally:
        server.shutdown()
        server.server_close()
