"""What several SAM resources have in common: roles, policies, tags."""

from __future__ import annotations

from typing import Any

from remit.values import Unknown

_SERVICE_ROLES = frozenset(
    {
        "AWSGlueServiceRole",
        "AWSLambdaBasicDurableExecutionRolePolicy",
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaENIManagementAccess",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AWSLambdaRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AmazonAPIGatewayPushToCloudWatchLogs",
        "AmazonECSTaskExecutionRolePolicy",
        "AmazonSSMAutomationRole",
    }
)


def properties_of(body: dict[str, Any]) -> dict[str, Any]:
    """A resource's raw properties; empty when they are no mapping."""
    properties = body.get("Properties")
    return dict(properties) if properties and hasattr(properties, "items") else {}


def resource(kind: str, properties: dict[str, Any], origin: dict[str, Any]) -> dict[str, Any]:
    """A raw resource that keeps the attributes (Condition, DeletionPolicy) of its origin."""
    return {**origin, "Type": kind, "Properties": properties}


def copied(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named properties, as far as they are given."""
    return {name: given[name] for name in names if name in given}


def listed_tags(given: dict[str, Any], added: dict[str, str] | None = None) -> dict[str, Any]:
    """SAM's mapping of tags as CloudFormation's list, under the key Tags; empty without tags."""
    tags = given.get("Tags")
    if tags is not None and (not isinstance(tags, dict) or _is_function(tags)):
        return {"Tags": tags}
    pairs = {**(added or {}), **(tags or {})}
    return {"Tags": [{"Key": key, "Value": value} for key, value in pairs.items()]} if pairs else {}


def managed_policy(name: str) -> dict[str, str]:
    """The ARN of an AWS managed policy, in the partition of the stack."""
    path = "service-role/" if name in _SERVICE_ROLES else ""
    return {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/" + path + name}


def role_policies(role_id: str, policies: Any) -> tuple[list[Any], list[Any]]:
    """Managed policies (ARNs) and inline ones of a SAM `Policies` property.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
    """
    managed: list[Any] = []
    inline: list[Any] = []
    for index, item in enumerate(policies if isinstance(policies, list) else [policies]):
        match item:
            case None:
                continue
            case str():
                managed.append(item if item.startswith("arn:") else managed_policy(item))
            case {"Statement": _}:
                inline.append(_inline(role_id, index, item))
            case dict() if _is_function(item):
                managed.append(item)
            case dict() if item:
                name = next(iter(item))
                reason = f"the statements of SAM policy template {name} are not expanded"
                document = {"Version": "2012-10-17", "Statement": Unknown(reason)}
                inline.append(_inline(role_id, index, document))
    return managed, inline


def role(
    service: str,
    given: dict[str, Any],
    managed: list[Any],
    inline: list[Any],
    origin: dict[str, Any],
    tags: dict[str, Any],
) -> dict[str, Any]:
    """The execution role that SAM makes for a function or state machine without one.

    `tags` are those of its owner, as `listed_tags` gives them.
    """
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": [service]}}
        ],
    }
    properties: dict[str, Any] = {
        "AssumeRolePolicyDocument": given.get("AssumeRolePolicyDocument", trust),
        "ManagedPolicyArns": managed,
    }
    if inline:
        properties["Policies"] = inline
    if "RolePath" in given:
        properties["Path"] = given["RolePath"]
    properties |= copied(given, "PermissionsBoundary") | tags
    attributes: dict[str, Any] = {
        key: origin[key] for key in ("Condition", "DeletionPolicy") if key in origin
    }
    return resource("AWS::IAM::Role", properties, attributes)


def _inline(role_id: str, index: int, document: dict[str, Any]) -> dict[str, Any]:
    return {"PolicyName": f"{role_id}Policy{index}", "PolicyDocument": document}


def _is_function(value: dict[str, Any]) -> bool:
    return len(value) == 1 and all(key == "Ref" or key.startswith("Fn::") for key in value)
