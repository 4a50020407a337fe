"""The estate as one CloudFormation template; a resource that is a setting of another is merged."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from typing import Any

import yaml
from estate import Declared, Document, Ref, estate

_TYPES = {
    "aws_kms_key": "AWS::KMS::Key",
    "aws_iam_role": "AWS::IAM::Role",
    "aws_iam_role_policy": "AWS::IAM::RolePolicy",
    "aws_iam_policy": "AWS::IAM::ManagedPolicy",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_efs_file_system": "AWS::EFS::FileSystem",
    "aws_security_group": "AWS::EC2::SecurityGroup",
    "aws_security_group_rule": "AWS::EC2::SecurityGroupIngress",
    "aws_vpc_security_group_ingress_rule": "AWS::EC2::SecurityGroupIngress",
    "aws_lb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "aws_lb_listener": "AWS::ElasticLoadBalancingV2::Listener",
    "aws_db_instance": "AWS::RDS::DBInstance",
    "aws_dynamodb_table": "AWS::DynamoDB::Table",
    "aws_secretsmanager_secret": "AWS::SecretsManager::Secret",
    "aws_instance": "AWS::EC2::Instance",
    "aws_ebs_volume": "AWS::EC2::Volume",
    "aws_lambda_function": "AWS::Lambda::Function",
    "aws_sns_topic": "AWS::SNS::Topic",
    "aws_sqs_queue": "AWS::SQS::Queue",
    "aws_cloudwatch_log_group": "AWS::Logs::LogGroup",
}

_ATTRIBUTES = {
    ("aws_kms_key", "arn"): "Arn",
    ("aws_iam_role", "arn"): "Arn",
    ("aws_s3_bucket", "arn"): "Arn",
    ("aws_security_group", "id"): "GroupId",
    ("aws_lb", "arn"): "",
}
"""What to ask of a resource, where it is not its plain `Ref`."""


def write_cfn(count: int, path: pathlib.Path) -> None:
    """Write a template of `count` resources: JSON by suffix, else YAML."""
    # What is a resource of its own in Terraform, a bucket's versioning, is a property here.
    content = template(estate(2 * count), count)
    if path.suffix == ".json":
        path.write_text(json.dumps(content, indent=2))
    else:
        path.write_text(yaml.safe_dump(content, sort_keys=False))


def template(resources: list[Declared], count: int) -> dict[str, Any]:
    """The template as an object, with the first `count` resources that CloudFormation has."""
    bodies: dict[str, dict[str, Any]] = {}
    for one in resources:
        kind = _TYPES.get(one.type)
        if kind is None:
            bucket = bodies[_logical("aws_s3_bucket", one.name)]
            bucket["Properties"].update(_BUCKET_SETTINGS[one.type](one.values))
        elif len(bodies) == count:
            break
        else:
            bodies[_logical(one.type, one.name)] = {"Type": kind, "Properties": _properties(one)}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": bodies}


def _properties(one: Declared) -> dict[str, Any]:
    values = {name: _value(value) for name, value in one.values.items()}
    made = _PROPERTIES[one.type](values)
    properties = {name: value for name, value in made.items() if value is not None}
    if "tags" in values:
        tags = [{"Key": key, "Value": value} for key, value in values["tags"].items()]
        properties["FileSystemTags" if one.type == "aws_efs_file_system" else "Tags"] = tags
        if one.type == "aws_iam_policy":
            del properties["Tags"]
    return properties


def _value(value: Any) -> Any:
    if isinstance(value, Ref):
        logical = _logical(value.type, value.name)
        attribute = _ATTRIBUTES.get((value.type, value.attribute))
        return {"Fn::GetAtt": [logical, attribute]} if attribute else {"Ref": logical}
    if isinstance(value, Document):
        return _value(value.body)
    if isinstance(value, dict):
        return {name: _value(inner) for name, inner in value.items()}
    return [_value(inner) for inner in value] if isinstance(value, list) else value


def _logical(type_: str, name: str) -> str:
    words = type_.removeprefix("aws_").split("_")
    return "".join(word.capitalize() for word in words) + name.capitalize()


def _encryption(values: dict[str, Any]) -> dict[str, Any]:
    default = values["rule"][0]["apply_server_side_encryption_by_default"][0]
    by_default = {"SSEAlgorithm": default["sse_algorithm"]}
    if "kms_master_key_id" in default:
        by_default["KMSMasterKeyID"] = _value(default["kms_master_key_id"])
    rule = {"ServerSideEncryptionByDefault": by_default}
    return {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}


def _closed(values: dict[str, Any]) -> dict[str, Any]:
    flags = {
        "BlockPublicAcls": values["block_public_acls"],
        "BlockPublicPolicy": values["block_public_policy"],
        "IgnorePublicAcls": values["ignore_public_acls"],
        "RestrictPublicBuckets": values["restrict_public_buckets"],
    }
    return {"PublicAccessBlockConfiguration": flags}


_BUCKET_SETTINGS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "aws_s3_bucket_versioning": lambda v: {
        "VersioningConfiguration": {"Status": v["versioning_configuration"][0]["status"]}
    },
    "aws_s3_bucket_public_access_block": _closed,
    "aws_s3_bucket_server_side_encryption_configuration": _encryption,
}


def _rule(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "Description": values.get("description"),
        "IpProtocol": values["protocol"],
        "FromPort": values["from_port"],
        "ToPort": values["to_port"],
        "CidrIp": values["cidr_blocks"][0],
    }


def _listener(v: dict[str, Any]) -> dict[str, Any]:
    fixed = {"StatusCode": "200", "ContentType": "text/plain"}
    certificate = v.get("certificate_arn")
    return {
        "LoadBalancerArn": v["load_balancer_arn"],
        "Port": v["port"],
        "Protocol": v["protocol"],
        "SslPolicy": v.get("ssl_policy"),
        "Certificates": [{"CertificateArn": certificate}] if certificate else None,
        "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": fixed}],
    }


def _balancer(v: dict[str, Any]) -> dict[str, Any]:
    flags = {
        "routing.http.drop_invalid_header_fields.enabled": v["drop_invalid_header_fields"],
        "deletion_protection.enabled": v["enable_deletion_protection"],
    }
    attributes = [{"Key": key, "Value": str(value).lower()} for key, value in flags.items()]
    return {
        "Name": v["name"],
        "Scheme": "internal" if v["internal"] else "internet-facing",
        "Type": v["load_balancer_type"],
        "SecurityGroups": v["security_groups"],
        "Subnets": v["subnets"],
        "LoadBalancerAttributes": attributes,
    }


def _database(v: dict[str, Any]) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": v["identifier"],
        "Engine": v["engine"],
        "DBInstanceClass": v["instance_class"],
        "AllocatedStorage": str(v["allocated_storage"]),
        "MasterUsername": v["username"],
        "ManageMasterUserPassword": True,
        "StorageEncrypted": v["storage_encrypted"],
        "KmsKeyId": v.get("kms_key_id"),
        "PubliclyAccessible": v["publicly_accessible"],
        "MultiAZ": v["multi_az"],
        "BackupRetentionPeriod": v["backup_retention_period"],
        "DeletionProtection": v["deletion_protection"],
        "VPCSecurityGroups": v["vpc_security_group_ids"],
    }


def _table(v: dict[str, Any]) -> dict[str, Any]:
    sse = v.get("server_side_encryption")
    key = {"SSEEnabled": True, "SSEType": "KMS"}
    if sse:
        key["KMSMasterKeyId"] = sse[0]["kms_key_arn"]
    recovery = {"PointInTimeRecoveryEnabled": v["point_in_time_recovery"][0]["enabled"]}
    return {
        "TableName": v["name"],
        "BillingMode": v["billing_mode"],
        "KeySchema": [{"AttributeName": v["hash_key"], "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "PointInTimeRecoverySpecification": recovery,
        "SSESpecification": key if sse else None,
    }


def _instance(v: dict[str, Any]) -> dict[str, Any]:
    disk = v["root_block_device"][0]
    volume = {"VolumeSize": disk["volume_size"], "Encrypted": disk["encrypted"]}
    return {
        "ImageId": v["ami"],
        "InstanceType": v["instance_type"],
        "Monitoring": v["monitoring"],
        "NetworkInterfaces": [
            {
                "DeviceIndex": "0",
                "SubnetId": v["subnet_id"],
                "AssociatePublicIpAddress": v["associate_public_ip_address"],
                "GroupSet": v["vpc_security_group_ids"],
            }
        ],
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": volume}],
        "MetadataOptions": {"HttpTokens": v["metadata_options"][0]["http_tokens"]},
    }


def _function(v: dict[str, Any]) -> dict[str, Any]:
    return {
        "FunctionName": v["function_name"],
        "Role": v["role"],
        "Handler": v["handler"],
        "Runtime": v["runtime"],
        "Code": {"S3Bucket": v["s3_bucket"], "S3Key": v["s3_key"]},
        "Environment": {"Variables": v["environment"][0]["variables"]},
        "KmsKeyArn": v.get("kms_key_arn"),
        "TracingConfig": {"Mode": "Active"} if "tracing_config" in v else None,
    }


def _group(v: dict[str, Any]) -> dict[str, Any]:
    return {
        "GroupName": v["name"],
        "GroupDescription": v["description"],
        "VpcId": v["vpc_id"],
        "SecurityGroupIngress": [_rule(rule) for rule in v["ingress"]],
        "SecurityGroupEgress": [_rule(rule) for rule in v["egress"]],
    }


_PROPERTIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "aws_kms_key": lambda v: {
        "Description": v["description"],
        "EnableKeyRotation": v["enable_key_rotation"],
        "PendingWindowInDays": v["deletion_window_in_days"],
    },
    "aws_iam_role": lambda v: {
        "RoleName": v["name"],
        "AssumeRolePolicyDocument": v["assume_role_policy"],
    },
    "aws_iam_role_policy": lambda v: {
        "PolicyName": v["name"],
        "RoleName": v["role"],
        "PolicyDocument": v["policy"],
    },
    "aws_iam_policy": lambda v: {
        "ManagedPolicyName": v["name"],
        "PolicyDocument": v["policy"],
    },
    "aws_s3_bucket": lambda v: {"BucketName": v["bucket"]},
    "aws_efs_file_system": lambda v: {
        "Encrypted": v["encrypted"],
        "KmsKeyId": v.get("kms_key_id"),
    },
    "aws_security_group": _group,
    "aws_security_group_rule": lambda v: {"GroupId": v["security_group_id"], **_rule(v)},
    "aws_vpc_security_group_ingress_rule": lambda v: {
        "GroupId": v["security_group_id"],
        "IpProtocol": v["ip_protocol"],
        "FromPort": v["from_port"],
        "ToPort": v["to_port"],
        "CidrIp": v["cidr_ipv4"],
    },
    "aws_lb": _balancer,
    "aws_lb_listener": _listener,
    "aws_db_instance": _database,
    "aws_dynamodb_table": _table,
    "aws_secretsmanager_secret": lambda v: {"Name": v["name"], "KmsKeyId": v.get("kms_key_id")},
    "aws_instance": _instance,
    "aws_ebs_volume": lambda v: {
        "AvailabilityZone": v["availability_zone"],
        "Size": v["size"],
        "Encrypted": v["encrypted"],
    },
    "aws_lambda_function": _function,
    "aws_sns_topic": lambda v: {
        "TopicName": v["name"],
        "KmsMasterKeyId": v.get("kms_master_key_id"),
    },
    "aws_sqs_queue": lambda v: {
        "QueueName": v["name"],
        "KmsMasterKeyId": v.get("kms_master_key_id"),
    },
    "aws_cloudwatch_log_group": lambda v: {
        "LogGroupName": v["name"],
        "RetentionInDays": v["retention_in_days"] or None,
        "KmsKeyId": v.get("kms_key_id"),
    },
}
