"""Whose conversations have no creditor, and which of them are past their time."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.casework.chats.erase import KeptChat, chats_after
from trato.casework.conversations.erase import Thread, threads_after
from trato.insights.retention.rules import kinds_due_without_creditor
from trato.insights.retention.values import Kind, Policy

THREADS_AT_ONCE: Final = 200
CHATS_AT_ONCE: Final = 200
_LESS_THAN_A_MONTH: Final = timedelta(days=27)
"""No policy is shorter: younger threads need no look."""


def owing(person_ids: Collection[UUID | None]) -> frozenset[UUID]:
    """Return which of these people owe something or ever did: their creditors' policies count."""
    known = [person_id for person_id in person_ids if person_id is not None]
    debts = portfolios.debts_of_people(known) if known else {}
    return frozenset(person_id for person_id, owed in debts.items() if owed)


def due_without_creditor(
    policy: Policy, kept: frozenset[UUID], *, after: UUID, now: datetime, zone: tzinfo
) -> tuple[UUID | None, list[tuple[Thread, frozenset[Kind]]], int]:
    """Look at the next threads in order; return up to which (None: the last), what is due, spared.

    Threads of nobody known count as well as those of people who never owed anything.
    """
    threads = threads_after(after, silent_since=now - _LESS_THAN_A_MONTH, limit=THREADS_AT_ONCE)
    debtors = owing({thread.person_id for thread in threads})
    today, spared = now.astimezone(zone).date(), 0
    due: list[tuple[Thread, frozenset[Kind]]] = []
    for thread in threads:
        if thread.person_id in debtors:
            continue
        said_on = thread.last_event_at.astimezone(zone).date()
        kinds = kinds_due_without_creditor(last_said_on=said_on, policy=policy, today=today)
        if kinds and kept & {thread.conversation_id, thread.person_id}:
            spared += 1
        elif kinds:
            due.append((thread, kinds))
    upto = threads[-1].conversation_id if len(threads) == THREADS_AT_ONCE else None
    return upto, due, spared


def chats_without_creditor(
    policy: Policy, kept: frozenset[UUID], *, now: datetime, zone: tzinfo
) -> tuple[list[KeptChat], int]:
    """Return chats from elsewhere, of nobody or of who never owed, that are due; how many spared.

    Counted from the day they were brought in.
    """
    today, after, spared = now.astimezone(zone).date(), UUID(int=0), 0
    due: list[KeptChat] = []
    while some := chats_after(after, limit=CHATS_AT_ONCE):
        after = some[-1].chat_id
        debtors = owing({chat.person_id for chat in some})
        for chat in some:
            said_on = chat.last_at.astimezone(zone).date()
            kinds = kinds_due_without_creditor(last_said_on=said_on, policy=policy, today=today)
            if Kind.TEXT not in kinds or chat.person_id in debtors:
                continue
            if chat.person_id in kept:
                spared += 1
            else:
                due.append(chat)
    return due, spared
