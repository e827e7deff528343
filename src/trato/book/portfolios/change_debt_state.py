"""Moves debts from one state to another, along the table in `rules`, and journals each move."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from trato.book.portfolios.read import UnknownDebt
from trato.book.portfolios.rules import check_move
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.journal.fact import Fact
from trato.journal.facts.book import DebtStateChanged
from trato.journal.record import record_many

_REASON_LONGEST = 120

_HOLD = """
SELECT id, person_id, state FROM portfolios_debt
 WHERE organisation_id = %s AND id = ANY(%s::uuid[])
 ORDER BY id
   FOR NO KEY UPDATE
"""

_MOVE = """
UPDATE portfolios_debt SET state = %s, state_reason = %s, state_changed_at = %s
 WHERE organisation_id = %s AND id = ANY(%s::uuid[])
RETURNING id
"""


def change_debt_state(
    debt_ids: Iterable[UUID],
    *,
    state: str,
    reason: str,
    at: datetime,
    only_from: Collection[str] = (),
) -> tuple[UUID, ...]:
    """Move debts to `state` and return those that moved; one already there stays, unjournaled.

    All or none; with `only_from`, those that are in one of these states once nobody else holds
    them. `reason` is a code, never personal data.

    Raises:
        IllegalDebtMove: one of them cannot go there from where it is.
        UnknownDebt: one of them does not exist.
    """
    wanted = set(debt_ids)
    rows = ask(_HOLD, [tenancy.current(), list(wanted)])
    missing = wanted - {debt_id for debt_id, _, _ in rows}
    if missing:
        raise UnknownDebt(str(min(missing)))
    moving = [row for row in rows if row[2] != state and (not only_from or row[2] in only_from)]
    if not moving:
        return ()
    for _, _, before in moving:
        check_move(before, state)
    moved = [debt_id for debt_id, _, _ in moving]
    ask(_MOVE, [state, reason[:_REASON_LONGEST], at, tenancy.current(), moved])
    record_many([_moved(*row, after=state, reason=reason) for row in moving], at=at)
    return tuple(moved)


def _moved(
    debt_id: UUID, person_id: UUID, before: str, *, after: str, reason: str
) -> tuple[Fact, UUID | None, bytes]:
    fact = DebtStateChanged(debt_id=debt_id, before=before, after=after, reason=reason)
    return fact, person_id, b""
