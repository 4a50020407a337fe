"""The HTML report in a browser: hostile names run nothing, and a huge estate opens at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from remit.assessment import Assessment
from tests.reports import hostile, huge, of, read, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")

CONTRAST = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map(
      (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || element.closest('svg')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${element.className} ${element.textContent.slice(0, 30)} ${ratio}`);
  }
  return [...new Set(low)];
}
"""
"""Texts whose contrast with what is behind them is less than WCAG's 4.5 to 1."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = f"no browser is installed (looked for {', '.join(BROWSERS)})"
        if os.environ.get("REMIT_TESTS_NEED_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    with (
        api.sync_playwright() as started,
        closing(started.chromium.launch(executable_path=path, args=list(QUIET))) as launched,
    ):
        yield launched


@pytest.fixture
def assessment(tmp_path: Path) -> Assessment:
    return read(tmp_path)


class Opened:
    """A report in a tab, and everything that the tab asked for, said or was stopped from."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        self.page: Page = browser.new_page(**options)
        self.requests: list[str] = []
        self.said: list[str] = []
        self.stopped: list[tuple[str, str | None]] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda r: self.stopped.append((r.url, r.failure)))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("dialog", self._dismiss)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())
        self.page.locator("footer").wait_for()

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def report(assessment: Assessment, folder: Path) -> Path:
    file = folder / "report.html"
    file.write_bytes(written(assessment, "html"))
    return file


def test_hostile_names_run_nothing_and_load_nothing(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    file = report(hostile(assessment), tmp_path)
    opened = Opened(browser, file)
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.mouse.move(200, 200)
    assert page.title().startswith("Remit: ")
    assert page.locator("script, img, iframe, object, embed, form, base").count() == 0
    assert opened.said == []
    assert opened.requests == [file.as_uri()]


def test_the_policy_stops_a_script_that_got_in(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    """The browser's own lock, should the escaping ever fail."""
    file = report(assessment, tmp_path)
    attack = b"<script>document.title='ran'</script><img src='https://x.invalid/a' onerror='x()'>"
    file.write_bytes(file.read_bytes().replace(b"</main>", attack + b"</main>"))
    opened = Opened(browser, file)
    assert opened.page.title().startswith("Remit: ")
    assert opened.stopped == [("https://x.invalid/a", "csp")]
    assert any("Content Security Policy" in line for line in opened.said)


def test_the_style_is_let_through_by_the_policy(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    opened = Opened(browser, report(assessment, tmp_path))
    assert opened.said == []
    position = "getComputedStyle(document.querySelector('.top')).position"
    assert opened.page.evaluate(position) == "sticky"


def test_a_hundred_thousand_findings_open_as_a_page_of_bounded_size(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    opened = Opened(browser, report(huge(assessment), tmp_path))
    assert opened.page.evaluate("document.querySelectorAll('*').length") < 100_000
    assert opened.said == []


def test_the_report_works_without_javascript_and_by_keyboard(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    opened = Opened(browser, report(assessment, tmp_path), java_script_enabled=False)
    part = opened.page.locator("#c-s3_bucket_versioning_enabled")
    assert not part.locator("table").is_visible()
    part.locator("summary").press("Enter")
    assert part.locator("table").is_visible()
    opened.page.locator("#s-s3 summary").click()
    assert opened.page.locator("#s-s3 .duties").is_visible()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("kind", ["plain", "hostile", "empty"])
def test_the_page_never_scrolls_sideways(
    browser: Browser, assessment: Assessment, tmp_path: Path, width: int, kind: str
) -> None:
    whole = {
        "plain": lambda: assessment,
        "hostile": lambda: hostile(assessment),
        "empty": lambda: replace(of(assessment, []), given=()),
    }[kind]()
    opened = Opened(browser, report(whole, tmp_path), viewport={"width": width, "height": 800})
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, assessment: Assessment, tmp_path: Path, scheme: str
) -> None:
    opened = Opened(browser, report(assessment, tmp_path), color_scheme=scheme)
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert opened.page.evaluate(CONTRAST) == []


def test_light_and_dark_differ(browser: Browser, assessment: Assessment, tmp_path: Path) -> None:
    file = report(assessment, tmp_path)
    color = "getComputedStyle(document.body).backgroundColor"
    grounds = {
        Opened(browser, file, color_scheme=scheme).page.evaluate(color)
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


def test_what_is_folded_away_is_printed_and_fits_the_paper(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    paper = {"width": 720, "height": 1000}
    opened = Opened(browser, report(assessment, tmp_path), viewport=paper)
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 720
    seen = opened.page.locator("#c-s3_bucket_versioning_enabled table")
    assert seen.evaluate("(table) => table.getBoundingClientRect().height") > 0
    assert not opened.page.locator(".top").is_visible()
