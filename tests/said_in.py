"""Whether an address holds words, in whatever form they may have come into it."""

import base64
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote, unquote_plus

_PART_LENGTH_MIN = 5


def holds(address: str, words: str) -> list[str]:
    """Return the forms of words, or of any one of them, that an address holds."""
    read = {address, unquote(address), unquote_plus(address), unquote_plus(unquote_plus(address))}
    texts = [text for one in read for text in (one.casefold(), _bare(one))]
    return [form for form in _forms(words) if any(form.casefold() in text for text in texts)]


def _forms(words: str) -> Iterator[str]:
    # A shorter part may stand in any token by chance.
    parts = [part for part in words.split() if len(part) >= _PART_LENGTH_MIN]
    digits = "".join(c for c in words if c.isdecimal())
    for some in {words, *parts, _bare(words), digits} - {""}:
        yield from (some, quote(some), quote_plus(some), quote(quote(some)))
        yield base64.b64encode(some.encode()).decode().rstrip("=")
        yield base64.urlsafe_b64encode(some.encode()).decode().rstrip("=")


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))
