"""Write an estate of N resources to scan: `python benchmarks/generate.py {plan,hcl,cfn} N OUT`.

The same N gives the same bytes. OUT is a file (`plan`; `cfn`: JSON if it is named so, else
YAML) or a directory (`hcl`).
"""

from __future__ import annotations

import argparse
import pathlib

from write_cloudformation import write_cfn
from write_terraform import write_hcl, write_plan

WRITERS = {"plan": write_plan, "hcl": write_hcl, "cfn": write_cfn}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format", choices=WRITERS)
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    if options.count < 1:
        parser.error("N must be at least 1")
    WRITERS[options.format](options.count, options.out)


if __name__ == "__main__":
    main()
