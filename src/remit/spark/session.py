"""A Spark session of one's own, set so that its SQL means what DuckDB's means."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.legacy.sizeOfNull": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.variable.substitute": "false",
}
"""What a session must be set to.

`${…}` in a pattern is a variable to Spark unless told otherwise.
"""

ALONE: Mapping[str, str] = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
}
"""A Spark within this process listens to nobody else."""

SMALL = 50_000
"""Rows below which compiling a query to Java takes longer than running it."""

INTERPRETED: Mapping[str, str] = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""What a session is set to for fewer rows than that; a third of the CPU time for a small estate."""

MASTER = re.compile(r"local(\[[\w*,]+\])?|yarn|(spark|k8s)://\S+")


class SparkError(Exception):
    """Spark cannot be used, or cannot read or write what it was pointed at; one line."""


def start(master: str, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session at a master as Spark names it (`local[*]`, `spark://host:7077`, `yarn`).

    Jars, memory and credentials come from Spark's own configuration (`spark-defaults.conf`,
    `PYSPARK_SUBMIT_ARGS`); `settings` come before it. Raises SparkError when Spark does not start.
    """
    if not MASTER.fullmatch(master):
        raise SparkError(f"{master} is no engine: say local[*], spark://HOST:PORT, k8s://… or yarn")
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkError("this needs Spark: pip install 'remit[spark]', and Java 17") from None
    alone = ALONE if master.startswith("local") else {}
    if alone:
        # workers of this process are Pythons like this one, whatever `python3` is on the path
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = {"spark.ui.showConsoleProgress": "false"}
    builder = SparkSession.builder.master(master).appName("remit")
    for name, value in {**quiet, **alone, **SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return prepared(session)
    except PySparkException as error:
        raise SparkError(f"Spark does not start at {master}: {first_line(error)}") from None


@contextmanager
def running(master: str) -> Iterator[SparkSession]:
    """A session at a master, stopped at the end unless this process had one before."""
    before = _active()
    session = start(master)
    try:
        yield session
    finally:
        if not before:
            session.stop()


def _active() -> bool:
    try:
        from pyspark import SparkContext
    except ImportError:
        return False
    return SparkContext._active_spark_context is not None


def prepared(session: SparkSession) -> SparkSession:
    """A session beside this one, with its own views and with SETTINGS in force."""
    mine = session.newSession()
    for name, value in SETTINGS.items():
        mine.conf.set(name, value)
    return mine


def fit(session: SparkSession, rows: int) -> None:
    """Set a session up for so many rows."""
    for name, value in INTERPRETED.items() if rows < SMALL else ():
        session.conf.set(name, value)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Tell an error of Spark's or of Java's in one line that begins with `what`."""
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except Py4JJavaError as error:
        raise SparkError(f"{what}: {first_line(error.java_exception.toString())}") from None
    except (Py4JError, PySparkException) as error:
        raise SparkError(f"{what}: {first_line(error)}") from None


def first_line(error: object) -> str:
    """What went wrong, without the stack of a Java program."""
    return str(error).strip().partition("\n")[0]
