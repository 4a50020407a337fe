"""Kills a live scan with SIGKILL at random moments and lets it go on; the findings must not change.

    python benchmarks/kill.py [--scale 320] [--times 20] [--seed 1]

An estate of some 2,000 resources in moto's server is scanned once through a recorder. From then on
the recorded answers are given, later by a few milliseconds. Each round kills one scan at a random
moment, and half of them once more while they go on; then it lets the scan come to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live_estate import build

HERE = Path(__file__).parent
WORDS = ["scan", "--live", "-f", "jsonl", "-q", "--no-save", "--now", "2026-11-01T00:00:00Z",
         "--region", "eu-west-1", "--region", "eu-central-1"]  # fmt: skip
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI",
        "AWS_EC2_METADATA_DISABLED": "true"}  # fmt: skip


class Rounds:
    """Scans in a folder against an endpoint."""

    def __init__(self, folder: Path, url: str, moments: random.Random) -> None:
        self.folder, self.url, self.moments = folder, url, moments

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "from remit.cli import main; main()"]
        given = list(words) or [*WORDS, "--endpoint-url", self.url]
        return subprocess.Popen(
            [*command, *given], cwd=self.folder, env={**os.environ, **KEYS},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def whole(self, *words: str) -> tuple[int, list[str], float]:
        """A scan to its end: exit code, findings, seconds."""
        began = time.monotonic()
        with self.start(*words) as process:
            out, err = process.communicate()
        if process.returncode not in (0, 1, 3):
            raise SystemExit(err.decode())
        return process.returncode, sorted(out.decode().splitlines()), time.monotonic() - began

    def killed(self, seconds: float, *words: str) -> bool:
        """A scan that is killed after a while; whether it was still at work."""
        with self.start(*words) as process:
            time.sleep(seconds)
            alive = process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.communicate()
        return alive

    def calls(self) -> int:
        """How many calls there were since this was last asked."""
        with urllib.request.urlopen(f"{self.url}/replay-calls", timeout=60) as answer:
            return int(answer.read())

    def units(self) -> int:
        """How many units the unfinished run has."""
        runs = list((self.folder / ".remit" / "runs").glob("*/journal.jsonl"))
        return sum(b'"unit"' in line for path in runs for line in path.open("rb"))


@contextmanager
def serving(*words: str) -> Iterator[None]:
    """A server as long as the block runs."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        try:
            time.sleep(3)
            yield
        finally:
            process.kill()


def recorded(folder: Path, scale: int, ports: tuple[int, int]) -> None:
    """Keep the answers that a scan of the estate gets."""
    (folder / "amis.json").write_text("[]")
    os.environ["MOTO_AMIS_PATH"] = str(folder / "amis.json")
    upstream = f"http://127.0.0.1:{ports[0]}"
    with serving("-m", "moto.server", "-H", "127.0.0.1", "-p", str(ports[0])):
        build(upstream, scale)
        with serving(str(HERE / "replay.py"), "record", upstream, str(folder / "answers"),
                     str(ports[1])):  # fmt: skip
            url = f"http://127.0.0.1:{ports[1]}"
            Rounds(folder, url, random.Random(0)).whole()
            urllib.request.urlopen(f"{url}/replay-save", timeout=600).close()


def rounds(at: Rounds, times: int) -> int:
    """Kill and go on so often; how many rounds ended otherwise than the undisturbed scan."""
    at.calls()
    code, findings, seconds = at.whole()
    needed = at.calls()
    resources = len({json.loads(line)["resource"] for line in findings})
    print(f"undisturbed: {seconds:.1f} s, {needed} calls, {resources} resources, "
          f"{len(findings)} findings")  # fmt: skip
    wrong = 0
    for number in range(times):
        moment = at.moments.uniform(0.5, seconds)
        alive, kills = at.killed(moment), 1
        units = at.units()
        if alive and number % 2 and units:
            at.killed(at.moments.uniform(0.5, seconds / 2), "scan", "--resume")
            kills += 1
        left = any((at.folder / ".remit" / "runs").glob("*/run.json"))
        again = at.whole("scan", "--resume") if left else at.whole()
        same = again[:2] == (code, findings)
        wrong += not same
        print(f"{number + 1:3}: killed after {moment:4.1f} s with {units:3} units done, "
              f"{kills} time{'s' * (kills > 1)}, went on for {again[2]:4.1f} s, "
              f"{at.calls() - needed:4} calls repeated, "
              f"findings {'the same' if same else 'DIFFER'}")  # fmt: skip
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=320)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=5771)
    parser.add_argument("--delay", type=float, default=0.005)
    given = parser.parse_args()
    ports = (given.port, given.port + 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded(folder, given.scale, ports)
        with serving(str(HERE / "replay.py"), "replay", str(folder / "answers"), str(ports[1]),
                     str(given.delay)):  # fmt: skip
            moments = random.Random(given.seed)
            wrong = rounds(Rounds(folder, f"http://127.0.0.1:{ports[1]}", moments), given.times)
    print(f"{given.times - wrong} of {given.times} rounds ended with the findings of the "
          "undisturbed scan")  # fmt: skip
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
