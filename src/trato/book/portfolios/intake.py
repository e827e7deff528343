"""Takes one chunk of a file's rows after the other, and remembers what became of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people.read import ids_by_document
from trato.book.people.register import register_arrivals, register_people
from trato.book.portfolios import sql
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.make_ready import (
    ReadyChunk,
    ReadyRow,
    debt_row,
    row_print,
    rows_again,
)
from trato.book.portfolios.models import RejectedRow
from trato.book.portfolios.preview import problem_card
from trato.book.portfolios.rows import ParsedRow, RowProblem
from trato.book.portfolios.rules import TERMINAL, may_move, reason_of
from trato.book.portfolios.values import ConsentRow, RejectedRowCard
from trato.foundation import tenancy
from trato.foundation.ids import new_ids
from trato.journal.fact import Fact
from trato.journal.facts.book import DebtStateChanged
from trato.journal.record import record_many

_SHOWN: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A debt that the creditor already has under a row's contract number."""

    debt_id: UUID
    person_id: UUID
    portfolio_id: UUID
    state: str
    row_sha256: str


@dataclass(slots=True, kw_only=True)
class Intake:
    """One file on its way in. Memory grows with what it closes and turns away, not with its rows.

    `is_first`: the creditor had no debt before this file. `had_open`: the portfolio had open ones,
    which may turn out to be gone from it.
    """

    creditor_id: UUID
    portfolio_id: UUID
    placement_id: UUID
    reading: Reading
    width: int
    mapping: Mapping[str, Sequence[str]]
    is_first: bool
    had_open: bool
    counts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    closed: list[UUID] = field(default_factory=list)
    rejected: list[RejectedRowCard] = field(default_factory=list)

    def take(self, chunk: ReadyChunk) -> list[ConsentRow]:
        """Take some rows: register, add, update or turn away; return the opt-ins they tell of."""
        self.counts["rows"] += chunk.rows_read
        if self.had_open:
            # A bad row's contract is still in the file: its debt is not recalled.
            sql.add_seen(chunk.references)
        new, others = self._apart(chunk)
        strangers, consents = self._take_again(others)
        self._turn_away([*chunk.problems, *strangers])
        return [*self._write(new), *consents]

    def _apart(self, chunk: ReadyChunk) -> tuple[list[tuple[ReadyRow, UUID]], list[ReadyRow]]:
        """Register people nobody knew; return their rows, as ready as they are, and the others.

        People before debts, as everybody else locks them.
        """
        known = self._known([row.reference for row in chunk.rows], hold=False)
        met = {row.arrival for row in chunk.rows if row.reference in known}
        arrivals = [one for place, one in enumerate(chunk.arrivals) if place not in met]
        if not arrivals:
            return [], chunk.rows
        before, contacts = register_arrivals(arrivals, at=self.reading.now)
        self.counts["people_created"] += len(arrivals) - len(before)
        self.counts["contacts_created"] += contacts
        new: list[tuple[ReadyRow, UUID]] = []
        others: list[ReadyRow] = []
        for row in chunk.rows:
            person_id = chunk.arrivals[row.arrival].person_id
            if row.arrival in met or person_id in before:
                others.append(row)
            else:
                new.append((row, person_id))
        return new, others

    def _write(self, rows: Sequence[tuple[ReadyRow, UUID]]) -> list[ConsentRow]:
        """Add debts of people who have just been registered."""
        if not rows:
            return []
        self._insert([row.debt for row, _ in rows])
        found: list[ConsentRow] = []
        for row, person_id in rows:
            self.counts["settled"] += row.state == "settled"
            if row.notes:
                self.warnings.update(row.notes)
            if row.consent is not None:
                at, source, notice = row.consent
                found.append(
                    ConsentRow(person_id=person_id, granted_at=at, source=source, notice=notice)
                )
        self.counts["consents"] += len(found)
        return found

    def _take_again(self, rows: Sequence[ReadyRow]) -> tuple[list[RowProblem], list[ConsentRow]]:
        """Take rows whose contract or person was known; return those of somebody else, too."""
        if not rows:
            return [], []
        parsed = rows_again(rows, self.width, self.reading)
        known = self._known([row.reference for row in parsed], hold=False)
        vault = keys.vault()
        prints = {row.reference: row_print(vault, row) for row in parsed}
        changed = [r for r in parsed if not self._is_same(r, known, prints[r.reference])]
        self.counts["unchanged"] += len(parsed) - len(changed)
        changed, strangers = self._without_strangers(changed, known)
        if not changed:
            return strangers, []
        registered = register_people([r.person for r in changed], at=self.reading.now)
        self.counts["people_created"] += registered.created
        self.counts["contacts_created"] += registered.contacts_created
        known = self._known([row.reference for row in changed], hold=True)
        self._add([r for r in changed if r.reference not in known], registered.ids, prints)
        self._update(
            [(r, known[r.reference]) for r in changed if r.reference in known],
            registered.ids,
            prints,
        )
        for row in changed:
            self.warnings.update(note.code for note in row.notes)
        return strangers, self._consents(changed, registered.ids)

    def _known(self, references: Sequence[str], *, hold: bool) -> dict[str, _Known]:
        if self.is_first:
            # Every contract of the file came once, and nobody else adds any: the creditor is held.
            return {}
        rows = sql.known_debts(self.creditor_id, references, hold=hold)
        return {
            reference: _Known(
                debt_id=debt_id,
                person_id=person_id,
                portfolio_id=portfolio_id,
                state=state,
                row_sha256=row_sha256,
            )
            for reference, debt_id, person_id, portfolio_id, state, row_sha256 in rows
        }

    def _is_same(self, row: ParsedRow, known: Mapping[str, _Known], print_: str) -> bool:
        debt = known.get(row.reference)
        return (
            debt is not None
            and debt.row_sha256 == print_
            and debt.portfolio_id == self.portfolio_id
            and (debt.state != "recalled" or row.state == "recalled")
        )

    def _without_strangers(
        self, rows: Sequence[ParsedRow], known: Mapping[str, _Known]
    ) -> tuple[list[ParsedRow], list[RowProblem]]:
        """Set aside rows whose contract belongs to somebody else already."""
        people = ids_by_document([r.person.document for r in rows if r.reference in known])
        kept: list[ParsedRow] = []
        strangers: list[RowProblem] = []
        for row in rows:
            debt = known.get(row.reference)
            if debt is None or people.get(row.person.document) == debt.person_id:
                kept.append(row)
            else:
                strangers.append(_stranger(row))
        return kept, strangers

    def _turn_away(self, problems: Sequence[RowProblem]) -> None:
        if not problems:
            return
        cards = [problem_card(p, self.mapping) for p in sorted(problems, key=lambda p: p.row)]
        RejectedRow.objects.bulk_create(
            RejectedRow(
                organisation_id=tenancy.current(),
                placement_id=self.placement_id,
                row=card.row,
                column=card.column,
                masked_value=card.masked_value,
                code=card.code,
                reason=card.reason,
                remedy=card.remedy,
            )
            for card in cards
        )
        self.counts["rejected"] += len(cards)
        self.rejected += cards[: max(0, _SHOWN - len(self.rejected))]

    def _add(
        self, rows: Sequence[ParsedRow], people: Mapping[str, UUID], prints: Mapping[str, str]
    ) -> None:
        if not rows:
            return
        self._insert(
            [
                debt_row(debt_id, people[r.person.document], r, r.state, prints[r.reference])
                for r, debt_id in zip(rows, new_ids(len(rows)), strict=True)
            ]
        )
        self.counts["settled"] += sum(r.state == "settled" for r in rows)

    def _insert(self, debts: Sequence[bytes]) -> None:
        sql.insert_debts(
            debts,
            creditor_id=self.creditor_id,
            portfolio_id=self.portfolio_id,
            placement_id=self.placement_id,
            at=self.reading.now,
        )
        self.counts["imported"] += len(debts)

    def _update(
        self,
        pairs: Sequence[tuple[ParsedRow, _Known]],
        people: Mapping[str, UUID],
        prints: Mapping[str, str],
    ) -> None:
        if not pairs:
            return
        facts: list[tuple[Fact, UUID | None, bytes]] = []
        debts: list[bytes] = []
        for row, debt in pairs:
            state = state_after(debt.state, row.state)
            person_id, print_ = people[row.person.document], prints[row.reference]
            debts.append(debt_row(debt.debt_id, person_id, row, state, print_))
            if state != debt.state:
                facts.append(self._moved(debt, state))
        sql.update_debts(
            debts,
            portfolio_id=self.portfolio_id,
            placement_id=self.placement_id,
            at=self.reading.now,
        )
        record_many(facts, at=self.reading.now)
        self.counts["updated"] += len(pairs)

    def _moved(self, debt: _Known, state: str) -> tuple[Fact, UUID | None, bytes]:
        self.counts["settled"] += state == "settled"
        self.counts["placed_again"] += debt.state == "recalled" and state == "active"
        if state in TERMINAL:
            self.closed.append(debt.debt_id)
        reason = reason_of(state) or "placed_again"
        fact = DebtStateChanged(debt_id=debt.debt_id, before=debt.state, after=state, reason=reason)
        return fact, debt.person_id, b""

    def _consents(self, rows: Sequence[ParsedRow], people: Mapping[str, UUID]) -> list[ConsentRow]:
        found = [
            ConsentRow(
                person_id=people[r.person.document],
                granted_at=r.consent.granted_at,
                source=r.consent.source,
                notice=r.consent.notice,
            )
            for r in rows
            if r.consent is not None
        ]
        self.counts["consents"] += len(found)
        return found


def state_after(before: str, told: str) -> str:
    """Return the state of a known debt after a file tells another.

    A file that only says the debt is open moves nothing but a recalled one, which it places again:
    what was settled, agreed or disputed with us stays so. A move the table does not know is not
    made.
    """
    if told == "active":
        return "active" if before == "recalled" else before
    return told if may_move(before, told) else before


def _stranger(row: ParsedRow) -> RowProblem:
    return RowProblem(
        row=row.row,
        field="document",
        text=row.person.document,
        code="document_changed",
        reason="O contrato já está em nome de outro CPF/CNPJ.",
        remedy="Confira o documento; se o contrato mudou de titular, dê a ele outro número.",
    )
