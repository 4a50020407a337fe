"""Builds an estate of scale N in an AWS that runs here: good and bad by turns, in two Regions.

N buckets, N instances with a volume and a security group each, N/5 databases, DynamoDB tables,
users, functions, queues, topics and log groups, N/2 roles, N/10 keys, secrets and snapshots,
N/20 load balancers, and a trail.

    python benchmarks/live_estate.py http://127.0.0.1:5000 200
"""

from __future__ import annotations

import argparse
import io
import json
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.session import Session

REGIONS = ("eu-west-1", "eu-central-1")
TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                   "Principal": {"Service": "lambda.amazonaws.com"}}],
})  # fmt: skip
WIDE = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)


class Estate:
    """Makes things by number; an even number is well made, an odd one is not."""

    def __init__(self, url: str) -> None:
        self.url, self.session = url, Session()
        self.session.set_credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI")
        self.clients: dict[tuple[str, str], Any] = {}
        self.networks: dict[str, tuple[str, list[str], str]] = {}

    def client(self, service: str, number: int) -> Any:
        """The client for the Region that this number falls into."""
        key = (service, REGIONS[number // 2 % 2])
        if key not in self.clients:
            self.clients[key] = self.session.create_client(
                service, region_name=key[1], endpoint_url=self.url
            )
        return self.clients[key]

    def prepare(self) -> None:
        """The networks, a role for functions, and every client while there is but one thread."""
        services = ("s3", "ec2", "rds", "dynamodb", "iam", "lambda", "kms", "sqs", "sns", "logs",
                    "secretsmanager", "elbv2", "cloudtrail")  # fmt: skip
        for number in (0, 2):
            for service in services:
                self.client(service, number)
            ec2 = self.client("ec2", number)
            vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
            subnets = [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]]
            image = ec2.register_image(Name="base", RootDeviceName="/dev/sda1")["ImageId"]
            self.networks[REGIONS[number // 2]] = (vpc, subnets, image)
        role = self.client("iam", 0).create_role(
            RoleName="functions", AssumeRolePolicyDocument=TRUST
        )
        self.role = role["Role"]["Arn"]

    def bucket(self, n: int) -> None:
        s3, region = self.client("s3", n), REGIONS[n // 2 % 2]
        s3.create_bucket(
            Bucket=f"bucket-{n}", CreateBucketConfiguration={"LocationConstraint": region}
        )
        if n % 2 == 0:
            s3.put_bucket_versioning(
                Bucket=f"bucket-{n}", VersioningConfiguration={"Status": "Enabled"}
            )
        else:
            s3.put_bucket_acl(Bucket=f"bucket-{n}", ACL="public-read")

    def instance(self, n: int) -> None:
        ec2 = self.client("ec2", n)
        vpc, subnets, image = self.networks[REGIONS[n // 2 % 2]]
        group = ec2.create_security_group(GroupName=f"g{n}", Description="x", VpcId=vpc)["GroupId"]
        open_to = "0.0.0.0/0" if n % 2 else "10.0.0.0/8"
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
             "IpRanges": [{"CidrIp": open_to}]}])  # fmt: skip
        ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro",
            SecurityGroupIds=[group], SubnetId=subnets[0],
            BlockDeviceMappings=[{"DeviceName": "/dev/sda1",
                                  "Ebs": {"VolumeSize": 8, "Encrypted": n % 2 == 0}}],
        )  # fmt: skip

    def database(self, n: int) -> None:
        self.client("rds", n).create_db_instance(
            DBInstanceIdentifier=f"db-{n}", DBInstanceClass="db.t3.micro", Engine="postgres",
            MasterUsername="admin1", MasterUserPassword="not-a-secret-1", AllocatedStorage=20,
            StorageEncrypted=n % 2 == 0, MultiAZ=n % 2 == 0,
        )  # fmt: skip

    def table(self, n: int) -> None:
        self.client("dynamodb", n).create_table(
            TableName=f"table-{n}", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            DeletionProtectionEnabled=n % 2 == 0,
        )  # fmt: skip

    def user(self, n: int) -> None:
        iam = self.client("iam", 0)
        iam.create_user(UserName=f"user-{n}")
        if n % 2:
            iam.create_access_key(UserName=f"user-{n}")
            iam.put_user_policy(UserName=f"user-{n}", PolicyName="wide", PolicyDocument=WIDE)

    def role_of(self, n: int) -> None:
        iam = self.client("iam", 0)
        iam.create_role(RoleName=f"role-{n}", AssumeRolePolicyDocument=TRUST)
        if n % 2:
            iam.put_role_policy(RoleName=f"role-{n}", PolicyName="wide", PolicyDocument=WIDE)

    def function(self, n: int) -> None:
        self.client("lambda", n).create_function(
            FunctionName=f"function-{n}", Role=self.role, Handler="x.y", Code={"ZipFile": _zip()},
            Runtime="python3.12" if n % 2 == 0 else "python3.8",
        )  # fmt: skip

    def messages(self, n: int) -> None:
        self.client("sqs", n).create_queue(QueueName=f"queue-{n}")
        self.client("sns", n).create_topic(Name=f"topic-{n}")
        self.client("logs", n).create_log_group(logGroupName=f"/bench/{n}")

    def keys(self, n: int) -> None:
        kms = self.client("kms", n)
        key = kms.create_key(Description=f"key {n}")["KeyMetadata"]["KeyId"]
        if n % 2 == 0:
            kms.enable_key_rotation(KeyId=key)
        self.client("secretsmanager", n).create_secret(Name=f"secret-{n}", SecretString="x")
        ec2 = self.client("ec2", n)
        volume = ec2.create_volume(AvailabilityZone=f"{REGIONS[n // 2 % 2]}a", Size=8)["VolumeId"]
        ec2.create_snapshot(VolumeId=volume)

    def balancer(self, n: int) -> None:
        subnets = self.networks[REGIONS[n // 2 % 2]][1]
        self.client("elbv2", n).create_load_balancer(Name=f"lb-{n}", Subnets=subnets[:2])

    def trail(self, n: int) -> None:
        self.client("cloudtrail", n).create_trail(
            Name="trail", S3BucketName="bucket-0", IsMultiRegionTrail=True
        )


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("x.py", "def y(event, context): pass")
    return held.getvalue()


def build(url: str, scale: int) -> None:
    """Make the estate; the account is empty before."""
    made = Estate(url)
    made.prepare()
    parts: tuple[tuple[Callable[[int], None], int], ...] = (
        (made.bucket, scale), (made.instance, scale), (made.database, scale // 5),
        (made.table, scale // 5), (made.user, scale // 5), (made.function, scale // 5),
        (made.messages, scale // 5), (made.role_of, scale // 2), (made.keys, scale // 10),
        (made.balancer, scale // 20), (made.trail, 1),
    )  # fmt: skip
    for make, count in parts:
        # moto's IAM and EC2 are dictionaries that threads trip over (5.2)
        threads = 1 if make in (made.user, made.role_of, made.instance) else 4
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(make, range(max(count, 1))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("scale", type=int)
    given = parser.parse_args()
    started = time.monotonic()
    build(given.url, given.scale)
    print(f"built N={given.scale} in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
