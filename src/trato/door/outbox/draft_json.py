"""Drafts as JSON and back, for the row that keeps them."""

from typing import Any, Final

import msgspec

from trato.door.outbox.values import Draft


class UnreadableDraft(Exception):
    """A kept draft is not one this version understands; the text never quotes it."""


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Draft)


def to_bytes(draft: Draft) -> bytes:
    """Return a draft as JSON."""
    return _encoder.encode(draft)


def from_text(text: str) -> Draft:
    """Read back what `to_bytes` wrote.

    Raises:
        UnreadableDraft: it was written by another version, or changed.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError:
        raise UnreadableDraft from None


def from_json(plain: dict[str, Any]) -> Draft:
    """Read back a draft from JSON values that are parsed already."""
    return msgspec.convert(plain, Draft)
