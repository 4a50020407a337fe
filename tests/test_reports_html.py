"""The HTML report, read as a document; the browser's own view of it is in test_report_browser."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from remit.assessment import FORMULA, Assessment
from remit.checks import Status
from remit.matrix import State
from remit.reports.html import link, plural, sentence
from remit.reports.html_line import slug
from remit.reports.html_page import PER_CHECK, paragraphs
from remit.responsibility import Owner, Share
from remit.sources.declared import Problem
from tests.reports import HOSTILE, Live, hostile, huge, of, read, written

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Document(HTMLParser):
    """The elements, ids, links and the text of a page; that tags are closed in order, too."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.stack: list[str] = []
        self.feed(page.decode())
        self.close()
        assert not self.stack, f"never closed: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def assessment(tmp_path: Path) -> Assessment:
    return read(tmp_path)


def document(assessment: Assessment) -> Document:
    return Document(written(assessment, "html"))


def test_the_page_says_how_much_is_done_open_unknown_and_not_assessed(
    assessment: Assessment,
) -> None:
    text = document(assessment).text
    score = assessment.score(assessment.obligations)
    counts = assessment.scan.counts
    applicable = len(assessment.scan.findings) - counts[Status.NOT_APPLICABLE]
    assert f"Your duties done {score.done}/{score.of}" in text
    assert f"Your duties done = {FORMULA}." in text
    assert f"Findings failed {counts[Status.FAIL]}/{applicable}" in text
    assert f"Findings unknown {counts[Status.UNKNOWN]}/{applicable}" in text
    assert "Resources looked at 3/4" in text
    assert "AWS::Nobody::Knows" in text


def test_the_parts_of_the_score_add_up_to_it(assessment: Assessment) -> None:
    text = document(assessment).text
    score = assessment.score(assessment.obligations)
    bar = re.search(r"([\d,]+) open ([\d,]+) unknown ([\d,]+) not assessed ([\d,]+) done",
                    re.sub(r"(open|unknown|not assessed)(?=\d)", r"\1 ", text))  # fmt: skip
    assert bar
    assert sum(int(number.replace(",", "")) for number in bar.groups()) == score.of


def test_the_line_has_a_cell_per_service_and_layer(assessment: Assessment) -> None:
    page = written(assessment, "html").decode()
    table = page[page.index('<table class="line">') :]
    table = table[: table.index("</table>")]
    layers = len(assessment.remit.layers)
    assert table.count('scope="row"') == len(assessment.services)
    assert table.count("<td") == layers * len(assessment.services)
    assert table.count('scope="col"') == layers + 1
    for owner in Owner:
        assert f'<span class="owner o-{owner}">{owner}</span>' in table


def test_a_service_shows_both_parts_of_a_duty_and_its_sources(assessment: Assessment) -> None:
    page = document(assessment)
    share = assessment.remit.share("s3", "recover-data")
    assert share.aws in page.text and share.customer in page.text
    assert {"href": share.sources[0], "rel": "noopener noreferrer"} in page.all("a")


def test_a_line_that_configuration_moved_says_how_many_are_on_which_side(
    assessment: Assessment,
) -> None:
    changed = replace(
        assessment.obligations[0],
        share=Share(Owner.CUSTOMER, customer="Do it."),
        owners={"customer": 2, "inherited": 1},
        states={State.OPEN: 3},
    )
    whole = replace(assessment, given=(changed, *assessment.obligations[1:]))
    assert "moved by configuration: 2 customer, 1 inherited" in document(whole).text


def test_a_failed_check_says_why_it_matters_and_what_was_read(
    assessment: Assessment, tmp_path: Path
) -> None:
    text = document(assessment).text
    assert "Without versioning an overwritten or deleted object is gone" in text
    assert f'Open {tmp_path}/template.yaml:2 customer versioning = "Off"' in re.sub(
        r"(Open|:2|customer)(?=\S)", r"\1 ", text
    ).replace(f"Open{tmp_path}", f"Open {tmp_path}")


def test_an_unknown_finding_says_why(assessment: Assessment) -> None:
    text = document(assessment).text
    unknown = [f for f in assessment.scan.findings if f.status is Status.UNKNOWN]
    assert unknown
    for finding in unknown:
        assert "; ".join(finding.reasons) in text


def test_a_page_of_nothing_does_not_call_the_estate_clean(assessment: Assessment) -> None:
    empty = of(assessment, [], unknown_types=type(assessment.scan.unknown_types)(), resources=0,
               covered=0, inputs=[])  # fmt: skip
    text = document(replace(empty, given=())).text
    assert "Nothing was assessed" in text
    assert "every finding has a verdict" not in text


def test_what_could_not_be_read_stands_at_the_top(assessment: Assessment) -> None:
    calls = [{"account": "1", "region": "eu-west-1", "service": "s3", "operation": "ListBuckets",
              "made": 4, "denied": 3, "failed": 0, "error": "AccessDenied"}]  # fmt: skip
    live = Live({"account": "123456789012", "identity": "arn:aws:iam::1:user/x", "calls": calls})
    problem = Problem("module not found", file="main.tf", hint="Run terraform init")
    text = document(of(assessment, assessment.scan.findings, live=live, problems=[problem])).text
    summary = text[: text.index("Who owes each layer")]
    assert "This is not the whole picture" in summary
    assert "1 problem while reading" in summary
    assert "3 of 4 calls to account 123456789012 had no answer" in summary
    assert "s3 ListBuckets" in text and "AccessDenied" in text
    assert "main.tf Module not found. Run terraform init." in text


def test_a_whole_reading_without_doubt_says_so(assessment: Assessment) -> None:
    passed = [replace(f, status=Status.PASS, reasons=()) for f in assessment.scan.findings]
    empty = type(assessment.scan.unknown_types)()
    text = document(of(assessment, passed, unknown_types=empty)).text
    assert "Everything that was pointed at was read, and every finding has a verdict." in text


def test_every_link_within_the_page_leads_somewhere(assessment: Assessment) -> None:
    page = document(assessment)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    inside = {a["href"] for a in page.all("a") if (a["href"] or "").startswith("#")}
    assert len(ids) == len(set(ids))
    assert inside and {str(href)[1:] for href in inside} <= set(ids)


def test_headings_skip_no_level_and_every_table_has_headers(assessment: Assessment) -> None:
    page = document(assessment)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("scope" in attributes for attributes in page.all("th"))


def test_the_policy_lets_nothing_run_or_load(assessment: Assessment) -> None:
    page = written(assessment, "html").decode()
    css = page[page.index("<style>") + 7 : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = next(
        meta["content"] for meta in document(assessment).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|expression", css)


@pytest.mark.parametrize("kind", ["plain", "hostile"])
def test_the_page_holds_no_script_no_handler_and_nothing_from_elsewhere(
    assessment: Assessment, kind: str
) -> None:
    page = document(hostile(assessment) if kind == "hostile" else assessment)
    allowed = {
        "html", "head", "meta", "title", "style", "body", "a", "header", "nav", "main", "footer",
        "section", "div", "p", "span", "b", "bdi", "code", "h1", "h2", "h3", "h4", "ul", "li",
        "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "details", "summary",
        "svg", "rect", "time",
    }  # fmt: skip
    assert {tag for tag, _ in page.elements} <= allowed
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        href = attributes.get("href") or ""
        assert not href or re.match(r"https://[a-z0-9.-]+/|#", href), href


def test_hostile_names_are_shown_for_what_they_are(assessment: Assessment) -> None:
    page = written(hostile(assessment), "html").decode()
    text = Document(page.encode()).text
    assert HOSTILE[0] in text and "right\\u202eto\\u2066left" in text and "nul\\u0000and" in text
    assert "lone\\udcffsurrogate" in text
    assert all(line.isprintable() for line in page.split("\n"))


def test_a_hundred_thousand_findings_stay_within_the_budget(assessment: Assessment) -> None:
    whole = huge(assessment)
    page = written(whole, "html")
    assert len(page) < 3_000_000
    counts = whole.scan.counts
    text = Document(page).text
    assert f"Findings failed {counts[Status.FAIL]:,}/{len(whole.scan.findings):,}" in text
    assert "lists them all" in text
    assert page.count(b"<tr><td><bdi>arn:") <= PER_CHECK * 2000


def test_the_same_assessment_makes_the_same_bytes(assessment: Assessment) -> None:
    assert written(assessment, "html") == written(assessment, "html")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://x.example/", "data:text/html,x", "https://x/\" onclick=\"y",
     "https://", "//x.example", "https://x.example\\@evil.example", " https://x.example/"],
)  # fmt: skip
def test_only_a_web_address_becomes_a_link(address: str) -> None:
    assert "<a" not in link(address)
    assert '"' not in link(address)


def test_a_web_address_becomes_a_link_that_tells_nobody_where_it_was() -> None:
    assert link("https://docs.aws.amazon.com/a/Versioning.html#x") == (
        '<a href="https://docs.aws.amazon.com/a/Versioning.html#x" rel="noopener noreferrer">'
        "Versioning</a>"
    )


def test_ids_of_different_names_differ() -> None:
    names = ["s3", "S3", "s 3", "s\t3", "é", "è", "", "<", ">", "a-b", "a_b"]
    assert len({slug(name) for name in names}) == len(names)
    assert all(re.fullmatch("[a-z0-9_-]+", slug(name)) for name in names)


def test_a_docstring_becomes_paragraphs_and_links() -> None:
    assert paragraphs("One\nline.\n\nSee https://x.example/a now.") == [
        [(False, "One line.")],
        [(False, "See "), (True, "https://x.example/a"), (False, " now.")],
    ]


def test_plurals() -> None:
    assert (plural(1, "resource"), plural(2000, "resource")) == ("1 resource", "2,000 resources")


def test_a_sentence_ends_once() -> None:
    given = ("run it", "Give --var x=…", "done.", "")
    assert [sentence(text) for text in given] == ["Run it.", "Give --var x=…", "Done.", ""]
