"""A live scan that is killed, interrupted or torn goes on where it was, and ends the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from remit import catalog, cli, snapshot
from remit.sources.api.collect import Collected, Target, collect
from remit.sources.api.errors import CredentialsError
from remit.sources.api.runs import CALLS, JOURNAL, RECORD, Run, unfinished
from tests.api_tables import LogGroup, LogStream, Queue, Topic, Volume
from tests.faults import Fault, Proxy, spoiled, tagged
from tests.moto import ACCOUNT, FAST, REGIONS, Moto, moto_server, session

__all__ = ["moto_server"]

TABLES = (Queue, Topic, Volume, LogGroup, LogStream)
WANTED = {table: frozenset(table.own_columns()) for table in TABLES}
UNITS = 4 * len(REGIONS)
SCAN = [
    sys.executable, "-c", "from remit.cli import main; main()", "scan", "-f", "jsonl",
]  # fmt: skip
LIVE = ["--live", "--service", "sqs", "--service", "sns", "--service", "logs", "--service", "ec2",
        "--now", "2026-11-01T00:00:00Z", *(f"--region={region}" for region in REGIONS)]  # fmt: skip


@pytest.fixture(scope="module")
def estate(moto_server: Moto) -> Iterator[Moto]:
    moto_server.reset()
    for region in REGIONS:
        for number in range(4):
            moto_server.client("sqs", region).create_queue(QueueName=f"queue-{number}")
            moto_server.client("sns", region).create_topic(Name=f"topic-{number}")
            moto_server.client("logs", region).create_log_group(logGroupName=f"/g/{number}")
        moto_server.client("ec2", region).create_volume(AvailabilityZone=f"{region}a", Size=8)
    yield moto_server


def target(proxy: Proxy, workers: int = 1) -> Target:
    return Target(lambda: tagged(session()), REGIONS, proxy.url, replace(FAST, workers=workers))


def rows_of(run: Run) -> list[str]:
    """Every row that a run holds, in no order that hangs on who was first."""
    found = []
    for table in TABLES:
        paths, count = run.files(table.spec.name)
        lines = [line for path in paths for line in path.read_text().splitlines()]
        assert len(lines) == count
        found += [f"{table.spec.name} {line}" for line in lines]
    return sorted(found)


@pytest.fixture(scope="module")
def front(estate: Moto) -> Iterator[Proxy]:
    """In front of the estate; the same one for all scans, since URLs of queues name its port."""
    with spoiled(estate.url) as found:
        yield found


@pytest.fixture
def proxy(front: Proxy) -> Proxy:
    return calm(front)


def calm(proxy: Proxy) -> Proxy:
    proxy.delay = 0
    proxy.seen.clear()
    spoil(proxy)
    return proxy


@dataclass
class Whole:
    """A run that nothing disturbed, and what came of it; `copy` puts it elsewhere."""

    folder: Path
    rows: list[str]
    asked: Counter[str]
    found: Collected

    def copy(self, to: Path) -> Path:
        return shutil.copytree(self.folder, to / "copy")


@pytest.fixture(scope="module")
def whole(front: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("runs") / "whole"
    return Whole(folder, *read(calm(front), Run.start(folder, {"plan": {}})))


def spoil(proxy: Proxy, *faults: Fault) -> None:
    proxy.faults, proxy.left = list(faults), [fault.times for fault in faults]


def read(proxy: Proxy, run: Run, *faults: Fault) -> tuple[list[str], Counter[str], Collected]:
    """The rows that a run holds after this, and what was asked for them."""
    proxy.seen.clear()
    spoil(proxy, *faults)
    found = collect(WANTED, [target(proxy)], run=run)
    run.close()
    return rows_of(run), Counter(proxy.seen), found


def went_on(proxy: Proxy, folder: Path) -> tuple[list[str], Counter[str], Collected]:
    return read(proxy, Run.resume(folder))


# --- killed ---------------------------------------------------------------------------------------


def live(proxy: Proxy) -> list[str]:
    return [*LIVE, "--endpoint-url", proxy.url]


def started(words: list[str], folder: Path) -> subprocess.Popen[bytes]:
    env = {**os.environ, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
    return subprocess.Popen(
        [*SCAN, *words], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def ended(words: list[str], folder: Path) -> tuple[int, list[str], str]:
    with started(words, folder) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, sorted(out.decode().splitlines()), err.decode()


def after(calls: int, proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process has asked so often."""
    before, end = proxy.seen.total(), time.monotonic() + 60
    while proxy.seen.total() < before + calls:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.002)


@dataclass
class Told:
    """How a scan that nothing disturbed ended, and how many calls it took."""

    code: int
    findings: list[str]
    calls: int


@pytest.fixture(scope="module")
def told(front: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("told")
    code, findings, _ = ended([*live(calm(front)), "--no-save"], folder)
    assert len(findings) > 40 and not unfinished(folder / ".remit" / "runs")
    return Told(code, findings, front.seen.total())


def test_a_scan_that_is_killed_again_and_again_ends_with_the_findings_of_an_undisturbed_one(
    told: Told, proxy: Proxy, tmp_path: Path
) -> None:
    moments = random.Random(4711)
    proxy.delay = 0.01
    words = live(proxy)
    for _ in range(3):
        with started(words, tmp_path) as process:
            after(moments.randrange(5, told.calls // 5), proxy, process)
            process.send_signal(signal.SIGKILL)
        words = ["--resume"]
    code, findings, said = ended(["--resume"], tmp_path)
    assert (code, findings) == (told.code, told.findings)
    assert not unfinished(tmp_path / ".remit" / "runs")
    # what was in flight is asked again: a unit for each worker, three times
    assert proxy.seen.total() < 2 * told.calls
    kept = snapshot.found_in(tmp_path / ".remit" / "snapshots")
    assert len(kept) == 1 and not snapshot.verify(kept[0]) and kept[0].id in said


def test_ctrl_c_reports_what_there_is_and_the_rest_is_read_later(
    told: Told, proxy: Proxy, tmp_path: Path
) -> None:
    proxy.delay = 0.05
    with started([*live(proxy), "--progress", "json"], tmp_path) as process:
        after(told.calls // 3, proxy, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    proxy.delay = 0
    partial = [json.loads(line) for line in out.decode().splitlines()]
    assert process.returncode == cli.EXIT_INTERRUPTED
    assert any("interrupted" in str(finding["reasons"]) for finding in partial)
    assert "remit scan --resume" in err.decode()
    last = [json.loads(line) for line in err.decode().splitlines() if line[0] == "{"][-1]
    assert last["finished"] and last["calls"] < told.calls and last["units"] >= last["done"]
    assert ended(["--resume"], tmp_path)[:2] == (told.code, told.findings)


def test_a_second_ctrl_c_quits_at_once_and_what_was_read_is_kept(
    proxy: Proxy, tmp_path: Path
) -> None:
    proxy.delay = 0.05
    with started([*live(proxy), "--progress", "none"], tmp_path) as process:
        after(20, proxy, process)
        proxy.delay = 30
        time.sleep(0.1)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (cli.EXIT_INTERRUPTED, b"")
    assert "remit scan --resume" in err.decode()
    assert len(unfinished(tmp_path / ".remit" / "runs")) == 1


# --- torn -----------------------------------------------------------------------------------------


def torn_line(folder: Path) -> None:
    journal = folder / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-20])


def no_line_end(folder: Path) -> None:
    journal = folder / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-1])


def torn_table(folder: Path) -> None:
    path = folder / "tables" / "t_topic.ndjson"
    path.write_bytes(path.read_bytes()[:-20])


def zeros(folder: Path) -> None:
    """What a file system may leave of a block after a power cut."""
    path = folder / "tables" / "t_queue.ndjson"
    text = path.read_bytes()
    path.write_bytes(text[:-100] + bytes(100))


def rows_without_a_line(folder: Path) -> None:
    for path in (folder / "tables").iterdir():
        path.write_bytes(path.read_bytes() + b'{"listed": true, "id": "torn"')
    (folder / CALLS).write_bytes((folder / CALLS).read_bytes() + b'{"made": 4')


def no_table(folder: Path) -> None:
    (folder / "tables" / "t_log_group.ndjson").unlink()


TEARS = [torn_line, no_line_end, torn_table, zeros, rows_without_a_line, no_table]


@pytest.mark.parametrize("tear", TEARS, ids=lambda tear: tear.__name__)
def test_what_the_journal_does_not_vouch_for_is_read_again(
    whole: Whole, proxy: Proxy, tmp_path: Path, tear: Callable[[Path], None]
) -> None:
    folder = whole.copy(tmp_path)
    journal = (folder / JOURNAL).read_text().splitlines()
    # the account is not closed yet: as if killed between the last unit and the end
    (folder / JOURNAL).write_text("".join(f"{line}\n" for line in journal[:-1]))
    tear(folder)
    rows, asked, found = went_on(proxy, folder)
    assert rows == whole.rows
    assert found.accounts == whole.found.accounts
    assert asked["GetCallerIdentity"] == 1
    assert asked.total() < whole.asked.total()
    assert sum(call.made for call in found.calls) >= whole.asked.total()
    assert (asked.total() == 1) == (tear is rows_without_a_line)


def test_a_finished_run_is_not_asked_about_again(
    whole: Whole, proxy: Proxy, tmp_path: Path
) -> None:
    rows, asked, found = went_on(proxy, whole.copy(tmp_path))
    assert rows == whole.rows and not asked
    assert (found.account, found.regions, found.rows) == (ACCOUNT, REGIONS, len(rows))
    assert sum(call.made for call in found.calls) == whole.asked.total() == found.sums.total.made


def test_credentials_that_expired_on_the_way_are_followed_by_new_ones(
    whole: Whole, proxy: Proxy, tmp_path: Path
) -> None:
    expired = Fault("DescribeVolumes", code="ExpiredToken", message="x", status=400)
    partial, _, found = read(proxy, Run.start(tmp_path / "expired", {}), expired)
    assert found.unfinished and not found.interrupted
    assert any("expired" in line for line in partial)
    rows, _, found = went_on(proxy, tmp_path / "expired")
    assert rows == whole.rows and not found.unfinished and not found.problems


def test_credentials_of_another_account_do_not_go_on(
    whole: Whole, proxy: Proxy, tmp_path: Path
) -> None:
    folder = whole.copy(tmp_path)
    journal = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join(journal[:3]).replace(ACCOUNT.encode(), b"9" * 12))
    with pytest.raises(CredentialsError, match=f"account {ACCOUNT}, not to 999999999999"):
        went_on(proxy, folder)


def test_a_full_disk_ends_the_scan_and_room_lets_it_go_on(
    whole: Whole, proxy: Proxy, tmp_path: Path
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    run = Run.start(tmp_path / "full", {})
    (run.tables / "t_volume.ndjson").symlink_to(full)
    with pytest.raises(OSError, match="No space left"):
        read(proxy, run)
    run.close()
    (run.tables / "t_volume.ndjson").unlink()
    rows, _, found = went_on(proxy, run.folder)
    assert rows == whole.rows and not found.problems


def test_a_unit_whose_rows_are_many_waits_on_disk_and_comes_out_whole(
    proxy: Proxy, tmp_path: Path
) -> None:
    topics = "".join(f"<member><TopicArn>arn:aws:sns:{n:0200}</TopicArn></member>"
                     for n in range(6000))  # fmt: skip
    body = f"<ListTopicsResponse><ListTopicsResult><Topics>{topics}</Topics></ListTopicsResult></ListTopicsResponse>"  # noqa: E501
    spoil(proxy, Fault("ListTopics", "body", body=body))
    run = Run.start(tmp_path / "large", {})
    collect({Topic: frozenset({"topic"})}, [target(proxy)], run=run)
    run.close()
    (path,), count = run.files("t_topic")
    assert path.stat().st_size > 2 << 20
    names = Counter(orjson.loads(line)["topic"] for line in path.read_bytes().splitlines())
    assert count == 12000 and set(names.values()) == {2}


# --- refused --------------------------------------------------------------------------------------


@pytest.fixture
def remit(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")

    def run(*words: str) -> tuple[int, str]:
        return cli.run(["scan", *words]), capfd.readouterr().err

    return run


EXPIRED = Fault("*", code="ExpiredToken", message="x", status=400, holding="queue-1")
"""What is asked about one queue; the proxy does not know which operation it is."""


def stopped_run(proxy: Proxy, tmp_path: Path, remit: Any, *words: str) -> Path:
    """A run whose credentials expired on the way."""
    spoil(proxy, EXPIRED)
    code, said = remit(*live(proxy), "-q", "-f", "json", *words)
    spoil(proxy)
    assert code in (cli.EXIT_NOT_MET, cli.EXIT_INCOMPLETE) and "remit scan --resume" in said
    (folder,) = unfinished(tmp_path / ".remit" / "runs")
    return folder


def changed(folder: Path, **plan: Any) -> None:
    record = orjson.loads((folder / RECORD).read_bytes())
    record["plan"].update(plan)
    (folder / RECORD).write_bytes(orjson.dumps(record))


def test_a_run_is_held_to_its_plan_its_options_and_one_process(
    proxy: Proxy, tmp_path: Path, remit: Any
) -> None:
    assert remit("--resume") == (2, "remit: there is no unfinished run in .remit/runs\n")
    assert "is no run" in remit("--resume", "nowhere")[1]
    folder = stopped_run(proxy, tmp_path, remit)
    code, said = remit("--resume", "--region", "us-east-1")
    assert code == 2 and "--region cannot be given with --resume" in said
    with_lock = Run.resume(folder)
    code, said = remit("--resume", folder.name)
    assert (code, said.count("\n")) == (2, 1) and "being written by another process" in said
    with_lock.close()
    changed(folder, version="0.0.1", Regions=["eu-west-1"])
    code, said = remit("--resume")
    assert (code, said.count("\n")) == (2, 1)
    assert "its Regions and version differ. Start a new scan" in said
    assert folder.is_dir()


def test_a_run_takes_the_options_that_it_was_started_with(
    proxy: Proxy, tmp_path: Path, remit: Any
) -> None:
    stopped_run(proxy, tmp_path, remit, "-o", "report.json")
    (tmp_path / "report.json").unlink()
    code, said = remit("--resume", "--exit-zero")
    assert code in (cli.EXIT_MET, cli.EXIT_INCOMPLETE) and "snapshot:" in said, said
    assert (tmp_path / "report.json").is_file()
    assert not unfinished(tmp_path / ".remit" / "runs")


def test_a_folder_that_cannot_be_written_is_one_clear_line_and_no_hindrance_to_no_save(
    proxy: Proxy, tmp_path: Path, remit: Any
) -> None:
    (tmp_path / ".remit").write_text("no folder")
    words = ["--live", "--region", "eu-west-1", "-c", "sns_*", "--endpoint-url", proxy.url, "-q"]
    code, said = remit(*words)
    assert (code, said.count("\n")) == (2, 1) and ".remit/runs cannot be written" in said
    code, said = remit(*words, "--no-save")
    assert code in (cli.EXIT_NOT_MET, cli.EXIT_INCOMPLETE) and not said


def test_a_reader_that_closes_the_pipe_ends_the_run_too(proxy: Proxy, tmp_path: Path) -> None:
    words = ["--live", "--region", "eu-west-1", "-c", "sns_*", "--endpoint-url", proxy.url, "-q"]
    with started(words, tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == cli.EXIT_MET
    assert not unfinished(tmp_path / ".remit" / "runs")
    assert len(snapshot.found_in(tmp_path / ".remit" / "snapshots")) == 1


# --- what is kept ---------------------------------------------------------------------------------


def test_the_counts_of_calls_are_a_table_of_the_snapshot_and_the_manifest_has_their_sums(
    proxy: Proxy, tmp_path: Path, remit: Any
) -> None:
    spoil(proxy, Fault("*", holding="queue-1"))
    remit(*live(proxy), "-q")
    asked = proxy.seen.total()
    (kept,) = snapshot.found_in(tmp_path / ".remit" / "snapshots")
    assert not snapshot.verify(kept)
    path = kept.path / snapshot.CALLS
    assert cli.run(["query", "SELECT operation FROM calls WHERE denied > 0"]) == cli.EXIT_MET
    found = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY ALL")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert sum(row["made"] for row in rows) == asked
    denied = [row for row in rows if row["denied"]]
    assert [(row["account"], row["region"], row["operation"], row["denied"]) for row in denied] == [
        (ACCOUNT, "eu-central-1", "GetQueueAttributes", 1),
        (ACCOUNT, "eu-west-1", "GetQueueAttributes", 1),
    ]
    assert all("sqs:GetQueueAttributes" in row["error"] for row in denied)
    assert kept.manifest["totals"]["made"] == asked
    told = next(c for c in kept.manifest["calls"] if c["operation"] == "GetQueueAttributes")
    assert (told["made"], told["denied"], told["places"]) == (8, 2, 2)
    assert kept.rows == sum(
        entry["rows"] for name, entry in kept.manifest["files"].items() if name != snapshot.CALLS
    )


def test_no_secret_reaches_the_files_of_a_run(
    estate: Moto, proxy: Proxy, tmp_path: Path, remit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-the-key")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "hush-the-token")
    stopped_run(proxy, tmp_path, remit, "--var", "x=hush-it")
    estate.client("ecs").register_task_definition(family="web", containerDefinitions=[
        {"name": "web", "image": "nginx", "memory": 128,
         "environment": [{"name": "DB_PASSWORD", "value": "hush-the-password"}]}])  # fmt: skip
    table = next(t for t in catalog.tables() if t.spec.name == "ecs_task_definition")
    run = Run.start(tmp_path / "run", {})
    collect({table: frozenset(table.own_columns())}, [target(proxy)], run=run)
    run.close()
    assert run.files(table.spec.name)[1] == 1
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"task-definition/web" in path.read_bytes() for path in files)
    assert not [path for path in files if b"hush" in path.read_bytes()]
