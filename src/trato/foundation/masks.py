"""Shows enough of a document or an address to recognise it, never enough to use it. Pure."""

import re
import unicodedata
from functools import lru_cache

# Parts of a name that are anybody's, or words of their own.
_PARTICLES = frozenset({"das", "dos", "del", "von", "van"})
_PART_LENGTH_MIN = 3


def mask_document(document: str) -> str:
    """Show the middle of a CPF or the root's end of a CNPJ, never enough to use it."""
    if len(document) == 11:
        return f"***.{document[3:6]}.{document[6:9]}-**"
    return f"**.***.{document[5:8]}/****-**"


def mask_address(kind: str, value: str) -> str:
    """Show area code and last digits of a phone, first letter and domain of an e-mail."""
    if kind == "email" or "@" in value:
        local, _, domain = value.partition("@")
        return f"{local[:1]}***@{domain}"
    digits = value.removeprefix("+").removeprefix("55")
    return f"({digits[:2]}) *****-{digits[-4:]}"


def mask_name(name: str) -> str:
    """Show the first letter of every part of a name."""
    return " ".join(f"{part[0]}***" for part in name.split())


def without_name(text: str, name: str) -> str:
    """Mask the parts of a person's name wherever they stand as words, whatever case or accents.

    Parts of one or two letters and particles stay: they are words that everybody says.
    """
    shape = _parts_of(name)
    if shape is None:
        return text
    shown, at = "", 0
    # The folded text is as long as the text: what is found in one stands at the same place in both.
    for found in shape.finditer(_folded(text)):
        shown += f"{text[at : found.start() + 1]}***"
        at = found.end()
    return shown + text[at:]


@lru_cache(256)
def _parts_of(name: str) -> re.Pattern[str] | None:
    parts = {part for part in re.findall(r"\w+", _folded(name)) if len(part) >= _PART_LENGTH_MIN}
    parts -= _PARTICLES
    if not parts:
        return None
    longest_first = sorted(map(re.escape, parts), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


def _folded(text: str) -> str:
    """Return a text of the same length without accents and capitals."""
    return "".join(_letter(character) for character in text)


@lru_cache(4096)
def _letter(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return plain if len(plain) == 1 else character
