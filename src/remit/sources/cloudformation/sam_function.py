"""AWS::Serverless::Function: the function, its role, its URL and who may invoke it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from remit.sources.cloudformation.sam_parts import (
    copied,
    listed_tags,
    managed_policy,
    properties_of,
    resource,
    role,
    role_policies,
)
from remit.values import Unknown

_SAME = (
    "Architectures",
    "CodeSigningConfigArn",
    "Description",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "Timeout",
    "VpcConfig",
)

_POLLED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "DynamoDB": ("Stream", "AWSLambdaDynamoDBExecutionRole"),
        "Kinesis": ("Stream", "AWSLambdaKinesisExecutionRole"),
        "MSK": ("Stream", "AWSLambdaMSKExecutionRole"),
        "SQS": ("Queue", "AWSLambdaSQSQueueExecutionRole"),
    }
)
"""Event types that Lambda polls: the property of the source, and the policy that it takes."""

_INVOKERS: Mapping[str, str] = MappingProxyType(
    {
        "AlexaSkill": "alexa-appkit.amazon.com",
        "Api": "apigateway.amazonaws.com",
        "CloudWatchEvent": "events.amazonaws.com",
        "CloudWatchLogs": "logs.amazonaws.com",
        "Cognito": "cognito-idp.amazonaws.com",
        "EventBridgeRule": "events.amazonaws.com",
        "HttpApi": "apigateway.amazonaws.com",
        "IoTRule": "iot.amazonaws.com",
        "S3": "s3.amazonaws.com",
        "SNS": "sns.amazonaws.com",
        "Schedule": "events.amazonaws.com",
    }
)
"""Event types whose service invokes the function, and that service."""


def expand_function(name: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The raw resources of a SAM function, its own logical id first."""
    given = properties_of(body)
    tags = listed_tags(given, {"lambda:createdBy": "SAM"})
    out = copied(given, *_SAME) | tags
    out["Code"] = _code(given)
    if "Tracing" in given:
        out["TracingConfig"] = {"Mode": given["Tracing"]}
    queue = given.get("DeadLetterQueue")
    if isinstance(queue, dict) and "TargetArn" in queue:
        out["DeadLetterConfig"] = {"TargetArn": queue["TargetArn"]}
    made: dict[str, dict[str, Any]] = {}
    if "Role" in given:
        out["Role"] = given["Role"]
    else:
        out["Role"] = {"Fn::GetAtt": [f"{name}Role", "Arn"]}
        made[f"{name}Role"] = _role(name, given, body, tags)
    attributes = {key: body[key] for key in ("Condition",) if key in body}
    target: dict[str, Any] = {"Ref": name}
    alias = given.get("AutoPublishAlias")
    if isinstance(alias, str) and alias.isalnum():
        target = {"Ref": f"{name}Alias{alias}"}
        made[target["Ref"]] = _alias(name, alias, given, attributes)
    made |= _url(name, given, target, attributes)
    made |= _invoke_config(name, given, target, attributes)
    made |= _events(name, given, target, attributes)
    return {name: resource("AWS::Lambda::Function", out, body), **made}


def _code(given: dict[str, Any]) -> Any:
    if "InlineCode" in given:
        return {"ZipFile": given["InlineCode"]}
    if "ImageUri" in given:
        return {"ImageUri": given["ImageUri"]}
    location = given.get("CodeUri")
    if isinstance(location, dict) and "Bucket" in location:
        names = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion"}
        return {new: location[old] for old, new in names.items() if old in location}
    if isinstance(location, str) and location.startswith("s3://"):
        bucket, _, key = location.removeprefix("s3://").partition("/")
        return {"S3Bucket": bucket, "S3Key": key}
    return Unknown("the code is packaged at deployment")


def _role(
    name: str, given: dict[str, Any], body: dict[str, Any], tags: dict[str, Any]
) -> dict[str, Any]:
    names = ["AWSLambdaBasicExecutionRole"]
    if "VpcConfig" in given:
        names.append("AWSLambdaVPCAccessExecutionRole")
    if given.get("Tracing") in ("Active", "PassThrough"):
        names.append("AWSXrayWriteOnlyAccess")
    for kind, _, _ in _each_event(given):
        if kind in _POLLED and _POLLED[kind][1] not in names:
            names.append(_POLLED[kind][1])
    managed, inline = role_policies(f"{name}Role", given.get("Policies"))
    queue = given.get("DeadLetterQueue")
    if isinstance(queue, dict) and "TargetArn" in queue:
        action = "sns:Publish" if queue.get("Type") == "SNS" else "sqs:SendMessage"
        statement = {"Action": action, "Resource": queue["TargetArn"], "Effect": "Allow"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        inline.append({"PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": document})
    arns = [managed_policy(each) for each in names] + managed
    unique = [arn for index, arn in enumerate(arns) if arn not in arns[:index]]
    return role("lambda.amazonaws.com", given, unique, inline, body, tags)


def _alias(name: str, alias: str, given: dict[str, Any], attributes: Any) -> dict[str, Any]:
    properties = {"FunctionName": {"Ref": name}, "Name": alias}
    properties |= copied(given, "ProvisionedConcurrencyConfig")
    return resource("AWS::Lambda::Alias", properties, attributes)


def _url(
    name: str, given: dict[str, Any], target: dict[str, Any], attributes: Any
) -> dict[str, dict[str, Any]]:
    config = given.get("FunctionUrlConfig")
    if not isinstance(config, dict):
        return {}
    properties = copied(config, "AuthType", "Cors", "InvokeMode")
    properties["TargetFunctionArn"] = {"Ref": name}
    if target != {"Ref": name}:
        properties["Qualifier"] = given["AutoPublishAlias"]
    made = {f"{name}Url": resource("AWS::Lambda::Url", properties, attributes)}
    if config.get("AuthType") == "NONE":
        public = {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": target,
            "FunctionUrlAuthType": "NONE",
            "Principal": "*",
        }
        permission = resource("AWS::Lambda::Permission", public, attributes)
        made[f"{name}UrlPublicPermissions"] = permission
    return made


def _invoke_config(
    name: str, given: dict[str, Any], target: dict[str, Any], attributes: Any
) -> dict[str, dict[str, Any]]:
    """What becomes of asynchronous events, with the queue or topic that SAM makes for them.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html
    """
    config = given.get("EventInvokeConfig")
    if not isinstance(config, dict):
        return {}
    key = f"{name}EventInvokeConfig"
    qualifier = "$LATEST" if target == {"Ref": name} else given["AutoPublishAlias"]
    properties = {"FunctionName": {"Ref": name}, "Qualifier": qualifier}
    properties |= copied(config, "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
    made: dict[str, dict[str, Any]] = {}
    destinations = config.get("DestinationConfig")
    if isinstance(destinations, dict):
        properties["DestinationConfig"] = {
            event: _destination(key + event, one, made, attributes)
            for event, one in destinations.items()
        }
    elif destinations is not None:
        properties["DestinationConfig"] = destinations
    made[key] = resource("AWS::Lambda::EventInvokeConfig", properties, attributes)
    return made


def _destination(key: str, given: Any, made: dict[str, dict[str, Any]], attributes: Any) -> Any:
    """One destination; SAM makes a queue or a topic where only the type is given."""
    if not isinstance(given, dict) or "Type" not in given:
        return given
    if "Destination" in given:
        return {"Destination": given["Destination"]}
    match given["Type"]:
        case "SQS":
            made[f"{key}Queue"] = resource("AWS::SQS::Queue", {}, attributes)
            return {"Destination": {"Fn::GetAtt": [f"{key}Queue", "Arn"]}}
        case "SNS":
            made[f"{key}Topic"] = resource("AWS::SNS::Topic", {}, attributes)
            return {"Destination": {"Ref": f"{key}Topic"}}
    return {}


def _events(
    name: str, given: dict[str, Any], target: dict[str, Any], attributes: Any
) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for kind, event, details in _each_event(given):
        if kind in _POLLED:
            mapping = {"FunctionName": target, "EventSourceArn": details.get(_POLLED[kind][0])}
            mapping |= {key: value for key, value in details.items() if key != _POLLED[kind][0]}
            made[name + event] = resource("AWS::Lambda::EventSourceMapping", mapping, attributes)
        elif kind in _INVOKERS:
            stage = "Prod" if kind == "Api" and "RestApiId" not in details else ""
            permission = {
                "Action": "lambda:InvokeFunction",
                "FunctionName": target,
                "Principal": _INVOKERS[kind],
                **_limits(kind, name + event, details),
            }
            key = f"{name}{event}Permission{stage}"
            made[key] = resource("AWS::Lambda::Permission", permission, attributes)
            made |= _companions(kind, name + event, details, name, attributes)
    return made


def _limits(kind: str, event_id: str, details: dict[str, Any]) -> dict[str, Any]:
    """Whose events alone may invoke the function."""
    execute = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"
    match kind:
        case "Api":
            api = details.get("RestApiId", {"Ref": "ServerlessRestApi"})
            return {"SourceArn": {"Fn::Sub": [execute, {"Api": api}]}}
        case "HttpApi":
            api = details.get("ApiId", {"Ref": "ServerlessHttpApi"})
            return {"SourceArn": {"Fn::Sub": [execute, {"Api": api}]}}
        case "S3":
            return {"SourceAccount": {"Ref": "AWS::AccountId"}}
        case "SNS":
            return {"SourceArn": details.get("Topic")}
        case "Schedule" | "CloudWatchEvent" | "EventBridgeRule":
            return {"SourceArn": {"Fn::GetAtt": [event_id, "Arn"]}}
        case "AlexaSkill":
            skill = details.get("SkillId")
            return {"EventSourceToken": skill} if skill else {}
        case "Cognito":
            pool = details.get("UserPool")
            if isinstance(pool, dict) and isinstance(pool.get("Ref"), str):
                return {"SourceArn": {"Fn::GetAtt": [pool["Ref"], "Arn"]}}
            return {"SourceArn": pool}
        case "CloudWatchLogs":
            logs = (
                "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*"
            )
            group = details.get("LogGroupName", "")
            return {"SourceArn": {"Fn::Sub": [logs, {"Group": group}]}}
        case _:
            rule = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${Rule}"
            return {"SourceArn": {"Fn::Sub": [rule, {"Rule": {"Ref": event_id}}]}}


def _companions(
    kind: str, event_id: str, details: dict[str, Any], name: str, attributes: Any
) -> dict[str, dict[str, Any]]:
    """The rule or subscription that carries the events."""
    arn = {"Fn::GetAtt": [name, "Arn"]}
    if kind == "SNS":
        subscription = {"Protocol": "lambda", "Endpoint": arn, "TopicArn": details.get("Topic")}
        subscription |= copied(details, "FilterPolicy", "FilterPolicyScope", "Region")
        return {event_id: resource("AWS::SNS::Subscription", subscription, attributes)}
    if kind in ("Schedule", "CloudWatchEvent", "EventBridgeRule"):
        rule = {"Targets": [{"Arn": arn, "Id": f"{event_id}LambdaTarget"}]}
        rule |= copied(details, "Description", "EventBusName", "Name", "State")
        if "Schedule" in details:
            rule["ScheduleExpression"] = details["Schedule"]
        if "Pattern" in details:
            rule["EventPattern"] = details["Pattern"]
        return {event_id: resource("AWS::Events::Rule", rule, attributes)}
    return {}


def _each_event(given: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Type, name and properties of each event."""
    events = given.get("Events")
    if not isinstance(events, dict):
        return []
    return [
        (event["Type"], name, properties_of(event))
        for name, event in events.items()
        if isinstance(event, dict) and isinstance(event.get("Type"), str)
    ]
