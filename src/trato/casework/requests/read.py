"""What neighbours may ask about what people contested."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.casework.requests.models import Dispute
from trato.foundation import tenancy
from trato.foundation.asked import Asked

DISPUTES_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """A dispute as a reader sees it; its words stay where they were said.

    Once it has a `closed_at`, `state` is how it ended.
    """

    dispute_id: UUID
    reason: str
    state: str
    opened_at: datetime
    answer_by_on: date
    closed_at: datetime | None


def disputed_since(conversation_id: UUID, since: datetime) -> bool:
    """Tell whether a dispute was opened out of a conversation from an instant on, and is open."""
    return Dispute.objects.filter(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        opened_at__gte=since,
        closed_at__isnull=True,
    ).exists()


_OPEN_DISPUTES = Asked(
    lambda here, person: (
        Dispute.objects.filter(organisation_id=here, person_id=person, closed_at=None)
        .order_by("opened_at")
        .values_list("reason", "opened_at")
    ),
    here=UUID,
    person=UUID,
)


def open_disputes(person_id: UUID) -> tuple[tuple[str, datetime], ...]:
    """Return a person's disputes that wait for an answer: reason and when it was opened."""
    return tuple(_OPEN_DISPUTES(here=tenancy.current(), person=person_id))


_DISPUTES = Asked(
    lambda here, person: (
        Dispute.objects.filter(organisation_id=here, person_id=person)
        .order_by("-opened_at", "-id")
        .values_list("id", "reason", "state", "opened_at", "answer_by_on", "closed_at")[
            :DISPUTES_MAX
        ]
    ),
    here=UUID,
    person=UUID,
)


def disputes_of(person_id: UUID) -> tuple[DisputeLine, ...]:
    """Return a person's newest disputes, open and closed, newest first."""
    return tuple(
        DisputeLine(
            dispute_id=dispute_id,
            reason=reason,
            state=state,
            opened_at=opened_at,
            answer_by_on=by_on,
            closed_at=closed_at,
        )
        for dispute_id, reason, state, opened_at, by_on, closed_at in _DISPUTES(
            here=tenancy.current(), person=person_id
        )
    )
