"""Conversions of the tables of AWS Amplify; values of secrets are dropped here."""

from typing import Any

from remit.analysis.secrets import find_secrets
from remit.content.common import known, spells_out

TOKENS = ("AccessToken", "OauthToken", "access_token", "oauth_token")


@known
def secrets_in(variables: Any) -> list[str]:
    """The names of environment variables that hold a secret in plain text."""
    return find_secrets(variables)


token_written_down = spells_out(*TOKENS)
"""Whether a token for the repository stands in the template itself."""
