"""Which web ACLs are asked for where: those of CloudFront in one Region alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from remit.content.services.wafv2.tables import Scope, WebAcl
from remit.sources.api.reader import Place, Reader
from remit.tables import AnyTable

ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/front/1"


class Asked:
    """An AWS with one web ACL for CloudFront, which remembers what it was asked."""

    def __init__(self) -> None:
        self.scopes: list[str] = []

    def __call__(
        self, service: str, operation: str, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        assert operation == "ListWebACLs"
        self.scopes.append(parameters["Scope"])
        front = parameters["Scope"] == "CLOUDFRONT"
        return {"WebACLs": [{"Name": "front", "Id": "1", "ARN": ACL}] if front else []}


def read(table: AnyTable, ask: Asked, region: str, parents: Any = None) -> list[dict[str, Any]]:
    wanted = frozenset({"asked"} if table is Scope else {"serves"})
    return list(Reader(table, wanted).rows(ask, Place("123456789012", region), parents))


@pytest.mark.parametrize(
    ("region", "scopes"),
    [("us-east-1", ["REGIONAL", "CLOUDFRONT"]), ("eu-west-1", ["REGIONAL"])],
)
def test_web_acls_of_cloudfront_are_asked_for_in_one_region(region: str, scopes: list[str]) -> None:
    ask = Asked()
    rows = read(Scope, ask, region)
    assert [row["asked"] for row in rows if row["asked"]] == scopes
    assert ask.scopes == ["REGIONAL"], "one call tells that AWS WAF is there"


def test_a_web_acl_says_what_it_was_asked_with() -> None:
    rows = read(WebAcl, Asked(), "us-east-1", {"REGIONAL": "REGIONAL", "CLOUDFRONT": "CLOUDFRONT"})
    assert [(row["arn"], row["serves"], row["region"]) for row in rows] == [
        (ACL, "CLOUDFRONT", "us-east-1")
    ]
