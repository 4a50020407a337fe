"""Which service a name in one of AWS's lists means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from remit.catalog import content

BRACKETS = re.compile(r"\[[^\]]*\]")
ROUND = re.compile(r"\(([^()]*)\)")
ACRONYM = re.compile(r"[A-Z][A-Za-z0-9-]{1,11}")
RESTRICTION = re.compile(
    r"\b(exclud\w+|except\w*|does not include|limited to|only)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Names:
    """Every name of every service, in the form of `plain`; a name may stand for several services.

    A name that stands for none is a part of a service, which does not put the service in scope.
    """

    ids: frozenset[str]
    known: Mapping[str, tuple[str, ...]]

    def find(self, name: str, hint: str = "") -> tuple[str, ...] | None:
        """The services that a name means, None for one that we do not know.

        `hint` is what stands beside the name as its namespaces, with commas between them.
        """
        for form in forms(name):
            if form in self.known:
                return self.known[form]
        beside = tuple(word for word in re.split(r"[\s,]+", hint) if word in self.ids)
        return beside or ((name,) if name in self.ids else None)


def plain(name: str) -> str:
    """A name without what differs between two spellings of it.

    >>> plain("Amazon Simple Queue Service [*]")
    'simple queue service'
    """
    text = BRACKETS.sub(" ", name).replace("&", " and ").replace("\xa0", " ")
    text = " ".join(re.sub(r"[*†‡§®™]|\s\d$", " ", text).lower().split())
    return re.sub(r"^(amazon web services|amazon|aws)\s+", "", text)


def forms(name: str) -> list[str]:
    """What to look a name up by: as it is, without what is in brackets, by its abbreviation."""
    found = [plain(name), plain(ROUND.sub(" ", name))]
    for inside in ROUND.findall(BRACKETS.sub(" ", name)):
        short = re.sub(r"^(Amazon|AWS)\s+", "", inside.strip())
        if ACRONYM.fullmatch(short):
            found.append(plain(short))
    return list(dict.fromkeys(form for form in found if form))


def restriction(name: str) -> str:
    """The words in a name by which only a part of the service is in scope; often none.

    >>> restriction("AWS Directory Service [Excludes Simple AD]")
    'Excludes Simple AD'
    """
    for words in [*re.findall(r"\[([^\]]*)\]", name), *ROUND.findall(name)]:
        if RESTRICTION.search(words):
            return " ".join(words.split())
    found = RESTRICTION.search(name)
    return " ".join(name[found.start() :].split()) if found else ""


def index(services: Mapping[str, Mapping[str, Any]], more: Mapping[str, Sequence[str]]) -> Names:
    """Every name: those of services (id → name, part_of), and others with what they mean."""
    known: dict[str, tuple[str, ...]] = {}
    for id, entry in services.items():
        if "part_of" not in entry:
            for form in forms(entry["name"]):
                known[form] = (*known.get(form, ()), id)
    return Names(frozenset(services), known | {name: tuple(ids) for name, ids in more.items()})


@lru_cache(maxsize=1)
def names() -> Names:
    """The names in content/services.toml, and those that AWS's lists use besides."""
    file = content() / "attestations" / "names.toml"
    more = tomllib.loads(file.read_text(encoding="utf-8"))["services"]
    return index(_services(), more)


@lru_cache(maxsize=1)
def parents() -> Mapping[str, str]:
    """The service that each data plane is part of."""
    return {id: entry["part_of"] for id, entry in _services().items() if "part_of" in entry}


def _services() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((content() / "services.toml").read_text(encoding="utf-8"))
