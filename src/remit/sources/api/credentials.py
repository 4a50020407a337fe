"""Credentials for each account: a profile's own, or a role's that is assumed and kept fresh."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore import exceptions as bc
from botocore.config import Config
from botocore.credentials import (
    CredentialProvider,
    CredentialResolver,
    Credentials,
    DeferredRefreshableCredentials,
)
from botocore.session import Session

from remit.sources.api.errors import DENIED, EXPECTED, CredentialsError, Kind, Refused, refused
from remit.sources.api.regions import HOMES
from remit.sources.api.session_policy import SessionPolicy

SESSION_NAME = "remit"
MFA_SECONDS = 43_200
"""How long credentials with MFA last: STS's own default, 12 hours, since a code works once.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
"""

SIGN_IN: tuple[type[Exception], ...] = (bc.SSOError, bc.NoAuthTokenError, bc.TokenRetrievalError)


@dataclass(frozen=True)
class Mfa:
    """A device, and what asks for its code; asked once."""

    serial: str
    code: Callable[[str], str]


@dataclass(frozen=True)
class Who:
    """Whose credentials they are."""

    account: str
    arn: str

    @property
    def partition(self) -> str:
        """aws, aws-cn …"""
        return self.arn.split(":")[1]


@dataclass(frozen=True)
class Role:
    """A role to assume, with what its trust policy may ask for, and what it is limited to."""

    arn: str
    external_id: str = ""
    session_name: str = SESSION_NAME
    policy: SessionPolicy | None = None

    def parameters(self) -> dict[str, Any]:
        """As AssumeRole takes it."""
        given: dict[str, Any] = {"RoleArn": self.arn, "RoleSessionName": self.session_name}
        if self.external_id:
            given["ExternalId"] = self.external_id
        return given | (self.policy.parameters() if self.policy is not None else {})


@dataclass
class Source:
    """Where credentials come from: a profile, or the environment; one session, made once.

    `region` is where STS is asked, unless the profile says. `endpoint_url` is for every service.
    Safe to use from several threads.
    """

    profile: str | None = None
    region: str = ""
    endpoint_url: str | None = None
    mfa: Mfa | None = None
    config: Config = field(default_factory=lambda: Config(retries={"mode": "standard"}))

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.made: Session | None = None
        self.client: Any = None
        self.found: Who | None = None

    def __reduce__(self) -> Any:
        """For a worker of another machine: where to look, not what was found here."""
        return Source, (self.profile, self.region, self.endpoint_url, self.mfa, self.config)

    def session(self) -> Session:
        """The session; raises CredentialsError where there are none that could be used."""
        with self.lock:
            if self.made is None:
                self.made = self._session()
            return self.made

    def who(self) -> Who:
        """Whose they are; raises CredentialsError."""
        with self.lock:
            if self.found is None:
                try:
                    answer = self._sts().get_caller_identity()
                except EXPECTED as error:
                    raise CredentialsError(self._reason(error, "GetCallerIdentity")) from error
                self.found = Who(str(answer["Account"]), str(answer["Arn"]))
            return self.found

    def assuming(self, role: Role) -> Callable[[], Session]:
        """A way to make a session with a role's credentials, which are renewed before they expire.

        It raises Refused where the role cannot be assumed, and CredentialsError where the
        credentials to assume it with are at fault.
        """

        def fetch() -> dict[str, Any]:
            return self._assume(role)

        def renewed() -> dict[str, Any]:
            try:
                return fetch()
            except (Refused, CredentialsError) as error:
                # botocore hands on nothing else from within a call
                raise bc.CredentialRetrievalError(
                    provider="assume-role", error_msg=str(error)
                ) from error

        def make() -> Session:
            first = [fetch()]
            credentials = DeferredRefreshableCredentials(
                refresh_using=lambda: first.pop() if first else renewed(), method="assume-role"
            )
            return _with(credentials, self.session())

        return make

    def _session(self) -> Session:
        made = Session(profile=self.profile)
        try:
            credentials = made.get_credentials()
            if credentials is not None:
                credentials.get_frozen_credentials()
        except bc.ProfileNotFound as error:
            raise CredentialsError(f"{error} (aws configure list-profiles)") from error
        except EXPECTED as error:
            raise CredentialsError(self._reason(error, "")) from error
        if credentials is None:
            raise CredentialsError("no credentials were found (aws configure, or --profile NAME)")
        return made if self.mfa is None else self._with_mfa(made, self.mfa)

    def _with_mfa(self, session: Session, mfa: Mfa) -> Session:
        """A session whose credentials say that MFA was used, so that roles can be assumed."""
        client = self._client(session)
        try:
            answer = client.get_session_token(
                SerialNumber=mfa.serial, TokenCode=mfa.code(mfa.serial), DurationSeconds=MFA_SECONDS
            )["Credentials"]
        except EXPECTED as error:
            raise CredentialsError(f"MFA: {self._reason(error, 'GetSessionToken')}") from error
        keys = (answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
        return _with(Credentials(*keys, method="mfa"), session)

    def _sts(self) -> Any:
        """STS as these credentials reach it; a client may be used from several threads."""
        with self.lock:
            if self.client is None:
                self.client = self._client(self.session())
            return self.client

    def _client(self, session: Session) -> Any:
        region = session.get_config_variable("region") or self.region or HOMES["aws"]
        return session.create_client(
            "sts", region_name=region, endpoint_url=self.endpoint_url, config=self.config
        )

    def _assume(self, role: Role) -> dict[str, Any]:
        try:
            answer = self._sts().assume_role(**role.parameters())["Credentials"]
        except EXPECTED as error:
            raise _not_assumed(error, role) from error
        return {
            "access_key": answer["AccessKeyId"],
            "secret_key": answer["SecretAccessKey"],
            "token": answer["SessionToken"],
            "expiry_time": answer["Expiration"].isoformat(),
            "account_id": role.arn.split(":")[4],
        }

    def _reason(self, error: Exception, operation: str) -> str:
        profile = f" --profile {self.profile}" if self.profile else ""
        if isinstance(error, SIGN_IN):
            return f"the sign-in has expired or is missing: run aws sso login{profile}"
        if isinstance(error, bc.LoginError):
            return f"the sign-in has expired or is missing: run aws login{profile}"
        return refused(error, "sts", operation, "global").reason


def _with(credentials: Credentials, like: Session) -> Session:
    """A session with these credentials; what was loaded for another one is not loaded again."""
    made = Session()
    loader = like.get_component("data_loader")
    made.register_component("data_loader", loader)
    made.register_component("credential_provider", CredentialResolver([_Given(credentials)]))
    region = like.get_config_variable("region")
    if region:
        made.set_config_variable("region", region)
    return made


class _Given(CredentialProvider):  # type: ignore[misc]
    """Credentials that are there already."""

    METHOD = "remit"

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self.credentials = credentials

    def load(self) -> Credentials:
        return self.credentials


def _not_assumed(error: Exception, role: Role) -> Refused:
    """Why a role was not assumed, and what to do about it."""
    found = refused(error, "sts", "AssumeRole", "global")
    code, name = found.code, role.arn.partition(":role/")[2]
    if isinstance(error, bc.ClientError) and code in DENIED and not found.kind.name.endswith("SCP"):
        told = "does not exist or does not trust these credentials"
        asked = "" if role.external_id else ", or it asks for an --external-id"
        hint = f"{told}{asked} (remit policy print --format stackset makes one)"
        return Refused(code, f"the role {name} cannot be assumed: it {hint}", found.kind)
    if code == "PackedPolicyTooLarge":
        hint = "choose fewer checks, or --session-policy none where the role only reads"
        return Refused(code, f"the session policy is too large for the role {name}: {hint}")
    if code == "RegionDisabledException":
        hint = "STS is not enabled where it was asked: set the profile's region"
        return Refused(code, f"the role {name} cannot be assumed: {hint}")
    if found.kind is Kind.CREDENTIALS:
        return Refused(code, f"to assume the role {name}: {found.reason}", Kind.CREDENTIALS)
    return Refused(code, f"the role {name} cannot be assumed: {found.reason}", found.kind)
