"""Writes a cell so that the operator recognises the row and learns nothing personal. Pure."""

import re
from typing import Final

_LONGEST: Final = 60
_SHOWN: Final = frozenset(
    {"original", "paid", "due", "prescribed_on", "uf", "status", "legal_basis", "phone_provenance"}
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def mask_cell(field: str, text: str) -> str:
    """Mask one cell by what its column means; an unknown column is masked most."""
    short = " ".join(text.split())
    if len(short) > _LONGEST:
        short = short[: _LONGEST - 1] + "…"
    if field in _SHOWN:
        # Whatever stands in the wrong column may still be a document or a phone.
        return re.sub(r"\d(?=(?:\D?\d){8,})", "*", short)
    if field == "reference":
        return short if len(short) <= 4 else f"{short[:2]}{'*' * (len(short) - 4)}{short[-2:]}"
    if field == "birth":
        return re.sub(r"\d(?=.*\d{4}\b|.*$)", "*", short)
    if field == "document":
        return _middle(short)
    if field == "phones":
        return re.sub(r"\d(?=(?:\D*\d){2})", "*", short)
    if field == "email":
        return re.sub(r"(?<=\S)[^@\s](?=[^@\s]*@)", "*", short) if "@" in short else _starred(short)
    return _starred(short)


def neutral(text: str) -> str:
    """Write a cell for a CSV so that no spreadsheet runs it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _middle(text: str) -> str:
    # The last three digits of a CPF are an identity factor: they never show.
    count = sum(c.isalnum() for c in text)
    seen = 0
    out = []
    for c in text:
        seen += c.isalnum()
        hide = c.isalnum() and not (count >= 11 and 4 <= seen <= 6)
        out.append("*" if hide else c)
    return "".join(out)


def _starred(text: str) -> str:
    return " ".join(w[0] + "*" * (len(w) - 1) for w in text.split())
