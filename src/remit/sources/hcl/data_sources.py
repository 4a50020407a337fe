"""Data sources whose answer can be told without asking AWS; all others are unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from remit.rows import partition_of
from remit.sources.hcl.operators import reason_of
from remit.sources.hcl.policy_documents import policy_json
from remit.sources.hcl.syntax import HclError
from remit.values import ACCOUNT, PARTITION, REGION, Partial, Unknown, join_text

if TYPE_CHECKING:
    from remit.sources.hcl.instances import Instance

_DNS = {
    "aws": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-us-gov": "amazonaws.com",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}
"""DNS suffix by partition, as botocore's endpoint data has them."""


def data_attribute(instance: Instance, name: str) -> Any:
    """An attribute of a data source that its configuration does not set."""
    known = _KNOWN.get(instance.type)
    value = known(instance, name) if known is not None else None
    if value is not None:
        return value
    return Unknown(f"{instance.address} is read from AWS at plan time")


def _caller_identity(instance: Instance, name: str) -> Any:
    if name not in ("account_id", "id"):
        return None
    account = instance.provider.account
    return account if isinstance(account, str) else Partial(ACCOUNT)


def _region_text(instance: Instance) -> str:
    own = instance.configured("region")
    region = own if isinstance(own, str) else instance.provider.region
    return region if isinstance(region, str) else Partial(REGION)


def _region(instance: Instance, name: str) -> Any:
    if name not in ("name", "id", "region", "endpoint"):
        return None
    set_name = instance.configured("name")
    region = set_name if isinstance(set_name, str) else _region_text(instance)
    return join_text(["ec2.", region, ".amazonaws.com"]) if name == "endpoint" else region


def _partition(instance: Instance, name: str) -> Any:
    region = _region_text(instance)
    known = None if isinstance(region, Partial) else partition_of(region)
    if name in ("partition", "id"):
        return known or Partial(PARTITION)
    if name == "dns_suffix":
        return _DNS[known] if known else Partial("⟦dns_suffix⟧")
    if name == "reverse_dns_prefix" and known:
        return ".".join(reversed(_DNS[known].split(".")))
    return None


def _policy(instance: Instance, name: str) -> Any:
    if name in ("json", "minified_json"):
        return policy_json(instance.values(), indent=name == "json")
    return None


def _arn(instance: Instance, name: str) -> Any:
    arn = instance.configured("arn")
    names = ("partition", "service", "region", "account", "resource")
    if name not in names or not isinstance(arn, str) or isinstance(arn, Partial):
        return None
    parts = arn.split(":", 5)
    return parts[names.index(name) + 1] if len(parts) == 6 else None


def _default_tags(instance: Instance, name: str) -> Any:
    return instance.provider.default_tags if name == "tags" else None


def _template_file(instance: Instance, name: str) -> Any:
    """`data.template_file` of the archived template provider, still widely used."""
    if name != "rendered":
        return None
    template, names = instance.configured("template"), instance.configured("vars")
    for value in (template, names):
        reason = reason_of(value)
        if reason is not None:
            return Unknown(reason)
    if not isinstance(template, str):
        return None
    try:
        return instance.module.function("templatestring", instance.scope, [template, names or {}])
    except HclError as error:
        return Unknown(error.reason)


_KNOWN: dict[str, Callable[[Instance, str], Any]] = {
    "aws_caller_identity": _caller_identity,
    "aws_region": _region,
    "aws_partition": _partition,
    "aws_iam_policy_document": _policy,
    "aws_arn": _arn,
    "aws_default_tags": _default_tags,
    "template_file": _template_file,
}
