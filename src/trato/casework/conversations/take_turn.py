"""Hands out waiting messages, one conversation to one worker, in the order they were written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.casework.conversations import sql
from trato.casework.conversations.models import InboundMessage
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor, ask

FAILURES_MAX = 5

# A conversation that another worker was just done with may have nothing left under our lock.
_LOOKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message to be answered, with its conversation locked until the transaction ends."""

    conversation_id: UUID
    inbound_id: UUID
    provider_message_id: str
    kind: str
    text: str
    button_id: str
    has_media: bool
    written_at: datetime
    person_id: UUID | None
    contact_point_id: UUID | None
    number_id: UUID
    state: str
    handled_by: str
    bot_state: dict[str, Any] | None
    silent_until: datetime | None = None
    back_at: datetime | None = None
    back_done: str = ""


def take_turn(*, now: datetime) -> Turn | None:
    """Lock one conversation that has a message waiting and return its oldest one."""
    values: dict[str, Any] = {"organisation_id": tenancy.current(), "now": now}
    with OpenCursor() as cursor:
        for _ in range(_LOOKS):
            cursor.execute(sql.NEXT, values)
            thread = cursor.fetchone()
            if thread is None:
                return None
            cursor.execute(sql.OLDEST, {**values, "conversation_id": thread[0]})
            message = cursor.fetchone()
            if message is not None:
                return _turn(thread, message)
    return None


def take_held_turns(*, now: datetime, limit: int = 100) -> list[Turn]:
    """Lock conversations that people have and return what waits in them, in the order written.

    One that somebody else has locked is left out.
    """
    values: dict[str, Any] = {"organisation_id": tenancy.current(), "now": now, "limit": limit}
    with OpenCursor() as cursor:
        cursor.execute(sql.NEXT_HELD, values)
        threads = {thread[0]: thread for thread in cursor.fetchall()}
        if not threads:
            return []
        # Asked under the lock, as the oldest of one conversation is.
        cursor.execute(sql.WAITING_IN, {**values, "ids": list(threads)})
        return [_turn(threads[row[0]], row[1:]) for row in cursor.fetchall()]


def _turn(thread: tuple[Any, ...], message: tuple[Any, ...]) -> Turn:
    conversation_id, person_id, contact_point_id, number_id, state, handled_by, bot_state = thread[
        :7
    ]
    silent_until, back_at, back_done = thread[7:]
    inbound_id, provider_message_id, kind, text, button_id, has_media, written_at = message
    return Turn(
        conversation_id=conversation_id,
        inbound_id=inbound_id,
        provider_message_id=provider_message_id,
        kind=kind,
        text=text,
        button_id=button_id,
        has_media=has_media,
        written_at=written_at,
        person_id=person_id,
        contact_point_id=contact_point_id,
        number_id=number_id,
        state=state,
        handled_by=handled_by,
        bot_state=None if bot_state is None else json.loads(bot_state),
        silent_until=silent_until,
        back_at=back_at,
        back_done=back_done,
    )


def finish_turn(turn: Turn, *, at: datetime, bot_state: bytes | None = None) -> None:
    """Mark a message as handled, in the transaction of whatever handling it did.

    `bot_state`, if given, is the dialogue's state as JSON, kept for the next message.
    """
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "inbound_id": turn.inbound_id,
        "at": at,
    }
    if bot_state is None:
        ask(sql.FINISH, values)
        return
    values |= {"conversation_id": turn.conversation_id, "bot_state": bot_state.decode()}
    ask(sql.FINISH_AND_KEEP, values)


def finish_turns(turns: Sequence[Turn], *, at: datetime) -> None:
    """Mark messages as handled that nothing was done about."""
    ids = [turn.inbound_id for turn in turns]
    with OpenCursor() as cursor:
        cursor.execute(sql.FINISH_ALL, {"organisation_id": tenancy.current(), "ids": ids, "at": at})


def fail_turn(
    inbound_id: UUID, conversation_id: UUID, *, failure: str, retry_at: datetime, at: datetime
) -> bool:
    """Note that handling failed; return whether, tried too often, it was set aside for a person."""
    row = InboundMessage.objects.select_for_update().get(id=inbound_id)
    row.failures += 1
    row.failure = failure[:120]
    row.handle_after = retry_at
    gives_up = row.failures >= FAILURES_MAX
    if gives_up:
        row.handled_at = at
    row.save(update_fields=["failures", "failure", "handle_after", "handled_at"])
    return gives_up
