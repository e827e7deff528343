"""From words to meanings, by rules: ranked, each with the words that gave it away.

Nothing here follows instructions in a message; what no rule knows is simply not understood.
"""

import re
from dataclasses import dataclass

from trato.speakers.bot.dialogue.fold import words
from trato.speakers.bot.dialogue.lexicon import care, contest, money, person, stop, talk
from trato.speakers.bot.dialogue.meanings import PRECEDENCE, Meaning
from trato.speakers.bot.dialogue.numbers import amounts, with_figures

_ROWS = (*stop.ROWS, *person.ROWS, *care.ROWS, *contest.ROWS, *money.ROWS, *talk.ROWS)
_STOP_SIGNS = ("\U0001f6d1", "\u26d4", "\U0001f6ab", "\u270b\U0001f6d1")
_THUMB_UP, _THUMB_DOWN = "\U0001f44d", "\U0001f44e"
_COUNTER_CUE = re.compile(
    r"\b(?:consigo|posso|pago|pagar|dou|tenho|cabe|caberia|aguento|da pra|da para|pode ser|faz|"
    r"fica|ofereco|proposta|"
    r"so|no maximo|ate|seria|parcel\w+|vezes|x|mes|mensa\w+|entrada|quero|aceita\w*|fecho|acerto)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One meaning found in an utterance, and the folded words that show it."""

    meaning: Meaning
    evidence: str
    detail: str = ""


def understand(text: str) -> tuple[Understood, ...]:
    """Return the meanings of an utterance, the most binding first; empty: not understood."""
    said = words(text)
    found: dict[Meaning, Understood] = {}
    if any(sign in text for sign in _STOP_SIGNS):
        found[Meaning.OPT_OUT] = Understood(meaning=Meaning.OPT_OUT, evidence="\U0001f6d1")
    for row in _ROWS:
        if row.meaning in found:
            continue
        match = row.pattern.search(said)
        if match is None or (row.unless is not None and row.unless.search(said)):
            continue
        found[row.meaning] = Understood(
            meaning=row.meaning, evidence=match.group().strip(), detail=row.detail
        )
    for extra in (_thumb(text), _counter(text, said)):
        if extra is not None:
            found.setdefault(extra.meaning, extra)
    return tuple(sorted(found.values(), key=lambda u: PRECEDENCE[u.meaning]))


def _thumb(text: str) -> Understood | None:
    if _THUMB_UP in text:
        return Understood(meaning=Meaning.YES, evidence=_THUMB_UP)
    if _THUMB_DOWN in text:
        return Understood(meaning=Meaning.NO, evidence=_THUMB_DOWN)
    return None


def _counter(text: str, said: str) -> Understood | None:
    """A figure of money, or a number of instalments, with a word of offering or on its own."""
    read = amounts(text)
    if not read.cents and read.instalments is None:
        return None
    figures = words(with_figures(text))
    bare = re.fullmatch(r"(?:r ?)?(?:uns |umas )?[\d ]+(?:reais|contos?|pilas?)?", figures)
    if read.instalments is None and not bare and not _COUNTER_CUE.search(said) and "$" not in text:
        return None
    return Understood(meaning=Meaning.COUNTER, evidence=said[:60])
