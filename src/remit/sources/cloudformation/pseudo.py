"""Pseudo parameters (`AWS::Region`, …), as far as account and Region are given.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
"""

from __future__ import annotations

from typing import Any

from remit.values import ACCOUNT, PARTITION, REGION, Partial, Unknown

# Partitions and their DNS suffixes as botocore's partitions.json has them.
_PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
    ("", "aws", "amazonaws.com"),
)


class NoValue:
    """What `AWS::NoValue` evaluates to: the property it is the value of is not set."""


NO_VALUE = NoValue()


def pseudo_parameters(region: str | None, account: str | None) -> dict[str, Any]:
    """Their values; a text with a hole for what is chosen at deployment."""
    partition: str = Partial(PARTITION)
    suffix: str = Partial("⟦AWS::URLSuffix⟧")
    if region:
        partition, suffix = next(p[1:] for p in _PARTITIONS if region.startswith(p[0]))
    return {
        "AWS::AccountId": account or Partial(ACCOUNT),
        "AWS::Region": region or Partial(REGION),
        "AWS::Partition": partition,
        "AWS::URLSuffix": suffix,
        "AWS::StackName": Partial("⟦AWS::StackName⟧"),
        "AWS::StackId": Partial("⟦AWS::StackId⟧"),
        "AWS::NotificationARNs": Unknown("AWS::NotificationARNs are given at deployment"),
        "AWS::NoValue": NO_VALUE,
    }
