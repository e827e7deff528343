"""Visitors go with their words: name, number and every index, once nothing they said is left."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from trato.book.people.forget_visitor import forget_visitor, visitors_since
from trato.book.people.welcome import visitors_among
from trato.casework.conversations import erase as conversations
from trato.casework.conversations.erase import Thread, threads_of
from trato.door.outbox import erase as outbox
from trato.foundation import tenancy
from trato.insights.retention.erase_chat import erase_chats_of
from trato.insights.retention.read import held
from trato.insights.retention.rules import after_months
from trato.insights.retention.values import Policy
from trato.journal.facts.evidence import ContentErased
from trato.journal.record import record

_AT_ONCE: Final = 200
_LESS_THAN_A_MONTH: Final = timedelta(days=27)
_SENDER: Final = "sender"


def forget_whose(thread: Thread, kept: Collection[UUID], *, at: datetime) -> None:
    """Forget whose a thread was, unless words of theirs are left in it or in another of theirs.

    Of a thread of nobody known that is the index of the number; of a visitor's, all we know.
    """
    if thread.person_id is None:
        threads: tuple[Thread, ...] = (thread,)
    elif visitors_among({thread.person_id}):
        threads = threads_of([thread.person_id])
    else:
        return
    ids = [one.conversation_id for one in threads]
    if {thread.person_id, *ids} & set(kept) or not all(map(_is_still, threads)):
        return
    words, _media = conversations.left_to_erase(ids)
    if words or outbox.left_to_erase(ids):
        return
    for conversation_id in ids:
        if conversations.forget_sender(conversation_id):
            fact = ContentErased(
                conversation_id=conversation_id, chat_id=None, what=_SENDER, items=1
            )
            record(fact, at=at, subject_id=thread.person_id)
    if thread.person_id is not None:
        erase_chats_of(thread.person_id, at=at)
        forget_visitor(thread.person_id, at=at)


def forget_who_left(organisation_id: UUID, policy: Policy, *, now: datetime, zone: tzinfo) -> None:
    """Forget visitors past their time who have no thread: a record took their place in it."""
    after, today = UUID(int=0), now.astimezone(zone).date()
    while policy.text_months is not None:
        with tenancy.within(organisation_id):
            came = visitors_since(after, until=now - _LESS_THAN_A_MONTH, limit=_AT_ONCE)
            talking = {thread.person_id for thread in threads_of([i for i, _ in came])} | held()
            for person_id, at in came:
                on = after_months(at.astimezone(zone).date(), policy.text_months)
                if on <= today and person_id not in talking:
                    erase_chats_of(person_id, at=now)
                    forget_visitor(person_id, at=now)
        if len(came) < _AT_ONCE:
            return
        after = came[-1][0]


def _is_still(thread: Thread) -> bool:
    return conversations.hold_still(
        thread.conversation_id, last_event_at=thread.last_event_at
    ) and outbox.is_quiet(thread.conversation_id)
