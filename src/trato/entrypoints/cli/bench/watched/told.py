"""ToLD-Br: 21 000 Brazilian tweets with the marks of three annotators; read where it is given.

Leite, Silva, Bontcheva, Scarton (2020), CC BY-SA 4.0. It is not part of the product.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trato.entrypoints.cli.bench.report import CouldNotMeasure
from trato.entrypoints.cli.bench.watched.labelled import Score, is_held_out, score
from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import compile_term, shipped
from trato.insights.monitoring.values import Side, WordClass, Written

_RUDE = frozenset((WordClass.IMPROPER_LANGUAGE, WordClass.HARASSMENT))
HOW_TO_GET = (
    "ToLD-Br não foi dado: baixe ToLD-BR.csv de github.com/JAugusto97/ToLD-Br (CC BY-SA 4.0) e "
    "passe --told CAMINHO (.csv ou .csv.gz)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Scores on the held-out half: ours and a plain list of the same words, by agreement."""

    tweets: int
    ours: dict[int, Score]
    plain: dict[int, Score]


def told(path: Path) -> Told:
    """Score rude words on the held-out half of the tweets.

    Raises:
        CouldNotMeasure: the file is not ToLD-Br.
    """
    try:
        rows = [(text, marks) for text, marks in _rows(path) if is_held_out(text)]
    except (OSError, KeyError, ValueError) as problem:
        raise CouldNotMeasure(f"{path} não é ToLD-Br: {problem}") from None
    terms = [term for term in shipped() if term.word_class in _RUDE]
    written = [Written(side=Side.COMPANY, text=text) for text, _ in rows]
    found = {place for place, _ in Matcher(terms).look(written)}
    words = [f" {one.anchor.strip()} " for one in map(compile_term, terms) if not one.excuses]
    plain = {place for place, (text, _) in enumerate(rows) if _has_any(text, words)}
    return Told(
        tweets=len(rows),
        ours={n: _score(rows, found, n) for n in (1, 2)},
        plain={n: _score(rows, plain, n) for n in (1, 2)},
    )


def _rows(path: Path) -> Iterator[tuple[str, int]]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(
        encoding="utf-8", newline=""
    )  # fmt: skip
    with opened as sheet:
        for row in csv.DictReader(sheet):
            text = row.pop("text")
            yield text, max(round(float(mark)) for mark in row.values())


def _has_any(text: str, words: list[str]) -> bool:
    said = f" {' '.join(text.lower().split())} "
    return any(word in said for word in words)


def _score(rows: list[tuple[str, int]], found: set[int], annotators: int) -> Score:
    return score([(p in found, marks >= annotators) for p, (_, marks) in enumerate(rows)])
