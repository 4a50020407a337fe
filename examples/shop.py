"""Builds what really runs of Corner Shop, good and bad, in an AWS that runs here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

Clients = Callable[[str, str], Any]
"""A botocore client of a service in a Region."""

DUBLIN, FRANKFURT = "eu-west-1", "eu-central-1"
ACCOUNT = "123456789012"
EVERYBODY = {"Effect": "Allow", "Principal": "*"}


def tags(owner: str, env: str = "prod") -> list[dict[str, str]]:
    """The tags that the shop puts on what it remembers to tag."""
    return [{"Key": "owner", "Value": owner}, {"Key": "env", "Value": env}]


def policy(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def build(clients: Clients) -> None:
    """Make everything; the account is empty before."""
    key = keys(clients)
    buckets(clients, key)
    network = machines(clients, key)
    databases(clients, key)
    tables(clients, key)
    people(clients)
    functions(clients)
    messages(clients, key)
    files_and_front(clients, network)
    trail_and_logs(clients, key)


def keys(clients: Clients) -> str:
    """A KMS key that rotates, and one in Frankfurt that does not."""
    kms = clients("kms", DUBLIN)
    wrap = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags("platform")]
    key = kms.create_key(Description="Corner Shop data", Tags=wrap)["KeyMetadata"]
    kms.enable_key_rotation(KeyId=key["KeyId"])
    clients("kms", FRANKFURT).create_key(Description="Corner Shop archive")
    return str(key["Arn"])


def buckets(clients: Clients, key: str) -> None:
    """Orders as it should be, logs, photos for the world, and an archive in Frankfurt."""
    s3 = clients("s3", DUBLIN)
    for name in ("corner-shop-orders-prod", "corner-shop-logs", "corner-shop-photos"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": DUBLIN})
    closed = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    for name in ("corner-shop-orders-prod", "corner-shop-logs"):
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=closed)
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags("orders")})
    s3.put_bucket_versioning(
        Bucket="corner-shop-orders-prod", VersioningConfiguration={"Status": "Enabled"}
    )
    sealed = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket="corner-shop-orders-prod",
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": sealed}]
        },
    )
    tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [
            "arn:aws:s3:::corner-shop-orders-prod",
            "arn:aws:s3:::corner-shop-orders-prod/*",
        ],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket="corner-shop-orders-prod", Policy=policy(tls))
    reading = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::corner-shop-photos/*"}
    s3.put_bucket_policy(Bucket="corner-shop-photos", Policy=policy(EVERYBODY | reading))
    s3.put_bucket_acl(Bucket="corner-shop-photos", ACL="public-read")
    clients("s3", FRANKFURT).create_bucket(
        Bucket="corner-shop-archive", CreateBucketConfiguration={"LocationConstraint": FRANKFURT}
    )


def machines(clients: Clients, key: str) -> dict[str, list[str]]:
    """A web server that the world may log in to, and a worker as it should be."""
    ec2 = clients("ec2", DUBLIN)
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{n}.0/24", AvailabilityZone=DUBLIN + zone)
        for n, zone in enumerate("ab")
    ]
    subnet_ids = [subnet["Subnet"]["SubnetId"] for subnet in subnets]
    groups = {}
    for name, port, peer in (("web", 22, "0.0.0.0/0"), ("worker", 443, "10.20.0.0/16")):
        made = ec2.create_security_group(
            GroupName=name, Description=f"Corner Shop {name}", VpcId=vpc
        )
        groups[name] = made["GroupId"]
        ec2.authorize_security_group_ingress(
            GroupId=groups[name],
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
                 "IpRanges": [{"CidrIp": peer}]}
            ],
        )  # fmt: skip
    for name, options in (("web", {}), ("worker", {"Encrypted": True, "KmsKeyId": key})):
        imds = "optional" if name == "web" else "required"
        ec2.run_instances(
            ImageId="ami-12345678", MinCount=1, MaxCount=1, InstanceType="t3.micro",
            SubnetId=subnet_ids[0], SecurityGroupIds=[groups[name]],
            MetadataOptions={"HttpTokens": imds},
            TagSpecifications=[{"ResourceType": "instance",
                                "Tags": [{"Key": "Name", "Value": name}, *tags(name)]}],
        )  # fmt: skip
        volume = ec2.create_volume(AvailabilityZone=DUBLIN + "a", Size=20, **options)
        ec2.create_snapshot(VolumeId=volume["VolumeId"], Description=f"{name} data")
    clients("ec2", FRANKFURT).create_volume(AvailabilityZone=FRANKFURT + "a", Size=100)
    return {"vpc": [vpc], "subnets": subnet_ids, "groups": list(groups.values())}


def databases(clients: Clients, key: str) -> None:
    """The shop's database, and a reporting one that somebody made in a hurry."""
    rds = clients("rds", DUBLIN)
    common = {"Engine": "postgres", "AllocatedStorage": 20, "MasterUsername": "shop",
              "MasterUserPassword": "kept-elsewhere-1"}  # fmt: skip
    rds.create_db_instance(
        DBInstanceIdentifier="shop", DBInstanceClass="db.m6g.large", StorageEncrypted=True,
        KmsKeyId=key, BackupRetentionPeriod=14, MultiAZ=True, DeletionProtection=True,
        PubliclyAccessible=False, Tags=tags("orders"), **common,
    )  # fmt: skip
    rds.create_db_instance(
        DBInstanceIdentifier="reporting", DBInstanceClass="db.t3.micro", BackupRetentionPeriod=0,
        PubliclyAccessible=True, StorageEncrypted=False, **common,
    )  # fmt: skip


def tables(clients: Clients, key: str) -> None:
    """DynamoDB: carts with recovery, sessions without."""
    dynamodb = clients("dynamodb", DUBLIN)
    shape: dict[str, Any] = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    dynamodb.create_table(
        TableName="carts", Tags=tags("orders"),
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}, **shape,
    )  # fmt: skip
    dynamodb.update_continuous_backups(
        TableName="carts", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    clients("dynamodb", FRANKFURT).create_table(TableName="sessions", **shape)


def people(clients: Clients) -> None:
    """An administrator with access keys, a role for functions, and a password policy."""
    iam = clients("iam", DUBLIN)
    iam.create_user(UserName="ann", Tags=tags("platform"))
    iam.create_login_profile(UserName="ann", Password="Chosen-by-ann-1")
    iam.create_access_key(UserName="ann")
    every = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_user_policy(UserName="ann", PolicyName="everything", PolicyDocument=policy(every))
    iam.create_user(UserName="build")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
             "Action": "sts:AssumeRole"}  # fmt: skip
    iam.create_role(RoleName="functions", AssumeRolePolicyDocument=policy(trust))
    reading = {"Effect": "Allow", "Action": "s3:GetObject",
               "Resource": "arn:aws:s3:::corner-shop-orders-prod/*"}  # fmt: skip
    made = iam.create_policy(PolicyName="read-orders", PolicyDocument=policy(reading))
    iam.attach_role_policy(RoleName="functions", PolicyArn=made["Policy"]["Arn"])
    iam.create_group(GroupName="developers")
    iam.add_user_to_group(GroupName="developers", UserName="build")
    iam.update_account_password_policy(MinimumPasswordLength=8)


def functions(clients: Clients) -> None:
    """A function on a runtime of today, one on a runtime of the past with a secret in sight."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return {}\n")
    lambda_ = clients("lambda", DUBLIN)
    role = f"arn:aws:iam::{ACCOUNT}:role/functions"
    for name, runtime, variables in (
        ("checkout", "python3.13", {"STAGE": "prod"}),
        ("import-prices", "python3.7", {"DB_PASSWORD": "hunter2-hunter2"}),
    ):
        lambda_.create_function(
            FunctionName=name, Runtime=runtime, Role=role, Handler="main.handler",
            Code={"ZipFile": code.getvalue()}, Environment={"Variables": variables},
            Tags={"owner": "orders", "env": "prod"},
        )  # fmt: skip
    lambda_.add_permission(
        FunctionName="import-prices", StatementId="world", Action="lambda:InvokeFunction",
        Principal="*",
    )  # fmt: skip


def messages(clients: Clients, key: str) -> None:
    """Topics, queues and secrets, one of each good and one bad."""
    sns, sqs = clients("sns", DUBLIN), clients("sqs", DUBLIN)
    sns.create_topic(Name="order-events", Attributes={"KmsMasterKeyId": key}, Tags=tags("orders"))
    topic = sns.create_topic(Name="offers")["TopicArn"]
    publish = policy(EVERYBODY | {"Action": "sns:Publish", "Resource": topic})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=publish)
    sqs.create_queue(QueueName="orders", Attributes={"KmsMasterKeyId": key},
                     tags={"owner": "orders"})  # fmt: skip
    arn = f"arn:aws:sqs:{DUBLIN}:{ACCOUNT}:parcels"
    sending = policy(EVERYBODY | {"Action": "sqs:SendMessage", "Resource": arn})
    sqs.create_queue(QueueName="parcels", Attributes={"Policy": sending})
    secrets = clients("secretsmanager", DUBLIN)
    secrets.create_secret(Name="shop/database", KmsKeyId=key, SecretString="made-up",
                          Tags=tags("platform"))  # fmt: skip
    clients("secretsmanager", FRANKFURT).create_secret(Name="archive", SecretString="made-up")


def files_and_front(clients: Clients, network: dict[str, list[str]]) -> None:
    """Shared files, and load balancers for the web."""
    efs = clients("efs", DUBLIN)
    efs.create_file_system(CreationToken="shop", Encrypted=True, Tags=tags("platform"))
    efs.create_file_system(CreationToken="scratch", Encrypted=False)
    elb = clients("elbv2", DUBLIN)
    front = elb.create_load_balancer(
        Name="shop", Subnets=network["subnets"], SecurityGroups=network["groups"][:1],
        Scheme="internet-facing", Type="application", Tags=tags("platform"),
    )["LoadBalancers"][0]  # fmt: skip
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=network["vpc"][0]
    )["TargetGroups"][0]  # fmt: skip
    elb.create_listener(
        LoadBalancerArn=front["LoadBalancerArn"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
    )  # fmt: skip


def trail_and_logs(clients: Clients, key: str) -> None:
    """A trail of Dublin alone, and log groups with and without an end."""
    trail = clients("cloudtrail", DUBLIN)
    trail.create_trail(Name="shop", S3BucketName="corner-shop-logs", IsMultiRegionTrail=False,
                       EnableLogFileValidation=True)  # fmt: skip
    trail.start_logging(Name="shop")
    logs = clients("logs", DUBLIN)
    logs.create_log_group(logGroupName="/aws/lambda/checkout", kmsKeyId=key,
                          tags={"owner": "orders"})  # fmt: skip
    logs.put_retention_policy(logGroupName="/aws/lambda/checkout", retentionInDays=365)
    logs.create_log_group(logGroupName="/corner-shop/debug")
    clients("logs", FRANKFURT).create_log_group(logGroupName="/corner-shop/archive")
