"""Records examples/live: builds Corner Shop in moto's server, reads it as a live account.

    python examples/record.py        (moto comes with the development tools)

The resource names are the same each time; ids and dates are the emulator's own.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from shop import DUBLIN, FRANKFURT, build

from remit import catalog, snapshot, store
from remit.sources.api.collect import Collected, Settings, Target, collect, manifest

LIVE = Path(__file__).parent / "live"


def session(url: str) -> Session:
    """Credentials of nobody; names that no DNS knows go through the server as a proxy."""
    made = Session()
    made.set_credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    made.set_default_client_config(Config(proxies={"http": url}))
    made.register("before-parse", _not_implemented)
    return made


def _not_implemented(response_dict: dict[str, Any], **_: Any) -> None:
    """What moto does not implement it answers with a page and 500; 501 says what it means."""
    if response_dict["status_code"] == 500 and b"<html" in response_dict["body"][:200]:
        response_dict |= {"status_code": 501, "body": b""}


@contextmanager
def emulator() -> Iterator[str]:
    """The address of a moto server without the images that it would invent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        images = Path(folder) / "amis.json"
        images.write_text("[]")
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            env={**os.environ, "MOTO_AMIS_PATH": str(images)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url)
            yield url
        finally:
            server.terminate()
            server.wait(10)


def _wait(url: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            session(url).create_client("sts", DUBLIN, endpoint_url=url).get_caller_identity()
        except (BotoCoreError, ClientError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def record(url: str, folder: Path) -> Collected:
    """Read every table of the shop that the live API gives, and keep it as a snapshot."""
    tables = catalog.tables()
    wanted = {table: frozenset(table.columns()) for table in tables if table.spec.calls}
    target = Target(lambda: session(url), (DUBLIN, FRANKFURT), url, Settings(attempts=1))
    connection = store.connect()
    with store.Spool() as spool:
        found = collect(wanted, target, spool.add)
        spool.load(connection, tables)
    told = {"tool": {"name": "remit", "version": version("remit")}, **manifest(found)}
    if folder.exists():
        shutil.rmtree(folder)
    snapshot.write(connection, tables, folder, told)
    return found


def main() -> None:
    """Build, read, write; say on stderr what was refused."""
    with emulator() as url:
        made = session(url)
        clients: dict[tuple[str, str], Any] = {}

        def client(service: str, region: str) -> Any:
            if (service, region) not in clients:
                clients[service, region] = made.create_client(service, region, endpoint_url=url)
            return clients[service, region]

        build(client)
        found = record(url, LIVE)
    sys.stderr.write(f"{found.rows} rows in {LIVE}\n")
    for call in found.calls:
        if call.error:
            sys.stderr.write(f"{call.region} {call.service} {call.operation}: {call.error}\n")


if __name__ == "__main__":
    main()
