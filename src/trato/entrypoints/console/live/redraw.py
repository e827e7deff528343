"""Draws what changed for many open pages at once: a crowd asks the database no more than one page.

What a page is given is what it would have been answered had it asked (`views.conversations`): the
same questions, put in one statement for all of them, and the same templates. Whatever belongs to
one session alone, the head of a thread with its forms above all, is left to the page to ask for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from trato.casework.conversations import colleagues, read, said_outside
from trato.casework.conversations.read import ConversationLine
from trato.casework.sorting.tags import names_on
from trato.door.outbox import read as outbox
from trato.entrypoints.console import permissions
from trato.entrypoints.console.choice import choice_of
from trato.entrypoints.console.entered import Entered
from trato.entrypoints.console.listing import About, about, listing
from trato.entrypoints.console.live.news import Touched, part_event
from trato.entrypoints.console.live.stream import BACKLOG_MAX_BYTES, Following, Shown, Stream
from trato.entrypoints.console.live.versions import Version, drawn
from trato.entrypoints.console.live.viewer import Viewer, still_there
from trato.entrypoints.console.looking import looks_silently
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.sealed_search import SEARCH
from trato.entrypoints.console.thread import is_of_one_session, thread_for
from trato.foundation import clock, tenancy
from trato.foundation.asked import remembering

MINE = "minhas"
_MINE: Final[dict[str, Any]] = {"handled_by": "human", "is_snoozed": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanting:
    """One page and the parts of it that changed; `shown` is what it was last given."""

    viewer: Viewer
    session_key: str
    language: str
    follows: Following
    shown: Shown
    touched: Touched


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """The parts as they are now, what the page shows with them, and what it must ask for itself."""

    html: str
    shown: Shown
    asks: Touched


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    now: datetime
    lines: Mapping[UUID, ConversationLine]
    tags: Mapping[UUID, tuple[str, ...]]
    about: About
    counts: Mapping[int, Mapping[str, int]]


def takes_list(query: str, user_id: int) -> bool:
    """Tell whether a list is one agent's own open conversations and no choice among them."""
    given = QueryDict(query)
    if given.get(SEARCH):
        # Opened only inside of an organisation; a list that is looked through is a choice anyway.
        return False
    choice = choice_of(given.dict(), user_id=user_id)
    return choice.state == MINE and not (choice.is_narrowed or choice.place)


def redraw(organisation_id: UUID, pages: Sequence[Wanting]) -> list[Redrawn]:
    """Return what each page is given; one whose session does not hold any more asks for it all."""
    with tenancy.within(organisation_id), remembering():
        held = still_there([(page.session_key, page.viewer) for page in pages])
        known = _look_up([page for page, is_held in zip(pages, held, strict=True) if is_held])
        return [
            _redraw(page, known)
            if is_held
            else Redrawn(html="", shown=page.shown, asks=page.touched)
            for page, is_held in zip(pages, held, strict=True)
        ]


def give(stream: Stream, page: Wanting, redrawn: Redrawn) -> None:
    """Write what was drawn, unless the page shows something else by now."""
    if stream.follows is not page.follows:
        # What it opened meanwhile it asked for itself.
        return
    stream.shown = redrawn.shown
    is_asked = redrawn.asks.thread or redrawn.asks.rows or redrawn.asks.near
    events = redrawn.asks.told(page.viewer, page.follows) if is_asked else b""
    if redrawn.html or (redrawn.asks.beside and not is_asked):
        events += part_event(redrawn.html, beside=redrawn.asks.beside)
    if len(events) > BACKLOG_MAX_BYTES:
        # Too much to write to a page that may not read: it asks when it is ready.
        stream.shown = Shown()
        events = page.touched.told(page.viewer, page.follows)
    if events:
        stream.put(events)


def _look_up(pages: Sequence[Wanting]) -> _Known:
    now = clock.now()
    threads = [(UUID(one), page.viewer) for page in pages for one in _threads(page)]
    agents = {page.viewer.user_id for page in pages if page.touched.rows}
    ids = {thread for thread, _ in threads}
    read.foresee_threads(ids)
    outbox.foresee_threads(ids)
    said_outside.foresee_outside(ids)
    colleagues.foresee_notes(
        {(thread, who.user_id, permissions.may(who.role, Act.SUPERVISE)) for thread, who in threads}
    )
    read.foresee_lists(agents)
    listed = {line.conversation_id: line for agent in agents for line in _mine(agent)}
    return _Known(
        now=now,
        lines={line.conversation_id: line for line in read.some(ids)},
        tags=names_on(list(ids)) if ids else {},
        about=about(list(listed.values()), now=now),
        counts=read.counts_for_each(agents) if agents else {},
    )


def _redraw(page: Wanting, known: _Known) -> Redrawn:
    viewer, shown = page.viewer, replace(page.shown, near=dict(page.shown.near))
    who = Entered(
        organisation_id=viewer.organisation_id,
        organisation="",
        user_id=viewer.user_id,
        by="",
        role=viewer.role,
        may_choose=False,
    )
    thread: str | None = ""
    rows, near, lost = "", "", set()
    with translation.override(page.language):
        if page.touched.thread:
            here = UUID(page.follows.thread)
            thread, shown.thread = _thread(who, here, known, page.shown.thread)
        for one in page.touched.near:
            kept, found = _kept(who, UUID(one), known, page.shown.near.get(one))
            if kept is None or found is None:
                lost.add(one)
            else:
                near, shown.near[one] = near + kept, found
        if page.touched.rows:
            rows = _rows(who, page.follows.query, known, shown)
    return Redrawn(
        html=(thread or "") + near + rows,
        shown=shown,
        asks=Touched(thread=thread is None, beside=page.touched.beside, near=frozenset(lost)),
    )


def _threads(page: Wanting) -> frozenset[str]:
    its = {page.follows.thread} if page.touched.thread else set()
    return page.touched.near | its


def _kept(
    who: Entered, thread_id: UUID, known: _Known, was: Version | None
) -> tuple[str | None, Version | None]:
    """Do the same for a thread that a page keeps; what is not fetched ahead is not given either."""
    line = known.lines.get(thread_id)
    if was is None or line is None or looks_silently(who, line):
        return None, None
    return _thread(who, thread_id, known, was)


def _thread(
    who: Entered, thread_id: UUID, known: _Known, was: Version | None
) -> tuple[str | None, Version | None]:
    """Return the thread as it is now, nothing if it is shown so, None if the page must ask.

    And what of it the page has then.
    """
    line = known.lines.get(thread_id)
    if line is None:
        return None, None
    tags = known.tags.get(thread_id, ())
    bubbles = thread_for(who, thread_id)
    now = drawn(bubbles, line, tags, now=known.now)
    if was is None or now.head != was.head or any(map(is_of_one_session, bubbles)):
        # What it is answered is drawn then, and may say more than now.
        return None, replace(now, name="", count=0)
    if now.name == was.name:
        return "", now
    grows = was.name and was.begins(bubbles)
    context: dict[str, Any] = {
        "entered": who,
        "open": line,
        "open_id": thread_id,
        # What only grew is given as what comes after that which the page has.
        "bubbles": bubbles[was.count :] if grows else bubbles,
        "tail_of": was.name if grows else "",
        "version": now.name,
    }
    return str(render_to_string("console/parts/thread.html", context)), now


def _rows(who: Entered, query: str, known: _Known, shown: Shown) -> str:
    mine, counts = read.leaf(**_MINE, agent_id=who.user_id), known.counts[who.user_id]
    choice = choice_of(QueryDict(query).dict(), user_id=who.user_id)
    found = listing(mine, known.about, counts, choice, now=known.now)
    if found["list_version"] == shown.rows:
        return ""
    shown.rows = found["list_version"]
    context = found | {"entered": who, "open_id": ""}
    return str(render_to_string("console/parts/list.html", context))


def _mine(user_id: int) -> tuple[ConversationLine, ...]:
    return read.recent(**_MINE, agent_id=user_id)
