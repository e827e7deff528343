"""One sentence of a folded text, looked at once: what it says, a bit for each thing. Pure, no law.

No pattern matches across a sentence's end, so what its sentences say is what a line says.
"""

from typing import Final

from trato.door.policy.amounts import amounts_at, may_count
from trato.door.policy.asking import may_ask
from trato.door.policy.folding import is_broken, is_split
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.kept import Kept
from trato.door.policy.money import DIGITS, letters_may_be_key, speaks_of_sending
from trato.door.policy.signs import (
    ASKS,
    DEBT_WORDS,
    DEMANDS,
    HOLDS_KEYS,
    MASKED,
    OFFERS_DISCOUNT,
    OFFERS_HUMAN,
    OFFERS_STOP,
    PAYS,
    SAYS_AUTOMATED,
    STATES_AMOUNT,
    holds_sign,
    signs_say,
)
from trato.door.policy.stems import (
    BIT,
    FORBIDDEN_BITS,
    LONE,
    SURELY_DEBT,
    SURELY_PAYS,
    families_of,
    stands_alone,
)
from trato.door.policy.vocabulary import (
    AUTOMATED,
    DEBT,
    DEMAND,
    DISCOUNT,
    HUMAN_WAY,
    SENSITIVE,
    STOP_WAY,
)

# Sentences of texts, for as long as newer ones do not push them out; nothing is written anywhere.
_SENTENCES_KEPT: Final = 8192

_DEBT, _DISCOUNT, _DEMAND = BIT["debt"], BIT["discount"], BIT["demand"]
_ASKED, _ASKING, _PAYING, _SENSITIVE = BIT["asked"], BIT["asks"], BIT["pays"], BIT["sensitive"]
_AUTOMATED, _STOP, _HUMAN = BIT["automated"], BIT["stop"], BIT["human"]
# Only these send a pattern over a text; the others of its words lead nowhere.
_TELLING: Final = _DEBT | _DISCOUNT | _DEMAND | _ASKED | _PAYING
_SURE: Final = SURELY_DEBT | SURELY_PAYS
_WAYS: Final = _AUTOMATED | _STOP | _HUMAN


def forbidden_in(folded: str, families: int) -> tuple[Phrase, ...]:
    """Return the phrases that may never be said, family by family."""
    found: list[Phrase] = []
    for name, pattern in FORBIDDEN_FAMILIES.items():
        if families & BIT[name]:
            found += [Phrase(name, m.group().strip()) for m in pattern.finditer(folded)]
    return tuple(found)


class Sentence:
    """What a sentence says by itself; `says` has a bit for each thing, so that sentences add up."""

    __slots__ = ("amounts", "forbidden", "says", "sensitive")

    amounts: tuple[int, ...]
    forbidden: tuple[Phrase, ...]
    says: int
    sensitive: tuple[str, ...]

    def __init__(self, folded: str) -> None:
        """Run the patterns that it may match at all."""
        raw = folded.encode()
        says = families = families_of(raw)
        if families & _TELLING:
            says |= _words_say(folded, raw, families)
        if families & _WAYS:
            says |= _ways_said(folded, families)
        self.amounts = ()
        has_signs = holds_sign(raw)
        if has_signs:
            digits = raw.translate(DIGITS)
            says |= signs_say(folded, raw, digits)
            if may_count(folded, digits):
                self.amounts = amounts_at(folded)
                if self.amounts:
                    says |= STATES_AMOUNT
        elif letters_may_be_key(folded):
            says |= HOLDS_KEYS
        # A word is spaced out into words of one letter, or of one sign read as such.
        if ((has_signs or says & LONE) and is_split(folded, raw)) or is_broken(folded, raw):
            says |= MASKED
        self.says = says
        self.forbidden = forbidden_in(folded, families) if families & FORBIDDEN_BITS else ()
        self.sensitive = (
            tuple([m.group().strip() for m in SENSITIVE.finditer(folded)])
            if families & _SENSITIVE
            else ()
        )


def _words_say(folded: str, raw: bytes, families: int) -> int:
    sure = families if families & _SURE and stands_alone(raw) else 0
    says = 0
    if families & _DEBT and (sure & SURELY_DEBT or DEBT.search(folded)):
        says |= DEBT_WORDS
    if families & _PAYING and (sure & SURELY_PAYS or speaks_of_sending(folded)):
        says |= PAYS
    if families & _DISCOUNT and DISCOUNT.search(folded):
        says |= OFFERS_DISCOUNT
    if families & _DEMAND and DEMAND.search(folded):
        says |= DEMANDS
    if families & _ASKED and may_ask(folded, bool(families & _ASKING)):
        says |= ASKS
    return says


def _ways_said(folded: str, families: int) -> int:
    return (
        (SAYS_AUTOMATED if families & _AUTOMATED and AUTOMATED.search(folded) else 0)
        | (OFFERS_STOP if families & _STOP and STOP_WAY.search(folded) else 0)
        | (OFFERS_HUMAN if families & _HUMAN and HUMAN_WAY.search(folded) else 0)
    )


sentence_of: Final = Kept(Sentence, _SENTENCES_KEPT).__getitem__
"""Return what a sentence says."""
