"""What others may ask about messages that did not pass through here: of one thread, or by id."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Conversation, OutsideMessage
from trato.foundation import tenancy
from trato.foundation.asked import ANY_TIME, Asked
from trato.foundation.database import ask

ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideLine:
    """One message as a reader sees it; `is_ours` if whoever holds the number wrote it."""

    outside_id: UUID
    conversation_id: UUID
    person_id: UUID | None
    is_ours: bool
    is_past: bool
    kind: str
    text: str
    written_at: datetime
    received_at: datetime


_THREAD = Asked(
    lambda here, conversation, before: (
        OutsideMessage.objects.filter(
            organisation_id=here, conversation_id=conversation, written_at__lt=before
        )
        .defer("payload_sealed")
        .order_by("-written_at", "-id")[:ROWS_MAX]
    ),
    here=UUID,
    conversation=UUID,
    before=datetime,
)


def outside_of(
    conversation_id: UUID, *, limit: int = ROWS_MAX, before: datetime = ANY_TIME
) -> tuple[OutsideLine, ...]:
    """Return the newest messages of a thread, in the order they were written."""
    newest = _THREAD(here=tenancy.current(), conversation=conversation_id, before=before)
    return _lines(reversed(newest[:limit]))


def foresee_outside(conversation_ids: Collection[UUID]) -> None:
    """Read at once what `outside_of` will be asked (`foundation.asked`)."""
    each = [{"conversation": one} for one in conversation_ids]
    _THREAD.foresee(each, here=tenancy.current(), before=ANY_TIME)


_AFTER = """
SELECT id FROM conversations_outsidemessage
WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s
"""


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of messages kept after one, in order."""
    return [i for (i,) in ask(_AFTER, [tenancy.current(), after, limit])]


def said(outside_ids: Sequence[UUID]) -> tuple[OutsideLine, ...]:
    """Return messages by id, in the order of their ids; unknown ids are left out."""
    rows = OutsideMessage.objects.filter(
        organisation_id=tenancy.current(), id__in=list(outside_ids)
    ).defer("payload_sealed")
    return _lines(rows.order_by("id"))


def _lines(rows: Iterable[OutsideMessage]) -> tuple[OutsideLine, ...]:
    found = list(rows)
    if not found:
        return ()
    threads = Conversation.objects.filter(
        organisation_id=tenancy.current(), id__in={row.conversation_id for row in found}
    )
    people = dict(threads.values_list("id", "person_id"))
    return tuple(
        OutsideLine(
            outside_id=row.id,
            conversation_id=row.conversation_id,
            person_id=people.get(row.conversation_id),
            is_ours=row.is_ours,
            is_past=row.is_past,
            kind=row.kind,
            text=row.text,
            written_at=row.written_at,
            received_at=row.received_at,
        )
        for row in found
    )
