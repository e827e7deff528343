"""From words to meanings, by rules: ranked, each with the words that gave it away.

Nothing here follows instructions in a message; what no rule knows is simply not understood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trato.speakers.bot.dialogue.fold import words
from trato.speakers.bot.dialogue.lexicon import care, contest, money, person, stop, talk
from trato.speakers.bot.dialogue.lexicon.row import Row
from trato.speakers.bot.dialogue.meanings import PRECEDENCE, Meaning
from trato.speakers.bot.dialogue.mend import mend
from trato.speakers.bot.dialogue.numbers import amounts, with_figures

_ROWS = (*stop.ROWS, *person.ROWS, *care.ROWS, *contest.ROWS, *money.ROWS, *talk.ROWS)
_STOP_SIGNS = ("\U0001f6d1", "\u26d4", "\U0001f6ab", "\u270b\U0001f6d1")
_SMALL_TALK = frozenset({Meaning.GREETING, Meaning.THANKS, Meaning.INSULT})
_THUMB_UP, _THUMB_DOWN = "\U0001f44d", "\U0001f44e"
_COUNTER_CUE = re.compile(
    r"\b(?:consigo|posso|pago|pagar|dou|tenho|cabe|caberia|aguento|da pra|da para|pode ser|faz|"
    r"fica|ofereco|proposta|"
    r"so|no maximo|ate|seria|parcel\w+|vezes|x|mes|mensa\w+|entrada|quero|aceita\w*|fecho|acerto)\b"
)

_IN_FRONT = re.compile(
    r"^(?:(?:oi+|oie|ola|opa|alo|bom dia|boa tarde|boa noite|e ai|tudo bem|tudo bom|por favor|"
    r"moc[ao]|senhora?|amig[ao]|gente|pessoal|olha|escuta|entao) )+"
)
_BEHIND = re.compile(
    r"(?: (?:moc[ao]|senhora?|amig[ao]|querid[ao]|por favor|pfv?|pf|obrigad[ao]|gente|viu|hein|"
    r"ok|ne|valeu|bom dia|boa tarde|boa noite))+$"
)
_SPACES = re.compile(r"\s+")
_DAY_OF_MONTH = re.compile(
    r"\b(?:(?:so|e|mas|todo|cada|no|pro|para o|pra|a partir d[oe]|ate o?|la pelo|la pro|"
    r"comecando) )*"
    r"dia \d{1,2}\b(?: de cada mes| do mes(?: que vem)?)?"
)
_BARE = re.compile(r"(?:r ?)?(?:uns |umas |so |so uns )?(?:r ?)?\d[\d ]*(?:reais|contos?|pilas?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One meaning found in an utterance, and the folded words that show it."""

    meaning: Meaning
    evidence: str
    detail: str = ""


def understand(text: str) -> tuple[Understood, ...]:
    """Return the meanings of an utterance, the most binding first; empty: not understood."""
    found = _read(text, words(text))
    if set(found) <= _SMALL_TALK:
        mended = mend(words(text))
        found |= _read(text, mended) if mended != words(text) else {}
    return tuple(sorted(found.values(), key=lambda u: PRECEDENCE[u.meaning]))


def _read(text: str, said: str) -> dict[Meaning, Understood]:
    found: dict[Meaning, Understood] = {}
    if any(sign in text for sign in _STOP_SIGNS):
        found[Meaning.OPT_OUT] = Understood(meaning=Meaning.OPT_OUT, evidence="\U0001f6d1")
    shapes = (said, _without_courtesy(said))
    clauses = (*shapes, *_clauses(text))
    for row in _ROWS:
        if row.meaning in found or (row.unless is not None and row.unless.search(said)):
            continue
        # `Já falei com vocês. Parem.`: a stop counts in any clause, whatever stands beside it.
        match = _first_match(row, clauses if row.meaning is Meaning.OPT_OUT else shapes)
        if match is None:
            continue
        found[row.meaning] = Understood(
            meaning=row.meaning, evidence=match.group().strip(), detail=row.detail
        )
    for extra in (_thumb(text), _counter(text, said)):
        if extra is not None:
            found.setdefault(extra.meaning, extra)
    _name_the_dead(found)
    return found


def _first_match(row: Row, shapes: Iterable[str]) -> re.Match[str] | None:
    return next((m for m in map(row.pattern.search, shapes) if m is not None), None)


def _without_courtesy(said: str) -> str:
    """Drop greetings in front and politeness behind; a text of nothing else stays as it is."""
    return _BEHIND.sub("", _IN_FRONT.sub("", said)) or said


def _clauses(text: str) -> Iterator[str]:
    for clause in re.split(r"[.!?;,\n]+", text[:4096]):
        if clause.strip():
            yield _without_courtesy(words(clause))


def _name_the_dead(found: dict[Meaning, Understood]) -> None:
    """`Sou a filha, meu pai faleceu`: who is not the debtor speaks of the debtor's death."""
    loss = found.get(Meaning.ILLNESS)
    if loss is None or loss.detail != care.BEREAVED:
        return
    if Meaning.THIRD_PARTY in found or Meaning.WRONG_PERSON in found:
        found[Meaning.DECEASED] = Understood(meaning=Meaning.DECEASED, evidence=loss.evidence)
        del found[Meaning.ILLNESS]


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
    undated = _SPACES.sub(" ", _DAY_OF_MONTH.sub(" ", _without_courtesy(figures))).strip()
    bare = _BARE.fullmatch(undated)
    if read.instalments is None and not bare and not _COUNTER_CUE.search(said) and "$" not in text:
        return None
    return Understood(meaning=Meaning.COUNTER, evidence=said[:60])
