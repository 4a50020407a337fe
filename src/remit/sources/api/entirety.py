"""Whether an answer is whole: botocore takes some that are broken for answers that say nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import IncompleteReadError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

MESSAGE = "message"
"""Where botocore puts a body that is no JSON (1.44)."""
PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)


def entire(response_dict: Mapping[str, Any], operation_model: OperationModel, **_: Any) -> None:
    """Refuse a body that is shorter than announced; botocore parses what there is (1.44)."""
    headers, body = response_dict["headers"], response_dict["body"]
    announced = headers.get("content-length")
    plain = not headers.get("content-encoding") and operation_model.http.get("method") != "HEAD"
    if announced and plain and isinstance(body, bytes) and len(body) < int(announced):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(announced))


def whole(http_response: Any, parsed: Any, model: OperationModel, **_: Any) -> None:
    """Refuse an answer that says nothing because it is broken.

    botocore takes JSON that does not end, an empty body and a proxy's HTML page for an answer
    without members (1.44, parsers.py): every list in it would be empty, and every check pass.
    """
    shape = model.output_shape
    if http_response.status_code >= 300 or shape is None or model.has_streaming_output:
        return
    if all(member.serialization.get("location") for member in shape.members.values()):
        return
    body = http_response.content
    # the content type would not tell: emulators send any
    if not body.strip() or PAGE.match(body):
        raise ResponseParserError(f"{model.name} was answered with nothing that belongs to it")
    # a member of the body that is there, though empty, may be all that botocore made of no JSON
    if any(parsed.get(name) for name, member in shape.members.items()
           if not member.serialization.get("location") and name.lower() != MESSAGE):  # fmt: skip
        return
    # the one that is spoken, of those that the model offers
    if "json" in model.service_model.resolved_protocol:
        try:
            json.loads(body)
        except ValueError as error:
            raise ResponseParserError(f"{model.name} was answered with broken JSON") from error
