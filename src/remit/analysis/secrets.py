"""Secrets that are written where anybody with read access finds them.

For environment variables, user data, task definitions, parameters with defaults. What is named is
the kind of secret or the key that holds it, never the secret itself.
Token forms: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
AWS key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from remit.values import Partial, Reference, Unknown

_KINDS: dict[str, str] = {
    "AWS access key id": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b",
    "GitLab token": r"\bgl(?:pat|dt|rt|ptt|cbt|agent)-[A-Za-z0-9_-]{20,}",
    "Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "Slack webhook": r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}",
    "Stripe key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "Google API key": r"\bAIza[A-Za-z0-9_-]{35}",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "SendGrid key": r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    "JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
    "URL with password": r"\b[a-z][a-z0-9+.-]{0,20}://[^\s:/@'\"]{0,64}:(?P<secret>[^\s/@'\"]{3,})@[\w.-]+",
}
_ASSIGNMENT = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})(?P<close>["']?)\s*(?P<sign>=|:=|:|=>)\s*
        (?P<quote>["']?)(?P<value>[^\s"']{1,512})""",
    re.VERBOSE,
)
_WORDS = re.compile(
    r"(?:^|_)(?:pass|passwd|password|passphrase|pwd|secret|secrets|token|credential|credentials"
    r"|apikey|api_?key|access_?key|secret_?key|private_?key|auth_?key|encryption_?key"
    r"|secret_key_base|signing_?key|master_?key|account_?key|client_?secret)(?:_[a-z]?\d{0,2})?$"
    r"|(?:^|_)(?:db|root|admin|user|sql)pass$|(?:password|passwd|apikey|secretkey|secretaccesskey|accesstoken|authtoken)\d{0,2}$"
)
_NOT_SECRET = re.compile(
    r"(?:_|^)(?:arn|name|names|id|ids|url|uri|endpoint|path|file|dir|location|parameter|param"
    r"|policy|length|expiry|expiration|ttl|type|version|region|rotation|enabled|ref|prefix|header"
    r"|min|max|alias|required|field|key_name|public_key|table|bucket|issuer|audience)$"
    r"|^(?:use|enable|disable|require|has|is|no|max|min|rotate)_|public_?key|_per_|token_count"
)
_PLACEHOLDER = re.compile(
    r"^(?:[x*.#•-]+|<.*>|\[.*\]|\{.*\}|%.*%|__.*__|\$.*|your[-_ ].*|insert[-_ ].*|replace[-_ ]?.*"
    r"|example.*|placeholder.*|dummy|todo|tbd|none|null|nil|undefined|true|false|yes|no|on|off"
    r"|redacted.*|hidden|n/?a|unset|default|required|optional|string)$"
    r"|example(?:key|token|secret|password)",
    re.IGNORECASE,
)
_LOOKED_UP = re.compile(
    r"^(?:arn:|\{\{resolve:|ssm:|secretsmanager:|vault:|op://|aws-sm:|/[\w.-]+(?:/[\w.-]+)*/?$"
    r"|(?:https?|s3|file)://[^\s@]*$|!|os\.|process\.env|[A-Za-z_][\w.]*\()|\$\{|\$\(|\$[A-Za-z_]|⟦|\{\{",
)
_NAME_LIKE = re.compile(r"[a-z]+\d{0,3}(?:[-_/.][a-z]*\d{0,4})*")
_DEPTH = 20


def find_secrets(where: Any) -> list[str]:
    """Name the likely secrets in a text or a mapping, in order, each once.

    A text (user data, plain or base64) gives kinds (`private key`) and the names of assignments
    (`DB_PASSWORD`). A mapping (environment variables) gives its keys; a kind found in the value
    under a key that does not say so is added: `CONFIG (JSON Web Token)`. Values that are not known,
    are looked up elsewhere (ARNs, `{{resolve:…}}`, `${…}`) or stand for something (`<password>`,
    AWS's example keys) are none. Never raises.

    >>> find_secrets({"DB_PASSWORD": "hunter2abc", "DB_PASSWORD_ARN": "arn:aws:secretsmanager:…"})
    ['DB_PASSWORD']
    """
    return list(dict.fromkeys(_find(where, _DEPTH)))


def _find(where: Any, depth: int) -> Iterator[str]:
    if depth == 0 or where is None or isinstance(where, (Unknown, Reference)):
        return
    if isinstance(where, str):
        yield from _in_text(where)
    elif isinstance(where, Mapping):
        named = {str(key).lower(): value for key, value in where.items()}
        if set(named) == {"name", "value"} and isinstance(named["name"], str):
            # ECS and CodeBuild spell an environment as a list of such pairs.
            where = {named["name"]: named["value"]}
        for key, value in where.items():
            yield from _in_member(str(key), value, depth)
    elif isinstance(where, (list, tuple)):
        for item in where:
            yield from _find(item, depth - 1)


def _in_member(key: str, value: Any, depth: int) -> Iterator[str]:
    """Secrets in one member of a mapping."""
    if not isinstance(value, str):
        for found in _find(value, depth - 1):
            yield f"{key}.{found}"
        return
    if _is_assigned_secret(key, value):
        yield key
        return
    for found in _in_text(value):
        yield f"{key} ({found})"


def _in_text(text: str) -> Iterator[str]:
    """Kinds and names in a text, decoded first if it is base64."""
    text = _decoded(text)
    for kind, pattern in _KINDS.items():
        if any(_is_literal(match) for match in re.finditer(pattern, text)):
            yield kind
    for line in text.splitlines():
        for match in _ASSIGNMENT.finditer(line):
            # Prose goes on after a colon ("the password: see below"); YAML's value ends there.
            prose = match["sign"] == ":" and not match["quote"]
            if prose and line[match.end() :].strip()[:1].isalnum():
                continue
            name = match["name"].lstrip("-")
            if _is_assigned_secret(name, match["value"].rstrip(",;)")):
                yield name


def _is_literal(match: re.Match[str]) -> bool:
    """Whether a match is not one of AWS's documented examples, nor a password that is a hole."""
    if "EXAMPLE" in match[0]:
        return False
    secret = match.groupdict().get("secret")
    return secret is None or not (_LOOKED_UP.search(secret) or _PLACEHOLDER.search(secret))


def _is_assigned_secret(name: str, value: str) -> bool:
    """Whether a name says secret and its value is a literal."""
    word = _snake(name)
    if isinstance(value, Partial) or _NOT_SECRET.search(word) or not _WORDS.search(word):
        return False
    value = value.strip().strip("\"'")
    if len(value) < 4 or _LOOKED_UP.search(value) or _PLACEHOLDER.search(value):
        return False
    if "EXAMPLE" in value:
        return False
    if value.isdigit():
        return "pass" in word or "pwd" in word
    if re.search(r"pass|pwd", word):
        return not re.search(r"\s", value) or _entropy(value) > 3
    # "token: bearer" and "secret: prod/db" name something; a secret is long and mixed.
    if len(value) < 8 or re.search(r"\s", value) or _NAME_LIKE.fullmatch(value):
        return False
    return _entropy(value) >= 2.5 and bool(re.search(r"\d|[a-z].*[A-Z]|[A-Z].*[a-z]", value))


def _snake(name: str) -> str:
    """`dbPassword`, `DB-PASSWORD`, `db.password` as `db_password`."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _entropy(text: str) -> float:
    """Shannon's entropy in bits a character."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def _decoded(text: str) -> str:
    """The text behind base64 (the EC2 API gives user data so), else the text itself."""
    packed = re.sub(r"\s+", "", text)
    if len(packed) < 16 or len(packed) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", packed):
        return text
    try:
        decoded = base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return text
    return decoded if decoded.isprintable() or re.search(r"\s", decoded) else text
