"""Measures live scans of one account: calls, CPU seconds, peak memory, wall time.

    python benchmarks/live.py [--delay 0.05] [--prowler PATH] [--scout PATH] [--answers DIR] N…

For each scale N an estate is built in moto's server, and `remit scan --live` with all checks reads
two Regions of it once through a recorder. What is measured is a scan of the recorded answers:
without a delay, and with every answer late by `--delay` seconds. Peers are measured through the
recorder, since they ask for other things; one that is not given is left out, and this is said.
With `--answers` the recordings are kept there, and those that are there are used again: only for
the same calls, since what was not recorded is answered with 501. CPU is user and system time of
the tool and of what it starts, memory the largest resident set of one process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from live_estate import REGIONS

HERE = Path(__file__).parent
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": REGIONS[0]}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One scan: calls, CPU seconds, MiB, seconds on the clock, the exit code."""

    calls: int
    cpu: float
    peak: float
    wall: float
    code: int

    def __str__(self) -> str:
        text = f"{self.calls:,} · {self.cpu:.1f} s · {self.peak:.0f} MiB · {self.wall:.1f} s"
        return text if self.code in (0, 1, 3, 200) else f"{text} (exit {self.code})"


def remit(url: str, folder: Path) -> list[str]:
    """A scan with all checks, and a report that names every finding."""
    words = ["scan", "--live", "-f", "jsonl", "-q", "--no-save", "--endpoint-url", url]
    where = [word for region in REGIONS for word in ("--region", region)]
    return [sys.executable, "-c", "from remit.cli import main; main()", *words, *where]


def prowler(program: str, folder: Path) -> list[str]:
    """Prowler, with all its checks."""
    said = ["--no-banner", "--ignore-exit-code-3", "--only-logs", "--log-level", "CRITICAL"]
    return [program, "aws", "-f", *REGIONS, "-M", "json-ocsf", "-o", str(folder / "out"), *said]


def scout(program: str, folder: Path) -> list[str]:
    """ScoutSuite, with all its rules."""
    told = ["--report-dir", str(folder / "out"), "--no-browser", "--force"]
    return [program, "aws", "--regions", *REGIONS, *told]


def measure(words: Sequence[str], url: str, folder: Path) -> Measured:
    """Run to the end, and ask the kernel what it took and the endpoint how often it was asked."""
    told(url, "calls")
    began = time.monotonic()
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            words, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors,
            env={**os.environ, **KEYS, "AWS_ENDPOINT_URL": url},
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measured(
        int(told(url, "calls")),
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        time.monotonic() - began,
        process.returncode,
    )


def told(url: str, word: str) -> bytes:
    """What the recorder or replayer says to a word of its own."""
    with urllib.request.urlopen(f"{url}/replay-{word}", timeout=600) as answer:
        found: bytes = answer.read()
    return found


@contextmanager
def serving(words: Sequence[str], port: int) -> Iterator[str]:
    """A server as long as the block runs; its address."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def estate(scale: int, folder: Path) -> Iterator[str]:
    """An estate in moto's server, as long as the block runs."""
    (folder / "amis.json").write_text("[]")
    os.environ["MOTO_AMIS_PATH"] = str(folder / "amis.json")
    port = free_port()
    with serving(["-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port) as url:
        built = [sys.executable, str(HERE / "live_estate.py"), url, str(scale)]
        subprocess.run(built, check=True, stdout=sys.stderr)
        yield url


@contextmanager
def recording(upstream: str, kept: Path) -> Iterator[str]:
    """A recorder in front of an endpoint."""
    port = free_port()
    words = [str(HERE / "replay.py"), "record", upstream, str(kept), str(port)]
    with serving(words, port) as url:
        yield url


def record(scale: int, kept: Path, folder: Path, peers: dict[str, str]) -> list[str]:
    """Keep the answers that Remit gets; what the peers took, as cells of a table."""
    cells = []
    with estate(scale, folder) as upstream, recording(upstream, kept) as url:
        measure(remit(url, folder), url, folder)
        told(url, "save")
        for name, command in (("prowler", prowler), ("scout", scout)):
            if name in peers:
                cells.append(str(measure(command(peers[name], folder), url, folder)))
    return cells


def row(scale: int, given: argparse.Namespace, peers: dict[str, str]) -> str:
    """A row of the table: Remit without and with a delay, then the peers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = (given.answers or folder) / f"answers-{scale}"
        cells = [] if kept.exists() and not peers else record(scale, kept, folder, peers)
        port = free_port()
        with serving([str(HERE / "replay.py"), "replay", str(kept), str(port)], port) as url:
            runs = [measure(remit(url, folder), url, folder) for _ in range(given.runs)]
            told(url, f"delay/{given.delay}")
            late = measure(remit(url, folder), url, folder)
    best = min(runs, key=lambda run: run.cpu)
    budget = f"{late.wall:.1f} s (budget {late.calls * given.delay / 20:.1f})"
    return " | ".join([str(scale), str(best), budget, *cells])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.05, help="seconds before each answer")
    parser.add_argument("--runs", type=int, default=2, help="how often Remit is measured")
    parser.add_argument("--prowler", help="the program to run as Prowler")
    parser.add_argument("--scout", help="the program to run as ScoutSuite")
    parser.add_argument("--answers", type=Path, help="a directory to keep recorded answers in")
    parser.add_argument("scales", nargs="*", type=int, default=[50, 200, 1000], metavar="N")
    given = parser.parse_args()
    peers = {}
    for name in ("prowler", "scout"):
        program = shutil.which(getattr(given, name) or "")
        if program is None:
            print(f"{name}: not given or not found, left out", file=sys.stderr)
        else:
            peers[name] = program
    print("calls · CPU · peak · wall\n")
    print(" | ".join(["| N", "remit", f"remit, {given.delay} s late", *peers]) + " |")
    print("|---" * (3 + len(peers)) + "|")
    for scale in given.scales:
        print(f"| {row(scale, given, peers)} |", flush=True)


if __name__ == "__main__":
    main()
