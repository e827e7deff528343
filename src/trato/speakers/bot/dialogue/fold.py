"""One plain shape for what people type: no accents, no case, no odd spaces or signs."""

import re
import unicodedata

_KEEP = re.compile(r"[^0-9a-z$%,./+\- ]+")
_SPACES = re.compile(r"\s+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def fold(text: str) -> str:
    """Return lower-case ASCII words with single spaces; emoji and punctuation become spaces.

    A letter repeated three times or more counts once (`naaaao` reads `nao`).
    """
    plain = unicodedata.normalize("NFKD", text[:4096]).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _KEEP.sub(" ", _SPACES.sub(" ", plain))
    plain = _STRETCHED.sub(r"\1", plain)
    return _SPACES.sub(" ", plain).strip()


def words(text: str) -> str:
    """Return the folded text with letters and digits only, for matching phrases."""
    return _SPACES.sub(" ", re.sub(r"[^0-9a-z ]+", " ", fold(text))).strip()
