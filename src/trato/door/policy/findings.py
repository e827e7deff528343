"""What a text says: debt words, amounts, keys, menaces. Pure, no facts, no law.

The rules decide what a finding means. Everything is matched on folded text: lower case, no
accents, no invisible characters, with letters spaced out or swapped for digits read as words.
"""

from typing import Final

from trato.door.policy.asking import identifiers_asked_in
from trato.door.policy.folding import unmasked
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES, Phrase
from trato.door.policy.kept import Kept
from trato.door.policy.lines import Line, codes_and_keys_of, line_of
from trato.door.policy.money import PixKey
from trato.door.policy.sentences import forbidden_in
from trato.door.policy.signs import (
    ASKS,
    COUNTS,
    DEBT_WORDS,
    DEMANDS,
    HOLDS_KEYS,
    LEET,
    MASKED,
    NEAR_LEET,
    OFFERS_DISCOUNT,
    OFFERS_HUMAN,
    OFFERS_STOP,
    PAYS,
    SAYS_AUTOMATED,
    STATES_AMOUNT,
)
from trato.door.policy.stems import BIT, FORBIDDEN_BITS, families_in
from trato.door.policy.vocabulary import (
    DEBT,
    DEMAND,
    DISCOUNT,
    SENSITIVE,
)
from trato.door.policy.words import debt_words_in, words_of

_MAY_OFFEND: Final = FORBIDDEN_BITS | ASKS | BIT["sensitive"]
_FAMILY_ORDER: Final = {name: place for place, name in enumerate(FORBIDDEN_FAMILIES)}
_SIGNS: Final = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz0123456789"))

# Texts, for as long as newer ones do not push them out; nothing is written anywhere.
_TEXTS_KEPT: Final = 2048


def _amounts(lines: list[Line]) -> tuple[int, ...]:
    return tuple([amount for line in lines for amount in line.amounts])


def _by_family(lines: list[Line]) -> tuple[Phrase, ...]:
    found = [phrase for line in lines for phrase in line.forbidden]
    return tuple(sorted(found, key=lambda phrase: _FAMILY_ORDER[phrase.family]))


def _sensitive(lines: list[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([word for line in lines for word in line.sensitive]))


class Findings:
    """Everything the rules may want to know of one text."""

    __slots__ = (
        "_alphanumeric",
        "_families",
        "_has_pix_code",
        "_whole",
        "amounts",
        "asked",
        "demands_payment",
        "folded",
        "forbidden",
        "has_discount",
        "has_payment_code",
        "keys",
        "masks_debt_words",
        "offends",
        "offers_human",
        "offers_stop",
        "reveals_debt",
        "says_automated",
        "sensitive",
    )

    amounts: tuple[int, ...]
    asked: tuple[str, ...]
    demands_payment: bool
    folded: str
    forbidden: tuple[Phrase, ...]
    has_discount: bool
    has_payment_code: bool
    keys: tuple[PixKey, ...]
    masks_debt_words: bool
    offends: bool
    offers_human: bool
    offers_stop: bool
    reveals_debt: bool
    says_automated: bool
    sensitive: tuple[str, ...]

    def __init__(self, text: str) -> None:
        """Put together what its lines say; a text in disguise is looked at as a whole."""
        lines = list(map(line_of, text.split("\n")))
        self.folded = folded = "\n".join([line.folded for line in lines])
        says = 0
        for line in lines:
            says |= line.says
        self.amounts = _amounts(lines) if says & STATES_AMOUNT else ()
        self._alphanumeric: str | None = None
        self.says_automated = bool(says & SAYS_AUTOMATED)
        self.offers_stop = bool(says & OFFERS_STOP)
        self.offers_human = bool(says & OFFERS_HUMAN)
        if says & HOLDS_KEYS:
            self._find_codes_and_keys(lines)
        else:
            self._has_pix_code, self.has_payment_code, self.keys = False, False, ()
        if says & MASKED or (says & LEET and says & NEAR_LEET):
            self._look_through()
            return
        self._whole = folded
        self._families = says
        self.masks_debt_words = False
        self.demands_payment = self._has_pix_code or bool(says & DEMANDS)
        self.has_discount = bool(says & OFFERS_DISCOUNT)
        self.reveals_debt = bool(says & DEBT_WORDS or self.amounts or self.has_payment_code)
        if not says & _MAY_OFFEND:
            self.forbidden, self.asked, self.sensitive = (), (), ()
            self.offends = False
            return
        self.forbidden = _by_family(lines) if says & FORBIDDEN_BITS else ()
        self.asked = identifiers_asked_in(folded) if says & ASKS else ()
        self.sensitive = _sensitive(lines) if says & BIT["sensitive"] else ()
        self.offends = bool(self.forbidden or self.asked or self.sensitive)

    def _find_codes_and_keys(self, lines: list[Line]) -> None:
        bearing = []
        others = 0
        for line in lines:
            if line.bearing:
                bearing.append(line.bearing)
            else:
                others |= line.says
        pix_code, payment_code, self.keys = codes_and_keys_of(
            ("\n".join(bearing), bool(others & PAYS), bool(others & COUNTS))
        )
        self._has_pix_code, self.has_payment_code = pix_code, pix_code or payment_code

    def _look_through(self) -> None:
        self._whole = whole = f"{self.folded} | {unmasked(self.folded)}"
        self._families = families = families_in(whole)
        self.demands_payment = self._has_pix_code or (
            bool(families & BIT["demand"]) and DEMAND.search(whole) is not None
        )
        self.forbidden = forbidden_in(whole, families)
        self.asked = identifiers_asked_in(self.folded) if families & BIT["asked"] else ()
        self.sensitive = words_of(SENSITIVE, whole) if families & BIT["sensitive"] else ()
        self.has_discount = bool(families & BIT["discount"]) and DISCOUNT.search(whole) is not None
        self.masks_debt_words = self._masks()
        # Whether a stranger who read it would learn that money is owed.
        self.reveals_debt = bool(
            self.amounts or self.has_payment_code or (families & BIT["debt"] and DEBT.search(whole))
        )
        self.offends = bool(self.forbidden or self.asked or self.sensitive)

    @property
    def alphanumeric(self) -> str:
        """The letters and digits alone."""
        found = self._alphanumeric
        if found is None:
            found = self.folded.encode().translate(None, _SIGNS).decode()
            self._alphanumeric = found
        return found

    @property
    def debt_words(self) -> tuple[str, ...]:
        """The words of debt or payment, each once."""
        return debt_words_in(self._whole) if self._families & BIT["debt"] else ()

    def _masks(self) -> bool:
        extra = self._whole[len(self.folded) :]
        return bool(set(debt_words_in(extra)) - set(debt_words_in(self.folded)))


inspect: Final = Kept(Findings, _TEXTS_KEPT).__getitem__
"""Find what a text says; the text is folded once and most patterns are never run."""
