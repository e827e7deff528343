"""Text as the index sees it, questions as people type them, and which words to highlight. Pure.

Every text is folded: lower case, no accents, words apart by one space. Each word is indexed twice:
as its stem (`pagamentos` finds `pagamento`) and as it stands (`"não devo"` finds just that).
Neighbours are indexed together too, so that a phrase of two words is one look-up. No word is left
out as too common: in this trade `não` is the most important one.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from trato.insights.archive.values import Terms

QUESTION_MAX: Final = 300
_WORDS_MAX: Final = 16
_INDEXED_MAX: Final = 20_000
_PAIR_MAX: Final = 80
_WORD: Final = re.compile(r"[a-z0-9]+")
_PART: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
# Without its accent the stemmer does not know the ending: it is given back before stemming.
_ENDING: Final = re.compile(r"(c)(ao|oes)\b")
_ACCENTED: Final = {"ao": "ção", "oes": "ções"}
_LETTER: Final = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}


class OnlyExcluded(ValueError):
    """A question says what is not wanted but names nothing that is."""


def fold(text: str) -> str:
    """Return the words of a text without accents or punctuation, in lower case."""
    return " ".join(_WORD.findall(_bare(text)))


def indexed(text: str) -> str:
    """Return the words of a text that the index keeps, folded."""
    return fold(text[:_INDEXED_MAX])


def for_stemming(folded: str) -> str:
    """Give endings in -ção and -ções of a folded text their accents back."""
    return _ENDING.sub(lambda m: _ACCENTED[m[2]], folded)


def pairs(words: Sequence[str]) -> list[str]:
    """Return each word joined with its neighbour; over-long ones, which nobody types, left out."""
    joined = (f"{one}_{two}" for one, two in pairwise(words))
    return [pair for pair in joined if len(pair) <= _PAIR_MAX]


def neighbours(folded: str) -> str:
    """Return each different pair of a folded text once."""
    return " ".join(dict.fromkeys(pairs(folded.split())))


def read_question(question: str) -> Terms:
    """Read what somebody typed: words, "a phrase", word* for a beginning, -word for what is not.

    Raises:
        OnlyExcluded: nothing is wanted.
    """
    stems: list[str] = []
    phrases: list[str] = []
    exact: list[str] = []
    marked: list[str] = []
    wanted = False
    for minus, phrase, word in list(_PART.findall(question[:QUESTION_MAX]))[:_WORDS_MAX]:
        found = fold(phrase or word).split()
        if not found:
            continue
        sign = "!" if minus else ""
        if not phrase and len(found) == 1:
            stems.append(sign + _stem(found[0], word))
        elif len(found) == 1:
            phrases.append(f"{sign}{found[0]}:B")
        elif len(found) == 2:
            phrases.append(f"{sign}'{'_'.join(found)}'")
        else:
            exact.append(sign + _phrase(found))
            # The longest pair is likely the rarest: the index finds it, the rest is checked.
            phrases += [f"'{pair}'" for pair in sorted(pairs(found), key=len)[-1:] if not minus]
        if not minus:
            wanted = True
            marked += found
    if not wanted and (stems or phrases or exact):
        raise OnlyExcluded
    return Terms(
        stems=" & ".join(stems),
        phrases=" & ".join(phrases),
        exact=" & ".join(exact),
        marked=tuple(dict.fromkeys(marked)),
    )


def only_wanted(terms: Terms) -> Terms:
    """Return a question without what it excludes: it finds at least as much."""

    def kept(parts: str) -> str:
        return " & ".join(part for part in parts.split(" & ") if not part.startswith("!"))

    return Terms(
        stems=kept(terms.stems),
        phrases=kept(terms.phrases),
        exact=kept(terms.exact),
        marked=terms.marked,
    )


def highlight(text: str, marked: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Cut a text into pieces, each with whether it is a word that was asked for.

    A word counts when it begins like one that was asked for: what the stem had in common.
    """
    roots = tuple(_root(word) for word in marked)
    if not roots:
        return ((text, False),) if text else ()
    pieces: list[tuple[str, bool]] = []
    plain = ""
    for piece in re.split(r"(\w+)", text):
        if piece and fold(piece).startswith(roots):
            if plain:
                pieces.append((plain, False))
            pieces.append((piece, True))
            plain = ""
        else:
            plain += piece
    if plain:
        pieces.append((plain, False))
    return tuple(pieces)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(_LETTER.get(c, c) for c in plain)


def _phrase(words: list[str]) -> str:
    return "(" + " <-> ".join(f"{word}:B" for word in words) + ")"


def _stem(word: str, typed: str) -> str:
    # The beginning of a word has no stem: it is looked up among the words as they stand.
    return f"{word}:*" if typed.endswith("*") else for_stemming(word)


def _root(word: str) -> str:
    if word.isdigit() or len(word) <= 4:
        return word
    return word[: max(4, len(word) - 3)]
