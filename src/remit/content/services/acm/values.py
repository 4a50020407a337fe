"""How sources spell what the table of AWS Certificate Manager holds."""

from __future__ import annotations

from typing import Any

from remit.content.common import known
from remit.values import Unknown, unknown_reason

IN_THE_FILE = "it stands in the imported certificate, which is not read"


@known
def spelt(algorithm: Any) -> Any:
    """A key algorithm in the words of lists: AWS Config and older answers write RSA-2048."""
    return str(algorithm).replace("-", "_")


def imported(body: Any) -> Any:
    """What a certificate that is given as a text is; an empty text gives none."""
    return "AMAZON_ISSUED" if body == "" else "IMPORTED"


def private(authority: Any) -> Any:
    """What a certificate is that names an authority of the customer's own."""
    return "AMAZON_ISSUED" if authority == "" else "PRIVATE"


def in_the_file(body: Any) -> Any:
    """What nobody can tell of an imported certificate without reading it."""
    return "" if body == "" else Unknown(IN_THE_FILE)


def names_in_the_file(body: Any) -> Any:
    """The names in an imported certificate."""
    return [] if body == "" else Unknown(IN_THE_FILE)


def listed_names(item: Any) -> Any:
    """The names of a certificate in a list, which shows a hundred; the others are unknown."""
    names = [item.get("DomainName") or "", *(item.get("SubjectAlternativeNameSummaries") or ())]
    if item.get("HasAdditionalSubjectAlternativeNames"):
        names.append(Unknown("the list does not show all of its names"))
    return names


def wildcard(name: Any, names: Any) -> Any:
    """Whether a certificate is good for every name below a domain; one such name is enough."""
    listed = [name, names] if isinstance(names, Unknown) else [name, *names]
    if any(str(one).startswith("*.") for one in listed if unknown_reason(one) is None):
        return True
    why = next((reason for one in listed if (reason := unknown_reason(one))), None)
    return Unknown(why) if why else False
