"""The words that rules look for in a folded text, and the names that stand in it. Pure, no law."""

import re
from functools import lru_cache
from typing import Final

from trato.door.policy.folding import fold
from trato.door.policy.vocabulary import (
    AUTOMATED,
    DEBT,
    HUMAN_WAY,
    STOP_WAY,
)

_PRESCRIBED = re.compile(r"\bprescri(?:t[oa]s?|cao)\b")
_VOLUNTARY = re.compile(
    r"\bvoluntari\w+|\bnao (?:ha|e) (?:obrigac\w+|obrigatori\w+)|\bsem obrigacao"
)

# Names, for as long as newer ones do not push them out; nothing is written anywhere.
_NAMES_KEPT: Final = 1024


@lru_cache(maxsize=_NAMES_KEPT)
def folded_name(name: str) -> str:
    """Return a name, address or document folded; the same few come with every message."""
    return fold(name)


def words_of(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """Return what a pattern finds in a folded text, each once."""
    return tuple(dict.fromkeys(m.group().strip() for m in pattern.finditer(text)))


def debt_words_in(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text that speak of debt or payment, each once."""
    return words_of(DEBT, folded)


def speaks_of_debt(folded: str) -> bool:
    """Whether a folded text holds any word of debt or payment."""
    return DEBT.search(folded) is not None


def says_automated(folded: str) -> bool:
    """Whether the text says that a machine is speaking."""
    return AUTOMATED.search(folded) is not None


def offers_stop(folded: str) -> bool:
    """Whether the text says how to stop the messages."""
    return STOP_WAY.search(folded) is not None


def offers_human(folded: str) -> bool:
    """Whether the text says that a human can be had."""
    return HUMAN_WAY.search(folded) is not None


def discloses_prescription(folded: str) -> bool:
    """Whether the text says that the debt is time-barred and payment voluntary."""
    return _PRESCRIBED.search(folded) is not None and _VOLUNTARY.search(folded) is not None


@lru_cache(maxsize=_NAMES_KEPT)
def _as_words(own: str) -> re.Pattern[str] | None:
    if not own or DEBT.fullmatch(own):
        return None
    return re.compile(rf"(?<!\w){re.escape(own)}(?!\w)")


def without(folded: str, name: str) -> str:
    """Return the folded text without a name of several words, wherever it stands as words.

    A one-word name that is itself a debt word stays: it would hide the word everywhere else.
    """
    standing = _as_words(folded_name(name).strip())
    return folded if standing is None else standing.sub(" ", folded)
