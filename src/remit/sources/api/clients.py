"""Clients of AWS's services: made once per service and Region, shared by all accounts.

A client takes milliseconds and some 100 KB, and there are a thousand in an account with 17 Regions.
So accounts share them: whose credentials sign is decided when a call is made. The models that they
are made from take 100 MB as botocore keeps them; here only what may be called is kept.
"""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import orjson
from botocore.credentials import Credentials
from botocore.exceptions import NoCredentialsError
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session

PERSONAL = frozenset({
    "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_account_id",
    "credential_process", "credential_source", "duration_seconds", "external_id", "login_session",
    "mfa_serial", "output", "region", "role_arn", "role_session_name", "source_profile",
    "sso_account_id", "sso_region", "sso_registration_scopes", "sso_role_name", "sso_session",
    "sso_start_url", "web_identity_token_file",
})  # fmt: skip
"""What a profile says of whose credentials to use, and not of how to reach AWS."""

ALSO = {("s3", "HeadBucket"), ("timestream-write", "DescribeEndpoints")}
"""What botocore asks by itself: where a bucket lies that it was redirected from, and which endpoint
of a service an account is to use."""


class Files(JSONFileLoader):  # type: ignore[misc]
    """Reads botocore's files; of a service's model only the operations that may be called."""

    def __init__(self, allowed: Collection[tuple[str, str]]) -> None:
        self.allowed = {*allowed, *ALSO}
        self.shapes: dict[str, Collection[str]] = {}

    def load_file(self, file_path: str) -> Any:
        """A file's content, None where there is none; `file_path` has no suffix."""
        for suffix, opened in ((".json", open), (".json.gz", gzip.open)):
            path = Path(file_path + suffix)
            if not path.is_file():
                continue
            with opened(path, "rb") as file:
                found = orjson.loads(file.read())
            service, _, kind = Path(file_path).parts[-3:]
            if kind == "service-2":
                found = pruned(found, service, self.allowed)
                self.shapes[service] = found["shapes"].keys()
            elif kind.startswith("service-2."):
                # what botocore adds to the model once that is read: mostly to what writes
                found = self._extras(found, service)
            return found
        return None

    def _extras(self, extras: Mapping[str, Any], service: str) -> dict[str, Any]:
        merge = dict(extras.get("merge", {}))
        known = {"shapes": self.shapes.get(service, ()),
                 "operations": [name for at, name in self.allowed if at == service]}  # fmt: skip
        for part, names in known.items():
            merge[part] = {k: v for k, v in merge.get(part, {}).items() if k in names}
        return {**extras, "merge": merge}


def pruned(
    model: Mapping[str, Any], service: str, allowed: Collection[tuple[str, str]]
) -> dict[str, Any]:
    """A service's model with the allowed operations and the shapes that they take."""
    kept = {name: _said(one) for name, one in model["operations"].items()
            if (service, name) in allowed}  # fmt: skip
    shapes: dict[str, Any] = {}
    open_: list[Any] = list(kept.values())
    while open_:
        for name in _named(open_.pop()):
            if name not in shapes and name in model["shapes"]:
                shapes[name] = _said(model["shapes"][name])
                open_.append(shapes[name])
    rest = {key: value for key, value in model.items() if key not in ("documentation", "examples")}
    return {**rest, "operations": kept, "shapes": shapes}


def _said(value: Any) -> Any:
    """The same without words for people: a text under `documentation`, no member of that name."""
    if isinstance(value, dict):
        return {key: _said(inner) for key, inner in value.items()
                if key != "documentation" or not isinstance(inner, str)}  # fmt: skip
    return [_said(inner) for inner in value] if isinstance(value, list) else value


def _named(value: Any) -> list[str]:
    """The shapes that an operation or a shape refers to."""
    if isinstance(value, list):
        return [name for inner in value for name in _named(inner)]
    if not isinstance(value, dict):
        return []
    found = [value["shape"]] if isinstance(value.get("shape"), str) else []
    return found + [name for inner in value.values() for name in _named(inner)]


class Speaker(threading.local):
    """Whose session the calls of this thread are made with."""

    session: Session | None = None


class Borrowed(Credentials):  # type: ignore[misc]
    """The credentials of whoever speaks, as a client asks for them to sign a call."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        super().__init__("", "", method="explicit")

    def get_frozen_credentials(self) -> Any:
        """The keys to sign with; raises NoCredentialsError."""
        session = self.speaker.session
        found = session.get_credentials() if session is not None else None
        if found is None:
            raise NoCredentialsError()
        return found.get_frozen_credentials()


class _Provider:
    """Gives a session the borrowed credentials."""

    def __init__(self, credentials: Borrowed) -> None:
        self.credentials = credentials

    def load_credentials(self) -> Borrowed:
        return self.credentials


class Clients:
    """Clients that reach AWS in one way; safe to use from several threads."""

    def __init__(self, session: Session, allowed: Collection[tuple[str, str]]) -> None:
        self.speaker = Speaker()
        self.lock = threading.Lock()
        self.made: dict[tuple[str, str], Any] = {}
        # botocore's own handlers are among those of the session already
        hooks = session.get_component("event_emitter")
        self.session = Session(
            profile=session.profile, event_hooks=hooks, include_builtin_handlers=False
        )
        config = session.get_default_client_config()
        if config is not None:
            self.session.set_default_client_config(config)
        path = session.get_config_variable("data_path")
        more = [str(Path(os.path.expandvars(one)).expanduser()) for one in path.split(os.pathsep)
                ] if path else None  # fmt: skip
        self.session.register_component(
            "data_loader", Loader(extra_search_paths=more, file_loader=Files(allowed))
        )
        self.session.register_component("credential_provider", _Provider(Borrowed(self.speaker)))

    def client(self, service: str, region: str, make: Callable[[Session], Any]) -> Any:
        """The client of a service in a Region, made when it is first asked for."""
        key = (service, region)
        found = self.made.get(key)
        if found is None:
            with self.lock:
                found = self.made.get(key)
                if found is None:
                    found = self.made[key] = make(self.session)
        return found


class Sharing:
    """The clients of one collection: the same for all accounts that reach AWS in the same way."""

    def __init__(self, allowed: Collection[tuple[str, str]]) -> None:
        self.allowed = allowed
        self.lock = threading.Lock()
        self.found: dict[tuple[Any, ...], Clients] = {}

    def of(self, session: Session, *more: Any) -> Clients:
        """The clients for an account with this session; `more` is what else they depend on."""
        scoped = session.get_scoped_config()
        way = sorted((key, str(value)) for key, value in scoped.items() if key not in PERSONAL)
        key = (tuple(way), session.get_default_client_config(), *more)
        with self.lock:
            if key not in self.found:
                self.found[key] = Clients(session, self.allowed)
            return self.found[key]
