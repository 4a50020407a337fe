"""A sign-in at IAM Identity Center, as AWS's tools keep it on this machine: until when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import SSOTokenLoadError
from botocore.session import Session
from botocore.utils import JSONFileCache, SSOTokenLoader, parse_timestamp

OF_PROFILE = ("sso_role_name", "sso_account_id")
"""By these botocore tells that a profile signs in."""


@dataclass(frozen=True)
class SignIn:
    """Where a profile signs in, until when; `ends` is None where nobody has signed in.

    `renewed`: botocore gets a new token before it ends, as long as Identity Center's own session
    lasts, which only the server knows.
    https://docs.aws.amazon.com/singlesignon/latest/userguide/configure-user-session.html
    """

    where: str
    profile: str
    ends: datetime | None = None
    renewed: bool = False


def sign_in(session: Session, folder: Path) -> SignIn | None:
    """The sign-in that a session's profile takes, or the profile that it takes a role from.

    `folder` is where the tokens are kept, `~/.aws/sso/cache`; nothing of them is held but when
    they end. None for a profile that does not sign in.
    """
    config: Mapping[str, Any] = session.full_config
    name = str(session.get_config_variable("profile") or "default")
    profiles, seen = config.get("profiles", {}), set[str]()
    profile: Mapping[str, Any] = profiles.get(name, {})
    while not any(key in profile for key in OF_PROFILE):
        seen.add(name)
        name = str(profile.get("source_profile") or "")
        if not name or name in seen:
            return None
        profile = profiles.get(name, {})
    shared = profile.get("sso_session")
    known = config.get("sso_sessions", {}).get(shared, {})
    url = str(profile.get("sso_start_url") or known.get("sso_start_url") or "")
    where = str(shared or url)
    try:
        token = SSOTokenLoader(JSONFileCache(str(folder)))(url, shared)
        ends = parse_timestamp(token["expiresAt"])
    except (SSOTokenLoadError, KeyError, ValueError):
        return SignIn(where, name)
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    # only what is shared by profiles is renewed
    return SignIn(where, name, ends, bool(shared and token.get("refreshToken")))
