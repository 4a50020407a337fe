"""Measure `remit scan` beside its peers on the same estates, in CPU seconds and peak memory.

    python benchmarks/compare.py [--checkov PATH] [--trivy PATH] [--remit PATH] [--runs N] [CASE…]

A CASE is a format and a number (`plan:1000`). Prints a table in Markdown: CPU seconds (user and
system, of the tool and what it starts; the best of the runs) and the largest resident set of any
one of its processes. A tool that is not found is left out and said on stderr.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

CASES = ("plan:1000", "plan:5000", "hcl:1000", "cfn:400")

# Checkov names what a scan is of; so it does not try every other framework on the file.
_FRAMEWORKS = {"plan": "terraform_plan", "hcl": "terraform", "cfn": "cloudformation"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: CPU seconds, peak resident set in MiB, the exit code."""

    seconds: float
    mebibytes: float
    code: int


def command(tool: str, program: str, kind: str, path: pathlib.Path) -> list[str]:
    """How to run a tool over `path`, offline and with machine-readable output."""
    if tool == "checkov":
        target = ["-d" if path.is_dir() else "-f", str(path)]
        quiet = ["--framework", _FRAMEWORKS[kind], "--quiet", "--compact", "-o", "json"]
        return [program, *target, *quiet, "--skip-download"]
    if tool == "trivy":
        offline = ["--skip-check-update", "--skip-version-check", "--quiet", "--format", "json"]
        return [program, "config", *offline, str(path)]
    return [program, "scan", str(path), "--format", "jsonl"]


def measure(arguments: list[str]) -> Measured:
    """Run to the end, output thrown away, and ask the kernel what it took."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 3):
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            print(f"{arguments[0]}: {said[-1] if said else 'failed'}", file=sys.stderr)
    seconds = usage.ru_utime + usage.ru_stime
    return Measured(seconds, usage.ru_maxrss / 1024, process.returncode)


def find(tools: dict[str, str | None]) -> dict[str, str]:
    """The tools that are there, by name."""
    found = {}
    for tool, given in tools.items():
        program = shutil.which(given or tool)
        if program is None:
            print(f"{tool}: not found, left out", file=sys.stderr)
        else:
            found[tool] = program
    return found


def row(case: str, path: pathlib.Path, tools: dict[str, str], runs: int) -> list[str]:
    """The cells of one case: for each tool what it took, and how often that is Remit's."""
    kind = case.split(":")[0]
    best: dict[str, Measured] = {}
    for tool, program in tools.items():
        # Remit is measured as often as asked; the others, which are slow, once.
        repeated = runs if tool == "remit" else 1
        taken = [measure(command(tool, program, kind, path)) for _ in range(repeated)]
        best[tool] = min(taken, key=lambda one: one.seconds)
    cells = [case.replace(":", " ")]
    own = best.get("remit")
    for tool, one in best.items():
        cell = f"{one.seconds:.2f} s, {one.mebibytes:.0f} MiB"
        if one.code not in (0, 1, 3):
            cell = f"failed ({one.code})"
        elif own is not None and tool != "remit" and own.code in (0, 1, 3):
            cell += f" ({one.seconds / own.seconds:.1f}x)"
        cells.append(cell)
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--remit", help="the program to run as Remit")
    parser.add_argument("--checkov", help="the program to run as Checkov")
    parser.add_argument("--trivy", help="the program to run as Trivy")
    parser.add_argument("--runs", type=int, default=3, help="how often Remit is run")
    parser.add_argument("cases", nargs="*", default=list(CASES), metavar="CASE")
    options = parser.parse_args()
    beside = pathlib.Path(sys.executable).with_name("remit")
    own = options.remit or (str(beside) if beside.exists() else None)
    tools = find({"remit": own, "checkov": options.checkov, "trivy": options.trivy})
    print("| estate | " + " | ".join(tools) + " |")
    print("|---" * (len(tools) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for case in options.cases:
            kind, _, count = case.partition(":")
            if kind not in _FRAMEWORKS or not count.isdigit():
                parser.error(f"{case} is no case: {', '.join(_FRAMEWORKS)}; a colon; a number")
            suffix = {"plan": ".json", "cfn": ".yaml"}.get(kind, "")
            path = pathlib.Path(folder) / f"{kind}{count}{suffix}"
            # In a process of its own: Linux counts the memory of the process that starts another
            # as the other's peak, so this one has to stay small.
            generate = pathlib.Path(__file__).with_name("generate.py")
            subprocess.run([sys.executable, generate, kind, count, path], check=True)
            print("| " + " | ".join(row(case, path, tools, options.runs)) + " |", flush=True)


if __name__ == "__main__":
    main()
