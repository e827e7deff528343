"""Disputes and privacy requests in the order in which they must be answered."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from trato.casework.requests.models import Dispute, PrivacyRequest
from trato.foundation import tenancy
from trato.foundation.turning import Key, Leaf, turn

ROWS_MAX: Final = 100
_SOONEST: Final = (Key(field="answer_by_on", kind=date), Key(field="id", kind=UUID))
_LATEST: Final = (
    Key(field="closed_at", kind=datetime, is_descending=True),
    Key(field="id", kind=UUID, is_descending=True),
)
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedLine:
    """A dispute with what it is about; once it has a `closed_at`, `state` is how it ended."""

    dispute_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    debt_ids: tuple[UUID, ...]
    reason: str
    state: str
    opened_at: datetime
    answer_by_on: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightLine:
    """A privacy request; once it has a `closed_at`, `state` is how it ended.

    `answer` is empty after the thread's words were erased.
    """

    request_id: UUID
    person_id: UUID | None
    conversation_id: UUID | None
    right: str
    state: str
    opened_at: datetime
    answer_by_on: date
    closed_at: datetime | None
    ground: str
    answer: str


def disputes(place: str = "", *, is_open: bool) -> Leaf[ContestedLine]:
    """Return a page of the open disputes, soonest to answer first; or of the others, newest."""
    rows = Dispute.objects.filter(organisation_id=tenancy.current())
    found = _turned(rows, place, is_open=is_open)
    return found.of(
        ContestedLine(
            dispute_id=row.id,
            person_id=row.person_id,
            conversation_id=row.conversation_id,
            debt_ids=tuple(UUID(i) for i in row.debt_ids),
            reason=row.reason,
            state=row.state,
            opened_at=row.opened_at,
            answer_by_on=row.answer_by_on,
            closed_at=row.closed_at,
        )
        for row in found.rows
    )


def rights(place: str = "", *, is_open: bool) -> Leaf[RightLine]:
    """Return a page of the open privacy requests, soonest to answer first; or of the others."""
    rows = PrivacyRequest.objects.filter(organisation_id=tenancy.current())
    found = _turned(rows, place, is_open=is_open)
    return found.of(
        RightLine(
            request_id=row.id,
            person_id=row.person_id,
            conversation_id=row.conversation_id,
            right=row.kind,
            state=row.state,
            opened_at=row.opened_at,
            answer_by_on=row.answer_by_on,
            closed_at=row.closed_at,
            ground=row.ground,
            answer=row.answer,
        )
        for row in found.rows
    )


def person_of(dispute_id: UUID) -> UUID | None:
    """Return who opened a dispute, or nothing where there is none."""
    rows = Dispute.objects.filter(organisation_id=tenancy.current(), id=dispute_id)
    found: Any = rows.values_list("person_id", flat=True).first()
    return None if found is None else UUID(str(found))


def _turned(rows: QuerySet[_Row], place: str, *, is_open: bool) -> Leaf[_Row]:
    chosen = rows.filter(closed_at__isnull=is_open)
    return turn(
        chosen, _SOONEST if is_open else _LATEST, place, limit=ROWS_MAX, counts=True
    )  # fmt: skip
