"""Amounts that a text states, in cents. Pure, no law."""

import re
from typing import Final

from trato.door.policy.money import DIGITS

_AMOUNT = re.compile(
    r"(?:\br ?\$|\bbrl|\$) *(?P<marked>\d[\d.]*(?:,\d{1,2})?)"
    r"|(?<![\d,./-])(?P<plain>\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2})(?![\d,%/])(?! ?%)"
    r"|(?<![\d,./-])(?P<spoken>\d[\d.]*(?:,\d{1,2})?) *(?P<mil>mil )? *(?:de )?reais\b"
)
# Wherever an amount may begin: most of a text is passed over without a look at the whole pattern.
_AMOUNT_BEGINS = re.compile(r"\$|(?<![0-9,./-])[0-9]|r(?= ?\$)|brl")
_WITH_CENTS: Final = b"9,9"


def _cents(raw: str) -> int:
    whole, _, cents = raw.rstrip(".,").partition(",")
    return int(whole.replace(".", "") or "0") * 100 + int(cents.ljust(2, "0") or "0")


def amounts_in(folded: str) -> tuple[int, ...]:
    """Return the amounts a folded text states, in cents, in order."""
    return amounts_at(folded) if may_count(folded, folded.encode().translate(DIGITS)) else ()


def may_count(folded: str, digits: bytes) -> bool:
    """Whether an amount may stand in a text whose `digits` are all nines."""
    # Without a sign of money only digits on both sides of a comma make an amount.
    return _WITH_CENTS in digits or (
        ("$" in folded or "reais" in folded or "brl" in folded) and b"9" in digits
    )


def amounts_at(folded: str) -> tuple[int, ...]:
    """Return the amounts of a text that may state some."""
    found = []
    begins = _AMOUNT_BEGINS.search(folded)
    while begins is not None:
        match = _AMOUNT.match(folded, begins.start())
        if match is None:
            begins = _AMOUNT_BEGINS.search(folded, begins.start() + 1)
            continue
        raw = match["marked"] or match["plain"] or match["spoken"]
        found.append(_cents(raw) * (1000 if match["mil"] else 1))
        begins = _AMOUNT_BEGINS.search(folded, match.end())
    return tuple(found)
