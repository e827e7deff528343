"""One line of a text, looked at once: most lines of our messages come again with the next person.

No pattern matches across a line's end, so what its lines say is what a text says. The exceptions
are judged over the whole text: what is in disguise, and what is asked for. A line that is new is
mostly new in one of its sentences, where the person is called by name: none matches across their
ends either. A name that a sentence begins with is set aside, so that what is said to one person is
known when it is said to the next.
"""

import re
from typing import Final

from trato.door.policy.amounts import amounts_at, may_count
from trato.door.policy.asking import may_ask
from trato.door.policy.folding import fold_line, is_broken, is_split
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.kept import Kept
from trato.door.policy.money import (
    DIGITS,
    PixKey,
    codes_and_keys,
    letters_may_be_key,
    may_be_cnpj,
    speaks_of_sending,
)
from trato.door.policy.signs import (
    ASKS,
    COUNTS,
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

# Lines of texts, for as long as newer ones do not push them out; nothing is written anywhere.
_LINES_KEPT: Final = 8192
_SENTENCES_KEPT: Final = 8192

# A sentence so long may be worth a look without the name, which is at most so long.
_WORTH_PARTING: Final = 48
_ADDRESS_MOST: Final = 24

# The end of a sentence: a word, its stop and a blank. Patterns go over a stop only after a digit
# (amounts, keys) or between single letters (spaced-out words), so that a word of two ends them all.
_SENTENCE_ENDS: Final = re.compile(r" (?<=[a-z][a-z][.?!] )")

_DEBT, _DISCOUNT, _DEMAND = BIT["debt"], BIT["discount"], BIT["demand"]
_ASKED, _ASKING, _PAYING, _SENSITIVE = BIT["asked"], BIT["asks"], BIT["pays"], BIT["sensitive"]
_AUTOMATED, _STOP, _HUMAN = BIT["automated"], BIT["stop"], BIT["human"]
# Only these send a pattern over a text; the others of its words lead nowhere.
_TELLING: Final = _DEBT | _DISCOUNT | _DEMAND | _ASKED | _PAYING
_SURE: Final = SURELY_DEBT | SURELY_PAYS
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


_sentence_of: Final = Kept(Sentence, _SENTENCES_KEPT).__getitem__


def _addressed(part: str) -> str | None:
    """Return a sentence without whom it addresses, if nothing is said by that; None if it may be.

    What reaches over a comma begins with a word that says something, or is a forbidden phrase.
    """
    head, _, tail = part.partition(", ")
    if (
        len(head) > _ADDRESS_MOST
        or not head.replace(" ", "").isalpha()
        or families_of(head.encode())
        or _sentence_of(tail).says & FORBIDDEN_BITS
    ):
        return None
    return tail


class Line:
    """What one line says: the sum of its sentences. `bearing` is all of it that bears on keys."""

    __slots__ = ("amounts", "bearing", "folded", "forbidden", "says", "sensitive")

    amounts: tuple[int, ...]
    bearing: str
    folded: str
    forbidden: tuple[Phrase, ...]
    says: int
    sensitive: tuple[str, ...]

    def __init__(self, text: str) -> None:
        """Fold it and add up what its sentences say."""
        self.folded = folded = fold_line(text)
        self.amounts, self.forbidden, self.sensitive = (), (), ()
        says = 0
        if ". " in folded or "? " in folded or "! " in folded:
            parts = _SENTENCE_ENDS.split(folded)
        else:
            parts = [folded]
        for place, part in enumerate(parts):
            if len(part) >= _WORTH_PARTING and (tail := _addressed(part)):
                parts[place] = part = tail
            sentence = _sentence_of(part)
            says |= sentence.says
            if sentence.amounts:
                self.amounts += sentence.amounts
            if sentence.forbidden:
                self.forbidden += sentence.forbidden
            if sentence.sensitive:
                self.sensitive += sentence.sensitive
        self.says = says
        self.bearing = ""
        if says & HOLDS_KEYS or (says & COUNTS and may_be_cnpj(folded)):
            self.bearing = " ".join(parts)


line_of: Final = Kept(Line, _LINES_KEPT).__getitem__
"""Return what a line says."""


def _codes_and_keys(asked: tuple[str, bool, bool]) -> tuple[bool, bool, tuple[PixKey, ...]]:
    return codes_and_keys(*asked)


codes_and_keys_of: Final = Kept(_codes_and_keys, _LINES_KEPT).__getitem__
"""Return the codes and keys in those lines of a text that bear on them.

Asked with those lines, and with whether money is sent, and digits stand, elsewhere in the text.
"""


def forbidden_in(folded: str, families: int) -> tuple[Phrase, ...]:
    """Return the phrases that may never be said, family by family."""
    found: list[Phrase] = []
    for name, pattern in FORBIDDEN_FAMILIES.items():
        if families & BIT[name]:
            found += [Phrase(name, m.group().strip()) for m in pattern.finditer(folded)]
    return tuple(found)
