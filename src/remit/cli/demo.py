"""`remit demo`: the main job on the bundled estate."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from remit.cli import EXIT_ERROR, EXIT_MET, UsageError


def demo(report: Path = Path("report.html")) -> int:
    """Scan the bundled estate: a CloudFormation stack, Terraform, and what really runs.

    Parameters
    ----------
    report
        Where the HTML report is written.
    """
    from remit import catalog
    from remit.cli import choose, scan
    from remit.scan import clock

    estate = find_estate()
    sys.stderr.write(f"remit scan {estate} --export {report}\n\n")
    done = scan.read_files(
        [estate], choose.options((), (), (), (), (), None), catalog.checks(), clock()
    )
    scan.report(done, "text", (report,), quiet=True)
    sys.stderr.write(f"\nThe report is at {report.resolve()}; open it in a browser.\n")
    return EXIT_ERROR if done.fatal else EXIT_MET


def find_estate() -> Path:
    """The estate that came with the package, or stands in the repository."""
    for path in (Path(str(files("remit"))) / "examples", Path(__file__).parents[3] / "examples"):
        if (path / "cloudformation").is_dir():
            return path
    raise UsageError("the bundled estate was not installed with the package")
