"""How sources spell what the tables of AWS Elastic Beanstalk hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known
from remit.lifecycles import until
from remit.paths import BLOCK_ABSENT
from remit.values import Unknown, unknown_reason

VARIABLES = "aws:elasticbeanstalk:application:environment"

ELSEWHERE: Mapping[str, str] = {
    "TemplateName": "a saved configuration",
    "template_name": "a saved configuration",
    "VersionLabel": "the .ebextensions of an application version",
    "version_label": "the .ebextensions of an application version",
}
"""What may set an option that a template leaves out, in the order in which it counts.

https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options.html
"""


def option(namespace: str, name: str) -> Callable[[Any], Any]:
    """A conversion: the value of one option that a template sets directly, which beats all others.

    Without it a saved configuration or the source bundle may decide; then nobody can tell here.
    """

    def find(values: Any) -> Any:
        found = _value(_settings(values), namespace, name)
        if found is not BLOCK_ABSENT:
            return found
        other = next((why for key, why in ELSEWHERE.items() if values.get(key)), None)
        return Unknown(f"{other} may set it") if other else BLOCK_ABSENT

    return find


def deployed(namespace: str, name: str) -> Callable[[Any], Any]:
    """A conversion: the value of one option in the settings that an environment runs with."""

    def find(described: Any) -> Any:
        running = _running(described)
        return running if isinstance(running, Unknown) else _value(running, namespace, name)

    return find


def secret_variables(values: Any) -> Any:
    """The names of variables in a template that hold a secret; values are dropped here."""
    return _secrets(_settings(values))


def deployed_secret_variables(described: Any) -> Any:
    """The names of variables of an environment that hold a secret; values are dropped here."""
    running = _running(described)
    return running if isinstance(running, Unknown) else _secrets(running)


def _settings(values: Mapping[str, Any]) -> Any:
    return values.get("OptionSettings", values.get("setting")) or []


def _running(described: Any) -> Any:
    """The settings in force: beside them there may be a draft that is pending or has failed.

    https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ConfigurationSettingsDescription.html
    """
    for one in described:
        if one.get("DeploymentStatus") == "deployed":
            return one.get("OptionSettings") or []
    return Unknown("no configuration has been deployed to the environment yet")


def _each(settings: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Namespace, name and value of each setting, `Unknown` for all three where it is not known."""
    if (reason := unknown_reason(settings)) is not None:
        settings = [Unknown(reason)]
    for one in settings if isinstance(settings, list) else [settings]:
        if isinstance(one, Mapping):
            keys = (("Namespace", "namespace"), ("OptionName", "name"), ("Value", "value"))
            namespace, name, value = (one.get(upper, one.get(lower)) for upper, lower in keys)
            yield namespace, name, value
        else:
            doubt = Unknown(unknown_reason(one) or "a setting is no record")
            yield doubt, doubt, doubt


def _value(settings: Any, namespace: str, name: str) -> Any:
    doubt: Unknown | None = None
    for space, key, value in _each(settings):
        reasons = [unknown_reason(space), unknown_reason(key)]
        if (space, key) == (namespace, name):
            return BLOCK_ABSENT if value in (None, "") else value
        if any(reasons) and (reasons[0] or space == namespace) and (reasons[1] or key == name):
            doubt = doubt or Unknown(str(reasons[0] or reasons[1]))
    return doubt or BLOCK_ABSENT


def _secrets(settings: Any) -> Any:
    variables: dict[str, Any] = {}
    for space, key, value in _each(settings):
        if (reason := unknown_reason(space) or unknown_reason(key)) is not None:
            return Unknown(reason)
        if space == VARIABLES:
            variables[str(key)] = value
    return find_secrets(variables)


@known
def made_by_customer(platform: Any) -> Any:
    """Whether the ARN of a platform names an account: those of AWS name none."""
    parts = str(platform).split(":")
    return len(parts) > 4 and parts[4] != ""


def supported_until(platform: Any) -> Any:
    """When security updates end for the operating system that a platform's name tells of.

    Names are such as `64bit Amazon Linux 2023 v4.3.0 running Python 3.11`, also within ARNs.
    """
    if (reason := unknown_reason(platform)) is not None:
        return Unknown(reason)
    if linux := re.search(r"Amazon Linux (\d{4}\.\d{2}|\d+)", str(platform)):
        return until("amazon-linux", linux[1])
    if windows := re.search(r"Windows Server (?:Core )?(\d{4})", str(platform)):
        return until("windows-server", windows[1])
    return Unknown(f"{platform or 'no platform is named that'} tells no operating system")


def no_defaults(_: Any) -> list[str]:
    """No image: a template names one to have another than the platform's own."""
    return []


def own_image(image: str, defaults: list[str]) -> bool:
    """Whether an environment starts from another image than those of its platform."""
    return image not in ("", *defaults)
