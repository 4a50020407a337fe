"""How sources spell what the tables of Amazon SageMaker AI hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from remit.content.common import known
from remit.paths import LEAF_ABSENT
from remit.values import ACCOUNT, Partial, Reference, Unknown

AWS_REGISTRIES = (
    "763104351884", "683313688378", "382416733822", "257758044811", "404615174143",
    "246618743249", "174872318107", "141502667606", "685385470294",
)  # fmt: skip
"""AWS's accounts that its framework images and some of its algorithms come from.
https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html"""


@known
def enabled(word: Any) -> Any:
    """Whether a setting that is Enabled or Disabled is on."""
    return str(word).lower() == "enabled"


def variants(listed: Any) -> Any:
    """Each production variant: its instances at the start, and whether it is serverless."""
    return [_variant(one) for one in (listed if isinstance(listed, list) else [listed])]


def _variant(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return Unknown(getattr(one, "reason", "a variant is no record"))
    serverless = one.get("ServerlessConfig", one.get("serverless_config"))
    instances = one.get("InitialInstanceCount", one.get("initial_instance_count"))
    if instances is None and serverless in (None, [], {}):
        instances = Unknown("no number of instances is named")
    named = one.get("ModelName", one.get("model_name"))
    return {
        "model": named if isinstance(named, str) and not isinstance(named, Partial) else "",
        "serverless": serverless
        if isinstance(serverless, (Unknown, Reference))
        else serverless not in (None, [], {}),
        "instances": instances,
    }


def images(containers: Any) -> Any:
    """The images of the containers; a model package names none."""
    listed = containers if isinstance(containers, list) else [containers]
    found = [_image(one) for one in listed]
    return [image for image in found if image is not None] or LEAF_ABSENT


def _image(container: Any) -> Any:
    if not isinstance(container, Mapping):
        return Unknown(getattr(container, "reason", "a container is no record"))
    return container.get("Image", container.get("image"))


def own_image(images: Any, account: Any) -> Any:
    """Whether an image comes from the account's own registry; false where all are AWS's."""
    found = [_own(one, account) for one in images]
    if any(one is True for one in found):
        return True
    return next((one for one in found if isinstance(one, Unknown)), False)


def _own(image: Any, account: Any) -> bool | Unknown:
    if isinstance(image, (Unknown, Reference)):
        return Unknown(image.reason)
    registry = re.match(r"(\d{12}|⟦[^⟧]*⟧)\.dkr\.ecr\.", str(image))
    if registry is None:
        return Unknown(f"{image} is no image of a known registry")
    if registry[1] in (ACCOUNT, account):
        return True
    return False if registry[1] in AWS_REGISTRIES else Unknown(f"whose image {image} is")
