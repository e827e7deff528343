"""Takes one chunk of a file's rows after the other, and remembers what became of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people.read import ids_by_document
from trato.book.people.register import register_people
from trato.book.portfolios import sql
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.models import RejectedRow
from trato.book.portfolios.preview import problem_card
from trato.book.portfolios.rows import ParsedRow, RowProblem
from trato.book.portfolios.rules import TERMINAL, may_move
from trato.book.portfolios.values import ConsentRow, RejectedRowCard
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.facts.book import DebtStateChanged
from trato.journal.record import record_many

ReadRow = tuple[int, str, ParsedRow | RowProblem]

_SHOWN: Final = 1000
_REASONS: Final = {"settled": "paid_at_creditor", "active": "placed_again"}


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
    """One file on its way in. Memory grows by a few dozen bytes a row, not with the rows."""

    creditor_id: UUID
    portfolio_id: UUID
    placement_id: UUID
    reading: Reading
    width: int
    mapping: Mapping[str, Sequence[str]]
    counts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    closed: list[UUID] = field(default_factory=list)
    rejected: list[RejectedRowCard] = field(default_factory=list)
    _first_rows: dict[int, int] = field(default_factory=dict)

    def take(self, chunk: Sequence[ReadRow]) -> list[ConsentRow]:
        """Take some rows: register, add, update or turn away; return the opt-ins they tell of."""
        self.counts["rows"] += len(chunk)
        parsed, problems = self._sort(chunk)
        known = self._known([row.reference for row in parsed], hold=False)
        vault = keys.vault()
        prints = {row.reference: vault.index(row.fingerprint(), kind="row").hex() for row in parsed}
        changed = [r for r in parsed if not self._is_same(r, known, prints[r.reference])]
        self.counts["unchanged"] += len(parsed) - len(changed)
        changed, others = self._without_strangers(changed, known)
        self._turn_away([*problems, *others])
        if not changed:
            return []
        registered = register_people([r.person for r in changed], at=self.reading.now)
        self.counts["people_created"] += registered.created
        self.counts["contacts_created"] += registered.contacts_created
        # People before debts, as everybody else locks them.
        known = self._known([row.reference for row in changed], hold=True)
        self._add([r for r in changed if r.reference not in known], registered.ids, prints)
        self._update(
            [(r, known[r.reference]) for r in changed if r.reference in known],
            registered.ids,
            prints,
        )
        for row in changed:
            self.warnings.update(note.code for note in row.notes)
        return self._consents(changed, registered.ids)

    def _sort(self, chunk: Sequence[ReadRow]) -> tuple[list[ParsedRow], list[RowProblem]]:
        parsed: list[ParsedRow] = []
        problems: list[RowProblem] = []
        references: list[str] = []
        for number, reference, one in chunk:
            first = self._first_row(reference, number)
            if reference and first == number:
                references.append(reference)
            if isinstance(one, RowProblem):
                problems.append(one)
            elif first == number:
                parsed.append(one)
            else:
                problems.append(_repeated(one, first))
        # A bad row's contract is still in the file: its debt is not recalled.
        sql.add_seen(references)
        return parsed, problems

    def _first_row(self, reference: str, number: int) -> int:
        digest = int.from_bytes(blake2b(reference.encode(), digest_size=8).digest(), "big")
        return self._first_rows.setdefault(digest, number)

    def _known(self, references: Sequence[str], *, hold: bool) -> dict[str, _Known]:
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
        sql.insert_debts(
            [_debt_row(new_id(), people, r, r.state, prints) for r in rows],
            creditor_id=self.creditor_id,
            portfolio_id=self.portfolio_id,
            placement_id=self.placement_id,
            at=self.reading.now,
        )
        self.counts["imported"] += len(rows)
        self.counts["settled"] += sum(r.state == "settled" for r in rows)

    def _update(
        self,
        pairs: Sequence[tuple[ParsedRow, _Known]],
        people: Mapping[str, UUID],
        prints: Mapping[str, str],
    ) -> None:
        if not pairs:
            return
        facts: list[tuple[Fact, UUID | None, bytes]] = []
        debts: list[sql.DebtRow] = []
        for row, debt in pairs:
            state = state_after(debt.state, row.state)
            debts.append(_debt_row(debt.debt_id, people, row, state, prints))
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
        reason = _REASONS.get(state, "creditor_file")
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


def _debt_row(
    debt_id: UUID, people: Mapping[str, UUID], row: ParsedRow, state: str, prints: Mapping[str, str]
) -> sql.DebtRow:
    return (
        debt_id,
        people[row.person.document],
        row.reference,
        row.product,
        row.principal_cents,
        row.paid_cents,
        row.due_on,
        row.prescribed_on,
        row.legal_basis,
        row.basis_evidence,
        state,
        "" if state == "active" else _REASONS.get(state, "creditor_file"),
        prints[row.reference],
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


def _stranger(row: ParsedRow) -> RowProblem:
    return RowProblem(
        row=row.row,
        field="document",
        text=row.person.document,
        code="document_changed",
        reason="O contrato já está em nome de outro CPF/CNPJ.",
        remedy="Confira o documento; se o contrato mudou de titular, dê a ele outro número.",
    )
