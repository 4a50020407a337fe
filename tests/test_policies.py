"""What a policy grants: labelled cases, and laws that hold for any document."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

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
