"""What a list of conversations shows: its rows with whose they are, and the filters' counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.book.people import read as people
from trato.book.people.values import PersonCard
from trato.casework.conversations import colleagues
from trato.casework.conversations.due import Due, due
from trato.casework.conversations.read import ConversationLine
from trato.casework.sorting.tags import names_on
from trato.entrypoints.console.choice import Choice
from trato.entrypoints.console.thread import short_sign
from trato.entrypoints.console.ways_on import way_on
from trato.foundation.turning import Leaf

Row = tuple[ConversationLine, PersonCard | None, str | None, tuple[str, ...], Due | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What rows say beside the conversation itself, by its id, its person's or its agent's."""

    people: Mapping[UUID, PersonCard]
    agents: Mapping[int, str]
    tags: Mapping[UUID, tuple[str, ...]]
    owed: Mapping[UUID, Due]


def about(found: Sequence[ConversationLine], *, now: datetime) -> About:
    """Look up what the rows of these conversations say, of however many lists they are."""
    return About(
        owed=due(found, now=now),
        tags=names_on([row.conversation_id for row in found]),
        people=people.cards({row.person_id for row in found if row.person_id}),
        agents=colleagues.names(),
    )


def listing(
    found: Leaf[ConversationLine],
    known: About,
    counts: Mapping[str, int],
    choice: Choice,
    *,
    now: datetime,
) -> dict[str, Any]:
    """Return what the list's template needs."""
    rows: tuple[Row, ...] = tuple(
        (
            row,
            known.people.get(row.person_id) if row.person_id else None,
            known.agents.get(row.agent_id or 0),
            known.tags.get(row.conversation_id, ()),
            known.owed.get(row.conversation_id),
        )
        for row in found.rows
    )
    ways = (found.before, found.after)
    return {
        "rows": rows,
        "list_version": short_sign((rows, tuple(counts.items()), ways)),
        "list_counts": counts,
        "holds_mine": choice.holds_mine,
        "newest": newest_of(found.rows, choice.user_id) if choice.holds_mine else None,
        "ways": way_on(choice.query, found),
        "now": now,
        "list_query": choice.query_here,
        "chosen": choice.state,
        "choice": choice,
    }


def newest_of(found: Sequence[ConversationLine], user_id: int) -> datetime | None:
    """Return when somebody who waits for an agent last wrote to them."""
    return max(
        (
            row.last_inbound_at
            for row in found
            if row.agent_id == user_id and row.waiting_since and row.last_inbound_at
        ),
        default=None,
    )
