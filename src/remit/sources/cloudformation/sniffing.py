"""Whether a text is worth reading as a template."""

from __future__ import annotations

import re

_YAML_RESOURCES = re.compile(rb"""^["']?Resources["']?[ \t]*:""", re.MULTILINE)
_JSON_RESOURCES = re.compile(rb"""(?<!\\)["']?\bResources["']?[ \t\r\n]*:[ \t\r\n]*\{""")
_MARK = re.compile(
    rb"""^["']?(?:AWSTemplateFormatVersion|Transform)["']?[ \t]*:"""
    rb"""|\bType["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::""",
    re.MULTILINE,
)
_JSON_MARK = re.compile(
    rb"""(?<!\\)"(?:AWSTemplateFormatVersion|Transform)"\s*:|"(?:AWS|Custom)::"""
)
_OTHER_JSON = re.compile(rb"""(?<!\\)"(?:terraform_version|configurationItems)"\s*:""")
_VERSION = re.compile(
    rb"""^["']?AWSTemplateFormatVersion["']?[ \t]*:|"AWSTemplateFormatVersion"\s*:""", re.MULTILINE
)

_WHOLE = 60_000
"""A shorter text is taken for a whole file, whose resources would have been seen."""


def looks_like_template(head: bytes) -> bool:
    """Tell from the first 64 KiB or more of a file whether it is a CloudFormation template.

    It is cheap and may err on the side of yes; reading tells for sure.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in text[:1024]:
        return False
    if len(text) >= _WHOLE and _VERSION.search(text):
        return True
    if text.startswith(b"{"):
        if _OTHER_JSON.search(text):
            return False
        return bool(_JSON_RESOURCES.search(text) and _JSON_MARK.search(text))
    return bool(_YAML_RESOURCES.search(text) and _MARK.search(text))
