"""One line of a text, looked at once: most lines of our messages come again with the next person.

No pattern matches across a line's end, so what its lines say is what a text says. The exceptions
are judged over the whole text: what is in disguise, and what is asked for. A line that is new is
mostly new in one of its sentences, where the person is called by name: none matches across their
ends either.
"""

import re
from functools import lru_cache
from typing import Final

from trato.door.policy.asking import may_ask
from trato.door.policy.folding import fold_line, is_masked, may_be_leet, may_hold_leet
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.money import (
    PixKey,
    amounts_in,
    codes_and_keys,
    holds_digit,
    holds_sign,
    letters_may_be_key,
    may_be_cnpj,
    may_hold_keys,
    speaks_of_sending,
)
from trato.door.policy.stems import BIT, FORBIDDEN_BITS, families_in
from trato.door.policy.vocabulary import (
    AUTOMATED,
    DEBT,
    DEMAND,
    DISCOUNT,
    HUMAN_WAY,
    SENSITIVE,
    STOP_WAY,
)

# Lines of texts, for as long as newer ones do not push them out; nothing is written anywhere.
_LINES_KEPT: Final = 8192
_SENTENCES_KEPT: Final = 8192

# The end of a sentence: a word, its stop and a blank. Patterns go over a stop only after a digit
# (amounts, keys) or between single letters (spaced-out words), so that a word of two ends them all.
_SENTENCE_ENDS: Final = re.compile(r" (?<=[a-z][a-z][.?!] )")

# What a line says, beside the families of patterns that it might match.
_FREE: Final = len(BIT)
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
) = (1 << (_FREE + place) for place in range(13))
_DEBT, _DISCOUNT, _DEMAND = BIT["debt"], BIT["discount"], BIT["demand"]
_ASKED, _ASKING, _PAYING, _SENSITIVE = BIT["asked"], BIT["asks"], BIT["pays"], BIT["sensitive"]
_AUTOMATED, _STOP, _HUMAN = BIT["automated"], BIT["stop"], BIT["human"]
# Only these send a pattern over a text; the others of its words lead nowhere.
_TELLING: Final = _DEBT | _DISCOUNT | _DEMAND | _ASKED | _PAYING
_WAYS: Final = _AUTOMATED | _STOP | _HUMAN


class Sentence:
    """What a sentence says by itself; `says` has a bit for each thing, so that sentences add up."""

    __slots__ = ("amounts", "forbidden", "says", "sensitive")

    amounts: tuple[int, ...]
    forbidden: tuple[Phrase, ...]
    says: int
    sensitive: tuple[str, ...]

    def __init__(self, folded: str) -> None:
        """Run the patterns that it may match at all."""
        families = families_in(folded)
        says = families | _words_say(folded, families) if families & _TELLING else families
        if families & _WAYS:
            says |= _ways_said(folded, families)
        if holds_sign(folded):
            self.amounts = amounts_in(folded)
            says |= _signs_say(folded)
        else:
            self.amounts = ()
            if letters_may_be_key(folded):
                says |= HOLDS_KEYS
        if is_masked(folded):
            says |= MASKED
        self.says = says
        self.forbidden = forbidden_in(folded, families) if families & FORBIDDEN_BITS else ()
        self.sensitive = (
            tuple([m.group().strip() for m in SENSITIVE.finditer(folded)])
            if families & _SENSITIVE
            else ()
        )


def _words_say(folded: str, families: int) -> int:
    return (
        (DEBT_WORDS if families & _DEBT and DEBT.search(folded) else 0)
        | (OFFERS_DISCOUNT if families & _DISCOUNT and DISCOUNT.search(folded) else 0)
        | (DEMANDS if families & _DEMAND and DEMAND.search(folded) else 0)
        | (ASKS if families & _ASKED and may_ask(folded, bool(families & _ASKING)) else 0)
        | (PAYS if families & _PAYING and speaks_of_sending(folded) else 0)
    )


def _ways_said(folded: str, families: int) -> int:
    return (
        (SAYS_AUTOMATED if families & _AUTOMATED and AUTOMATED.search(folded) else 0)
        | (OFFERS_STOP if families & _STOP and STOP_WAY.search(folded) else 0)
        | (OFFERS_HUMAN if families & _HUMAN and HUMAN_WAY.search(folded) else 0)
    )


def _signs_say(folded: str) -> int:
    return (
        (COUNTS if holds_digit(folded) else 0)
        | (HOLDS_KEYS if may_hold_keys(folded) else 0)
        | (NEAR_LEET if may_be_leet(folded) else 0)
        | (LEET if may_hold_leet(folded) else 0)
    )


@lru_cache(maxsize=_SENTENCES_KEPT)
def _sentence_of(folded: str) -> Sentence:
    return Sentence(folded)


class Line:
    """What one line says: the sum of its sentences."""

    __slots__ = ("amounts", "bears_on_keys", "folded", "forbidden", "says", "sensitive")

    amounts: tuple[int, ...]
    bears_on_keys: bool
    folded: str
    forbidden: tuple[Phrase, ...]
    says: int
    sensitive: tuple[str, ...]

    def __init__(self, text: str) -> None:
        """Fold it and add up what its sentences say."""
        self.folded = folded = fold_line(text)
        first, *others = map(_sentence_of, _SENTENCE_ENDS.split(folded))
        amounts, forbidden, sensitive = first.amounts, first.forbidden, first.sensitive
        says = first.says
        for other in others:
            says |= other.says
            amounts += other.amounts
            forbidden += other.forbidden
            sensitive += other.sensitive
        self.amounts, self.forbidden, self.sensitive = amounts, forbidden, sensitive
        self.says = says
        self.bears_on_keys = bool(says & HOLDS_KEYS or (says & COUNTS and may_be_cnpj(folded)))


@lru_cache(maxsize=_LINES_KEPT)
def line_of(text: str) -> Line:
    """Return what a line says."""
    return Line(text)


@lru_cache(maxsize=_LINES_KEPT)
def codes_and_keys_of(
    bearing: str, pays_elsewhere: bool, counts_elsewhere: bool
) -> tuple[bool, bool, tuple[PixKey, ...]]:
    """Return the codes and keys in those lines of a text that bear on them."""
    return codes_and_keys(bearing, pays_elsewhere, counts_elsewhere)


def forbidden_in(folded: str, families: int) -> tuple[Phrase, ...]:
    """Return the phrases that may never be said, family by family."""
    found: list[Phrase] = []
    for name, pattern in FORBIDDEN_FAMILIES.items():
        if families & BIT[name]:
            found += [Phrase(name, m.group().strip()) for m in pattern.finditer(folded)]
    return tuple(found)
