"""Tables and lists out of a saved web page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TICKS = {"check", "checkmark", "tick", "yes", "✓"}
"""What pictures of a tick are called."""


@dataclass
class Page:
    """A page as text: its title and headings, its tables row by row, its lists item by item."""

    title: str = ""
    tables: list[list[list[str]]] = field(default_factory=list)
    lists: list[list[str]] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    """Gathers text by the cell, item or heading that it stands in; the innermost counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open_tables: list[list[list[str]]] = []
        self.open_lists: list[list[str]] = []
        self.into: list[list[str]] = []
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "table":
                self.open_tables.append([])
            case "tr" if self.open_tables:
                self.open_tables[-1].append([])
            case "ul" | "ol":
                self.open_lists.append([])
            case "td" | "th" | "li" | "title" | "h1" | "h2":
                self.into.append([])
            case "script" | "style":
                self.hidden += 1
            case "img":
                named = (dict(attrs).get("alt") or "").strip().lower()
                if named in TICKS:
                    self.handle_data("✓")
            case "br" | "p" | "div":
                self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "table" if self.open_tables:
                self.page.tables.append(self.open_tables.pop())
            case "ul" | "ol" if self.open_lists:
                self.page.lists.append(self.open_lists.pop())
            case "td" | "th" if self.into:
                text = self._told()
                if self.open_tables and self.open_tables[-1]:
                    self.open_tables[-1][-1].append(text)
            case "li" if self.into:
                text = self._told()
                if self.open_lists:
                    self.open_lists[-1].append(text)
            case "title" | "h1" | "h2" if self.into:
                self.page.title += f" {self._told()}"
            case "script" | "style":
                self.hidden = max(self.hidden - 1, 0)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        self.words.append(data)
        if self.into:
            self.into[-1].append(data)

    def _told(self) -> str:
        return " ".join("".join(self.into.pop()).split())


def read_page(text: str) -> Page:
    """The tables and lists of a page; whatever is not closed or makes no sense is passed over."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.page.text = " ".join("".join(reader.words).split())
    return reader.page
