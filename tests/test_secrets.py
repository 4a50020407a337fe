"""Hard-coded secrets: what is one, what is none, and that none is ever printed."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.analysis.secrets import find_secrets
from remit.values import Partial, Reference, Unknown

# Put together here, so that no scanner of this repository takes them for real.
KEY_ID = "AKIA" + "Q3EGRZ5TYK2LNV7D"
SECRET_KEY = "kWcrlUX5JEDGM/" + "LtmEENI/aVmYvHNif5zB+d9+ct"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
GITLAB = "glpat-" + "a1B2c3D4e5F6g7H8i9J0"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
GOOGLE = "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"

MEMBERS: list[tuple[str, Any, list[str]]] = [
    ("DB_PASSWORD", "hunter2abc", ["DB_PASSWORD"]),
    ("DB_PASSWORD", "changeme", ["DB_PASSWORD"]),
    ("DB_PASSWORD", "password", ["DB_PASSWORD"]),
    ("PGPASSWORD", "correct-horse", ["PGPASSWORD"]),
    ("DBPASS", "s3cr3t!", ["DBPASS"]),
    ("dbPassword", "hunter2abc", ["dbPassword"]),
    ("spring.datasource.password", "hunter2abc", ["spring.datasource.password"]),
    ("PIN_PASSWORD", "123456", ["PIN_PASSWORD"]),
    ("AWS_SECRET_ACCESS_KEY", SECRET_KEY, ["AWS_SECRET_ACCESS_KEY"]),
    ("AWS_ACCESS_KEY_ID", KEY_ID, ["AWS_ACCESS_KEY_ID (AWS access key id)"]),
    ("API_KEY", "9f8b7c6d5e4f3a2b1c0d", ["API_KEY"]),
    ("apiKey", "Zx81mPq0LtR5", ["apiKey"]),
    ("CLIENT_SECRET", "Zx81mPq0LtR5vW", ["CLIENT_SECRET"]),
    ("SECRET_KEY_BASE", "9f8b7c6d5e4f3a2b1c0d9f8b7c6d5e4f", ["SECRET_KEY_BASE"]),
    ("GH", GITHUB, ["GH (GitHub token)"]),
    ("GITHUB_TOKEN", GITHUB, ["GITHUB_TOKEN"]),
    ("CI", GITLAB, ["CI (GitLab token)"]),
    ("HOOK", SLACK, ["HOOK (Slack token)"]),
    ("PAY", STRIPE, ["PAY (Stripe key)"]),
    ("MAPS", GOOGLE, ["MAPS (Google API key)"]),
    ("SESSION", JWT, ["SESSION (JSON Web Token)"]),
    ("CERT", PEM, ["CERT (private key)"]),
    ("DATABASE_URL", "postgres://app:hunter2@db:5432/x", ["DATABASE_URL (URL with password)"]),
    ("REDIS_URL", "rediss://:hunter2@cache:6379", ["REDIS_URL (URL with password)"]),
    # where a secret is, or what it is called, is no secret
    ("DB_PASSWORD_ARN", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:x", []),
    ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:x", []),
    ("DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}", []),
    ("DB_PASSWORD", "${db_password}", []),
    ("DB_PASSWORD", "$DB_PASSWORD", []),
    ("DB_PASSWORD", "$(cat /run/secret)", []),
    ("DB_PASSWORD", "/prod/db/password", []),
    ("SECRET_NAME", "prod-db-credentials-1", []),
    ("SECRET_ID", "prod-db-credentials-1", []),
    ("TOKEN_URL", "https://auth.example.com/token1", []),
    ("PASSWORD_PARAMETER", "prod-db-password-1", []),
    ("PASSWORD_FILE", "run-secrets-db1", []),
    ("PRIVATE_KEY_PATH", "etc-ssl-key1", []),
    ("SECRET", "prod/db/credentials", []),
    ("DB_SECRET", "my-app-secret-v2", []),
    ("PUBLIC_KEY", "ssh-rsa AAAAB3NzaC1yc2E", []),
    ("PASSWORD_MIN_LENGTH", "14", []),
    ("MAX_TOKENS", "4096", []),
    ("MAX_TOKEN", "40960000", []),
    ("USE_PASSWORD", "always", []),
    ("COMPASS", "north-by-northwest", []),
    ("MONKEY", "Banana1234", []),
    ("TOKEN_TYPE", "Bearer12345", []),
    ("DB_PASSWORD", "<password>", []),
    ("DB_PASSWORD", "xxxxxxxx", []),
    ("DB_PASSWORD", "********", []),
    ("DB_PASSWORD", "your-password-here", []),
    ("DB_PASSWORD", "", []),
    ("DB_PASSWORD", "true", []),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", []),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", []),
    ("DATABASE_URL", "postgres://app@db:5432/x", []),
    ("DATABASE_URL", "postgres://app:${PASSWORD}@db:5432/x", []),
    ("CALLBACK", "https://example.com:8443/a@b", []),
    ("DB_PASSWORD", Unknown("parameter DbPassword has no value"), []),
    ("DB_PASSWORD", Reference("Secret", "value"), []),
    ("DB_PASSWORD", Partial("⟦DbPassword⟧"), []),
    ("DB_PASSWORD", None, []),
    ("DB_PASSWORD", 7, []),
    ("LOG_LEVEL", "debug", []),
    ("COMMIT", "da39a3ee5e6b4b0d3255bfef95601890afd80709", []),
]


@pytest.mark.parametrize(("key", "value", "expected"), MEMBERS)
def test_an_environment_variable_with_a_literal_secret_is_named(
    key: str, value: Any, expected: list[str]
) -> None:
    assert find_secrets({key: value}) == expected


TEXTS: list[tuple[str, list[str]]] = [
    ("#!/bin/bash\nexport DB_PASSWORD=hunter2abc\n", ["DB_PASSWORD"]),
    ("export DB_PASSWORD='hunter2abc'; run", ["DB_PASSWORD"]),
    ('{"password": "hunter2abc"}', ["password"]),
    ("db:\n  password: hunter2abc\n", ["password"]),
    (f"aws configure set aws_access_key_id {KEY_ID}", ["AWS access key id"]),
    (f"aws_secret_access_key = {SECRET_KEY}", ["aws_secret_access_key"]),
    (f"git clone https://x:{GITHUB}@github.com/a/b", ["GitHub token", "URL with password"]),
    (PEM, ["private key"]),
    ("export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)", []),
    ('PASSWORD="$(openssl rand -base64 24)"', []),
    ("password = os.environ['PASSWORD']", []),
    ("password = getpass()", []),
    ("Password: !Ref DbPassword", []),
    ("echo 'set the password: look into the wiki'", []),
    ("#!/bin/bash\nyum update -y\nsystemctl start httpd\n", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_a_script_with_a_literal_secret_is_named(text: str, expected: list[str]) -> None:
    assert find_secrets(text) == expected


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_base64_user_data_reads_as_its_text(text: str, expected: list[str]) -> None:
    assert find_secrets(base64.b64encode(text.encode()).decode()) == expected


def test_a_list_of_name_and_value_is_an_environment() -> None:
    pairs = [{"Name": "DB_PASSWORD", "Value": "hunter2abc"}, {"name": "MODE", "value": "fast1234"}]
    assert find_secrets({"Environment": pairs}) == ["Environment.DB_PASSWORD"]


def test_a_text_with_holes_is_searched_where_it_is_known() -> None:
    assert find_secrets(Partial("HOST=⟦Db⟧\nDB_PASSWORD=hunter2abc\nKEY=⟦Key⟧")) == ["DB_PASSWORD"]


SECRETS = ["hunter2abc", SECRET_KEY, KEY_ID, GITHUB, GITLAB, SLACK, STRIPE, GOOGLE, JWT]


@given(st.sampled_from(SECRETS), st.sampled_from(["PASSWORD", "X", "aws_secret_access_key"]))
def test_no_secret_is_ever_in_what_is_returned(secret: str, name: str) -> None:
    for where in ({name: secret}, f"{name}={secret}", {"a": [f"https://u:{secret}@h"]}):
        assert not any(secret in found for found in find_secrets(where))


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(TREES)
def test_nothing_makes_the_search_fail(tree: Any) -> None:
    assert isinstance(find_secrets(tree), list)


def test_a_long_text_is_searched_in_reasonable_time() -> None:
    assert find_secrets("a.b-c:" * 20_000 + "\npassword=hunter2abc") == ["password"]
