"""The Serverless Application Model: its resources as the CloudFormation they become.

Raw data in, raw data out, so the functions inside are evaluated afterwards like any other.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from remit.sources.cloudformation.sam_function import expand_function
from remit.sources.cloudformation.sam_parts import (
    copied,
    listed_tags,
    properties_of,
    resource,
    role,
    role_policies,
)
from remit.values import Unknown

PREFIX = "AWS::Serverless::"

Report = Callable[[str, str], None]

_GENERATED = Unknown("SAM makes it of the events at deployment")

_HINT = "Scan what `sam build` and `sam package` deploy: the processed template of the stack"


def expand_resource(
    name: str, body: dict[str, Any], shared: Any, report: Report
) -> dict[str, dict[str, Any]]:
    """The resources that one SAM resource becomes, its own logical id first.

    `shared` is the template's Globals section. What is not expanded is reported.
    """
    kind = str(body["Type"]).removeprefix(PREFIX)
    expand = _EXPANSIONS.get(kind)
    if expand is None:
        report(f"what {PREFIX}{kind} adds ({name}) is not read", _HINT)
        return {name: body}
    section = shared.get(kind) if isinstance(shared, dict) else None
    return expand(name, _with_globals(body, section))


def implicit_apis(resources: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The APIs that SAM adds for events that name none."""
    found: dict[str, dict[str, Any]] = {}
    conditions: dict[str, list[Any]] = {}
    for body in resources.values():
        for name in sorted(_implied(body) - set(resources)):
            found[name] = dict(_IMPLICIT[name])
            conditions.setdefault(name, []).append(body.get("Condition"))
    for name, needed in conditions.items():
        if None not in needed:
            found[name]["Condition"] = {"Fn::Or": [{"Condition": each} for each in needed]}
    return found


def _implied(body: Any) -> set[str]:
    """The implicit APIs that a resource's events use."""
    names: set[str] = set()
    events = properties_of(body).get("Events") if isinstance(body, dict) else None
    for event in events.values() if isinstance(events, dict) else ():
        if isinstance(event, dict):
            details = properties_of(event)
            if event.get("Type") == "Api" and "RestApiId" not in details:
                names.add("ServerlessRestApi")
            if event.get("Type") == "HttpApi" and "ApiId" not in details:
                names.add("ServerlessHttpApi")
    return names


_IMPLICIT = MappingProxyType(
    {
        "ServerlessRestApi": {
            "Type": PREFIX + "Api",
            "Properties": {"StageName": "Prod", "Name": {"Ref": "AWS::StackName"}},
        },
        "ServerlessHttpApi": {"Type": PREFIX + "HttpApi", "Properties": {}},
    }
)


def _with_globals(body: dict[str, Any], section: Any) -> dict[str, Any]:
    ignored = body.get("IgnoreGlobals")
    if not isinstance(section, dict) or ignored == "*":
        return body
    skip = ignored if isinstance(ignored, list) else [ignored]
    kept = {key: value for key, value in section.items() if key not in skip}
    return {**body, "Properties": _merged(kept, properties_of(body))}


def _merged(shared: Any, own: Any) -> Any:
    """Objects are merged, lists appended, the rest overridden, as SAM merges its Globals."""
    if isinstance(shared, dict) and isinstance(own, dict):
        if any(key == "Ref" or key.startswith("Fn::") for key in (*shared, *own)):
            return own
        return {
            **shared,
            **{k: _merged(shared[k], v) if k in shared else v for k, v in own.items()},
        }
    if isinstance(shared, list) and isinstance(own, list):
        return [*shared, *own]
    return own


def _table(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    key = given.get("PrimaryKey")
    key = key if isinstance(key, dict) else {"Name": "id", "Type": "String"}
    attribute = key.get("Name", "id")
    kinds = {"String": "S", "Number": "N", "Binary": "B"}
    kind = key.get("Type", "String")
    out = copied(given, "TableName", "SSESpecification", "PointInTimeRecoverySpecification")
    out |= listed_tags(given)
    out["KeySchema"] = [{"AttributeName": attribute, "KeyType": "HASH"}]
    kind = kinds.get(kind, kind) if isinstance(kind, str) else kind
    out["AttributeDefinitions"] = [{"AttributeName": attribute, "AttributeType": kind}]
    if "ProvisionedThroughput" in given:
        out["ProvisionedThroughput"] = given["ProvisionedThroughput"]
    else:
        out["BillingMode"] = "PAY_PER_REQUEST"
    return {name: resource("AWS::DynamoDB::Table", out, body)}


def _rest_api(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    api = copied(
        given,
        "ApiKeySourceType",
        "BinaryMediaTypes",
        "Description",
        "DisableExecuteApiEndpoint",
        "FailOnWarnings",
        "MinimumCompressionSize",
        "Mode",
        "Name",
        "Policy",
    )
    endpoint = given.get("EndpointConfiguration")
    if isinstance(endpoint, dict) and "Type" in endpoint:
        api["EndpointConfiguration"] = {
            "Types": [endpoint["Type"]],
            **copied(endpoint, "VpcEndpointIds", "IpAddressType"),
        }
    elif endpoint is not None:
        api["EndpointConfiguration"] = endpoint
    if "DefinitionBody" in given:
        api["Body"] = given["DefinitionBody"]
    elif "DefinitionUri" in given:
        api["BodyS3Location"] = given["DefinitionUri"]
    else:
        api["Body"] = _GENERATED
    stage = copied(
        given,
        "AccessLogSetting",
        "CacheClusterEnabled",
        "CacheClusterSize",
        "MethodSettings",
        "StageName",
        "TracingEnabled",
        "Variables",
    )
    stage |= {"RestApiId": {"Ref": name}} | listed_tags(given)
    if "CanarySetting" in given:
        stage["CanarySetting"] = given["CanarySetting"]
    return {
        name: resource("AWS::ApiGateway::RestApi", api | listed_tags(given), body),
        _stage_id(name, given.get("StageName"), ""): resource(
            "AWS::ApiGateway::Stage", stage, body
        ),
    }


def _http_api(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    api = copied(given, "Name", "Description", "DisableExecuteApiEndpoint", "FailOnWarnings")
    tags = given.get("Tags", {})
    api["Tags"] = {"httpapi:createdBy": "SAM", **tags} if isinstance(tags, dict) else tags
    if "DefinitionBody" in given:
        api["Body"] = given["DefinitionBody"]
    elif "DefinitionUri" in given:
        api["BodyS3Location"] = given["DefinitionUri"]
    else:
        api["Body"] = _GENERATED
    cors = given.get("CorsConfiguration")
    if cors is True:
        api["CorsConfiguration"] = {"AllowOrigins": ["*"]}
    elif cors:
        api["CorsConfiguration"] = cors
    stage = copied(given, "AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "Tags")
    stage["StageVariables"] = given.get("StageVariables")
    stage["StageName"] = given.get("StageName", "$default")
    stage |= {"ApiId": {"Ref": name}, "AutoDeploy": True}
    stage = {key: value for key, value in stage.items() if value is not None}
    return {
        name: resource("AWS::ApiGatewayV2::Api", api, body),
        _stage_id(name, given.get("StageName", "$default"), "ApiGatewayDefault"): resource(
            "AWS::ApiGatewayV2::Stage", stage, body
        ),
    }


def _stage_id(name: str, stage: Any, default: str) -> str:
    usable = isinstance(stage, str) and re.fullmatch(r"[A-Za-z0-9]+", stage)
    return f"{name}{stage if usable else default}Stage"


def _layer(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    out = copied(
        given, "CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo"
    )
    out |= copied(given, "LayerName")
    if "ContentUri" in given:
        out["Content"] = given["ContentUri"]
    layer = resource("AWS::Lambda::LayerVersion", out, body)
    layer.setdefault("DeletionPolicy", given.get("RetentionPolicy", "Retain"))
    return {name: layer}


def _state_machine(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    out = copied(given, "Definition", "DefinitionSubstitutions", "EncryptionConfiguration")
    renamed = {
        "DefinitionUri": "DefinitionS3Location",
        "Logging": "LoggingConfiguration",
        "Name": "StateMachineName",
        "Tracing": "TracingConfiguration",
        "Type": "StateMachineType",
        "Role": "RoleArn",
    }
    out |= {new: given[old] for old, new in renamed.items() if old in given}
    tags = listed_tags(given, {"stateMachine:createdBy": "SAM"})
    out |= tags
    made: dict[str, dict[str, Any]] = {}
    if "Role" not in given:
        out["RoleArn"] = {"Fn::GetAtt": [f"{name}Role", "Arn"]}
        managed, inline = role_policies(f"{name}Role", given.get("Policies"))
        if given.get("Tracing"):
            managed.insert(0, {"Fn::Sub": _XRAY})
        made[f"{name}Role"] = role("states.amazonaws.com", given, managed, inline, body, tags)
    return {name: resource("AWS::StepFunctions::StateMachine", out, body), **made}


_XRAY = "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"


def _application(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given = properties_of(body)
    out = copied(given, "NotificationARNs", "Parameters", "TimeoutInMinutes")
    out |= {"TemplateURL": given.get("Location")} | listed_tags(given)
    return {name: resource("AWS::CloudFormation::Stack", out, body)}


_EXPANSIONS: Mapping[str, Callable[[str, dict[str, Any]], dict[str, dict[str, Any]]]] = (
    MappingProxyType(
        {
            "Api": _rest_api,
            "Application": _application,
            "Function": expand_function,
            "HttpApi": _http_api,
            "LayerVersion": _layer,
            "SimpleTable": _table,
            "StateMachine": _state_machine,
        }
    )
)
