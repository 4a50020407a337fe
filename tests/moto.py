"""An AWS that runs here: moto's server as a process of its own, over real HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from remit.sources.api.collect import Settings, Target

REGIONS = ("eu-west-1", "eu-central-1")
ACCOUNT = "123456789012"
FAST = Settings(connect_timeout=2, read_timeout=5, attempts=3, workers=4, prepare_wait=0.01)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def session(proxy: str = "") -> Session:
    """A botocore session with credentials that no real account has.

    Names below the endpoint (`123456789012.127.0.0.1`, S3 Control) go through `proxy`, since no
    DNS knows them: an ordinary option of botocore's.
    """
    made = Session()
    made.set_credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    if proxy:
        made.set_default_client_config(Config(proxies={"http": proxy}))
    return made


class Moto:
    """A moto server and clients that write to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = session(url)

    def client(self, service: str, region: str = REGIONS[0]) -> Any:
        return self.session.create_client(service, region_name=region, endpoint_url=self.url)

    def reset(self) -> None:
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def target(self, url: str = "", **options: Any) -> Target:
        """What `collect` looks at, directly or through a proxy in front."""
        at = url or self.url
        options = {"regions": REGIONS, "settings": FAST, **options}
        return Target(lambda: session(at), endpoint_url=at, **options)


def started(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A moto server on a free port, without the 1,300 AMI snapshots that it invents."""
    images = folder / "amis.json"
    images.write_text(json.dumps([]))
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        command,
        env={**os.environ, "MOTO_AMIS_PATH": str(images)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    wait_for(lambda: session().create_client("sts", REGIONS[0], endpoint_url=url))
    return server, url


def wait_for(client: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            client().get_caller_identity()
        except (BotoCoreError, ClientError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def moto_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moto]:
    server, url = started(tmp_path_factory.mktemp("moto"))
    try:
        yield Moto(url)
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def moto(moto_server: Moto) -> Moto:
    moto_server.reset()
    return moto_server
