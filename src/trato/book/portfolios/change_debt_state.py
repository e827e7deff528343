"""Moves debts from one state to another, along the table in `rules`, and journals each move."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from trato.book.portfolios.models import Debt
from trato.book.portfolios.read import UnknownDebt
from trato.book.portfolios.rules import check_move
from trato.foundation import tenancy
from trato.journal.fact import Fact
from trato.journal.facts.book import DebtStateChanged
from trato.journal.record import record_many

_REASON_LONGEST = 120


def change_debt_state(
    debt_ids: Iterable[UUID], *, state: str, reason: str, at: datetime
) -> tuple[UUID, ...]:
    """Move debts to `state` and return those that moved; one already there stays, unjournaled.

    All or none. `reason` is a code, never personal data.

    Raises:
        IllegalDebtMove: one of them cannot go there from where it is.
        UnknownDebt: one of them does not exist.
    """
    wanted = set(debt_ids)
    rows = list(
        Debt.objects.select_for_update(no_key=True)
        .filter(organisation_id=tenancy.current(), id__in=wanted)
        .order_by("id")
        .only("id", "person_id", "state")
    )
    missing = wanted - {row.id for row in rows}
    if missing:
        raise UnknownDebt(str(min(missing)))
    moving = [row for row in rows if row.state != state]
    for row in moving:
        check_move(row.state, state)
    Debt.objects.filter(
        organisation_id=tenancy.current(), id__in=[row.id for row in moving]
    ).update(state=state, state_reason=reason[:_REASON_LONGEST], state_changed_at=at)
    record_many([_moved(row, state, reason) for row in moving], at=at)
    return tuple(row.id for row in moving)


def _moved(row: Debt, state: str, reason: str) -> tuple[Fact, UUID | None, bytes]:
    fact = DebtStateChanged(debt_id=row.id, before=row.state, after=state, reason=reason)
    return fact, row.person_id, b""
