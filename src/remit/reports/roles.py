"""The role that Remit reads with: as JSON, CloudFormation, a StackSet of it, or Terraform."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
import yaml

from remit.sources.api.policy import Document, Trust, characters, within

ABOUT = "Lets Remit read the settings that its checks look at; nothing is written"
ABOUT_AUDITOR = "Lets Remit list the accounts of the organisation and assume its role in each"


@dataclass(frozen=True)
class Role:
    """A role's name, who may assume it, and its policies."""

    name: str
    trust: Trust
    policies: Sequence[Document]
    about: str = ABOUT

    def policy_name(self, index: int) -> str:
        """The name of a policy, counted from 0."""
        return self.name if len(self.policies) == 1 else f"{self.name}-{index + 1}"


def as_json(role: Role) -> str:
    """Names, sizes and documents; the trust policy where it says who, other than the account."""
    given = role.trust.principals or role.trust.organisation
    record = {
        "role": role.name,
        "trust": role.trust.document("aws", "") if given else None,
        "policies": [
            {"name": role.policy_name(i), "characters": characters(document), "document": document}
            for i, document in enumerate(role.policies)
        ],
    }
    return orjson.dumps(record, option=orjson.OPT_INDENT_2).decode() + "\n"


def as_cloudformation(role: Role) -> str:
    """A template, in YAML, of the role and its policies."""
    return _yaml(_template(role))


def as_stackset(role: Role) -> str:
    """A template of a StackSet that puts the role into every account of the chosen units."""
    units = {
        "Type": "CommaDelimitedList",
        "Description": "The organizational units, or the root (r-...) for all member accounts",
    }
    properties = {
        "StackSetName": role.name,
        "Description": ABOUT,
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": False},
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "OperationPreferences": {"FailureTolerancePercentage": 100, "MaxConcurrentPercentage": 100},
        "StackInstancesGroup": [
            {
                "DeploymentTargets": {
                    "OrganizationalUnitIds": {"Ref": "OrganizationalUnits"},
                },
                # IAM is global: one Region is enough
                "Regions": [{"Ref": "AWS::Region"}],
            }
        ],
        "TemplateBody": as_cloudformation(role),
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{ABOUT}. StackSets leave out the management account.",
        "Parameters": {"OrganizationalUnits": units},
        "Resources": {
            "StackSet": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}
        },
    }
    return _yaml(template)


def _template(role: Role) -> dict[str, Any]:
    trust = role.trust.document("${AWS::Partition}", "${AWS::AccountId}")
    names = [f"Policy{i + 1}" for i in range(len(role.policies))]
    properties = {
        "RoleName": role.name,
        "Description": role.about,
        "AssumeRolePolicyDocument": _substituted(trust),
        "ManagedPolicyArns": [{"Ref": name} for name in names],
    }
    resources: dict[str, Any] = {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}
    for i, document in enumerate(role.policies):
        resources[names[i]] = {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": role.policy_name(i),
                "Description": role.about,
                "PolicyDocument": _substituted(within(document, "${AWS::Partition}")),
            },
        }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": role.about,
        "Resources": resources,
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }


def _substituted(value: Any) -> Any:
    """Texts with `${AWS::…}` in them as Fn::Sub."""
    if isinstance(value, Mapping):
        return {key: _substituted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_substituted(one) for one in value]
    return {"Fn::Sub": value} if isinstance(value, str) and "${" in value else value


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: long texts as blocks, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


def _yaml(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, width=100)
    return text if text.endswith("\n") else f"{text}\n"


def as_terraform(role: Role) -> str:
    """The role, its policies and what joins them, in HCL."""
    trust = role.trust.document(
        "${data.aws_partition.current.partition}", "${data.aws_caller_identity.current.account_id}"
    )
    policies = [within(one, "${data.aws_partition.current.partition}") for one in role.policies]
    said = json.dumps([trust, policies])
    blocks = [
        f'data "{name}" "current" {{}}\n'
        for name in ("aws_partition", "aws_caller_identity")
        if f"data.{name}." in said
    ]
    arguments = {"name": role.name, "description": role.about}
    blocks.append(_resource("aws_iam_role", "remit", arguments, {"assume_role_policy": trust}))
    for i, document in enumerate(policies):
        name = f"remit_{i + 1}"
        arguments = {"name": role.policy_name(i), "description": role.about}
        blocks += [
            _resource("aws_iam_policy", name, arguments, {"policy": document}),
            f'resource "aws_iam_role_policy_attachment" "{name}" {{\n'
            f"  role       = aws_iam_role.remit.name\n"
            f"  policy_arn = aws_iam_policy.{name}.arn\n}}\n",
        ]
    return "\n".join(blocks) + '\noutput "role_arn" {\n  value = aws_iam_role.remit.arn\n}\n'


def _resource(
    type: str, name: str, arguments: Mapping[str, str], documents: Mapping[str, Document]
) -> str:
    width = max(map(len, arguments))
    lines = [f'resource "{type}" "{name}" {{']
    lines += [f"  {key:<{width}} = {_hcl(value)}" for key, value in arguments.items()]
    for key, document in documents.items():
        lines += ["", f"  {key} = jsonencode({_hcl(document, 2)})"]
    return "\n".join([*lines, "}", ""])


def _hcl(value: Any, indent: int = 0) -> str:
    """A value as an HCL expression; texts are ours and hold no more than `${…}` of our making."""
    inner, end = " " * (indent + 2), " " * indent
    if isinstance(value, Mapping):
        return "{\n" + "".join(f"{inner}{line}\n" for line in _items(value, indent)) + end + "}"
    if isinstance(value, list):
        if any(isinstance(one, Mapping) for one in value):
            return "[" + ", ".join(_hcl(one, indent) for one in value) + "]"
        return "[\n" + "".join(f"{inner}{_hcl(one)},\n" for one in value) + end + "]"
    return json.dumps(value)


def _items(value: Mapping[str, Any], indent: int) -> list[str]:
    """The items of an object; those on one line each stand aligned, as `terraform fmt` wants it."""
    lines: list[str] = []
    for short, run in groupby(value.items(), lambda item: isinstance(item[1], str)):
        texts = [(_key(key), _hcl(one, indent + 2)) for key, one in run]
        width = max(len(key) for key, _ in texts) if short else 0
        lines += [f"{key:<{width}} = {text}" for key, text in texts]
    return lines


def _key(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key)
