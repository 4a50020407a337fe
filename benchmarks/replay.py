"""Stands between a client and an endpoint: counts calls, keeps answers, gives them again later.

    python benchmarks/replay.py record UPSTREAM FILE PORT     forwards, and keeps every answer
    python benchmarks/replay.py replay FILE PORT [DELAY]      gives the kept answers, later by DELAY s

`GET /replay-calls` says how many calls there were and starts counting anew; `GET /replay-save`
writes the file; `GET /replay-delay/0.05` sets the delay. What the endpoint does not implement (a
500 of moto's) is answered with 501, which no SDK tries again.
"""  # noqa: E501

from __future__ import annotations

import asyncio
import hashlib
import http.client
import pickle
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

SCOPE = re.compile(rb"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
Answer = tuple[int, str, bytes]


class Replay:
    """The kept answers, by what was asked, of which service, where, with which key."""

    def __init__(self, upstream: str = "", kept: dict[bytes, Answer] | None = None) -> None:
        self.upstream = urlsplit(upstream) if upstream else None
        self.kept = kept or {}
        self.calls: Counter[str] = Counter()
        self.delay = 0.0
        self.file = Path()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests, one after the other."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, _, rest = head.partition(b"\r\n")
                method, target, _ = first.decode().split(" ", 2)
                length = re.search(rb"content-length: *(\d+)", rest, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                status, kind, text = await self.answer(method, target, rest, body)
                sent = b"" if method == "HEAD" else text
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(text)}\r\n\r\n".encode()
                    + sent
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, method: str, target: str, head: bytes, body: bytes) -> Answer:
        """A kept answer, or the endpoint's."""
        parts = urlsplit(target)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if path.startswith("/replay-"):
            return self.told(path)
        scope = SCOPE.search(head)
        who, region, service = (part.decode() for part in scope.groups()) if scope else ("",) * 3
        self.calls[service] += 1
        named = re.search(rb"x-amz-target: *([^\r]+)", head, re.IGNORECASE)
        asked = f"{who} {region} {service} {method} {path} {named[1]!r}" if named else (
            f"{who} {region} {service} {method} {path}")  # fmt: skip
        key = hashlib.sha1(asked.encode() + body, usedforsecurity=False).digest()
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.upstream is not None:
            self.kept[key] = await asyncio.to_thread(self.forwarded, method, path, head, body)
        return self.kept.get(key, (501, "text/plain", b""))

    def told(self, path: str) -> Answer:
        if path == "/replay-save":
            self.file.write_bytes(pickle.dumps(self.kept))
            return 200, "text/plain", b"kept"
        if path.startswith("/replay-delay/"):
            self.delay = float(path.rpartition("/")[2])
            return 200, "text/plain", b"set"
        said = str(sum(self.calls.values())).encode()
        self.calls.clear()
        return 200, "text/plain", said

    def forwarded(self, method: str, path: str, head: bytes, body: bytes) -> Answer:
        assert self.upstream is not None
        connection = http.client.HTTPConnection(
            self.upstream.hostname or "", self.upstream.port, timeout=300
        )
        lines = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if line)
        headers = {n: v for n, v in lines if n.lower() not in ("connection", "expect")}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        # a page for people is moto's way to say that it knows no such call
        if answer.status in (404, 500) and b"<html" in text[:200].lower():
            return 501, "text/plain", b""
        return answer.status, answer.headers.get("content-type", ""), text


async def run(replay: Replay, port: int) -> None:
    server = await asyncio.start_server(replay.serve, "127.0.0.1", port, limit=1 << 24, backlog=512)
    async with server:
        await server.serve_forever()


def main() -> None:
    how, *rest = sys.argv[1:]
    if how == "record":
        replay = Replay(rest[0])
        replay.file, port = Path(rest[1]), int(rest[2])
    else:
        replay = Replay(kept=pickle.loads(Path(rest[0]).read_bytes()))
        port, replay.delay = int(rest[1]), float(rest[2]) if len(rest) > 2 else 0.0
    asyncio.run(run(replay, port))


if __name__ == "__main__":
    main()
