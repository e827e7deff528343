"""Seals what was looked for: an address, which histories and logs keep, never holds the words.

The words may be a person's name, CPF or phone. They are sealed once, when they are sent; whatever
carries them from then on carries the same token. It opens for the one who looked, in the same
organisation, and for nobody else who finds it in a log.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from trato.book.organisations import keys
from trato.foundation.crypto import Undecipherable

SEARCH: Final = "busca"
"""The name that the sealed words have in an address."""

_WORDS_MAX: Final = 80
# Documents, phones and most names are of one length: how long a token is does not tell them apart.
_STEP_BYTES: Final = 32
_TOKEN_MAX: Final = 600


class Unopenable(Exception):
    """A token that is not this user's in this organisation, or that was changed."""


def sealed(words: str, *, user_id: int) -> str:
    """Return what stands for the words in an address; nothing for none."""
    said = words.strip()[:_WORDS_MAX].strip().encode(errors="replace")
    if not said:
        return ""
    padded = said.ljust(-(-len(said) // _STEP_BYTES) * _STEP_BYTES)
    token = keys.vault().seal_bytes(padded, place=_place(user_id))
    return urlsafe_b64encode(token).decode().rstrip("=")


def opened(token: str, *, user_id: int) -> str:
    """Return the words that a token stands for; none for nothing.

    Raises:
        Unopenable: it was sealed for somebody else, or nobody sealed it.
    """
    if not token:
        return ""
    if len(token) > _TOKEN_MAX:
        raise Unopenable
    try:
        # The decoder skips what is none of its letters: such a text is not what was sealed.
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if urlsafe_b64encode(raw).decode().rstrip("=") != token:
            raise Unopenable
        return keys.vault().open_bytes(raw, place=_place(user_id)).decode().rstrip()
    except (ValueError, Undecipherable):
        raise Unopenable from None


def _place(user_id: int) -> str:
    return f"search:{user_id}"
