"""The line is held against what AWS's public pages say: `data/line_facts.toml`, fact by fact."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from remit import responsibility
from remit.responsibility import Owner

REMIT = responsibility.load()
FACTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "line_facts.toml").read_text(encoding="utf-8")
)["facts"]
SERVICES = sorted(botocore.session.get_session().get_available_services())
OFFICIAL = re.compile(r"https://(docs\.)?aws\.amazon\.com/\S+")

PHYSICAL = ("virtualization", "hardware", "facilities")
"""The layers that the customer inherits whole: "Physical and Environmental controls".

https://aws.amazon.com/compliance/shared-responsibility-model/
"""

ON_PREMISES = {
    "outposts": "https://docs.aws.amazon.com/outposts/latest/userguide/outposts-requirements.html",
    "s3outposts": "https://docs.aws.amazon.com/AmazonS3/latest/s3-outposts/S3onOutposts.html",
    "snowball": "https://docs.aws.amazon.com/snowball/latest/developer-guide/data-protection.html",
    "storagegateway": "https://docs.aws.amazon.com/filegateway/latest/files3/hardware-appliance.html",
}
"""Services whose machines stand, or can stand, in the customer's own rooms, and who says so."""


def told(key: str) -> Iterator[Any]:
    """Each service and duty of each fact, with the owners that the page names."""
    for fact in FACTS:
        for service in fact["services"]:
            for duty, owners in fact.get(key, {}).items():
                known = [owners] if isinstance(owners, str) else owners
                page = fact["source"].rpartition("/")[2]
                yield pytest.param(service, duty, known, fact, id=f"{service}-{duty}-{page}")


@pytest.mark.parametrize(("service", "duty", "owners", "fact"), list(told("owners")))
def test_the_owner_of_a_duty_is_the_one_that_the_page_names(
    service: str, duty: str, owners: Sequence[str], fact: dict[str, Any]
) -> None:
    share = REMIT.share(service, duty)
    assert share.owner in owners, f"{fact['says']} {fact['source']} ({share.basis})"


@pytest.mark.parametrize(("service", "duty", "owners", "fact"), list(told("somewhere")))
def test_a_configuration_moves_the_line_to_the_owner_that_the_page_names(
    service: str, duty: str, owners: Sequence[str], fact: dict[str, Any]
) -> None:
    line = REMIT.line(service)
    shares = [line.shares[duty], *(move.share for move in line.moves.get(duty, ()))]
    assert set(owners) <= {share.owner for share in shares}, f"{fact['says']} {fact['source']}"


def test_the_facts_speak_of_services_duties_and_owners_that_exist_and_cite_aws() -> None:
    owners = {owner.value for owner in Owner}
    for fact in FACTS:
        assert set(fact["services"]) <= set(SERVICES), fact
        assert OFFICIAL.fullmatch(fact["source"]), fact
        for key in ("owners", "somewhere"):
            for duty, named in fact.get(key, {}).items():
                assert duty in REMIT.duties, fact
                assert {named} if isinstance(named, str) else set(named) <= owners, fact


def test_every_fact_asserts_something() -> None:
    assert [fact for fact in FACTS if not fact.get("owners") and not fact.get("somewhere")] == []


def test_the_chapters_of_at_least_35_services_with_a_line_of_their_own_are_held() -> None:
    pages = Counter(service for fact in FACTS for service in fact["services"])
    assert len(pages.keys() & REMIT.lines.keys()) >= 35


@pytest.mark.parametrize("service", SERVICES)
def test_every_duty_of_every_service_of_aws_has_one_owner(service: str) -> None:
    shares = REMIT.line(service).shares
    assert set(shares) == set(REMIT.duties)
    assert all(isinstance(share.owner, Owner) for share in shares.values())


@pytest.mark.parametrize("service", [s for s in SERVICES if s not in ON_PREMISES])
def test_duties_of_buildings_hardware_and_virtualization_are_inherited(service: str) -> None:
    shares = REMIT.line(service).shares
    for layer in PHYSICAL:
        for duty in REMIT.by_layer[layer]:
            assert shares[duty.id].owner is Owner.INHERITED, f"{layer}: {duty.id}"


@pytest.mark.parametrize("service", sorted(ON_PREMISES))
def test_what_stands_on_the_customers_premises_is_guarded_by_the_customer_too(
    service: str,
) -> None:
    assert REMIT.share(service, "secure-facilities").owner is not Owner.INHERITED


@pytest.mark.parametrize("service", SERVICES)
def test_content_permissions_and_people_are_never_inherited(service: str) -> None:
    """Customers classify their data, give permissions and train their employees."""
    holds_content = REMIT.line(service).kind != "management"
    for duty in ("least-privilege", "train-people", *["classify-data"] * holds_content):
        assert REMIT.share(service, duty).owner is not Owner.INHERITED, duty
