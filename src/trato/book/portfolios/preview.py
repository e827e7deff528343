"""Shows what a file would mean before anything is written. Values of persons are masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from trato.book.portfolios import columns, masks, source
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.columns import ColumnGuess, ColumnMapping
from trato.book.portfolios.refusal import ImportRefused
from trato.book.portfolios.rows import RowProblem, read_row
from trato.book.portfolios.values import RejectedRowCard
from trato.foundation import clock

_GUESS_ROWS: Final = 100
_SHOWN_ROWS: Final = 5
_CHECKED_ROWS: Final = 1000
_SHOWN_PROBLEMS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be read: `missing` names required fields that no column was given to.

    `rows_checked` counts the rows looked at (the first thousand), `rows_bad` those of them that
    would be turned away; `problems` shows the first of these.
    """

    file_name: str
    sha256: str
    kind: str
    encoding: str
    separator: str
    columns: tuple[ColumnGuess, ...]
    mapping: ColumnMapping
    missing: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    rows_checked: int
    rows_bad: int
    problems: tuple[RejectedRowCard, ...]


def preview(
    content: Path | str | bytes,
    file_name: str,
    mapping: Mapping[str, str | Sequence[str]] | None = None,
    *,
    now: datetime | None = None,
) -> Preview:
    """Read a file's beginning and say what it would mean. Writes nothing, needs no organisation.

    Raises:
        ImportRefused: the file cannot be read at all, or `mapping` does not fit it.
    """
    looked = source.look(Path(content) if isinstance(content, str) else content, file_name)
    head = list(islice(looked.rows(), _CHECKED_ROWS))
    refuse_headless(looked, len(head))
    guesses = columns.guess(looked.header, [row for _, row in head[:_GUESS_ROWS]])
    given = columns.mapping_of(guesses) if mapping is None else _as_lists(mapping)
    missing = columns.missing(given)
    bad: list[RowProblem] = []
    if not missing:
        reading = Reading(positions=columns.positions(given, looked.header), now=now or clock.now())
        width = len(looked.header)
        read = (read_row(number, row, width, reading) for number, row in head)
        bad = [one for one in read if isinstance(one, RowProblem)]
    fields = {name: field for field, names in given.items() for name in names}
    return Preview(
        file_name=looked.file_name,
        sha256=looked.sha256,
        kind=looked.kind,
        encoding=looked.encoding,
        separator=looked.separator,
        columns=guesses,
        mapping=given,
        missing=missing,
        sample=tuple(_masked(row, looked.header, fields) for _, row in head[:_SHOWN_ROWS]),
        rows_checked=len(head),
        rows_bad=len(bad),
        problems=tuple(problem_card(one, given) for one in bad[:_SHOWN_PROBLEMS]),
    )


def guessed_mapping(looked: source.Source) -> ColumnMapping:
    """Guess a file's mapping from its header and first rows.

    Raises:
        ImportRefused: it has no header or no rows.
    """
    head = list(islice(looked.rows(), _GUESS_ROWS))
    refuse_headless(looked, len(head))
    return columns.mapping_of(columns.guess(looked.header, [row for _, row in head]))


def refuse_headless(looked: source.Source, rows: int) -> None:
    """Refuse a file that starts with data, or that ends with its header."""
    from_data = sum(columns.guess([name], [])[0].field != "" for name in looked.header) == 0
    if from_data and any(any(c.isdigit() for c in name) for name in looked.header):
        raise ImportRefused(
            "no_header",
            "A primeira linha não parece um cabeçalho.",
            "Ponha na primeira linha os nomes das colunas (contrato, nome, cpf_cnpj, …).",
        )
    if not rows:
        raise ImportRefused(
            "no_rows", "O arquivo só tem o cabeçalho.", "Confira se a exportação terminou."
        )


def problem_card(problem: RowProblem, mapping: Mapping[str, Sequence[str]]) -> RejectedRowCard:
    """Return a row's problem as the report shows it: the file's column name, the value masked."""
    names = mapping.get(problem.field, ())
    return RejectedRowCard(
        row=problem.row,
        column=(names[0] if names else "")[:80],
        masked_value=masks.mask_cell(problem.field, problem.text)[:80],
        code=problem.code,
        reason=problem.reason[:240],
        remedy=problem.remedy[:240],
    )


def _masked(
    row: Sequence[str], header: Sequence[str], fields: Mapping[str, str]
) -> tuple[str, ...]:
    padded = [*row, *[""] * len(header)]
    return tuple(masks.mask_cell(fields.get(name, ""), padded[i]) for i, name in enumerate(header))


def _as_lists(mapping: Mapping[str, str | Sequence[str]]) -> ColumnMapping:
    return {field: [c] if isinstance(c, str) else list(c) for field, c in mapping.items()}
