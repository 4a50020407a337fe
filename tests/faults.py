"""A proxy in front of an AWS that runs here: it spoils the answers it is told to spoil."""

from __future__ import annotations

import http.client
import json
import re
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from botocore.model import OperationModel
from botocore.session import Session

SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/")
"""The Region that a request is signed for."""

SCP = (
    "User: arn:aws:iam::123456789012:user/audit is not authorized to perform: {action} on "
    "resource: * with an explicit deny in a service control policy: "
    "arn:aws:organizations::111111111111:policy/o-a/service_control_policy/p-b"
)


@dataclass(frozen=True)
class Fault:
    """What happens to the first `times` requests of an operation (0: to all of them).

    `how` is error, hang (until the caller gives up, or for `seconds`), reset, cut (fewer bytes than
    announced), broken (a body that does not end), empty, html, body (this very body) or pass (none
    of the faults after this one). `holding` limits it to requests that contain it, `region` to
    those that are signed for it, `service` to that service's operation of this name.
    """

    operation: str
    how: str = "error"
    times: int = 0
    code: str = "AccessDenied"
    message: str = "User is not authorized"
    status: int = 403
    seconds: float = 0
    body: str = ""
    holding: str = ""
    region: str = ""
    service: str = ""


def tagged(session: Session) -> Session:
    """A session that writes what each call asks of whom into headers, for the proxy."""

    def tag(model: OperationModel, params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-test-service"] = model.service_model.service_name
        params["headers"]["x-test-operation"] = model.name
        params["headers"]["x-test-protocol"] = model.service_model.resolved_protocol

    session.register("before-call", tag)
    return session


def error_body(protocol: str, code: str, message: str) -> tuple[str, str]:
    """An error as a service of this protocol writes it, and its content type."""
    match protocol:
        case "ec2":
            text = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message>"
            return f"{text}</Error></Errors><RequestID>r</RequestID></Response>", "text/xml"
        case "query":
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}"
            return f"{text}</Message></Error></ErrorResponse>", "text/xml"
        case "rest-xml":
            return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>", "text/xml"
    return json.dumps({"__type": code, "message": message}), "application/x-amz-json-1.1"


class Proxy:
    """Where it listens, what it spoils, and what went through it.

    `seen` and `hit` count the requests, and those that were spoilt, by the operation's name;
    `uses` and `hits` do so by service and operation.
    """

    def __init__(self, upstream: str, faults: Sequence[Fault], delay: float = 0) -> None:
        self.upstream, self.delay = urlsplit(upstream), delay
        self.faults = list(faults)
        self.left = [fault.times for fault in faults]
        self.seen: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.uses: Counter[tuple[str, str]] = Counter()
        self.hits: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()
        self.url = ""

    def pick(self, operation: str, text: str, region: str = "", service: str = "") -> Fault | None:
        with self.lock:
            self.seen[operation] += 1
            self.uses[service, operation] += 1
            for index, fault in enumerate(self.faults):
                if fault.operation not in (operation, "*") or fault.holding not in text:
                    continue
                if fault.service not in ("", service):
                    continue
                if fault.times and not self.left[index]:
                    continue
                if fault.region not in ("", region):
                    continue
                if fault.how == "pass":
                    return None
                self.left[index] -= 1
                self.hit[operation] += 1
                self.hits[service, operation] += 1
                return fault
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do(self) -> None:
        proxy = self.server.proxy
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        operation = self.headers.get("x-test-operation", "")
        scope = SCOPE.search(self.headers.get("authorization", ""))
        text = self.path + body.decode(errors="replace")
        service = self.headers.get("x-test-service", "")
        fault = proxy.pick(operation, text, scope[1] if scope else "", service)
        time.sleep(proxy.delay)
        if fault is None:
            self.reply(*self.forwarded(body))
        else:
            self.spoil(fault, body)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do  # noqa: N815

    def spoil(self, fault: Fault, body: bytes) -> None:
        protocol = self.headers.get("x-test-protocol", "")
        match fault.how:
            case "error":
                text, kind = error_body(protocol, fault.code, fault.message)
                self.reply(fault.status, kind, text.encode())
            case "hang":
                # readable once the caller has closed it
                select.select([self.connection], [], [], fault.seconds)
                self.close_connection = True
            case "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                self.close_connection = True
            case "cut":
                status, kind, answer = self.forwarded(body)
                self.reply(status, kind, answer[: len(answer) // 2], len(answer))
                self.close_connection = True
            case "broken":
                status, kind, answer = self.forwarded(body)
                self.reply(status, kind, answer[: len(answer) // 2])
            case "empty":
                self.reply(200, "application/json", b"")
            case "html":
                self.reply(200, "text/html", b"<html><body>Please log in</body></html>")
            case "body":
                self.reply(200, "text/xml", fault.body.encode())

    def forwarded(self, body: bytes) -> tuple[int, str, bytes]:
        upstream = self.server.proxy.upstream
        connection = http.client.HTTPConnection(upstream.hostname or "", upstream.port, timeout=30)
        parts = urlsplit(self.path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {k: v for k, v in self.headers.items() if not k.lower().startswith("x-test-")}
        connection.request(self.command, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status == 500 and b"<html" in text[:200].lower():
            # what moto does not implement; SDKs would retry a 500
            made, kind = error_body(self.headers.get("x-test-protocol", ""), "NotImplemented", "")
            return 400, kind, made.encode()
        return answer.status, answer.headers.get("content-type", ""), text

    def reply(self, status: int, kind: str, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: Proxy, handler: type[Handler] = Handler) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.proxy = proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up waiting is no news."""


@contextmanager
def spoiled(upstream: str, *faults: Fault, delay: float = 0) -> Iterator[Proxy]:
    """A proxy with these faults, as long as the block runs."""
    proxy = Proxy(upstream, faults, delay)
    server = Server(proxy)
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
