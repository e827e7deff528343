"""Tells whoever writes to people while nobody is there when they are back; once till they are."""

from datetime import datetime

from trato.casework.conversations.place import place_of
from trato.casework.conversations.read import conversation
from trato.casework.conversations.take_turn import Turn
from trato.casework.reception import read as reception
from trato.casework.reception import rules
from trato.door.outbox.count import have_people_written
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft
from trato.door.policy.values import Author, Kind, MessageClass


def tell_absence(turn: Turn, *, now: datetime) -> bool:
    """Tell it, unless somebody of ours said something since people left; return whether it was.

    Whoever was handed over since then was told when people are back as they were. What the door
    refuses stays unsaid: the person waits for people as before.
    """
    if turn.handled_by != "human":
        return False
    opening = reception.recent_opening()
    since = rules.absent_since(opening, now) if opening.tells_absence else None
    if since is None:
        return False
    row = conversation(turn.conversation_id)
    if row.handed_over_at is not None and row.handed_over_at >= since:
        return False
    if have_people_written(turn.conversation_id, since=since):
        return False
    place = place_of(turn.conversation_id)
    if place.person_id is None or place.contact_point_id is None:
        return False
    draft = Draft(
        idempotency_key=f"absence:{turn.conversation_id}:{since:%Y%m%d%H%M}",
        person_id=place.person_id,
        author=Author.BOT,
        message_class=MessageClass.SERVICE,
        content=Content(kind=Kind.TEXT, text=rules.absence(opening, now)),
        origin="bot",
        origin_id=turn.conversation_id,
        conversation_id=turn.conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=turn.provider_message_id,
        debt_ids=place.debt_ids,
    )
    return submit(draft, at=now).is_new
