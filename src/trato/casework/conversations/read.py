"""What others may ask about conversations: a desk's list, one thread, and counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Value

from trato.book.organisations import keys
from trato.book.portfolios.read import owing_to
from trato.casework.conversations.about import target_of
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.conversations.values import ABOUT_ANOTHER
from trato.casework.sorting.segments import people_of
from trato.casework.sorting.tags import bearing
from trato.foundation import clock, tenancy
from trato.foundation.asked import ANY_TIME, Asked
from trato.foundation.database import ask
from trato.foundation.turning import Key, Leaf, first, is_place, ordered, turn

ROWS_MAX = 200
_BRASILIA = ZoneInfo("America/Sao_Paulo")
_BY_LAST_EVENT: Final = (
    Key(field="last_event_at", kind=datetime, is_descending=True),
    Key(field="id", kind=UUID),
)
_AS_THEY_WAIT: Final = (
    Key(field="waiting_since", kind=datetime, may_be_empty=True),
    *_BY_LAST_EVENT,
)


class UnknownConversation(LookupError):
    """No such conversation in this organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLine:
    """One conversation as a list shows it. `handled_by` is bot or human."""

    conversation_id: UUID
    number_id: UUID
    person_id: UUID | None
    contact_point_id: UUID | None
    state: str
    state_reason: str
    tabulation: str
    handled_by: str
    agent_id: int | None
    opened_at: datetime
    last_inbound_at: datetime | None
    last_event_at: datetime
    preview: str
    queue_id: UUID | None = None
    waiting_since: datetime | None = None
    handed_over_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    snoozed_until: datetime | None = None
    silent_until: datetime | None = None
    handed_over_because: str = ""
    holds: str = ""
    held_by: int | None = None
    queued_at: datetime | None = None
    said_at: datetime | None = None

    @property
    def shown_at(self) -> datetime:
        """When the last message was written; when it was opened or moved if nobody wrote."""
        return self.said_at or self.last_inbound_at or self.last_event_at


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLine:
    """One message from a person as a reader sees it."""

    inbound_id: UUID
    provider_message_id: str
    kind: str
    text: str
    media_state: str
    written_at: datetime
    received_at: datetime
    handled_at: datetime | None
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A choice of conversations; what is not said is not asked."""

    queue_id: UUID | None = None
    tag_id: UUID | None = None
    creditor_id: UUID | None = None
    segment_id: UUID | None = None
    holder_id: int | None = None
    is_unheld: bool = False
    is_with_bot: bool = False
    is_waiting: bool = False


_CONVERSATION = Asked(
    lambda here, conversation: _rows(here).filter(id=conversation), here=UUID, conversation=UUID
)
_MANY = Asked(
    lambda here, conversations: _rows(here).filter(id__anyof=conversations),
    here=UUID,
    conversations=list,
)
_THREAD = Asked(
    lambda here, conversation, before: (
        InboundMessage.objects.filter(
            organisation_id=here, conversation_id=conversation, written_at__lt=before
        )
        .defer("payload_sealed")
        .order_by("-written_at", "-id")[:ROWS_MAX]
    ),
    here=UUID,
    conversation=UUID,
    before=datetime,
)
_COUNTS = """
SELECT count(*) FILTER (WHERE agent_id = %(agent)s AND snoozed_until IS NULL),
       count(*) FILTER (WHERE agent_id IS NULL),
       count(*) FILTER (WHERE agent_id = %(agent)s AND snoozed_until IS NOT NULL),
       count(*) FILTER (WHERE agent_id = %(agent)s AND waiting_since IS NOT NULL)
FROM conversations_conversation
WHERE organisation_id = %(here)s AND handled_by = 'human'
"""
_WAITING = """
SELECT count(*), max(last_inbound_at) FROM conversations_conversation
WHERE organisation_id = %(here)s AND handled_by = 'human' AND agent_id = %(agent)s
  AND waiting_since IS NOT NULL
"""
# Those of several agents at once; whoever waits in a queue is everybody's.
_COUNTS_EACH = """
SELECT agent_id, count(*) FILTER (WHERE snoozed_until IS NULL), count(*),
       count(*) FILTER (WHERE snoozed_until IS NOT NULL),
       count(*) FILTER (WHERE waiting_since IS NOT NULL)
FROM conversations_conversation
WHERE organisation_id = %(here)s AND handled_by = 'human'
  AND (agent_id = ANY(%(agents)s) OR agent_id IS NULL)
GROUP BY agent_id
"""
_COUNTED = ("mine", "queued", "snoozed", "unanswered")


_ALL = Among()


def conversation(conversation_id: UUID) -> ConversationLine:
    """Return one conversation.

    Raises:
        UnknownConversation: there is none.
    """
    rows = _CONVERSATION(here=tenancy.current(), conversation=conversation_id)
    if not rows:
        raise UnknownConversation(str(conversation_id))
    return _line(rows[0])


def some(conversation_ids: Iterable[UUID]) -> tuple[ConversationLine, ...]:
    """Return conversations that were foreseen, by id; unknown ids are left out."""
    here = tenancy.current()
    found = (_CONVERSATION(here=here, conversation=one) for one in conversation_ids)
    return tuple(_line(row) for rows in found for row in rows)


def many(conversation_ids: Iterable[UUID]) -> tuple[ConversationLine, ...]:
    """Return conversations by id, asked for at once; unknown ids are left out."""
    rows = _MANY(here=tenancy.current(), conversations=list(conversation_ids))
    return tuple(_line(row) for row in rows)


def recent(
    *,
    states: Iterable[str] = (),
    handled_by: str = "",
    person_ids: Iterable[UUID] | None = None,
    agent_id: int | None = None,
    is_snoozed: bool | None = None,
    among: Among | None = None,
    limit: int = ROWS_MAX,
) -> tuple[ConversationLine, ...]:
    """Return conversations by last event, newest first, at most 200; empty filters mean all.

    Those of people (`handled_by` human) come in the order in which they wait.
    """
    rows = _first_rows(
        states=tuple(states),
        handled_by=handled_by,
        person_ids=person_ids,
        agent_id=agent_id,
        is_snoozed=is_snoozed,
        among=among,
    )
    return tuple(_line(row) for row in rows[: min(limit, ROWS_MAX)])


def leaf(place: str = "", **asked: Any) -> Leaf[ConversationLine]:
    """Return a page of at most 200 conversations, asked for as with `recent`, and its neighbours'.

    The order moves as people write: one that moved up meanwhile is on the pages before.
    """
    order = _order(asked.get("handled_by", ""))
    if is_place(place, order):
        found = turn(_chosen(**asked), order, place, limit=ROWS_MAX)
    else:
        found = first(_first_rows(**asked), order, limit=ROWS_MAX)
    return Leaf(rows=tuple(map(_line, found.rows)), before=found.before, after=found.after)


def _first_rows(
    *,
    states: Iterable[str] = (),
    handled_by: str = "",
    person_ids: Iterable[UUID] | None = None,
    agent_id: int | None = None,
    is_snoozed: bool | None = None,
    among: Among | None = None,
) -> Sequence[Conversation]:
    """Return the first page's rows and, where there are more, one of the next."""
    wanted = tuple(states)
    if person_ids is None and among in (None, _ALL):
        # The desk's own lists: the same few, all day long.
        asked = _list_asked(wanted, handled_by, agent_id is not None, is_snoozed)
        agent = {} if agent_id is None else {"agent": agent_id}
        return asked(here=tenancy.current(), **agent)
    rows = _chosen(
        states=wanted,
        handled_by=handled_by,
        person_ids=person_ids,
        agent_id=agent_id,
        is_snoozed=is_snoozed,
        among=among,
    )
    return list(ordered(rows, _order(handled_by))[: ROWS_MAX + 1])


@lru_cache(maxsize=64)
def _list_asked(
    states: tuple[str, ...], handled_by: str, is_of_agent: bool, is_snoozed: bool | None
) -> Asked[Conversation]:
    def build(*, here: UUID, agent: int | None = None) -> QuerySet[Conversation]:
        rows = _chosen(
            states=states, handled_by=handled_by, agent_id=agent, is_snoozed=is_snoozed, here=here
        )
        return ordered(rows, _order(handled_by))[: ROWS_MAX + 1]

    return Asked(build, here=UUID, **({"agent": int} if is_of_agent else {}))


def _order(handled_by: str) -> tuple[Key, ...]:
    return _AS_THEY_WAIT if handled_by == "human" else _BY_LAST_EVENT


def count(**asked: Any) -> int:
    """Return how many conversations a choice has, asked for as with `recent`."""
    return _chosen(**asked).count()


def counts(choices: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    """Return how many conversations each of several choices has, asked for at once."""
    each = [
        _chosen(**asked)
        .order_by()
        .annotate(place=Value(place))
        .values("place")
        .annotate(many=Count("id"))
        .values_list("place", "many")
        for place, asked in enumerate(choices)
    ]
    if not each:
        return ()
    first, *others = each
    found = dict(first.union(*others, all=True) if others else first)
    return tuple(found.get(place, 0) for place in range(len(choices)))


def _chosen(
    *,
    states: Iterable[str] = (),
    handled_by: str = "",
    person_ids: Iterable[UUID] | None = None,
    agent_id: int | None = None,
    is_snoozed: bool | None = None,
    among: Among | None = None,
    here: UUID | None = None,
) -> QuerySet[Conversation]:
    rows, wanted = _within(among or Among(), here), list(states)
    if wanted:
        rows = rows.filter(state__in=wanted)
    if handled_by:
        rows = rows.filter(handled_by=handled_by)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id, handled_by="human")
    if is_snoozed is not None:
        rows = rows.filter(snoozed_until__isnull=not is_snoozed)
    return rows


def _within(among: Among, here: UUID | None) -> QuerySet[Conversation]:
    rows = _rows(here)
    if among.queue_id is not None:
        rows = rows.filter(queue_id=among.queue_id)
    if among.tag_id is not None:
        rows = rows.filter(id__in=bearing(among.tag_id))
    if among.creditor_id is not None:
        rows = rows.filter(person_id__in=owing_to(among.creditor_id))
    if among.segment_id is not None:
        today = clock.now().astimezone(_BRASILIA).date()
        rows = rows.filter(person_id__in=people_of(among.segment_id, on=today))
    if among.holder_id is not None:
        rows = rows.filter(agent_id=among.holder_id, handled_by="human")
    if among.is_unheld:
        rows = rows.filter(agent_id=None, handled_by="human")
    if among.is_with_bot:
        rows = rows.filter(handled_by="bot")
    if among.is_waiting:
        rows = rows.filter(waiting_since__isnull=False, snoozed_until=None, handled_by="human")
    return rows


def threads_of(person_ids: Collection[UUID]) -> list[UUID]:
    """Return the conversations of people, in no order."""
    return list(_chosen(person_ids=person_ids).values_list("id", flat=True))


def counts_for(agent_id: int) -> dict[str, int]:
    """Return how many conversations are mine, wait in a queue, are put off, and wait for me."""
    (row,) = ask(_COUNTS, {"here": tenancy.current(), "agent": agent_id})
    return dict(zip(_COUNTED, row, strict=True))


def waiting_for(agent_id: int) -> tuple[int, datetime | None]:
    """Return how many people wait for an agent, and when one of them last wrote."""
    ((count, newest),) = ask(_WAITING, {"here": tenancy.current(), "agent": agent_id})
    return count, newest


def counts_for_each(agent_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return the same for several agents."""
    values = {"here": tenancy.current(), "agents": list(agent_ids)}
    found = {row[0]: row[1:] for row in ask(_COUNTS_EACH, values)}
    _mine, queued, *_others = found.get(None, (0, 0))
    return {
        agent: dict(zip(_COUNTED, (mine, queued, snoozed, waiting), strict=True))
        for agent in agent_ids
        for mine, _all, snoozed, waiting in [found.get(agent, (0, 0, 0, 0))]
    }


def foresee_threads(conversation_ids: Collection[UUID]) -> None:
    """Read at once what `conversation` and `thread` will be asked (`foundation.asked`)."""
    each = [{"conversation": one} for one in conversation_ids]
    _CONVERSATION.foresee(each, here=tenancy.current())
    _THREAD.foresee(each, here=tenancy.current(), before=ANY_TIME)


def foresee_lists(agent_ids: Collection[int]) -> None:
    """Read at once what `recent` will be asked for these agents' own open conversations."""
    asked = _list_asked((), "human", True, False)
    asked.foresee([{"agent": one} for one in agent_ids], here=tenancy.current())


def page(*, before: UUID | None = None, limit: int = ROWS_MAX) -> tuple[ConversationLine, ...]:
    """Return conversations from the last opened to the first, those opened before `before`.

    The order never changes while somebody turns the pages, whatever happens in the threads.
    """
    rows = _rows().order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_line(row) for row in rows[: min(limit, ROWS_MAX)])


def thread(
    conversation_id: UUID, *, limit: int = ROWS_MAX, before: datetime = ANY_TIME
) -> tuple[InboundLine, ...]:
    """Return the newest messages from the person, in the order they were written."""
    newest = _THREAD(here=tenancy.current(), conversation=conversation_id, before=before)
    return tuple(_inbound(row) for row in reversed(newest[:limit]))


def said_after(conversation_id: UUID, after: datetime) -> tuple[InboundLine, ...]:
    """Return what the person wrote in a thread after an instant, newest first, at most 20."""
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        written_at__gt=after,
    ).defer("payload_sealed")
    return tuple(_inbound(row) for row in rows.order_by("-written_at", "-id")[:20])


def about_which(inbound_ids: list[UUID]) -> dict[UUID, str]:
    """Return, for reactions, edits and deletions, the provider's id of what each is about."""
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), id__in=inbound_ids, kind__in=ABOUT_ANOTHER
    )
    found = {}
    for inbound_id, kind, sealed in rows.values_list("id", "kind", "payload_sealed"):
        place = f"inbound:{inbound_id}"
        target = target_of(keys.vault(), bytes(sealed), kind=kind, place=place)
        if target:
            found[inbound_id] = target
    return found


def people_who_wrote(
    *, among: QuerySet[Any, UUID] | None = None, since: datetime | None = None
) -> int:
    """Return how many people wrote to us at least once, optionally only among some of them."""
    rows = _rows().filter(last_inbound_at__isnull=False, person_id__isnull=False)
    if since is not None:
        rows = rows.filter(last_inbound_at__gte=since)
    if among is not None:
        rows = rows.filter(person_id__in=among)
    return rows.values("person_id").distinct().count()


def handed_over(*, since: datetime | None = None) -> int:
    """Return how many conversations are with a human or wait for one."""
    rows = _rows().filter(Q(handled_by="human") | Q(state__in=("human_queue", "human")))
    if since is not None:
        rows = rows.filter(last_event_at__gte=since)
    return rows.count()


def _rows(here: UUID | None = None) -> QuerySet[Conversation]:
    return Conversation.objects.filter(organisation_id=here or tenancy.current()).defer(
        "bot_state", "contact_key"
    )


def _line(row: Conversation) -> ConversationLine:
    return ConversationLine(
        conversation_id=row.id,
        number_id=row.number_id,
        person_id=row.person_id,
        contact_point_id=row.contact_point_id,
        state=row.state,
        state_reason=row.state_reason,
        tabulation=row.tabulation,
        handled_by=row.handled_by,
        agent_id=row.agent_id,
        opened_at=row.opened_at,
        last_inbound_at=row.last_inbound_at,
        last_event_at=row.last_event_at,
        preview=row.preview,
        queue_id=row.queue_id,
        waiting_since=row.waiting_since,
        handed_over_at=row.handed_over_at,
        answered_at=row.answered_at,
        resolved_at=row.resolved_at,
        snoozed_until=row.snoozed_until,
        silent_until=row.silent_until,
        handed_over_because=row.handed_over_because,
        holds=row.holds,
        held_by=row.held_by,
        queued_at=row.queued_at,
        said_at=row.said_at,
    )


def _inbound(row: InboundMessage) -> InboundLine:
    return InboundLine(
        inbound_id=row.id,
        provider_message_id=row.provider_message_id,
        kind=row.kind,
        text=row.text,
        media_state=row.media_state,
        written_at=row.written_at,
        received_at=row.received_at,
        handled_at=row.handled_at,
        failure=row.failure,
    )
