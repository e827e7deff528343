"""Reads single cells of a row: texts, dates, amounts, coded words; says what is wrong. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from trato.book.portfolios.columns import plain
from trato.foundation import money

SAO_PAULO: Final = ZoneInfo("America/Sao_Paulo")
EMPTY: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "#n/d", "#n/a"})
_LONGEST_EMPTY: Final = max(map(len, EMPTY))
_BRAZILIAN: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK: Final = re.compile(r"[ T](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$")
_FORMULA: Final = ("=", "@", "+", "-", "\t", "\r")
# Not `date.min` itself: a cell may say 01/01/0001.
_NO_DAY: Final = date.fromordinal(1)
_AMOUNT_MAX_CENTS: Final = 10_000_000_000_00


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read: where its fields stand, on which day, and what an absent column means."""

    positions: Mapping[str, Sequence[int]]
    now: datetime
    legal_basis: str = ""
    provenance: str = "creditor_contract"

    @property
    def on(self) -> date:
        """Return the civil day in São Paulo."""
        return _civil_day(self.now)


@lru_cache(maxsize=8)
def _civil_day(at: datetime) -> date:
    return at.astimezone(SAO_PAULO).date()


# What a row's cells say, by field; one that says nothing is not there.
Texts = Mapping[str, str]


class WrongCell(Exception):
    """A cell that turns its row away: field, text (to be masked), code, reason, remedy."""

    def __init__(self, field: str, text: str, code: str, reason: str, remedy: str) -> None:
        """Make it from its parts, in this order."""
        self.parts = (field, text, code, reason, remedy)
        super().__init__(code)


def tidied(cells: Sequence[str], reading: Reading) -> Texts:
    """Return each field's first cell with single spaces; a word for nothing is nothing.

    Once a row: every other function here but `all_cells` takes what this returns.
    """
    texts: dict[str, str] = {}
    count = len(cells)
    for field, where in reading.positions.items():
        if where and where[0] < count:
            text = " ".join(cells[where[0]].split())
            if len(text) > _LONGEST_EMPTY or text.lower() not in EMPTY:
                texts[field] = text
    return texts


def all_cells(cells: Sequence[str], reading: Reading, field: str) -> list[str]:
    """Return every cell of a field that may have several columns, as it stands in the file."""
    return [cells[i].strip() for i in reading.positions.get(field, ()) if i < len(cells)]


def required_cell(texts: Texts, field: str, reason: str, longest: int) -> str:
    """Return a free text that must be there.

    Raises:
        WrongCell: it is empty, starts as a formula or is too long.
    """
    text = text_cell(texts, field, longest)
    if not text:
        raise WrongCell(field, "", f"{field}_missing", reason, "Preencha a célula no arquivo.")
    return text


def text_cell(texts: Texts, field: str, longest: int) -> str:
    """Return a free text.

    Raises:
        WrongCell: it starts as a formula or is too long.
    """
    raw = texts.get(field, "")
    if raw.startswith(_FORMULA):
        raise WrongCell(
            field, raw, "formula_cell", "A célula começa como fórmula de planilha.",
            "Troque a fórmula pelo texto; células não podem começar com =, +, - ou @.",
        )  # fmt: skip
    if len(raw) > longest:
        raise WrongCell(
            field, raw, "text_too_long", f"Texto com mais de {longest} letras.",
            "Abrevie o texto ou confira se a coluna é a certa.",
        )  # fmt: skip
    return raw


def date_cell(texts: Texts, field: str) -> date | None:
    """Return a civil date, or None when the cell is empty.

    Raises:
        WrongCell: another format, or no day of the calendar.
    """
    raw = texts.get(field, "")
    if not raw:
        return None
    day = _day(raw)
    if day is None:
        raise WrongCell(
            field, raw, "date_format", "Data em formato desconhecido.",
            "Escreva a data como dd/mm/aaaa.",
        )  # fmt: skip
    if day is _NO_DAY:
        raise WrongCell(
            field, raw, "date_impossible", "Data que não existe no calendário.",
            "Confira o dia e o mês.",
        )  # fmt: skip
    return day


# A file has a few thousand different days in it, however many rows.
@lru_cache(maxsize=8192)
def _day(raw: str) -> date | None:
    """Return the day that a text names, `_NO_DAY` if the calendar has none, None if it is none."""
    numbers = _numbers_of_day(raw)
    try:
        return None if numbers is None else date(*numbers)
    except ValueError:
        return _NO_DAY


def _numbers_of_day(raw: str) -> tuple[int, int, int] | None:
    bare = _CLOCK.sub("", raw)
    if found := _BRAZILIAN.fullmatch(bare):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _ISO.fullmatch(bare):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def amount_cell(texts: Texts, field: str) -> int:
    """Return an amount in cents.

    Raises:
        WrongCell: it does not read as reais.
    """
    raw = texts.get(field, "")
    try:
        cents = money.parse_brl(raw[:40])
    except ValueError:
        cents = None
    if cents is None or abs(cents) > _AMOUNT_MAX_CENTS:
        raise WrongCell(
            field, raw, "amount_format", "Valor que não se lê como reais.",
            "Escreva o valor como 1.234,56.",
        )  # fmt: skip
    return cents


def coded_cell(texts: Texts, field: str, codes: Mapping[str, str], default: str) -> str:
    """Return the code that a word stands for, or `default` when the cell is empty.

    Raises:
        WrongCell: the word is not known.
    """
    raw = texts.get(field, "")
    if not raw:
        return default
    code = codes.get(_plain(raw))
    if code is None:
        raise WrongCell(
            field, raw, f"{field}_unknown", "Palavra desconhecida nesta coluna.",
            f"Use uma destas: {', '.join(list(codes)[:6])}.",
        )  # fmt: skip
    return code


_plain = lru_cache(maxsize=1024)(plain)


def clock_cell(texts: Texts, field: str) -> time:
    """Return the time of day beside a date; midnight when there is none."""
    clock = _CLOCK.search(texts.get(field, ""))
    return time(int(clock[1]) % 24, int(clock[2]) % 60) if clock else time()
