"""SAM's resources as the CloudFormation they become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from remit.sources.cloudformation import read_template
from remit.sources.declared import Document, Resource
from remit.values import Reference, Unknown

DATA = Path(__file__).parent / "data" / "cloudformation"
POLICY = "arn:aws:iam::aws:policy/"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_template(DATA / "sam.yaml", region="eu-west-1", account="123456789012")


@pytest.fixture(scope="module")
def found(document: Document) -> dict[str, Resource]:
    return {r.address: r for r in document.resources}


def test_no_serverless_type_is_left_but_what_is_reported(document: Document) -> None:
    left = [r.address for r in document.resources if "Serverless" in r.type]
    assert left == ["Wire"]
    (problem,) = document.problems
    assert "AWS::Serverless::Connector adds (Wire) is not read" in problem.message
    assert problem.line == 71


def test_a_function_takes_the_globals(found: dict[str, Any]) -> None:
    orders = found["Orders"]
    assert (orders.type, orders.line) == ("AWS::Lambda::Function", 13)
    assert orders.values["Runtime"] == "python3.12"
    assert orders.values["Timeout"] == 30
    assert orders.values["Environment"] == {
        "Variables": {"STAGE": "prod", "TABLE": Reference("Table")}
    }
    assert orders.values["Layers"] == [Reference("Shared"), Reference("Extra")]
    assert orders.values["TracingConfig"] == {"Mode": "Active"}
    assert orders.values["Role"] == Reference("OrdersRole", "Arn")
    assert orders.values["Tags"] == [
        {"Key": "lambda:createdBy", "Value": "SAM"},
        {"Key": "team", "Value": "shop"},
    ]
    assert found["Given"].values["Role"] == "arn:aws:iam::123456789012:role/x"
    assert found["Given"].values["Code"]["ImageUri"].startswith("123456789012")
    assert {"Key": "team", "Value": "other"} in found["Given"].values["Tags"]
    assert "GivenRole" not in found
    assert not {"Absent", "AbsentRole"} & set(found)


def test_a_function_without_a_role_gets_one(found: dict[str, Any]) -> None:
    role = found["OrdersRole"]
    assert (role.type, role.line) == ("AWS::IAM::Role", 13)
    statement = role.values["AssumeRolePolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": ["lambda.amazonaws.com"]}
    assert role.values["ManagedPolicyArns"] == [
        POLICY + "service-role/AWSLambdaBasicExecutionRole",
        POLICY + "AWSXrayWriteOnlyAccess",
        POLICY + "service-role/AWSLambdaSQSQueueExecutionRole",
        POLICY + "AmazonS3ReadOnlyAccess",
        Reference("Managed"),
    ]
    own, template = role.values["Policies"]
    assert own["PolicyDocument"]["Statement"][0]["Action"] == "s3:*"
    assert template["PolicyDocument"]["Statement"] == Unknown(
        "the statements of SAM policy template DynamoDBCrudPolicy are not expanded"
    )


def test_a_public_url_is_a_url_and_a_permission(found: dict[str, Any]) -> None:
    assert found["OrdersUrl"].values["AuthType"] == "NONE"
    permission = found["OrdersUrlPublicPermissions"]
    assert permission.type == "AWS::Lambda::Permission"
    assert permission.values["Principal"] == "*"
    assert permission.values["FunctionUrlAuthType"] == "NONE"


def test_events_become_permissions_and_their_companions(found: dict[str, Any]) -> None:
    api = found["OrdersGetPermissionProd"].values
    assert api["Principal"] == "apigateway.amazonaws.com"
    assert api["SourceArn"] == ("arn:aws:execute-api:eu-west-1:123456789012:⟦ServerlessRestApi⟧/*")
    assert found["ServerlessRestApi"].type == "AWS::ApiGateway::RestApi"
    assert found["ServerlessRestApiProdStage"].type == "AWS::ApiGateway::Stage"
    assert "⟦Web⟧" in found["OrdersHttpPermission"].values["SourceArn"]
    assert found["OrdersTickPermission"].values["Principal"] == "events.amazonaws.com"
    assert found["OrdersTick"].values["ScheduleExpression"] == "rate(1 day)"
    assert found["OrdersNewsPermission"].values["SourceArn"] == Reference("Topic")
    assert found["OrdersNews"].type == "AWS::SNS::Subscription"
    assert found["OrdersQueue"].values == {
        "FunctionName": Reference("Orders"),
        "EventSourceArn": Reference("Jobs", "Arn"),
        "BatchSize": 10,
    }


def test_tables_apis_machines_and_layers_keep_their_ids(found: dict[str, Any]) -> None:
    table = found["Table"]
    assert table.type == "AWS::DynamoDB::Table"
    assert table.values == {
        "SSESpecification": {"SSEEnabled": True},
        "Tags": [{"Key": "team", "Value": "shop"}],
        "KeySchema": [{"AttributeName": "order", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "order", "AttributeType": "N"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    assert found["Rest"].values["EndpointConfiguration"] == {"Types": ["PRIVATE"]}
    stage = found["Restv1Stage"].values
    assert (stage["TracingEnabled"], stage["RestApiId"]) == (True, Reference("Rest"))
    assert stage["AccessLogSetting"] == {"DestinationArn": Reference("Log", "Arn")}
    assert found["Web"].type == "AWS::ApiGatewayV2::Api"
    assert found["WebApiGatewayDefaultStage"].values["StageName"] == "$default"
    flow = found["Flow"]
    assert flow.type == "AWS::StepFunctions::StateMachine"
    assert flow.values["LoggingConfiguration"] == {"Level": "ALL"}
    assert flow.values["RoleArn"] == Reference("FlowRole", "Arn")
    assert found["FlowRole"].values["ManagedPolicyArns"] == [POLICY + "service-role/AWSLambdaRole"]
    assert found["Shared"].values["DeletionPolicy"] == "Retain"


def test_a_local_application_is_a_nested_stack(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "template.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}")
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n"
        "  App: {Type: AWS::Serverless::Application, Properties: {Location: app/template.yaml}}\n"
        "  Far: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: x}}}\n"
    )
    document = read_template(tmp_path / "template.yaml")
    assert [r.address for r in document.resources] == ["App", "App.T", "Far"]
    assert [p.line for p in document.problems] == [4]


def test_what_sam_makes_at_deployment_is_unknown(found: dict[str, Any]) -> None:
    assert isinstance(found["Orders"].values["Code"], Unknown)
    assert isinstance(found["Rest"].values["Body"], Unknown)
    assert isinstance(found["Web"].values["Body"], Unknown)


def test_an_implicit_api_exists_only_with_a_function_that_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    text = (
        "Transform: AWS::Serverless-2016-10-31\n"
        "Conditions: {{C: !Equals [a, {0}]}}\n"
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Condition: C\n"
        "    Properties: {{Events: {{E: {{Type: HttpApi}}}}}}\n"
    )
    path.write_text(text.format("b"))
    assert read_template(path).resources == []
    path.write_text(text.format("a"))
    addresses = {r.address for r in read_template(path).resources}
    assert {"F", "FRole", "FEPermission", "ServerlessHttpApi"} <= addresses


def test_where_failed_events_go_is_read_and_a_queue_is_made_where_none_is_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "Transform: AWS::Serverless-2016-10-31\n"
        "Resources:\n"
        "  Made:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      EventInvokeConfig:\n"
        "        MaximumRetryAttempts: 1\n"
        "        DestinationConfig: {OnFailure: {Type: SQS}, OnSuccess: {Type: SNS}}\n"
        "  Named:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      AutoPublishAlias: live\n"
        "      EventInvokeConfig:\n"
        "        DestinationConfig: {OnFailure: {Type: Lambda, Destination: !GetAtt Made.Arn}}\n"
        "  Bare: {Type: AWS::Serverless::Function}\n"
    )
    found = {r.address: r for r in read_template(path).resources}
    assert found["MadeEventInvokeConfig"].type == "AWS::Lambda::EventInvokeConfig"
    assert found["MadeEventInvokeConfig"].values == {
        "FunctionName": Reference("Made"),
        "Qualifier": "$LATEST",
        "MaximumRetryAttempts": 1,
        "DestinationConfig": {
            "OnFailure": {"Destination": Reference("MadeEventInvokeConfigOnFailureQueue", "Arn")},
            "OnSuccess": {"Destination": Reference("MadeEventInvokeConfigOnSuccessTopic")},
        },
    }
    assert found["MadeEventInvokeConfigOnFailureQueue"].type == "AWS::SQS::Queue"
    assert found["MadeEventInvokeConfigOnSuccessTopic"].type == "AWS::SNS::Topic"
    named = found["NamedEventInvokeConfig"].values
    assert named["Qualifier"] == "live"
    assert named["DestinationConfig"] == {"OnFailure": {"Destination": Reference("Made", "Arn")}}
    assert "BareEventInvokeConfig" not in found
