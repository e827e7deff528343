"""One line of a text, looked at once: most lines of our messages come again with the next person.

No pattern matches across a line's end, so what its lines say is what a text says. The exceptions
are judged over the whole text: what is in disguise, and what is asked for. A line that is new is
mostly new in one of its sentences, where the person is called by name: none matches across their
ends either. A name that a sentence begins with is set aside, so that what is said to one person is
known when it is said to the next.
"""

import re
from typing import Final

from trato.door.policy.folding import fold_line
from trato.door.policy.forbidden import Phrase
from trato.door.policy.kept import Kept
from trato.door.policy.money import PixKey, codes_and_keys, may_be_cnpj
from trato.door.policy.sentences import sentence_of
from trato.door.policy.signs import COUNTS, HOLDS_KEYS
from trato.door.policy.stems import FORBIDDEN_BITS, families_of

# Lines of texts, for as long as newer ones do not push them out; nothing is written anywhere.
_LINES_KEPT: Final = 8192

# A sentence so long may be worth a look without the name, which is at most so long.
_WORTH_PARTING: Final = 48
_ADDRESS_MOST: Final = 24

# The end of a sentence: a word, its stop and a blank. Patterns go over a stop only after a digit
# (amounts, keys) or between single letters (spaced-out words), so that a word of two ends them all.
_SENTENCE_ENDS: Final = re.compile(r" (?<=[a-z][a-z][.?!] )")


def _addressed(part: str) -> str | None:
    """Return a sentence without whom it addresses, if nothing is said by that; None if it may be.

    What reaches over a comma begins with a word that says something, or is a forbidden phrase.
    """
    head, _, tail = part.partition(", ")
    if (
        len(head) > _ADDRESS_MOST
        or not head.replace(" ", "").isalpha()
        or families_of(head.encode())
        or sentence_of(tail).says & FORBIDDEN_BITS
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
        self.amounts, self.forbidden, self.sensitive, self.bearing = (), (), (), ""
        if ". " in folded or "? " in folded or "! " in folded:
            parts = _SENTENCE_ENDS.split(folded)
        else:
            parts = [folded]
        says = 0
        for place, part in enumerate(parts):
            if len(part) >= _WORTH_PARTING and (tail := _addressed(part)):
                parts[place] = part = tail
            sentence = sentence_of(part)
            says |= sentence.says
            if sentence.amounts:
                self.amounts += sentence.amounts
            if sentence.forbidden:
                self.forbidden += sentence.forbidden
            if sentence.sensitive:
                self.sensitive += sentence.sensitive
        self.says = says
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
