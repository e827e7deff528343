"""The language of a lexicon's lines, and the lexicons that ship. Pure but for reading its files.

A line is a phrase. `*` is any ending, `...` up to four words in between, `=` in front: nothing but
this is said, `!` in front: not a sign where it covers one, `!!`: no sign anywhere in its message.
"""

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from trato.door.policy.folding import fold
from trato.insights.monitoring.values import LEXICONS, SIDE_OF, Side, Term, WordClass

LONGEST = 80
_GAP = r"(?: [a-z0-9]+){0,4}? "
_POLITE = r"(?: (?:por favor|pfv|pf|obrigad[oa]|obg|ja|agora|voces|vcs|isso|tudo)){0,2}"
_POLITE_LONGEST = 22  # Two of the longest, and the blanks around it all.
_PART = re.compile(r"[^a-z0-9*]+")


class BadTerm(ValueError):
    """A line of a lexicon says nothing to look for; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A term ready to be looked for: `anchor` is what any text that has it has, too.

    No text of more than `longest` letters and blanks has it.
    """

    term: Term
    anchor: str
    pattern: re.Pattern[str]
    excuses: bool
    vetoes: bool
    words: tuple[str, ...]
    stems: tuple[str, ...]
    side: Side
    longest: int


@lru_cache(maxsize=16_384)
def compile_term(term: Term) -> Compiled:
    """Return a term ready to be looked for.

    Raises:
        BadTerm: it is too long, or has no word of two letters to look for.
    """
    text = term.text.strip()
    if len(text) > LONGEST:
        raise BadTerm(f"A expressão tem mais de {LONGEST} caracteres.")
    vetoes, excuses = text.startswith("!!"), text.startswith("!")
    whole = text.startswith("=")
    parts = [_plain(part) for part in fold(text.lstrip("!=")).split("...")]
    if not all(parts):
        raise BadTerm("Escreva ao menos uma palavra; entre reticências, uma de cada lado.")
    runs = [run for part in parts for run in _runs(part)]
    anchor = max(runs, key=lambda run: len(run.strip()))
    if len(anchor.strip()) < 2:
        raise BadTerm("Escreva uma palavra de ao menos duas letras.")
    body = _GAP.join(re.escape(part).replace(r"\*", "[a-z0-9]*").replace(r"\ ", " ")
                     for part in parts)  # fmt: skip
    longest = len(body) + _POLITE_LONGEST if whole and "[" not in body else sys.maxsize
    body = rf"^{body}{_POLITE}$" if whole else rf"(?<![a-z0-9]){body}(?![a-z0-9])"
    words = tuple(word for part in parts for word in part.split())
    return Compiled(
        term=term,
        anchor=anchor,
        pattern=re.compile(body),
        excuses=excuses,
        vetoes=vetoes,
        words=tuple(word.rstrip("*") for word in words),
        stems=tuple(word.rstrip("*") for word in words if word.endswith("*")),
        side=SIDE_OF[term.word_class],
        longest=longest,
    )


def _plain(part: str) -> str:
    return " ".join(word for word in _PART.split(part) if word.strip("*"))


def _runs(part: str) -> list[str]:
    """Return what stands still in a part, with the blanks that bound it."""
    return [run for run in f" {part} ".replace("* ", "*\0").split("*\0") for run in [_bound(run)]
            if run.strip()]  # fmt: skip


def _bound(run: str) -> str:
    # What follows an ending begins a word anew.
    return run if run.startswith(" ") else f" {run}"


def read_lines(word_class: WordClass, text: str) -> list[Term]:
    """Return the terms of a lexicon's text; `#` begins a comment."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [Term(word_class=word_class, text=line) for line in dict.fromkeys(lines) if line]


@lru_cache(maxsize=1)
def shipped() -> tuple[Term, ...]:
    """Return every term that ships."""
    folder = resources.files("trato.insights.monitoring") / "lexicons"
    found: list[Term] = []
    for word_class in LEXICONS:
        text = (folder / f"{word_class.value}.txt").read_text(encoding="utf-8")
        found += read_lines(word_class, text)
    return tuple(found)
