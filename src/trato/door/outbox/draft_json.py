"""Drafts as JSON and back, for the row that keeps them."""

from typing import Any

import msgspec

from trato.door.outbox.values import Draft


def to_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as plain JSON values."""
    plain: dict[str, Any] = msgspec.to_builtins(draft)
    return plain


def from_json(plain: dict[str, Any]) -> Draft:
    """Read back what `to_json` wrote."""
    return msgspec.convert(plain, Draft)
