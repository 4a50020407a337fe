"""Puts every fault in front of every operation, and says what is wrong with what is read then.

    python benchmarks/faults.py [--service SERVICE] [--operation OPERATION] [--fault FAULT]
                                [--pages 1] [--processes 2]

The example pages are read over HTTP from a server that answers what they show, an account is opened
and an organisation listed; then once more for every operation and fault. No reading may crash or
hang, say anything that was not read without the fault, judge otherwise than `unknown`, or give
another reason than the fault. Options that choose may be repeated. `--pages` is how many pages each
operation is read in that show it. Exits with 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from botocore.session import Session

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.answers import answering
from tests.fault_cases import PATTERNS, USES, Pages, Product, Use
from tests.fault_rules import judged

Case = tuple[Use, str]
Found = tuple[Counter[Case], list[str]]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--service", action="append", help="botocore's name for it")
    parser.add_argument("--operation", action="append")
    parser.add_argument("--fault", action="append", choices=sorted(PATTERNS))
    parser.add_argument("--pages", type=int, default=1, help="0 for all that show the operation")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def run(uses: Sequence[Use], faults: Sequence[str], pages: int) -> Found:
    """The number of cases of each operation and fault, and what is wrong."""
    made, wrong = Counter[Case](), list[str]()
    with answering(Session()) as page:
        product = Product(Pages(page))
        for use in uses:
            for name in product.patterns(use):
                for where, found in judged(product, use, name, pages) if name in faults else ():
                    made[use, name] += 1
                    wrong += [f"{' '.join(use)}, {name}, {where}: {one}" for one in found]
    return made, wrong


def table(made: Counter[Case]) -> str:
    """How many operations and cases there were of each fault."""
    lines = [f"{'fault':16}{'operations':>12}{'cases':>8}"]
    for name in PATTERNS:
        cases = [number for (_, fault), number in made.items() if fault == name]
        if cases:
            lines.append(f"{name:16}{len(cases):12}{sum(cases):8}")
    lines.append(f"{'all':16}{len({use for use, _ in made}):12}{made.total():8}")
    return "\n".join(lines)


def main() -> None:
    options, began = arguments(), time.monotonic()
    uses = [use for use in sorted(USES)
            if (not options.service or use[0] in options.service)
            and (not options.operation or use[1] in options.operation)]  # fmt: skip
    if not uses:
        sys.exit("the catalogue asks no such operation")
    faults = options.fault or list(PATTERNS)
    made, wrong = Counter[Case](), list[str]()
    # the operations of a service share pages, and their readings without a fault
    services = sorted({service for service, _ in uses})
    shares = [[use for use in uses if services.index(use[0]) % options.processes == number]
              for number in range(options.processes)]  # fmt: skip
    with ProcessPoolExecutor(options.processes) as pool:
        runs = [pool.submit(run, share, faults, options.pages) for share in shares if share]
        for one in runs:
            counted, found = one.result()
            made += counted
            wrong += found
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    print("\n".join(sorted(wrong)))
    print(table(made))
    print(f"{len(wrong)} violations, {seconds:.0f} CPU s, {time.monotonic() - began:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
