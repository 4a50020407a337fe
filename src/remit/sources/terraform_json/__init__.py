"""Terraform plans and states as JSON, read into declared resources."""

from __future__ import annotations

from remit.sources.terraform_json.reader import looks_like_terraform_json, read_terraform_json

__all__ = ["looks_like_terraform_json", "read_terraform_json"]
