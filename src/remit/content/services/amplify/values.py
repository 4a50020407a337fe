"""Conversions of the tables of AWS Amplify; values of secrets are dropped here."""

from collections.abc import Mapping
from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known, spelled_out

TOKENS = ("AccessToken", "OauthToken", "access_token", "oauth_token")


@known
def secrets_in(variables: Any) -> list[str]:
    """The names of environment variables that hold a secret in plain text."""
    return find_secrets(variables)


def token_written_down(resource: Any) -> bool:
    """Whether a token for the repository stands in the template itself.

    A parameter, a variable without a value and a reference to a secret are none.
    """
    values = resource if isinstance(resource, Mapping) else {}
    return any(spelled_out(one) for one in map(values.get, TOKENS))
