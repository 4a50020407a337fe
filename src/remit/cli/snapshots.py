"""`remit snapshot list|show|verify`: estates as seen once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import EXIT_MET, EXIT_NOT_MET, UsageError
from remit.cli.scan import HOME

if TYPE_CHECKING:
    from remit.snapshot import Snapshot


def list_snapshots(home: Path = HOME) -> int:
    """List the snapshots in a folder, the newest first.

    Parameters
    ----------
    home
        The folder that snapshots are kept in.
    """
    from remit import snapshot

    for found in snapshot.found_in(home):
        manifest = found.manifest
        scope = manifest.get("account") or ", ".join(
            str(given.get("path")) for given in manifest.get("inputs", ())
        )
        sys.stdout.write(
            f"{found.path}  {manifest.get('finished', '')}  {found.rows} rows  {scope}\n"
        )
    return EXIT_MET


def show(folder: Path) -> int:
    """Show who looked when, at what, what was refused, and what each table holds.

    Parameters
    ----------
    folder
        The snapshot's folder.
    """
    import orjson

    found = _read(folder)
    text = orjson.dumps(dict(found.manifest), option=orjson.OPT_INDENT_2)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.flush()
    return EXIT_MET


def verify(folder: Path) -> int:
    """Verify that the files are those that were written. Leaves with 1 if they are not.

    Parameters
    ----------
    folder
        The snapshot's folder.
    """
    from remit import snapshot

    found = _read(folder)
    wrong = snapshot.verify(found)
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    if not wrong:
        sys.stdout.write(f"{len(found.manifest['files'])} files are as they were written\n")
    return EXIT_NOT_MET if wrong else EXIT_MET


def _read(folder: Path) -> Snapshot:
    from remit import snapshot

    try:
        return snapshot.read(folder)
    except snapshot.SnapshotError as error:
        raise UsageError(str(error)) from None
