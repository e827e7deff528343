"""Who owes nothing any more: people all of whose debts have ended, and when each ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.portfolios.rules import OPEN
from trato.foundation import tenancy
from trato.foundation.database import ask

_CLOSED: Final = """
SELECT d.person_id, d.creditor_id, d.state_changed_at
  FROM portfolios_debt d
  JOIN (SELECT person_id
          FROM portfolios_debt
         WHERE organisation_id = %(organisation_id)s AND person_id > %(after)s
         GROUP BY person_id
        HAVING bool_or(creditor_id = ANY(%(creditors)s)) AND NOT bool_or(state = ANY(%(open)s))
         ORDER BY person_id
         LIMIT %(limit)s) AS over ON over.person_id = d.person_id
 WHERE d.organisation_id = %(organisation_id)s
 ORDER BY d.person_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedDebt:
    """One debt that has ended."""

    creditor_id: UUID
    ended_at: datetime


def people_past(
    creditor_ids: Collection[UUID], *, after: UUID, limit: int
) -> dict[UUID, tuple[EndedDebt, ...]]:
    """Return people after one, in order, who owed one of these creditors and owe nobody now.

    With all their debts, whoever they were owed to.
    """
    values = {
        "organisation_id": tenancy.current(),
        "creditors": list(creditor_ids),
        "open": sorted(OPEN),
        "after": after,
        "limit": limit,
    }
    found: dict[UUID, tuple[EndedDebt, ...]] = {}
    for person_id, creditor_id, ended_at in ask(_CLOSED, values):
        ended = EndedDebt(creditor_id=creditor_id, ended_at=ended_at)
        found[person_id] = (*found.get(person_id, ()), ended)
    return found
