"""What neighbours may ask about what people contested."""

from datetime import datetime
from uuid import UUID

from trato.casework.requests.models import Dispute
from trato.foundation import tenancy
from trato.foundation.asked import Asked


def disputed_since(conversation_id: UUID, since: datetime) -> bool:
    """Tell whether a dispute was opened out of a conversation from an instant on."""
    return Dispute.objects.filter(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        opened_at__gte=since,
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
