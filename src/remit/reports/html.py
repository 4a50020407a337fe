"""HTML: one file that needs no network and no script, for people who were not there.

Every expression in the templates is cleaned of what a reader would not see (`safe.clean`) and then
escaped, and the page's policy lets nothing run or load: it names the one style sheet by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Any, BinaryIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from remit.assessment import Assessment
from remit.reports import ReportOptions
from remit.reports.html_page import page
from remit.reports.safe import clean, shortened

LONGEST = 2000
"""Characters of one text that a page shows: a name of a megabyte is not worth its place."""

WEB = re.compile(r"https://[A-Za-z0-9.-]+(?:[/?#][^\s<>\"'\\]*)?")


def write(assessment: Assessment, out: BinaryIO, options: ReportOptions) -> None:
    """Write the page, piece by piece."""
    css = Markup(style())
    template = environment().get_template("report.html.j2")
    pieces = template.generate(page=page(assessment, options), css=css, policy=policy(css))
    out.writelines(piece.encode() for piece in pieces)


def environment() -> Environment:
    """Templates that escape everything, and stop at a name that is not there."""
    made = Environment(
        loader=PackageLoader("remit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["count"] = lambda number: f"{number:,}"
    made.filters["link"] = link
    made.filters["plural"] = plural
    made.filters["sentence"] = sentence
    return made


def style() -> str:
    """The style sheet."""
    return (files("remit.reports") / "templates" / "report.css").read_text(encoding="utf-8")


def policy(css: str) -> str:
    """A content security policy under which nothing runs, loads or is sent."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def harmless(value: Any) -> Any:
    """A value as a template may show it; it is escaped after this."""
    if value is None:
        return ""
    return value if isinstance(value, Markup) else clean(shortened(str(value), LONGEST))


def plural(number: int, noun: str) -> str:
    """A number with its noun.

    >>> plural(1, "resource"), plural(1200, "resource")
    ('1 resource', '1,200 resources')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning and a stop at its end.

    >>> sentence("run terraform init"), sentence("Give --var x=…")
    ('Run terraform init.', 'Give --var x=…')
    """
    whole = text.strip()
    stop = "" if not whole or whole.endswith((".", "…", "!", "?", ":")) else "."
    return f"{whole[:1].upper()}{whole[1:]}{stop}"


def link(address: str, text: str = "") -> Markup:
    """A link to a page on the web, or the mere text when the address is anything else."""
    shown = clean(text or _short(address))
    if not WEB.fullmatch(address):
        return Markup("{}").format(shown)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, shown)


def _short(address: str) -> str:
    """What a reader recognises an address by: its last part."""
    path = address.split("#")[0].rstrip("/")
    last = path.rpartition("/")[2].removesuffix(".html")
    return last or address
