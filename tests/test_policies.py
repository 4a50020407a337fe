"""What a policy grants: labelled cases, and laws that hold for any document."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.analysis import policies
from remit.values import Partial, Reference, Unknown, join_text

OWN = "111111111111"
OTHER = "222222222222"
THIRD = "333333333333"
UNSEEN = Unknown("parameter X has no value")
BUCKET = "arn:aws:s3:::b"
EVERYTHING = [BUCKET, BUCKET + "/*"]


def doc(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(principal: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": BUCKET + "/*",
        **more,
    }
    if condition is not None:
        statement["Condition"] = condition
    return {key: value for key, value in statement.items() if value != "absent"}


def deny(condition: Any = None, **more: Any) -> dict[str, Any]:
    return allow(
        condition=condition, **{"Effect": "Deny", "Action": "s3:*", "Resource": EVERYTHING, **more}
    )


def equals(key: str, *values: Any, op: str = "StringEquals") -> dict[str, Any]:
    return {op: {key: list(values) if len(values) != 1 else values[0]}}


def differs(key: str, *values: Any, op: str = "StringNotEquals") -> dict[str, Any]:
    return equals(key, *values, op=op)


def verdict(answer: Any) -> Any:
    return "unknown" if isinstance(answer, Unknown) else answer


PUBLIC: list[tuple[str, Any, Any]] = [
    # AWS's own examples
    (
        "AWS: a public web identity provider is public",
        doc(allow({"Federated": "graph.facebook.com"}, Action="s3:PutObject", Resource="*")),
        True,
    ),
    ("AWS: Principal * is public", doc(allow(Action="s3:PutObject", Resource="*")), True),
    (
        "AWS: a wildcard in aws:SourceVpc is public",
        doc(allow(condition=equals("aws:SourceVpc", "vpc-*", op="StringLike"))),
        True,
    ),
    (
        "AWS: a fixed aws:SourceVpc is not public",
        doc(allow(condition=equals("aws:SourceVpc", "vpc-91237329"))),
        False,
    ),
    (
        "AWS: one public statement makes the policy public",
        doc(
            allow({"Service": "cloudtrail.amazonaws.com"}),
            allow({"AWS": f"arn:aws:iam::{OTHER}:root"}),
            allow(),
        ),
        True,
    ),
    (
        "AWS: without its public statement the policy is not public",
        doc(
            allow({"Service": "cloudtrail.amazonaws.com"}),
            allow({"AWS": f"arn:aws:iam::{OTHER}:root"}),
        ),
        False,
    ),
    (
        "AWS: half of all addresses is public",
        doc(allow(condition=equals("aws:SourceIp", "0.0.0.0/1", op="IpAddress"))),
        True,
    ),
    (
        "AWS: any access point of one account is not public",
        doc(
            allow(
                condition=equals(
                    "s3:DataAccessPointArn",
                    "arn:aws:s3:us-west-2:123456789012:accesspoint/*",
                    op="ArnLike",
                )
            )
        ),
        False,
    ),
    (
        "AWS: an EFS policy for everyone is public",
        doc(
            allow({"AWS": "*"}, Action=["elasticfilesystem:ClientMount"], Resource="absent"),
        ),
        True,
    ),
    (
        "AWS: an EFS policy for mount targets is not public",
        doc(
            allow(
                {"AWS": "*"},
                {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
                Action=["elasticfilesystem:ClientMount"],
                Resource="absent",
            )
        ),
        False,
    ),
    # no policy, and what is none
    ("no policy grants nothing", None, False),
    ("an empty text is no policy", "", False),
    ("an empty object is no policy", {}, False),
    ("no statements grant nothing", doc(), False),
    ("a text that is no JSON is unknown", "{not json", "unknown"),
    ("a list is no policy", "[]", "unknown"),
    ("a number is no policy", 7, "unknown"),
    ("a policy that nobody has seen is unknown", UNSEEN, "unknown"),
    ("a reference to a policy is unknown", Reference("Doc", "json"), "unknown"),
    ("JSON text is read", json.dumps(doc(allow())), True),
    ("URL-encoded JSON is read", quote(json.dumps(doc(allow()))), True),
    ("a single statement needs no list", {"Statement": allow()}, True),
    ("a statement that is a text is unknown", doc("Allow"), "unknown"),
    ("a statement that nobody has seen may deny all", doc(allow(), UNSEEN), "unknown"),
    # principals
    ("AWS * is everyone", doc(allow({"AWS": "*"})), True),
    ("AWS * in a list is everyone", doc(allow({"AWS": [OTHER, "*"]})), True),
    ("an account is not public", doc(allow({"AWS": OTHER})), False),
    ("a role is not public", doc(allow({"AWS": f"arn:aws:iam::{OTHER}:role/r"})), False),
    ("a service is not public", doc(allow({"Service": "logs.amazonaws.com"})), False),
    ("a deleted principal is not public", doc(allow({"AWS": "AROAEXAMPLEEXAMPLE12"})), False),
    ("a canonical user is not public", doc(allow({"CanonicalUser": "79a5"})), False),
    (
        "a SAML provider of the account is not public",
        doc(allow({"Federated": f"arn:aws:iam::{OWN}:saml-provider/p"})),
        False,
    ),
    (
        "NotPrincipal in an Allow is everyone else",
        doc(allow("absent", NotPrincipal={"AWS": OTHER})),
        True,
    ),
    ("NotPrincipal * leaves nobody", doc(allow("absent", NotPrincipal="*")), False),
    ("no principal is nobody", doc(allow("absent")), False),
    ("an unknown principal is unknown", doc(allow({"AWS": UNSEEN})), "unknown"),
    ("an unknown block of principals is unknown", doc(allow(UNSEEN)), "unknown"),
    (
        "an unknown principal beside * is public",
        doc(allow({"AWS": [UNSEEN, "*"]})),
        True,
    ),
    (
        "an ARN in an unknown account is not everyone",
        doc(allow({"AWS": join_text(["arn:aws:iam::", UNSEEN, ":root"])})),
        False,
    ),
    (
        "the own account is not public",
        doc(allow({"AWS": Partial("arn:aws:iam::⟦account⟧:root")})),
        False,
    ),
    (
        "the ARN of a role in the document is not public",
        doc(allow({"AWS": Reference("Role", "Arn")})),
        False,
    ),
    (
        "an unnamed attribute of a resource is unknown",
        doc(allow({"AWS": Reference("aws_ssm_parameter.p", "value")})),
        "unknown",
    ),
    ("a wildcard inside an ARN is unknown", doc(allow({"AWS": "arn:aws:iam::*:root"})), "unknown"),
    # effect and action
    ("an unknown effect is unknown", doc(allow(Effect=UNSEEN)), "unknown"),
    ("a wrong effect is unknown", doc(allow(Effect="allow")), "unknown"),
    ("a Deny grants nothing", doc(deny()), False),
    ("a statement without action grants nothing", doc(allow(Action="absent")), False),
    ("an unknown action may be none", doc(allow(Action=UNSEEN)), "unknown"),
    (
        "an unknown action beside a known one is public",
        doc(allow(Action=["s3:Get*", UNSEEN])),
        True,
    ),
    ("a partly known action is an action", doc(allow(Action=Partial("s3:⟦verb⟧"))), True),
    ("NotAction grants the rest", doc(allow(Action="absent", NotAction="s3:Delete*")), True),
    ("NotAction * grants nothing", doc(allow(Action="absent", NotAction="*")), False),
    ("an unknown resource is public all the same", doc(allow(Resource=UNSEEN)), True),
    (
        "elements are found in any case",
        {"statement": {"effect": "Allow", "principal": "*", "action": "s3:GetObject"}},
        True,
    ),
]
FIXED = [
    ("aws:SourceArn", f"arn:aws:sns:eu-west-1:{OTHER}:t"),
    ("aws:SourceArn", BUCKET),
    ("aws:SourceVpc", "vpc-1"),
    ("aws:SourceVpce", "vpce-1"),
    ("aws:SourceAccount", OTHER),
    ("aws:SourceOwner", OTHER),
    ("aws:PrincipalArn", f"arn:aws:iam::{OTHER}:role/r"),
    ("aws:PrincipalAccount", OTHER),
    ("aws:PrincipalOrgID", "o-a1b2c3d4e5"),
    ("aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"),
    ("aws:SourceOrgID", "o-a1b2c3d4e5"),
    ("aws:userid", "AIDAEXAMPLEEXAMPLE12"),
    ("aws:userid", "AROAEXAMPLEEXAMPLE12:*"),
    ("s3:DataAccessPointAccount", OTHER),
    ("s3:DataAccessPointArn", f"arn:aws:s3:us-east-1:{OTHER}:accesspoint/ap"),
    ("kms:CallerAccount", OTHER),
    ("AWS:PRINCIPALORGID", "o-a1b2c3d4e5"),
    ("aws:PrincipalOrgID", "${aws:ResourceOrgID}"),
    ("aws:SourceVpc", Reference("Vpc")),
    ("aws:SourceArn", Reference("aws_cloudfront_distribution.d", "arn")),
    ("aws:SourceAccount", "⟦account⟧"),
    ("aws:PrincipalServiceName", "logging.s3.amazonaws.com"),
]
OPEN = [
    ("aws:SourceArn", "arn:aws:sns:*:*:*"),
    ("aws:SourceArn", "arn:aws:s3:::*"),
    ("aws:SourceArn", "*"),
    ("aws:PrincipalArn", "arn:aws:iam::*:role/r"),
    ("aws:PrincipalAccount", "1*"),
    ("aws:PrincipalAccount", "anonymous"),
    ("aws:PrincipalAccount", "${aws:PrincipalAccount}"),
    ("aws:SourceVpc", "${aws:PrincipalTag/vpc}"),
    ("aws:PrincipalOrgID", "o-*"),
    ("aws:PrincipalOrgPaths", "o-*/r-*"),
    ("aws:userid", "AROA*:*"),
    ("aws:userid", "anonymous"),
    ("aws:Referer", "https://example.com/*"),
    ("aws:UserAgent", "secret"),
    ("aws:PrincipalTag/team", "blue"),
    ("aws:PrincipalType", "AssumedRole"),
    ("aws:username", "bob"),
    ("s3:prefix", "home/"),
    ("s3:x-amz-acl", "bucket-owner-full-control"),
    ("s3:ExistingObjectTag/public", "yes"),
    ("kms:ViaService", "s3.eu-west-1.amazonaws.com"),
    ("lambda:FunctionUrlAuthType", "NONE"),
    ("lambda:FunctionUrlAuthType", "AWS_IAM"),
    ("sts:ExternalId", "abc"),
    ("aws:CalledVia", "athena.amazonaws.com"),
    ("aws:RequestedRegion", "eu-west-1"),
]
UNKNOWN = [
    ("aws:SourceVpc", UNSEEN),
    ("aws:SourceAccount", UNSEEN),
    ("aws:SourceArn", join_text(["arn:aws:sns:eu-west-1:", UNSEEN, ":t"])),
    ("aws:PrincipalOrgID", UNSEEN),
    ("aws:SourceArn", join_text(["arn:aws:s3:::", Reference("Logs"), ""])),
    ("s3:x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:eu-west-1:1:key/1"),
    ("sns:Endpoint", "*@example.com"),
    ("foo:Bar", "baz"),
]
for key, value in FIXED:
    PUBLIC.append(
        (
            f"{key} {value} is fixed",
            doc(allow(condition=equals(key, value, op="StringLike"))),
            False,
        )
    )
for key, value in OPEN:
    PUBLIC.append(
        (
            f"{key} {value} admits strangers",
            doc(allow(condition=equals(key, value, op="StringLike"))),
            True,
        )
    )
for key, value in UNKNOWN:
    PUBLIC.append(
        (
            f"{key} {value} is not understood",
            doc(allow(condition=equals(key, value, op="StringLike"))),
            "unknown",
        )
    )

ADDRESSES = [
    ("203.0.113.0/24", False),
    ("203.0.113.7", False),
    ("11.0.0.0/8", False),
    ("10.0.0.0/8", False),
    ("12.0.0.0/7", True),
    ("0.0.0.0/0", True),
    ("::/0", True),
    ("2001:db8::/32", False),
    ("2001::/16", True),
    ("everywhere", "unknown"),
    (UNSEEN, "unknown"),
    (["203.0.113.0/24", "0.0.0.0/0"], True),
]
for value, expected in ADDRESSES:
    PUBLIC.append(
        (
            f"the addresses {value}",
            doc(allow(condition={"IpAddress": {"aws:SourceIp": value}})),
            expected,
        )
    )

ORG = "aws:PrincipalOrgID"
OPERATORS: list[tuple[str, Any, Any]] = [
    ("StringEquals takes a star literally, so nobody matches", equals(ORG, "*"), False),
    ("StringEqualsIgnoreCase restricts", equals(ORG, "o-1", op="StringEqualsIgnoreCase"), False),
    (
        "ForAnyValue restricts",
        equals("aws:PrincipalOrgPaths", "o-1/*", op="ForAnyValue:StringLike"),
        False,
    ),
    (
        "ForAllValues is true without the key",
        equals("aws:PrincipalOrgPaths", "o-1/*", op="ForAllValues:StringLike"),
        True,
    ),
    (
        "ForAllValues with the key demanded restricts",
        {
            **equals("aws:PrincipalOrgPaths", "o-1/*", op="ForAllValues:StringLike"),
            "Null": {"aws:PrincipalOrgPaths": "false"},
        },
        False,
    ),
    ("IfExists is true without the key", equals(ORG, "o-1", op="StringEqualsIfExists"), True),
    (
        "IfExists on the source VPC endpoint admits the internet",
        equals("aws:SourceVpce", "vpce-1", op="StringEqualsIfExists"),
        True,
    ),
    (
        "IfExists on the address is not understood",
        equals("aws:SourceIp", "203.0.113.0/24", op="IpAddressIfExists"),
        "unknown",
    ),
    (
        "IfExists on a key that is always there restricts",
        equals("aws:PrincipalAccount", OTHER, op="StringEqualsIfExists"),
        False,
    ),
    ("StringNotEquals excludes a few", differs(ORG, "o-1"), True),
    (
        "StringNotLike excludes a few",
        differs("aws:PrincipalArn", "arn:aws:iam::1*", op="StringNotLike"),
        True,
    ),
    (
        "NotIpAddress excludes a few",
        differs("aws:SourceIp", "203.0.113.0/24", op="NotIpAddress"),
        True,
    ),
    ("Null restricts nobody", {"Null": {ORG: "false"}}, True),
    ("TLS restricts nobody", {"Bool": {"aws:SecureTransport": "true"}}, True),
    ("MFA restricts nobody", {"Bool": {"aws:MultiFactorAuthPresent": True}}, True),
    (
        "a date restricts nobody",
        {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00Z"}},
        True,
    ),
    ("a number restricts nobody", {"NumericLessThan": {"s3:max-keys": 10}}, True),
    ("an AWS service is no stranger", {"Bool": {"aws:PrincipalIsAWSService": "true"}}, False),
    ("no AWS service is everyone else", {"Bool": {"aws:PrincipalIsAWSService": "false"}}, True),
    (
        "one restricting condition is enough",
        {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {ORG: "o-1"}},
        False,
    ),
    (
        "a restricting condition beside one not understood",
        {"StringEquals": {ORG: "o-1", "foo:Bar": "baz"}},
        False,
    ),
    (
        "a list of values is as open as its widest",
        equals("aws:SourceVpc", "vpc-1", "vpc-*", op="StringLike"),
        True,
    ),
    ("an operator that does not exist", equals(ORG, "o-1", op="StringAlmost"), "unknown"),
    ("conditions that nobody has seen", UNSEEN, "unknown"),
    ("an operator whose keys nobody has seen", {"StringEquals": UNSEEN}, "unknown"),
    ("conditions that are a text", "StringEquals", "unknown"),
    ("no conditions", {}, True),
    ("an account written as a number", equals("aws:SourceAccount", 222222222222), False),
    (
        "ArnLike with a role path",
        equals("aws:PrincipalArn", f"arn:aws:iam::{OTHER}:role/*", op="ArnLike"),
        False,
    ),
    (
        "ArnEquals has wildcards",
        equals("aws:PrincipalArn", "arn:aws:iam::*:role/x", op="ArnEquals"),
        True,
    ),
    (
        "a variable after the account",
        equals("aws:PrincipalArn", f"arn:aws:iam::{OTHER}:user/${{aws:username}}"),
        False,
    ),
]
PUBLIC += [(name, doc(allow(condition=condition)), out) for name, condition, out in OPERATORS]

PERIMETER = {**differs(ORG, "o-1")}
DENIES: list[tuple[str, Any, Any]] = [
    ("Deny all to everyone takes it back", deny(), False),
    ("Deny the very action takes it back", deny(Action="s3:GetObject"), False),
    ("Deny * on * takes it back", deny(Action="*", Resource="*"), False),
    ("Deny with AWS * takes it back", deny(Principal={"AWS": "*"}), False),
    ("Deny to one account leaves the others", deny(Principal={"AWS": OTHER}), True),
    ("Deny another action leaves this one", deny(Action="s3:PutObject"), True),
    ("Deny other objects leaves these", deny(Resource="arn:aws:s3:::other/*"), True),
    ("Deny some of the objects may be all that matter", deny(Resource=BUCKET + "/x/*"), "unknown"),
    ("Deny without TLS leaves TLS", deny({"Bool": {"aws:SecureTransport": "false"}}), True),
    ("Deny outside the organisation", deny(PERIMETER), False),
    (
        "Deny outside the organisation, IfExists",
        deny(differs(ORG, "o-1", op="StringNotEqualsIfExists")),
        False,
    ),
    ("Deny outside a VPC endpoint", deny(differs("aws:SourceVpce", "vpce-1")), False),
    (
        "Deny outside the office",
        deny(differs("aws:SourceIp", "203.0.113.0/24", op="NotIpAddress")),
        False,
    ),
    (
        "Deny outside half the internet",
        deny(differs("aws:SourceIp", "0.0.0.0/1", op="NotIpAddress")),
        True,
    ),
    (
        "Deny outside organisation and endpoint spares fixed callers only",
        deny({"StringNotEquals": {ORG: "o-1", "aws:SourceVpce": "vpce-1"}}),
        False,
    ),
    (
        "Deny outside the organisation without TLS spares strangers with TLS",
        deny({**PERIMETER, "Bool": {"aws:SecureTransport": "false"}}),
        True,
    ),
    (
        "Deny outside the organisation but for services",
        deny(
            {
                "StringNotEqualsIfExists": {ORG: "o-1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            }
        ),
        False,
    ),
    (
        "ForAnyValue with Not spares requests without the key",
        deny(differs("aws:PrincipalOrgPaths", "o-1/*", op="ForAnyValue:StringNotLike")),
        True,
    ),
    (
        "ForAllValues with Not denies requests without the key",
        deny(differs("aws:PrincipalOrgPaths", "o-1/*", op="ForAllValues:StringNotLike")),
        False,
    ),
    (
        "Deny one account by condition leaves the others",
        deny(equals("aws:PrincipalAccount", OTHER)),
        True,
    ),
    (
        "Deny without a referer spares who forges it",
        deny(differs("aws:Referer", "https://a/*", op="StringNotLike")),
        True,
    ),
    ("Deny outside any organisation spares any organisation", deny({"Null": {ORG: "true"}}), True),
    ("Deny by a key not understood", deny(differs("foo:Bar", "x")), "unknown"),
    ("Deny outside an organisation nobody has seen", deny(differs(ORG, UNSEEN)), "unknown"),
    ("Deny under conditions nobody has seen", deny(UNSEEN), "unknown"),
    ("Deny of actions nobody has seen", deny(Action=UNSEEN), "unknown"),
    ("Deny to principals nobody has seen", deny(Principal=UNSEEN), "unknown"),
    (
        "Deny on a bucket nobody has seen",
        deny(Resource=join_text(["arn:aws:s3:::", UNSEEN, "/*"])),
        "unknown",
    ),
    ("Deny of an effect nobody has seen", deny(Effect=UNSEEN), "unknown"),
    (
        "Deny but to one role",
        deny(Principal="absent", NotPrincipal={"AWS": f"arn:aws:iam::{OWN}:role/r"}),
        False,
    ),
    ("Deny by NotAction of something else", deny(Action="absent", NotAction="s3:List*"), False),
    ("Deny by NotAction of this", deny(Action="absent", NotAction="s3:GetObject"), True),
    ("Deny by NotResource", deny(Resource="absent", NotResource="arn:aws:s3:::z/*"), False),
]
PUBLIC += [(name, doc(allow(), statement), out) for name, statement, out in DENIES]
PUBLIC += [
    (
        "a Deny of one action leaves the rest of the service",
        doc(allow(Action="s3:*"), deny(Action="s3:DeleteBucket")),
        True,
    ),
    (
        "a Deny of one of two actions leaves the other",
        doc(allow(Action=["s3:GetObject", "s3:PutObject"]), deny(Action="s3:PutObject")),
        True,
    ),
    (
        "two Denies take back an action each",
        doc(
            allow(Action=["s3:GetObject", "s3:PutObject"]),
            deny(Action="s3:PutObject"),
            deny(Action="s3:GetObject"),
        ),
        False,
    ),
    (
        "a Deny of part of a pattern may be all that exists",
        doc(allow(Action="s3:GetObject*"), deny(Action=["s3:GetObject", "s3:GetObjectAcl"])),
        "unknown",
    ),
    (
        "the same unknown bucket in Allow and Deny is one bucket",
        doc(
            allow(Resource=Partial("arn:aws:s3:::⟦Bucket⟧/*")),
            deny(Resource=Partial("arn:aws:s3:::⟦Bucket⟧/*")),
        ),
        False,
    ),
]


@pytest.mark.parametrize(("name", "policy", "expected"), PUBLIC, ids=[c[0] for c in PUBLIC])
def test_a_policy_is_public_when_strangers_get_something(
    name: str, policy: Any, expected: Any
) -> None:
    assert verdict(policies.is_public(policy, account=OWN)) == expected


def ident(action: Any = "*", resource: Any = "*", condition: Any = None, **more: Any) -> Any:
    return allow("absent", condition, **{"Action": action, "Resource": resource, **more})


ADMIN: list[tuple[str, Any, Any]] = [
    ("everything on everything", doc(ident()), True),
    ("*:* on everything", doc(ident("*:*")), True),
    ("everything among others", doc(ident(["s3:Get*", "*"], ["*", BUCKET])), True),
    ("everything on every ARN", doc(ident(resource="arn:aws:*:*:*:*")), True),
    ("everything on one bucket", doc(ident(resource=EVERYTHING)), False),
    ("one service", doc(ident("s3:*")), False),
    ("everything under a condition", doc(ident(condition=equals(ORG, "o-1"))), False),
    ("everything under an empty condition", doc(ident(condition={})), True),
    ("everything denied", doc(ident(Effect="Deny")), False),
    ("everything allowed and denied", doc(ident(), ident(Effect="Deny")), False),
    ("everything but one service", doc(ident(), ident("s3:*", Effect="Deny")), True),
    (
        "everything unless without MFA",
        doc(
            ident(),
            ident(condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}, Effect="Deny"),
        ),
        True,
    ),
    ("an unknown action", doc(ident(UNSEEN)), "unknown"),
    ("an unknown action of a known service", doc(ident(Partial("s3:⟦verb⟧"))), False),
    ("an unknown action on one bucket", doc(ident(UNSEEN, EVERYTHING)), False),
    ("an unknown resource", doc(ident(resource=UNSEEN)), "unknown"),
    ("the ARN of a resource in the document", doc(ident(resource=Reference("Q", "Arn"))), False),
    ("an unknown condition", doc(ident(condition=UNSEEN)), "unknown"),
    ("an unknown statement beside everything may deny it", doc(ident(), UNSEEN), "unknown"),
    ("all but some resources", doc(ident(resource="absent", NotResource=BUCKET)), "unknown"),
    ("all but some actions", doc(ident("absent", NotAction="iam:*")), False),
    ("no policy", None, False),
]


@pytest.mark.parametrize(("name", "policy", "expected"), ADMIN, ids=[c[0] for c in ADMIN])
def test_a_policy_grants_admin_when_it_allows_all_to_all(
    name: str, policy: Any, expected: Any
) -> None:
    assert verdict(policies.grants_admin(policy)) == expected


ACCOUNTS: list[tuple[str, Any, Any]] = [
    ("an account id", doc(allow({"AWS": OTHER})), [OTHER]),
    (
        "ARNs, each account once",
        doc(
            allow({"AWS": [f"arn:aws:iam::{THIRD}:root", f"arn:aws:iam::{OTHER}:role/a"]}),
            allow({"AWS": f"arn:aws:iam::{OTHER}:user/b"}),
        ),
        [OTHER, THIRD],
    ),
    ("the own account", doc(allow({"AWS": f"arn:aws:iam::{OWN}:root"})), []),
    ("the account of the deployment", doc(allow({"AWS": "arn:aws:iam::⟦account⟧:root"})), []),
    ("another partition", doc(allow({"AWS": f"arn:aws-cn:iam::{OTHER}:root"})), [OTHER]),
    ("an unknown partition", doc(allow({"AWS": f"arn:⟦partition⟧:iam::{OTHER}:root"})), [OTHER]),
    (
        "an origin access identity is AWS's",
        doc(allow({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})),
        [],
    ),
    ("everyone is no account", doc(allow()), []),
    ("everyone from an account", doc(allow(condition=equals("aws:SourceAccount", OTHER))), [OTHER]),
    (
        "everyone from an ARN",
        doc(
            allow(
                condition=equals("aws:PrincipalArn", f"arn:aws:iam::{OTHER}:role/*", op="ArnLike")
            )
        ),
        [OTHER],
    ),
    ("everyone but an account", doc(allow(condition=differs("aws:PrincipalAccount", OTHER))), []),
    ("a service", doc(allow({"Service": "logs.amazonaws.com"})), []),
    ("a Deny names nobody", doc(deny(Principal={"AWS": OTHER})), []),
    (
        "a provider in another account",
        doc(allow({"Federated": f"arn:aws:iam::{OTHER}:saml-provider/p"})),
        [OTHER],
    ),
    ("a deleted principal", doc(allow({"AWS": "AROAEXAMPLEEXAMPLE12"})), "unknown"),
    ("a canonical user", doc(allow({"CanonicalUser": "79a5"})), "unknown"),
    ("an unknown principal", doc(allow({"AWS": [OTHER, UNSEEN]})), "unknown"),
    (
        "an unknown account",
        doc(allow({"AWS": join_text(["arn:aws:iam::", UNSEEN, ":root"])})),
        "unknown",
    ),
    ("an unknown effect", doc(allow({"AWS": OTHER}, Effect=UNSEEN)), "unknown"),
    ("a role of the document", doc(allow({"AWS": Reference("Role", "Arn")})), []),
    ("no policy", None, []),
]


@pytest.mark.parametrize(("name", "policy", "expected"), ACCOUNTS, ids=[c[0] for c in ACCOUNTS])
def test_other_accounts_are_those_that_an_allow_names(
    name: str, policy: Any, expected: Any
) -> None:
    assert verdict(policies.other_accounts(policy, account=OWN)) == expected


@pytest.mark.parametrize("account", [None, UNSEEN, Partial("⟦account⟧")])
def test_whose_an_account_is_cannot_be_told_without_the_own(account: Any) -> None:
    named = policies.other_accounts(doc(allow({"AWS": OTHER})), account=account)
    assert named == Unknown("the own account is not known")
    own = doc(allow({"AWS": "arn:aws:iam::⟦account⟧:root"}))
    assert policies.other_accounts(own, account=account) == []


SERVICES: list[tuple[str, Any, Any]] = [
    ("one service", doc(ident("s3:*")), ["s3"]),
    ("two, sorted, in any case", doc(ident(["SQS:*", "s3:*"])), ["s3", "sqs"]),
    ("all of them", doc(ident()), ["*"]),
    ("part of a service", doc(ident("s3:Get*")), []),
    ("on one bucket", doc(ident("s3:*", EVERYTHING)), []),
    ("under a condition", doc(ident("s3:*", condition=equals(ORG, "o-1"))), []),
    ("denied again", doc(ident(["s3:*", "sqs:*"]), ident("s3:*", Effect="Deny")), ["sqs"]),
    ("denied in part", doc(ident("s3:*"), ident("s3:Delete*", Effect="Deny")), ["s3"]),
    ("unknown", doc(ident(UNSEEN)), "unknown"),
    ("one certain, one unknown", doc(ident(["s3:*", UNSEEN])), ["s3"]),
    ("an unknown service", doc(ident(Partial("⟦service⟧:*"))), "unknown"),
    ("no policy", None, []),
]


@pytest.mark.parametrize(("name", "policy", "expected"), SERVICES, ids=[c[0] for c in SERVICES])
def test_wildcard_services_are_granted_whole(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.wildcard_services(policy)) == expected


ALLOWS: list[tuple[str, Any, Any]] = [
    ("the action itself", doc(ident("iam:PassRole")), True),
    ("in another case", doc(ident("IAM:passrole")), True),
    ("a pattern", doc(ident("iam:Pass*")), True),
    ("a pattern with a question mark", doc(ident("iam:PassRol?")), True),
    ("everything", doc(ident()), True),
    ("another action", doc(ident("iam:GetRole")), False),
    ("on one role", doc(ident("iam:PassRole", f"arn:aws:iam::{OWN}:role/r")), False),
    ("denied", doc(ident("iam:*"), ident("iam:PassRole", Effect="Deny")), False),
    (
        "denied by NotAction",
        doc(ident("iam:*"), ident("absent", NotAction="s3:*", Effect="Deny")),
        False,
    ),
    (
        "denied on one role",
        doc(ident("iam:*"), ident("iam:PassRole", f"arn:aws:iam::{OWN}:role/admin", Effect="Deny")),
        True,
    ),
    (
        "denied under a condition",
        doc(
            ident("iam:*"),
            ident(
                "iam:PassRole",
                condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}},
                Effect="Deny",
            ),
        ),
        True,
    ),
    (
        "under a condition",
        doc(ident("iam:PassRole", condition=equals("iam:PassedToService", "ec2.amazonaws.com"))),
        "unknown",
    ),
    ("all but something else", doc(ident("absent", NotAction="s3:*")), True),
    ("all but this", doc(ident("absent", NotAction="iam:*")), False),
    ("unknown", doc(ident(UNSEEN)), "unknown"),
    ("unknown verb of the service", doc(ident(Partial("iam:⟦verb⟧"))), "unknown"),
    ("unknown verb of another service", doc(ident(Partial("s3:⟦verb⟧"))), False),
    ("an unknown Deny", doc(ident("iam:*"), ident(UNSEEN, Effect="Deny")), "unknown"),
    ("no policy", {}, False),
]


@pytest.mark.parametrize(("name", "policy", "expected"), ALLOWS, ids=[c[0] for c in ALLOWS])
def test_a_policy_allows_an_action_by_pattern(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.allows(policy, "iam:PassRole")) == expected


def test_an_action_on_one_resource_is_allowed_somewhere() -> None:
    policy = doc(ident("iam:PassRole", f"arn:aws:iam::{OWN}:role/r"))
    assert policies.allows(policy, "iam:PassRole", resource_wildcard_only=False) is True


NOT_ACTION: list[tuple[str, Any, Any]] = [
    ("all but IAM", doc(ident("absent", NotAction="iam:*")), True),
    ("all but IAM on one bucket", doc(ident("absent", EVERYTHING, NotAction="iam:*")), False),
    ("a Deny of all but IAM", doc(ident("absent", NotAction="iam:*", Effect="Deny")), False),
    ("plain actions", doc(ident("s3:*")), False),
    ("an unknown NotAction", doc(ident("absent", NotAction=UNSEEN)), "unknown"),
]


@pytest.mark.parametrize(("name", "policy", "expected"), NOT_ACTION, ids=[c[0] for c in NOT_ACTION])
def test_not_action_in_an_allow_is_seen(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.allows_not_action(policy)) == expected


ESCALATIONS: list[tuple[str, Any, Any]] = [
    (
        "a new version of a policy",
        doc(ident("iam:CreatePolicyVersion")),
        ["iam:CreatePolicyVersion"],
    ),
    ("PassRole alone", doc(ident("iam:PassRole")), []),
    (
        "PassRole with an instance",
        doc(ident(["iam:PassRole", "ec2:RunInstances"])),
        ["iam:PassRole+ec2:RunInstances"],
    ),
    (
        "in two statements",
        doc(ident("iam:PassRole"), ident("ec2:Run*")),
        ["iam:PassRole+ec2:RunInstances"],
    ),
    ("a function without a trigger", doc(ident(["iam:PassRole", "lambda:CreateFunction"])), []),
    (
        "a function and its trigger",
        doc(ident(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])),
        ["iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction"],
    ),
    (
        "one half denied",
        doc(ident(["iam:PassRole", "ec2:RunInstances"]), ident("iam:PassRole", Effect="Deny")),
        [],
    ),
    (
        "one half on one role",
        doc(ident("ec2:*"), ident("iam:PassRole", f"arn:aws:iam::{OWN}:role/r")),
        [],
    ),
    ("read only", doc(ident(["iam:Get*", "iam:List*", "s3:*"])), []),
    (
        "under a condition",
        doc(ident("iam:AttachUserPolicy", condition=equals(ORG, "o"))),
        "unknown",
    ),
    (
        "one certain, one conditional",
        doc(ident("iam:PutUserPolicy"), ident("iam:AttachUserPolicy", condition=equals(ORG, "o"))),
        ["iam:PutUserPolicy"],
    ),
    ("unknown", doc(ident(UNSEEN)), "unknown"),
    ("no policy", None, []),
]


@pytest.mark.parametrize(
    ("name", "policy", "expected"), ESCALATIONS, ids=[c[0] for c in ESCALATIONS]
)
def test_escalation_paths_need_all_their_actions(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.escalation_paths(policy)) == expected


def test_an_administrator_has_every_escalation_path_sorted() -> None:
    paths = policies.escalation_paths(doc(ident()))
    assert isinstance(paths, list)
    assert paths == sorted(paths)
    assert "iam:PassRole+cloudformation:CreateStack" in paths


INSECURE = {"Bool": {"aws:SecureTransport": "false"}}
TLS: list[tuple[str, Any, Any]] = [
    ("AWS Config: a Deny without TLS complies", doc(deny(INSECURE)), True),
    (
        "AWS Config: an Allow with TLS does not",
        doc(allow(Action="s3:*", condition={"Bool": {"aws:SecureTransport": "true"}})),
        False,
    ),
    ("a boolean", doc(deny({"Bool": {"aws:SecureTransport": False}})), True),
    ("in another case", doc(deny({"Bool": {"AWS:SecureTransport": "False"}})), True),
    ("BoolIfExists", doc(deny({"BoolIfExists": {"aws:SecureTransport": "false"}})), True),
    ("a list", doc(deny({"Bool": {"aws:SecureTransport": ["false"]}})), True),
    ("every action", doc(deny(INSECURE, Action="*")), True),
    ("AWS *", doc(deny(INSECURE, Principal={"AWS": "*"})), True),
    ("every resource", doc(deny(INSECURE, Resource="*")), True),
    ("bucket and objects by one pattern", doc(deny(INSECURE, Resource=BUCKET + "*")), True),
    (
        "bucket and objects of the document",
        doc(
            deny(
                INSECURE, Resource=[Reference("B", "Arn"), join_text([Reference("B", "Arn"), "/*"])]
            )
        ),
        True,
    ),
    (
        "bucket by a name not known",
        doc(deny(INSECURE, Resource=[Partial("arn:aws:s3:::⟦B⟧"), Partial("arn:aws:s3:::⟦B⟧/*")])),
        True,
    ),
    ("objects only", doc(deny(INSECURE, Resource=BUCKET + "/*")), False),
    ("the bucket only", doc(deny(INSECURE, Resource=BUCKET)), False),
    ("some objects", doc(deny(INSECURE, Resource=[BUCKET, BUCKET + "/x/*"])), False),
    ("reading only", doc(deny(INSECURE, Action="s3:GetObject")), False),
    ("one account only", doc(deny(INSECURE, Principal={"AWS": OTHER})), False),
    (
        "all but one role",
        doc(deny(INSECURE, Principal="absent", NotPrincipal={"AWS": OTHER})),
        False,
    ),
    ("with TLS instead", doc(deny({"Bool": {"aws:SecureTransport": "true"}})), False),
    ("a second condition leaves a way", doc(deny({**INSECURE, **differs(ORG, "o-1")})), False),
    ("an old TLS, or none", doc(deny({"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}})), True),
    ("an old TLS", doc(deny({"NumericLessThan": {"s3:TlsVersion": "1.2"}})), "unknown"),
    ("no condition at all", doc(deny()), True),
    ("an unknown condition", doc(deny(UNSEEN)), "unknown"),
    ("an unknown value", doc(deny({"Bool": {"aws:SecureTransport": UNSEEN}})), "unknown"),
    ("an unknown effect", doc(deny(INSECURE, Effect=UNSEEN)), "unknown"),
    ("an unknown resource", doc(deny(INSECURE, Resource=UNSEEN)), "unknown"),
    ("an unknown statement beside it", doc(deny(INSECURE), allow(UNSEEN)), True),
    ("an unknown policy", UNSEEN, "unknown"),
    ("no policy", None, False),
]


@pytest.mark.parametrize(("name", "policy", "expected"), TLS, ids=[c[0] for c in TLS])
def test_tls_is_required_by_a_deny_for_everyone(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.requires_tls(policy)) == expected


def test_tls_of_a_topic_needs_its_own_actions() -> None:
    policy = doc(deny(INSECURE, Action="SNS:Publish", Resource="arn:aws:sns:eu-west-1:1:t"))
    assert policies.requires_tls(policy, resource_actions="sns:Publish") is True
    assert policies.requires_tls(policy, resource_actions="sns:*") is False


DEPUTY: list[tuple[str, Any, Any]] = [
    ("a service for anybody", doc(allow({"Service": "sns.amazonaws.com"})), True),
    (
        "a service for one source",
        doc(
            allow(
                {"Service": "sns.amazonaws.com"},
                equals("aws:SourceArn", f"arn:aws:sns:eu-west-1:{OWN}:t", op="ArnLike"),
            )
        ),
        False,
    ),
    (
        "a service for one account",
        doc(allow({"Service": "sns.amazonaws.com"}, equals("aws:SourceAccount", "⟦account⟧"))),
        False,
    ),
    (
        "a service for any source",
        doc(allow({"Service": "sns.amazonaws.com"}, equals("aws:SourceArn", "*", op="ArnLike"))),
        True,
    ),
    (
        "a service for a source not known",
        doc(allow({"Service": "sns.amazonaws.com"}, equals("aws:SourceArn", UNSEEN))),
        "unknown",
    ),
    ("an account", doc(allow({"AWS": OTHER})), False),
    ("an unknown principal", doc(allow(UNSEEN)), "unknown"),
    ("no policy", None, False),
]


@pytest.mark.parametrize(("name", "policy", "expected"), DEPUTY, ids=[c[0] for c in DEPUTY])
def test_a_service_needs_a_source(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.confused_deputy(policy)) == expected


def trust(principal: Any, condition: Any = None, action: Any = "sts:AssumeRole") -> Any:
    return doc(allow(principal, condition, Action=action, Resource="absent"))


ANYONE: list[tuple[str, Any, Any]] = [
    ("everyone", trust("*"), True),
    ("AWS *", trust({"AWS": "*"}), True),
    ("everyone with an external id", trust("*", equals("sts:ExternalId", "x")), True),
    ("everyone of an organisation", trust("*", equals(ORG, "o-1")), False),
    ("an account", trust({"AWS": OTHER}), False),
    ("a service", trust({"Service": "ec2.amazonaws.com"}), False),
    ("everyone may tag", trust("*", action="sts:TagSession"), False),
    ("everyone may do all", trust("*", action="sts:*"), True),
    ("unknown", trust({"AWS": UNSEEN}), "unknown"),
]


@pytest.mark.parametrize(("name", "policy", "expected"), ANYONE, ids=[c[0] for c in ANYONE])
def test_a_role_that_any_account_can_assume_is_seen(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.trusts_anyone(policy, account=OWN)) == expected


GITHUB = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
WEB = "sts:AssumeRoleWithWebIdentity"


def oidc(condition: Any = None, host: str = GITHUB) -> Any:
    provider = host if host.count(".") == 2 and "/" not in host and host != GITHUB else None
    arn = f"arn:aws:iam::{OWN}:oidc-provider/{host}"
    return trust({"Federated": provider or arn}, condition, WEB)


def like(key: str, *values: Any) -> Any:
    return equals(key, *values, op="StringLike")


SUB = f"{GITHUB}:sub"
FEDERATED: list[tuple[str, Any, Any]] = [
    ("no condition", oidc(), True),
    ("the audience only", oidc(equals(f"{GITHUB}:aud", "sts.amazonaws.com")), True),
    ("one branch", oidc(equals(SUB, "repo:org/app:ref:refs/heads/main")), False),
    ("one repository", oidc(like(SUB, "repo:org/app:*")), False),
    ("one organisation", oidc(like(SUB, "repo:org/*")), False),
    ("any repository", oidc(like(SUB, "repo:*")), True),
    ("any subject", oidc(like(SUB, "*")), True),
    ("any owner of that repository", oidc(like(SUB, "repo:*/app:*")), True),
    ("owners whose name starts so", oidc(like(SUB, "repo:org*")), True),
    ("one good, one broad", oidc(like(SUB, "repo:org/*", "repo:*")), True),
    ("by repository id", oidc(equals(f"{GITHUB}:repository_id", "123")), False),
    ("by branch name only", oidc(equals(f"{GITHUB}:ref", "refs/heads/main")), True),
    ("not one repository", oidc(differs(SUB, "repo:org/app:*", op="StringNotLike")), True),
    ("an unknown subject", oidc(like(SUB, UNSEEN)), "unknown"),
    (
        "a subject of an unknown owner",
        oidc(like(SUB, join_text(["repo:", UNSEEN, "/app:*"]))),
        "unknown",
    ),
    ("unknown conditions", oidc(UNSEEN), "unknown"),
    ("a claim not understood", oidc(equals(f"{GITHUB}:colour", "blue")), "unknown"),
    ("GitLab by group", oidc(like("gitlab.com:sub", "project_path:group/*"), "gitlab.com"), False),
    ("GitLab without", oidc(equals("gitlab.com:aud", "https://gitlab.com"), "gitlab.com"), True),
    (
        "Terraform Cloud by organisation",
        oidc(like("app.terraform.io:sub", "organization:org:project:*"), "app.terraform.io"),
        False,
    ),
    (
        "Terraform Cloud any organisation",
        oidc(like("app.terraform.io:sub", "organization:*:project:p:*"), "app.terraform.io"),
        True,
    ),
    (
        "EKS by service account",
        oidc(equals(f"{EKS}:sub", "system:serviceaccount:ns:app"), EKS),
        False,
    ),
    ("EKS by namespace", oidc(like(f"{EKS}:sub", "system:serviceaccount:ns:*"), EKS), False),
    (
        "another provider's subject, if it exists",
        oidc(equals("gitlab.com:sub", "project_path:a/b", op="StringEqualsIfExists")),
        True,
    ),
    ("EKS any service account", oidc(like(f"{EKS}:sub", "system:serviceaccount:*"), EKS), True),
    (
        "another provider's subject lets nobody in",
        oidc(equals("gitlab.com:sub", "project_path:a/b")),
        False,
    ),
    (
        "Cognito by identity pool",
        trust(
            {"Federated": "cognito-identity.amazonaws.com"},
            equals("cognito-identity.amazonaws.com:aud", "eu-west-1:1"),
            WEB,
        ),
        False,
    ),
    (
        "Cognito by login only",
        trust(
            {"Federated": "cognito-identity.amazonaws.com"},
            {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
            WEB,
        ),
        True,
    ),
    (
        "Facebook by app",
        trust({"Federated": "graph.facebook.com"}, equals("graph.facebook.com:app_id", "1"), WEB),
        False,
    ),
    (
        "SAML with audience",
        trust(
            {"Federated": f"arn:aws:iam::{OWN}:saml-provider/p"},
            equals("SAML:aud", "https://signin.aws.amazon.com/saml"),
            "sts:AssumeRoleWithSAML",
        ),
        False,
    ),
    (
        "SAML without",
        trust(
            {"Federated": f"arn:aws:iam::{OWN}:saml-provider/p"}, action="sts:AssumeRoleWithSAML"
        ),
        True,
    ),
    (
        "a provider of the document without",
        trust({"Federated": Reference("aws_iam_openid_connect_provider.g", "arn")}, action=WEB),
        True,
    ),
    (
        "a provider of the document with a subject",
        trust(
            {"Federated": Reference("aws_iam_openid_connect_provider.g", "arn")},
            like(SUB, "repo:org/*"),
            WEB,
        ),
        False,
    ),
    ("an unknown provider", trust({"Federated": UNSEEN}, action=WEB), "unknown"),
    ("only from one address", oidc({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), False),
    ("no federation", trust({"Service": "ec2.amazonaws.com"}), False),
    ("no policy", None, False),
]


@pytest.mark.parametrize(("name", "policy", "expected"), FEDERATED, ids=[c[0] for c in FEDERATED])
def test_a_federated_provider_needs_a_subject(name: str, policy: Any, expected: Any) -> None:
    assert verdict(policies.trusts_federated_broadly(policy)) == expected


EXTERNAL: list[tuple[str, Any, Any]] = [
    ("another account", trust({"AWS": OTHER}), True),
    ("another account with an id", trust({"AWS": OTHER}, equals("sts:ExternalId", "x")), False),
    ("another account with any id", trust({"AWS": OTHER}, like("sts:ExternalId", "*")), True),
    (
        "another account with an id not known",
        trust({"AWS": OTHER}, equals("sts:ExternalId", UNSEEN)),
        False,
    ),
    ("the own account", trust({"AWS": f"arn:aws:iam::{OWN}:root"}), False),
    ("the account of the deployment", trust({"AWS": "arn:aws:iam::⟦account⟧:root"}), False),
    ("a service", trust({"Service": "ec2.amazonaws.com"}), False),
    ("everyone", trust("*"), True),
    ("an unknown principal", trust({"AWS": UNSEEN}), "unknown"),
    (
        "an unknown principal with an id",
        trust({"AWS": UNSEEN}, equals("sts:ExternalId", "x")),
        False,
    ),
]


@pytest.mark.parametrize(("name", "policy", "expected"), EXTERNAL, ids=[c[0] for c in EXTERNAL])
def test_another_account_needs_an_external_id(name: str, policy: Any, expected: Any) -> None:
    answer = policies.trusts_account_without_external_id(policy, account=OWN)
    assert verdict(answer) == expected


def test_statements_are_normalised_for_a_table() -> None:
    policy = doc(
        allow({"AWS": [OTHER], "Service": "a.amazonaws.com"}, equals("aws:SourceVpc", UNSEEN),
              Sid="One", Action=["S3:GetObject", Partial("s3:⟦verb⟧")], Resource=Reference("B")),
    )  # fmt: skip
    hole = "⟦parameter X has no value⟧"
    assert policies.statements(policy) == [
        {
            "sid": "One",
            "effect": "Allow",
            "principals": [f"AWS:{OTHER}", "Service:a.amazonaws.com"],
            "not_principals": [],
            "actions": ["s3:GetObject", "s3:⟦verb⟧"],
            "not_actions": [],
            "resources": ["⟦B.Ref⟧"],
            "not_resources": [],
            "conditions": [{"operator": "StringEquals", "key": "aws:SourceVpc", "values": [hole]}],
        }
    ]
    assert policies.statements(None) == []
    assert policies.statements("{") == Unknown("the policy is not valid JSON")


QUESTIONS = {
    "is_public": lambda p: policies.is_public(p, account=OWN),
    "other_accounts": lambda p: policies.other_accounts(p, account=OWN),
    "confused_deputy": policies.confused_deputy,
    "grants_admin": policies.grants_admin,
    "allows_not_action": policies.allows_not_action,
    "wildcard_services": policies.wildcard_services,
    "allows": lambda p: policies.allows(p, "iam:PassRole"),
    "allows somewhere": lambda p: policies.allows(p, "s3:GetObject", resource_wildcard_only=False),
    "escalation_paths": policies.escalation_paths,
    "requires_tls": policies.requires_tls,
    "trusts_anyone": lambda p: policies.trusts_anyone(p, account=OWN),
    "trusts_federated_broadly": policies.trusts_federated_broadly,
    "external id": lambda p: policies.trusts_account_without_external_id(p, account=OWN),
    "statements": policies.statements,
}
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["*", "⟦", "⟧", "⟦x⟧", "%7B", "{", "arn:aws:iam::*:root", "${x}", "Allow"]),
    st.just(UNSEEN), st.just(Reference("A", "Arn")), st.just(Partial("a⟦b⟧")),
)  # fmt: skip
NAMES = st.sampled_from(
    ["Statement", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
     "NotResource", "Condition", "AWS", "Service", "Federated", "StringEquals", "Null", "IpAddress",
     "Bool", "aws:SourceIp", "aws:SourceArn", "aws:SecureTransport", "x"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


@given(TREES)
@settings(max_examples=150, deadline=None)
def test_no_document_makes_a_question_fail(tree: Any) -> None:
    for policy in (tree, {"Statement": tree}, doc(tree)):
        for ask in QUESTIONS.values():
            assert isinstance(ask(policy), (bool, list, Unknown))


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_no_text_makes_a_question_fail(text: str) -> None:
    for ask in QUESTIONS.values():
        assert isinstance(ask(text), (bool, list, Unknown))


def test_a_deeply_nested_text_is_unknown() -> None:
    assert verdict(policies.is_public("[" * 100_000, account=OWN)) == "unknown"


CASES = [
    case
    for table in (PUBLIC, ADMIN, ACCOUNTS, SERVICES, ALLOWS, NOT_ACTION, ESCALATIONS, TLS, DEPUTY,
                  ANYONE, FEDERATED, EXTERNAL)
    for case in table
]  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all members of a document, inner ones included."""
    if isinstance(node, dict):
        members: Any = node.items()
    elif isinstance(node, list):
        members = enumerate(node)
    else:
        return
    for key, member in members:
        yield (*path, key)
        yield from places(member, (*path, key))


def hidden(node: Any, path: tuple[Any, ...]) -> Any:
    """A copy of the document in which one member has not been seen."""
    if not path:
        return Unknown("not seen")
    fresh = copy.copy(node)
    fresh[path[0]] = hidden(node[path[0]], path[1:])
    return fresh


def agrees(less: Any, seen: Any) -> bool:
    """Whether an answer from less does not contradict the answer from more."""
    if isinstance(less, Unknown) or isinstance(seen, Unknown):
        return True
    return set(less) <= set(seen) if isinstance(less, list) else less == seen


ASKED = [question for question in QUESTIONS if question != "statements"]


@pytest.mark.parametrize("question", ASKED)
def test_seeing_more_never_turns_a_verdict(question: str) -> None:
    ask = QUESTIONS[question]
    for name, policy, _ in CASES:
        if isinstance(policy, dict):
            seen = ask(policy)
            for path in places(policy):
                assert agrees(ask(hidden(policy, path)), seen), (name, path)


STATEMENTS = [
    statement
    for _, policy, _ in CASES
    if isinstance(policy, dict) and isinstance(policy.get("Statement"), list)
    for statement in policy["Statement"]
]


@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4), st.data())
@settings(max_examples=300, deadline=None)
def test_seeing_more_of_any_mixture_never_turns_a_verdict(
    mixture: list[Any], data: st.DataObject
) -> None:
    policy = doc(*mixture)
    less = policy
    for _ in range(data.draw(st.integers(1, 3))):
        less = hidden(less, data.draw(st.sampled_from(list(places(less)))))
        if not isinstance(less, dict) or not list(places(less)):
            break
    for question in ASKED:
        assert agrees(QUESTIONS[question](less), QUESTIONS[question](policy)), question
