"""The page of what people asked for: each row with its person, its debts and what stands there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from trato.book.people import read as people
from trato.book.people.values import PersonCard
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.rules import OPEN
from trato.book.portfolios.values import Accounts, DebtCard
from trato.casework.requests.by_deadline import ContestedLine, RightLine
from trato.insights.retention import read as retention

DELETION = "deletion"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedRow:
    """A dispute, who contests, and what of whom they owe it is about."""

    line: ContestedLine
    person: PersonCard | None
    debts: tuple[tuple[DebtCard, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRow:
    """A privacy request and who asks; of a deletion, what speaks against it.

    `is_held`: a legal hold covers the person, the thread or a creditor of theirs; `owes`: they have
    an open debt.
    """

    line: RightLine
    person: PersonCard | None
    is_held: bool
    owes: bool


def rows_of(
    contested: Sequence[ContestedLine], rights: Sequence[RightLine]
) -> tuple[tuple[ContestedRow, ...], tuple[RightRow, ...]]:
    """Return both lists as they are shown; how much is asked of the database, no row changes."""
    asking = {one.person_id for one in contested} | {r.person_id for r in rights if r.person_id}
    names = people.cards(asking)
    deleting = {r.person_id for r in rights if r.right == DELETION and r.person_id}
    about = {debt_id for line in contested for debt_id in line.debt_ids}
    found = Accounts(debts={}, creditors={})
    if about or deleting:
        found = portfolios.accounts(debt_ids=about, person_ids=deleting)
    kept = retention.held() if any(r.right == DELETION for r in rights) else frozenset()
    return (
        tuple(
            ContestedRow(
                line=line, person=names.get(line.person_id), debts=_debts(line.debt_ids, found)
            )
            for line in contested
        ),
        tuple(_right(line, names, found, kept) for line in rights),
    )


def _debts(debt_ids: Iterable[UUID], found: Accounts) -> tuple[tuple[DebtCard, str], ...]:
    known = (found.debts[i] for i in debt_ids if i in found.debts)
    return tuple((debt, found.creditors[debt.creditor_id].name) for debt in known)


def _right(
    line: RightLine, names: dict[UUID, PersonCard], found: Accounts, kept: frozenset[UUID]
) -> RightRow:
    person = names.get(line.person_id) if line.person_id else None
    if line.right != DELETION:
        return RightRow(line=line, person=person, is_held=False, owes=False)
    owed = [debt for debt in found.debts.values() if debt.person_id == line.person_id]
    covered = {line.person_id, line.conversation_id, *(debt.creditor_id for debt in owed)}
    return RightRow(
        line=line,
        person=person,
        is_held=not kept.isdisjoint({one for one in covered if one}),
        owes=any(debt.state in OPEN for debt in owed),
    )
