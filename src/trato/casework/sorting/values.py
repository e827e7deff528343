"""The nouns of sorting: tags with their rules, and what a saved view asks for."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from trato.book.portfolios.values import Owing


class On(StrEnum):
    """What a rule looks at."""

    REASON = "reason"
    TABULATION = "tabulation"
    WORD_CLASS = "word_class"
    CREDITOR = "creditor"
    PORTFOLIO = "portfolio"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rule:
    """Puts a tag on when what it looks at is `value` (a code, or an id as text)."""

    on: On
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCard:
    """A tag, its rules, and how many conversations bear it."""

    tag_id: UUID
    name: str
    rules: tuple[Rule, ...] = ()
    borne: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """People who have something in common, by a name; what is empty is not asked.

    `debt` is what one open debt must be like. `has_agreement`: with one that runs, or without.
    """

    segment_id: UUID
    name: str
    debt: Owing
    uf: str = ""
    has_agreement: bool | None = None


WANTED = ("estado", "fila", "etiqueta", "dono", "espera", "credor", "segmento")
"""What a saved view may ask for beside words, by the names that the list's address has for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCard:
    """A saved view; of everybody where `owner_id` is None. `words` are what it looks for."""

    view_id: UUID
    name: str
    owner_id: int | None
    wanted: tuple[tuple[str, str], ...]
    words: str = ""
