"""What the signs of a sentence say: whether there are amounts, keys, letters in disguise. Pure.

Every shape in which a sentence is looked at is made once, for all who look.
"""

from typing import Final

from trato.door.policy.folding import SHAPES, holds_leet, near_leet
from trato.door.policy.money import may_hold_keys_as
from trato.door.policy.stems import FREE

# What a line says, beside the families of patterns that its words might match.
(
    MASKED,
    NEAR_LEET,
    LEET,
    HOLDS_KEYS,
    DEBT_WORDS,
    OFFERS_DISCOUNT,
    DEMANDS,
    ASKS,
    PAYS,
    COUNTS,
    SAYS_AUTOMATED,
    OFFERS_STOP,
    OFFERS_HUMAN,
    STATES_AMOUNT,
) = (1 << (FREE + place) for place in range(14))

_SIGNS: Final = b"0123456789@!$/"


def holds_sign(raw: bytes) -> bool:
    """Whether there is a digit, or any sign that stands in amounts, in keys or for a letter."""
    return len(raw.translate(None, _SIGNS)) < len(raw)


def signs_say(folded: str, raw: bytes, digits: bytes) -> int:
    """Return what a folded sentence with signs says by them, a bit for each thing.

    `digits` is the sentence with a nine for each digit.
    """
    shapes = raw.translate(SHAPES)
    says = COUNTS if b"9" in digits else 0
    if may_hold_keys_as(folded, raw, digits):
        says |= HOLDS_KEYS
    if near_leet(shapes):
        says |= NEAR_LEET
    return says | LEET if holds_leet(folded, shapes) else says
