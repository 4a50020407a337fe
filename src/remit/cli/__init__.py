"""The command line: a verb per file, loaded when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import cyclopts

EXIT_MET, EXIT_NOT_MET, EXIT_ERROR, EXIT_INCOMPLETE, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(Exception):
    """What the user asked for cannot be done: one line, and what to do instead."""


def application() -> cyclopts.App:
    """The app with all of its verbs."""
    app = cyclopts.App(
        name="remit",
        help="Whose remit is it, is it done, and what proves it? The AWS shared responsibility "
        "model, computed for what you really run.",
        version_flags=["--version"],
        version=version,
        help_format="plaintext",
        default_parameter=cyclopts.Parameter(negative_iterable=""),
    )
    app.command(
        "remit.cli.scan:scan", name="scan", help="Read templates, plans or a live account; judge."
    )
    app.command(
        "remit.cli.explain:explain", name="explain", help="Explain a check, service, duty or table."
    )
    app.command("remit.cli.matrix:matrix", name="matrix", help="Who owes what on all in use.")
    app.command("remit.cli.matrix:services", name="services", help="The services in use.")
    app.command("remit.cli.compare:compare", name="compare", help="How the line differs.")
    app.command("remit.cli.query:query", name="query", help="Ask a snapshot or files in SQL.")
    app.command("remit.cli.demo:demo", name="demo", help="Scan the bundled estate; no AWS account.")
    app.command("remit.cli.doctor:doctor", name="doctor", help="What a live scan would lack.")
    checks = cyclopts.App(name="checks", help="The checks that there are.")
    checks.command("remit.cli.checks:list_checks", name="list", help="List the checks.")
    checks.command(
        "remit.cli.coverage:coverage", name="coverage", help="What each source tells of what."
    )
    app.command(checks)
    policy = cyclopts.App(name="policy", help="The permissions that a live scan takes.")
    policy.command("remit.cli.policy:print_policy", name="print", help="Print them, or a role.")
    app.command(policy)
    snapshot = cyclopts.App(name="snapshot", help="Estates as seen once.")
    snapshot.command("remit.cli.snapshots:list_snapshots", name="list", help="List snapshots.")
    snapshot.command("remit.cli.snapshots:show", name="show", help="Show what one holds.")
    snapshot.command("remit.cli.snapshots:verify", name="verify", help="Verify its files.")
    app.command(snapshot)
    aws = cyclopts.App(name="aws", help="The evidence for AWS's part.")
    aws.command("remit.cli.aws:refresh", name="refresh", help="Read AWS Artifact; import scopes.")
    aws.command("remit.cli.aws:attestations", name="attestations", help="List what is held.")
    app.command(aws)
    return app


def version() -> str:
    """The version of the installed package."""
    from importlib.metadata import version as installed

    return installed("remit")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb and leave with its exit code; errors are one line, a traceback takes `-vv`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run a verb; the exit code."""
    loud = "-vv" in words
    words = [word for word in words if word != "-vv"]
    try:
        result = application()(
            words, exit_on_error=False, print_error=False, result_action="return_value"
        )
        return result if isinstance(result, int) else EXIT_MET
    except KeyboardInterrupt:
        complain("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_MET
    except (UsageError, cyclopts.CycloptsError) as error:
        complain(" ".join(str(error).split()))
        return EXIT_ERROR
    except MemoryError:
        complain("out of memory: scan less at once")
        return EXIT_ERROR
    except Exception as error:
        if loud:
            raise
        complain(
            f"internal error: {type(error).__name__}: {error} (run again with -vv for details)"
        )
        return EXIT_ERROR


def complain(message: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"remit: {message}\n")
