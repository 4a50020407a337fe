"""Public or not, held against a small evaluator of requests that strangers make.

The evaluator works the other way round: it knows nothing of "public", only whether one concrete
request is allowed (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.analysis.policies import is_public
from remit.values import Partial, Reference, Unknown
from tests.test_policies import PUBLIC, doc

STRANGER = "199999999999"
COMMON = {"aws:securetransport": "true", "aws:principalisawsservice": "false"}
ANONYMOUS = {
    **COMMON,
    "aws:sourceip": "198.51.100.9",
    "aws:principalaccount": "anonymous",
    "aws:userid": "anonymous",
}
SIGNED = {
    **COMMON,
    "aws:principalaccount": STRANGER,
    "aws:principalarn": f"arn:aws:iam::{STRANGER}:role/r",
    "aws:userid": "AROASTRANGERSTRANGER:me",
    "kms:calleraccount": STRANGER,
    "aws:multifactorauthpresent": "true",
    "aws:username": "bob",
    "aws:principaltag/vpc": "vpc-stranger",
    "aws:principaltype": "AssumedRole",
}
IN_ORGANISATION = {
    **SIGNED,
    "aws:principalorgid": "o-stranger",
    "aws:principalorgpaths": ["o-stranger/r-zz/ou-zz/"],
}
NAMED_X = {"aws:principalarn": f"arn:aws:iam::{STRANGER}:role/x"}
FROM_VPC = {
    "aws:sourcevpc": "vpc-stranger",
    "aws:sourcevpce": "vpce-stranger",
    "aws:vpcsourceip": "10.0.0.1",
}
INTERNET = {"aws:sourceip": "198.51.100.9"}
BY_SERVICE = {
    "aws:sourcearn": f"arn:aws:sns:eu-west-1:{STRANGER}:t",
    "aws:sourceaccount": STRANGER,
    "aws:sourceowner": STRANGER,
    "aws:sourceorgid": "o-stranger",
}
BY_BUCKET = {**BY_SERVICE, "aws:sourcearn": "arn:aws:s3:::stranger"}
BY_ACCESS_POINT = {
    "s3:dataaccesspointaccount": STRANGER,
    "s3:dataaccesspointarn": f"arn:aws:s3:eu-west-1:{STRANGER}:accesspoint/x",
}
REQUESTS: list[dict[str, Any]] = [
    {**ANONYMOUS},
    *({**ANONYMOUS, "aws:sourceip": ip} for ip in ("120.0.0.1", "13.0.0.1", "2001:1::1")),
    {**SIGNED, **INTERNET},
    {**SIGNED, **INTERNET, **NAMED_X},
    {**IN_ORGANISATION, **INTERNET},
    {**SIGNED, **FROM_VPC},
    {**IN_ORGANISATION, **FROM_VPC},
    {**IN_ORGANISATION, **INTERNET, **BY_ACCESS_POINT},
    {**SIGNED, **INTERNET, **BY_SERVICE},
    {**IN_ORGANISATION, **INTERNET, **BY_BUCKET},
]
FORGEABLE = ("aws:referer", "aws:useragent", "aws:principaltag/team", "s3:prefix", "s3:x-amz-acl",
             "kms:viaservice", "lambda:functionurlauthtype", "sts:externalid", "aws:calledvia",
             "aws:requestedregion", "s3:existingobjecttag/public", "aws:principaltype",
             "aws:username")  # fmt: skip


def glob(pattern: str, text: str) -> bool:
    return fnmatch.fnmatchcase(text, re.sub(r"\[", "[[]", pattern))


def within(network: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)


def one(base: str, wanted: str, got: str) -> bool:
    """Whether a positive operator holds for one value wanted and one got."""
    match base:
        case "stringequals":
            return wanted == got
        case "stringequalsignorecase":
            return wanted.lower() == got.lower()
        case "ipaddress":
            return within(wanted, got)
        case "bool":
            return wanted.lower() == got.lower()
        case "stringlike" | "arnlike" | "arnequals":
            return glob(wanted, got)
    raise NotImplementedError(base)


def holds(operator: str, key: str, wanted: list[str], request: dict[str, Any]) -> bool:
    quantifier, _, base = operator.lower().rpartition(":")
    optional = base.endswith("ifexists")
    base = base.removesuffix("ifexists")
    got = request.get(key.lower())
    if base == "null":
        return (got is None) == (wanted[0].lower() == "true")
    if base.startswith(("date", "numeric")):
        return True
    negative = "not" in base
    base = base.replace("not", "")
    if got is None:
        return optional or quantifier == "forallvalues" or (negative and not quantifier)
    values = got if isinstance(got, list) else [got]
    results = [any(one(base, w, v) for w in wanted) != negative for v in values]
    return any(results) if quantifier == "foranyvalue" else all(results)


def fill(value: Any, request: dict[str, Any]) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = re.sub(r"\$\{aws:Resource\w+\}", "o-of-the-resource", text)
    return re.sub(r"\$\{([^}]+)\}", lambda m: str(request.get(m[1].lower(), "")), text)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def applies(statement: dict[str, Any], request: dict[str, Any], action: str, target: str) -> bool:
    principals = statement.get("Principal")
    if "NotPrincipal" in statement:
        about = statement["NotPrincipal"] != "*"
    elif isinstance(principals, dict):
        about = "*" in listed(principals.get("AWS"))
    else:
        about = principals == "*"
    if "NotAction" in statement:
        acts = not any(glob(a, action) for a in listed(statement["NotAction"]))
    else:
        acts = any(glob(a, action) for a in listed(statement.get("Action")))
    if "NotResource" in statement:
        there = not any(glob(r, target) for r in listed(statement["NotResource"]))
    else:
        there = any(glob(r, target) for r in listed(statement.get("Resource", "*")))
    return about and acts and there and all(
        holds(operator, key, [fill(v, request) for v in listed(values)], request)
        for operator, block in (statement.get("Condition") or {}).items()
        for key, values in block.items()
    )  # fmt: skip


def allowed(policy: dict[str, Any], request: dict[str, Any], action: str, target: str) -> bool:
    effects = {s["Effect"] for s in policy["Statement"] if applies(s, request, action, target)}
    return effects == {"Allow"}


def forged(policy: dict[str, Any]) -> dict[str, str]:
    """What a stranger sets to please the policy: headers, tags and the like."""
    return {
        key.lower(): str(listed(values)[0]).replace("*", "x")
        for s in policy["Statement"]
        for operator, block in (s.get("Condition") or {}).items()
        for key, values in block.items()
        if key.lower() in FORGEABLE and "Not" not in operator
    }


def is_open(policy: dict[str, Any]) -> bool:
    """Whether some stranger's request is allowed."""
    extra = forged(policy)
    insecure = {"aws:securetransport": "false"}
    return any(
        allowed(policy, {**request, **extra, **way}, action, target)
        for request in REQUESTS
        for way in ({}, insecure, {"aws:referer": "https://a/x", **extra})
        for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket")
        for target in ("arn:aws:s3:::b/k", "arn:aws:s3:::b/x/k", "arn:aws:s3:::b")
    )


def known(node: Any) -> bool:
    """Whether the evaluator can read a document: all of it seen, all operators its own."""
    if isinstance(node, (Unknown, Reference, Partial)):
        return False
    if isinstance(node, dict):
        return all(known(k) and known(v) for k, v in node.items())
    if isinstance(node, list):
        return all(known(v) for v in node)
    return "⟦" not in str(node)


def readable(policy: Any) -> bool:
    if not (isinstance(policy, dict) and isinstance(policy.get("Statement"), list)):
        return False
    return known(policy) and all(
        isinstance(s, dict)
        and s.get("Effect") in ("Allow", "Deny")
        and isinstance(s.get("Condition") or {}, dict)
        and "StringAlmost" not in s.get("Condition", {})
        and "everywhere" not in str(s)
        and "elasticfilesystem" not in str(s)
        and "Federated" not in str(s)
        for s in policy["Statement"]
    )


READABLE = [(name, policy) for name, policy, _ in PUBLIC if readable(policy)]
STATEMENTS = [s for _, policy in READABLE for s in policy["Statement"]]


@pytest.mark.parametrize(("name", "policy"), READABLE, ids=[name for name, _ in READABLE])
def test_a_policy_is_public_exactly_when_a_stranger_gets_through(name: str, policy: Any) -> None:
    verdict = is_public(policy, account="111111111111")
    if not isinstance(verdict, Unknown):
        assert verdict == is_open(policy)


@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_stranger_gets_through_a_mixture_that_is_not_public(mixture: list[Any]) -> None:
    policy = doc(*mixture)
    if is_public(policy, account="111111111111") is False:
        assert not is_open(policy)
