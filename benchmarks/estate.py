"""The estate that the benchmarks scan: stacks of one small application, good and bad by turns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

REGION = "eu-west-1"


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of another resource."""

    type: str
    name: str
    attribute: str

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


@dataclass(frozen=True, slots=True)
class Document:
    """A policy, which HCL composes with `jsonencode`."""

    body: dict[str, Any]


class Block(dict[str, Any]):
    """A nested block; a list of them is a repeated one."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource as an author writes it, in Terraform's words."""

    type: str
    name: str
    values: dict[str, Any]

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


def estate(count: int, seed: int = 1) -> list[Declared]:
    """Exactly `count` resources, the same for the same seed.

    References point to earlier resources, so the last stack may be cut anywhere.
    """
    chance = random.Random(seed)
    resources: list[Declared] = []
    stack = 0
    while len(resources) < count:
        resources.extend(_stack(stack, chance))
        stack += 1
    return resources[:count]


def _stack(number: int, chance: random.Random) -> Iterator[Declared]:
    at = f"app{number:04d}"
    good = chance.random() < 0.5
    tags = {"Application": at, "Environment": chance.choice(["prod", "test"])}
    if good:
        tags["Owner"] = "shop@example.com"
    yield from _identity(at, tags, good)
    yield from _storage(at, tags, good, chance)
    yield from _network(at, tags, good, chance)
    yield from _data(at, tags, good, chance)
    yield from _application(at, tags, good, chance)


def _identity(at: str, tags: dict[str, str], good: bool) -> Iterator[Declared]:
    yield Declared(
        "aws_kms_key",
        at,
        {
            "description": f"{at} data",
            "enable_key_rotation": good,
            "deletion_window_in_days": 30,
            "tags": tags,
        },
    )
    yield Declared(
        "aws_iam_role",
        at,
        {
            "name": at,
            "assume_role_policy": _policy(
                "sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}
            ),
            "tags": tags,
        },
    )


def _storage(
    at: str, tags: dict[str, str], good: bool, chance: random.Random
) -> Iterator[Declared]:
    bucket = Ref("aws_s3_bucket", at, "id")
    yield Declared("aws_s3_bucket", at, {"bucket": f"{at}-files", "tags": tags})
    status = "Enabled" if good else "Suspended"
    versioning = Block(status=status)
    yield Declared(
        "aws_s3_bucket_versioning", at, {"bucket": bucket, "versioning_configuration": [versioning]}
    )
    flags = ("block_public_acls", "block_public_policy", "ignore_public_acls")
    closed = dict.fromkeys((*flags, "restrict_public_buckets"), good or chance.random() < 0.5)
    yield Declared("aws_s3_bucket_public_access_block", at, {"bucket": bucket, **closed})
    default = Block(sse_algorithm="aws:kms", kms_master_key_id=Ref("aws_kms_key", at, "arn"))
    if not good:
        default = Block(sse_algorithm="AES256")
    rule = Block(apply_server_side_encryption_by_default=[default])
    yield Declared(
        "aws_s3_bucket_server_side_encryption_configuration", at, {"bucket": bucket, "rule": [rule]}
    )
    yield Declared(
        "aws_efs_file_system",
        at,
        {"creation_token": at, "encrypted": good, "tags": tags}
        | ({"kms_key_id": Ref("aws_kms_key", at, "arn")} if good else {}),
    )
    action = ["s3:GetObject", "s3:PutObject"] if good else "*"
    resource = Ref("aws_s3_bucket", at, "arn") if good else "*"
    yield Declared(
        "aws_iam_role_policy",
        at,
        {
            "name": at,
            "role": Ref("aws_iam_role", at, "id"),
            "policy": _policy(action, Resource=resource),
        },
    )
    yield Declared(
        "aws_iam_policy",
        at,
        {"name": f"{at}-read", "policy": _policy("s3:ListBucket", Resource="*"), "tags": tags},
    )


def _network(
    at: str, tags: dict[str, str], good: bool, chance: random.Random
) -> Iterator[Declared]:
    source = "10.0.0.0/8" if good else "0.0.0.0/0"
    port = chance.choice([22, 443, 3389, 5432])
    ingress = Block(
        description="in", from_port=port, to_port=port, protocol="tcp", cidr_blocks=[source]
    )
    egress = Block(
        description="out", from_port=0, to_port=0, protocol="-1", cidr_blocks=["0.0.0.0/0"]
    )
    yield Declared(
        "aws_security_group",
        at,
        {
            "name": at,
            "description": f"{at} servers",
            "vpc_id": "vpc-0a1b2c3d",
            "ingress": [ingress],
            "egress": [egress],
            "tags": tags,
        },
    )
    yield Declared(
        "aws_security_group_rule",
        at,
        {
            "type": "ingress",
            "security_group_id": Ref("aws_security_group", at, "id"),
            "from_port": 8080,
            "to_port": 8080,
            "protocol": "tcp",
            "cidr_blocks": [source],
        },
    )
    yield Declared(
        "aws_vpc_security_group_ingress_rule",
        at,
        {
            "security_group_id": Ref("aws_security_group", at, "id"),
            "cidr_ipv4": source,
            "from_port": 443,
            "to_port": 443,
            "ip_protocol": "tcp",
        },
    )
    yield Declared(
        "aws_lb",
        at,
        {
            "name": at,
            "internal": good,
            "load_balancer_type": "application",
            "security_groups": [Ref("aws_security_group", at, "id")],
            "subnets": ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
            "drop_invalid_header_fields": good,
            "enable_deletion_protection": good,
            "tags": tags,
        },
    )
    action = Block(type="fixed-response", fixed_response=[Block(content_type="text/plain")])
    listener: dict[str, Any] = {
        "load_balancer_arn": Ref("aws_lb", at, "arn"),
        "port": 443 if good else 80,
        "protocol": "HTTPS" if good else "HTTP",
        "default_action": [action],
    }
    if good:
        listener["ssl_policy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06"
        listener["certificate_arn"] = f"arn:aws:acm:{REGION}:111122223333:certificate/{at}"
    yield Declared("aws_lb_listener", at, listener)


def _data(at: str, tags: dict[str, str], good: bool, chance: random.Random) -> Iterator[Declared]:
    database: dict[str, Any] = {
        "identifier": at,
        "engine": chance.choice(["postgres", "mysql"]),
        "instance_class": "db.t3.medium",
        "allocated_storage": 100,
        "username": "shop",
        "manage_master_user_password": True,
        "storage_encrypted": good,
        "publicly_accessible": not good and chance.random() < 0.5,
        "multi_az": good,
        "backup_retention_period": 14 if good else 0,
        "deletion_protection": good,
        "skip_final_snapshot": not good,
        "vpc_security_group_ids": [Ref("aws_security_group", at, "id")],
        "tags": tags,
    }
    if good:
        database["kms_key_id"] = Ref("aws_kms_key", at, "arn")
        database["final_snapshot_identifier"] = f"{at}-final"
    yield Declared("aws_db_instance", at, database)
    table: dict[str, Any] = {
        "name": at,
        "billing_mode": "PAY_PER_REQUEST",
        "hash_key": "id",
        "attribute": [Block(name="id", type="S")],
        "point_in_time_recovery": [Block(enabled=good)],
        "tags": tags,
    }
    if good:
        key = Ref("aws_kms_key", at, "arn")
        table["server_side_encryption"] = [Block(enabled=True, kms_key_arn=key)]
    yield Declared("aws_dynamodb_table", at, table)
    secret: dict[str, Any] = {"name": f"{at}/token", "tags": tags}
    if good:
        secret["kms_key_id"] = Ref("aws_kms_key", at, "arn")
    yield Declared("aws_secretsmanager_secret", at, secret)


def _application(
    at: str, tags: dict[str, str], good: bool, chance: random.Random
) -> Iterator[Declared]:
    key = {"kms_master_key_id": Ref("aws_kms_key", at, "arn")} if good else {}
    disk = Block(volume_size=50, encrypted=good)
    options = Block(http_endpoint="enabled", http_tokens="required" if good else "optional")
    instance: dict[str, Any] = {
        "ami": "ami-0a1b2c3d4e5f60718",
        "instance_type": "t3.large",
        "subnet_id": "subnet-0a1b2c3d",
        "associate_public_ip_address": not good,
        "vpc_security_group_ids": [Ref("aws_security_group", at, "id")],
        "root_block_device": [disk],
        "metadata_options": [options],
        "monitoring": good,
        "tags": tags,
    }
    yield Declared("aws_instance", at, instance)
    volume: dict[str, Any] = {"availability_zone": f"{REGION}a", "size": 100, "encrypted": good}
    yield Declared("aws_ebs_volume", at, volume | {"tags": tags})
    function: dict[str, Any] = {
        "function_name": at,
        "role": Ref("aws_iam_role", at, "arn"),
        "handler": "main.handler",
        "runtime": "python3.13" if good else "python3.7",
        "s3_bucket": "artifacts",
        "s3_key": f"{at}.zip",
        "environment": [Block(variables={"TABLE": at})],
        "tags": tags,
    }
    if good:
        function["kms_key_arn"] = Ref("aws_kms_key", at, "arn")
        function["tracing_config"] = [Block(mode="Active")]
    yield Declared("aws_lambda_function", at, function)
    yield Declared("aws_sns_topic", at, {"name": at, **key, "tags": tags})
    yield Declared("aws_sqs_queue", at, {"name": at, **key, "tags": tags})
    days = 365 if good else chance.choice([1, 7, 0])
    logs: dict[str, Any] = {"name": f"/aws/lambda/{at}", "retention_in_days": days, "tags": tags}
    if good:
        logs["kms_key_id"] = Ref("aws_kms_key", at, "arn")
    yield Declared("aws_cloudwatch_log_group", at, logs)


def _policy(action: Any, **more: Any) -> Document:
    statement = {"Effect": "Allow", "Action": action, **more}
    return Document({"Version": "2012-10-17", "Statement": [statement]})
