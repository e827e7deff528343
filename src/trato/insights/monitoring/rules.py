"""Whether a phrase was meant: not where it was denied, quoted or told of somebody else. Pure."""

import re
from dataclasses import dataclass

from trato.door.policy.folding import fold
from trato.insights.monitoring.values import Side, WordClass

_QUOTES = str.maketrans("“”„«»‟″", '"' * 7)
_TOKEN = re.compile(r"[a-z0-9]+|[.,;:?\n]+|!+|\"")
_WORD = re.compile(r"[a-z0-9]+")
_CURLED = re.compile("[“”„«»‟″]")
_CLAUSED = re.compile(r"[.,;:?!\n\"]")
_DENIALS = frozenset("nao nunca jamais nem ninguem nenhum nenhuma sem n".split())
# "Se não pagar": a condition, not a denial.
_CONDITIONS = frozenset("se quem enquanto so pq porque caso que".split())
_BREAKS = frozenset(
    "mas porem e entao pois porque pq mais senao ou nada tudo so agora logo ainda aguento quero "
    "jeito".split()
)
_TELLS = frozenset(
    "disse falou escreveu relatou perguntou informou chamou afirmou contou alegou mencionou "
    "relata informa disseram falaram chamaram relatar".split()
)
_OF_US = frozenset("voce voces vc vcs atendente atendentes cobrador colega robo bot moca".split())
_NEAR = frozenset((WordClass.THREAT, WordClass.SELF_HARM, WordClass.DEATH))
_NEAR_WORDS, _FAR_WORDS, _TOLD_WORDS = 2, 4, 9


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as words, each with its clause and whether it stands between quotes."""

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    quoted: tuple[bool, ...]

    @property
    def plain(self) -> str:
        """The words alone, one blank between them."""
        return " ".join(self.words)


def read(text: str) -> Reading:
    """Split a message into words; a quote that is never closed is none."""
    # Translating is dear where a text has accents, and quotes are rare.
    folded = fold(text.translate(_QUOTES) if _CURLED.search(text) else text)
    if not _CLAUSED.search(folded.rstrip(" .!?")):
        words = tuple(_WORD.findall(folded))
        return Reading(words, (0,) * len(words), (False,) * len(words))
    closed = folded.count('"') // 2 * 2
    spoken: list[str] = []
    clauses: list[int] = []
    quoted: list[bool] = []
    clause = seen = 0
    for match in _TOKEN.finditer(folded):
        piece = match.group()
        if piece == '"':
            seen += 1
            clause += 1
        elif piece.isalnum():
            spoken.append(piece)
            clauses.append(clause)
            quoted.append(seen % 2 == 1 and seen < closed)
        else:
            clause += 1
    return Reading(tuple(spoken), tuple(clauses), tuple(quoted))


def is_meant(reading: Reading, first: int, last: int, *, side: Side, cls: WordClass) -> bool:
    """Return whether the words from `first` to `last` were said for themselves."""
    if all(reading.quoted[first : last + 1]):
        return False
    return not _is_denied(reading, first, cls) and not _is_told(reading, first, side)


def _is_denied(reading: Reading, first: int, cls: WordClass) -> bool:
    reach = _NEAR_WORDS if cls in _NEAR else _FAR_WORDS
    for place in range(first - 1, max(first - 1 - reach, -1), -1):
        word = reading.words[place]
        if reading.clauses[place] != reading.clauses[first]:
            return False
        if word in _DENIALS:
            before = reading.words[place - 1] if place else ""
            return before not in _CONDITIONS or before == "que"
        if word in _BREAKS:
            return False
    return False


def _is_told(reading: Reading, first: int, side: Side) -> bool:
    """Whether a word of telling stands before it; of a person's, what one of us is said to say."""
    start = max(first - _TOLD_WORDS, 0)
    for place in range(first - 1, start - 1, -1):
        if reading.words[place] not in _TELLS:
            continue
        if reading.clauses[first] - reading.clauses[place] > 1:
            return False
        return side is Side.COMPANY or bool(_OF_US.intersection(reading.words[start:place]))
    return False
