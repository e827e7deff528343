"""An agent leaves the desk for good: what they hold waits for somebody else."""

from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Coalesce

from trato.casework.conversations.hold_messages import end_hold
from trato.casework.conversations.models import Conversation, Seat
from trato.casework.conversations.move import move
from trato.foundation import tenancy


def leave(user_id: int, *, at: datetime) -> int:
    """Put an agent's open conversations back into their queues and take the seat away.

    Whoever waits already waits on since then. What was put off comes back with them; what is
    resolved keeps who answered. Returns how many.
    """
    here = tenancy.current()
    held = Conversation.objects.select_for_update().filter(
        organisation_id=here, agent_id=user_id, handled_by="human", state="human"
    )
    ids = list(held.order_by("id").values_list("id", flat=True))
    for conversation_id in ids:
        row = Conversation.objects.filter(organisation_id=here, id=conversation_id)
        since = Coalesce("waiting_since", Value(at))
        row.update(agent_id=None, waiting_since=since, queued_at=at, snoozed_until=None)
        end_hold(conversation_id, because="agent_left", by=user_id, at=at, keeps_all=True)
        move(conversation_id, state="human_queue", actor="human", reason="agent_left", at=at)
    Seat.objects.filter(organisation_id=here, user_id=user_id).delete()
    return len(ids)
