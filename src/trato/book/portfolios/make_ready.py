"""Makes a file's rows ready to be written: read, checked, fingerprinted, sealed, in COPY's bytes.

Asks no database, so that a process beside the one that writes may do it: whether a contract or a
person is known already, only `intake.py` learns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from trato.book.people.arrive import Arrival, arrivals, merge
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.rows import ParsedRow, RowProblem, read_reference, read_row
from trato.book.portfolios.rules import reason_of
from trato.book.portfolios.source import Row
from trato.foundation import copying
from trato.foundation.crypto import Vault
from trato.foundation.ids import from_bytes, new_ids

CHUNK_ROWS: Final = 5000
_DEBT: Final = copying.columns(13)
# Stands in no cell: it is taken out where a file is read.
_BETWEEN: Final = "\0"


class ReadyRow(NamedTuple):
    """A row that can be taken, as it is written if its contract and its person are new.

    `cells` are kept to read it again where they are not; `arrival` is who owes it, by the place in
    the chunk's arrivals; `consent` is when, where and under which text.
    """

    number: int
    reference: str
    cells: str
    arrival: int
    debt: bytes
    state: str
    consent: tuple[datetime, str, str] | None
    notes: tuple[str, ...]


_Packed = tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]], list[RowProblem], list[str]]


class ReadyChunk(NamedTuple):
    """Some rows of a file: those that can be taken, who owes them, and what is wrong with others.

    `references` are the contract numbers seen for the first time, those of wrong rows as well.
    """

    rows_read: int
    rows: list[ReadyRow]
    arrivals: list[Arrival]
    problems: list[RowProblem]
    references: list[str]

    def packed(self) -> _Packed:
        """Return the chunk as plain tuples, which travel between processes at half the cost."""
        owing = [(one.person_id.bytes, one.row, one.contacts) for one in self.arrivals]
        rows: list[tuple[Any, ...]] = [tuple(row) for row in self.rows]
        return self.rows_read, rows, owing, self.problems, self.references

    @classmethod
    def unpacked(cls, packed: _Packed) -> "ReadyChunk":
        """Make the chunk that was packed."""
        rows_read, rows, owing, problems, references = packed
        return cls(
            rows_read,
            [ReadyRow._make(row) for row in rows],
            [Arrival(from_bytes(person_id), row, contacts) for person_id, row, contacts in owing],
            problems,
            references,
        )


def rows_again(rows: Sequence[ReadyRow], width: int, reading: Reading) -> list[ParsedRow]:
    """Read rows that were found good once more, as they stood in the file."""
    read = (read_row(one.number, one.cells.split(_BETWEEN), width, reading) for one in rows)
    return [row for row in read if isinstance(row, ParsedRow)]


def row_print(vault: Vault, row: ParsedRow) -> str:
    """Return what tells whether a row says the same as the last time."""
    return vault.index(row.fingerprint(), kind="row").hex()


def debt_row(debt_id: UUID, person_id: UUID, row: ParsedRow, state: str, print_: str) -> bytes:
    """Write one debt, in the order of `sql.arriving_debts`."""
    return b"".join(
        (
            _DEBT,
            copying.ident(debt_id),
            copying.ident(person_id),
            copying.text(row.reference),
            copying.word(row.product),
            copying.large(row.principal_cents),
            copying.large(row.paid_cents),
            copying.day(row.due_on),
            copying.day(row.prescribed_on),
            copying.word(row.legal_basis),
            copying.text(row.basis_evidence),
            copying.word(state),
            copying.word(reason_of(state)),
            copying.text(print_),
        )
    )


@dataclass(slots=True, kw_only=True)
class Readier:
    """One file on its way from cells to rows; remembers which contracts it has seen."""

    width: int
    reading: Reading
    vault: Vault
    _first_rows: dict[int, int] = field(default_factory=dict)

    def chunks(self, rows: Iterator[Row]) -> Iterator[ReadyChunk]:
        """Yield the file's rows, so many at a time."""
        while some := list(islice(rows, CHUNK_ROWS)):
            yield self._chunk(some)

    def _chunk(self, rows: Sequence[Row]) -> ReadyChunk:
        taken: list[tuple[str, ParsedRow]] = []
        problems: list[RowProblem] = []
        references: list[str] = []
        for number, cells in rows:
            one = read_row(number, cells, self.width, self.reading)
            if isinstance(one, ParsedRow):
                reference = one.reference
            else:
                reference = read_reference(cells, self.reading)
            first = self._first_row(reference, number)
            if reference and first == number:
                references.append(reference)
            if isinstance(one, RowProblem):
                problems.append(one)
            elif first == number:
                taken.append((_BETWEEN.join(cells), one))
            else:
                problems.append(_repeated(one, first))
        people = merge(row.person for _, row in taken)
        owing = arrivals(self.vault, list(people.values()), on=self.reading.on)
        places = {document: place for place, document in enumerate(people)}
        ids = new_ids(len(taken))
        ready = [
            self._ready(row, cells, places[row.person.document], debt_id, owing)
            for (cells, row), debt_id in zip(taken, ids, strict=True)
        ]
        return ReadyChunk(len(rows), ready, owing, problems, references)

    def _first_row(self, reference: str, number: int) -> int:
        digest = int.from_bytes(blake2b(reference.encode(), digest_size=8).digest(), "big")
        return self._first_rows.setdefault(digest, number)

    def _ready(
        self, row: ParsedRow, cells: str, place: int, debt_id: UUID, owing: Sequence[Arrival]
    ) -> ReadyRow:
        consent, owed_by = row.consent, owing[place].person_id
        return ReadyRow(
            row.row,
            row.reference,
            cells,
            place,
            debt_row(debt_id, owed_by, row, row.state, row_print(self.vault, row)),
            row.state,
            (consent.granted_at, consent.source, consent.notice) if consent else None,
            tuple(note.code for note in row.notes),
        )


def _repeated(row: ParsedRow, first: int) -> RowProblem:
    return RowProblem(
        row=row.row,
        field="reference",
        text=row.reference,
        code="reference_repeated",
        reason=f"O contrato já apareceu na linha {first} deste arquivo.",
        remedy="Deixe uma linha por contrato.",
    )
