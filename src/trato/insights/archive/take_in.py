"""Takes into the index what was said since the last time, a little after it was said.

Nothing on the way of a message waits for it. It remembers how far it came; a message whose
transaction ended late is found because the last minutes are always looked through again.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import Final
from uuid import UUID

from trato.casework.chats import read as chats
from trato.casework.conversations import archived as conversations
from trato.casework.conversations import noted
from trato.casework.conversations import said_outside as outside
from trato.door.outbox import archived as outbox
from trato.foundation import clock, tenancy
from trato.foundation.database import OpenCursor, ask
from trato.foundation.ids import new_id, oldest_id
from trato.insights.archive import rules, sql
from trato.insights.archive.models import Mark
from trato.insights.archive.values import ArchivedLine, Source

# The longest that a transaction may take to become visible after it made its ids.
LATEST_SECONDS: Final = 60.0
# The usual transaction is over long before; between two long looks a short one is enough.
_USUAL_SECONDS: Final = 3.0
_LONG_LOOK_EVERY_SECONDS: Final = 5.0
_AT_ONCE: Final = 1000
_FIRST: Final = UUID(int=0)


class Intake:
    """Keeps, per process, when each organisation was last looked through as far as its mark."""

    def __init__(self) -> None:
        """Have looked at nothing."""
        self._long_look_at: dict[UUID, float] = {}

    def take_in(self, organisation_id: UUID) -> int:
        """Take in what is new; mostly only the last moments are looked at."""
        began = clock.monotonic()
        if began - self._long_look_at.get(organisation_id, -inf) >= _LONG_LOOK_EVERY_SECONDS:
            new = take_in(organisation_id)
            self._long_look_at[organisation_id] = began
            return new
        after = oldest_id(seconds_ago=_USUAL_SECONDS)
        return sum(_take_source(organisation_id, source, after=after) for source in SOURCES)


def take_in(organisation_id: UUID, *, from_the_start: bool = False) -> int:
    """Bring every source up to now, in small transactions; return how many lines are new.

    `from_the_start` looks at every message ever, for whoever doubts the index.
    """
    after = _FIRST if from_the_start else None
    return sum(_take_source(organisation_id, source, after=after) for source in SOURCES)


def keep(lines: Sequence[ArchivedLine]) -> None:
    """Index some lines of the current organisation; those it has already stay as they are."""
    folded = [rules.indexed(line.text) for line in lines]
    values = {
        "organisation_id": tenancy.current(),
        "ids": [line.line_id for line in lines],
        "sources": [str(line.source) for line in lines],
        "ats": [line.at for line in lines],
        "texts": [line.text for line in lines],
        "kinds": [line.kind for line in lines],
        "classes": [line.message_class for line in lines],
        "agents": [line.agent_id for line in lines],
        "people": [line.person_id for line in lines],
        "conversations": [line.conversation_id for line in lines],
        "chats": [line.chat_id for line in lines],
        "stems": [rules.for_stemming(words) for words in folded],
        "plain": folded,
        "pairs": [rules.neighbours(words) for words in folded],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.TAKE_IN, values)


def _take_source(organisation_id: UUID, source: Source, *, after: UUID | None) -> int:
    ids_after, read = SOURCES[source]
    new, is_short = 0, after is not None and after != _FIRST
    while True:
        with tenancy.within(organisation_id):
            if after is None:
                after = mark(source)
            ids = ids_after(after, limit=_AT_ONCE)
            if not ids:
                break
            known = {i for (i,) in ask(sql.KNOWN, [organisation_id, ids])}
            unknown = [i for i in ids if i not in known]
            if unknown:
                lines = read(unknown)
                keep(lines)
                new += len(lines)
            after = ids[-1]
            # What a short look sees may lie beyond a gap that only a long one closes.
            if not is_short:
                _remember(source, min(after, oldest_id(seconds_ago=LATEST_SECONDS)))
        if len(ids) < _AT_ONCE:
            break
    return new


def _inbound(ids: Sequence[UUID]) -> tuple[ArchivedLine, ...]:
    return tuple(
        ArchivedLine(
            line_id=said.inbound_id, source=Source.INBOUND, at=said.written_at, text=said.text,
            kind=said.kind, message_class="", agent_id=None, person_id=said.person_id,
            conversation_id=said.conversation_id, chat_id=None,
        )
        for said in conversations.said(ids)
    )  # fmt: skip


def _outbound(ids: Sequence[UUID]) -> tuple[ArchivedLine, ...]:
    return tuple(
        ArchivedLine(
            line_id=said.message_id, source=Source.OUTBOUND, at=said.created_at, text=said.text,
            kind=said.kind, message_class=said.message_class, agent_id=said.agent_id,
            person_id=said.person_id, conversation_id=said.conversation_id, chat_id=None,
        )
        for said in outbox.said(ids)
    )  # fmt: skip


def _outside(ids: Sequence[UUID]) -> tuple[ArchivedLine, ...]:
    return tuple(
        ArchivedLine(
            line_id=said.outside_id, source=Source.OUTSIDE, at=said.written_at, text=said.text,
            kind=said.kind, message_class="", agent_id=None, person_id=said.person_id,
            conversation_id=said.conversation_id, chat_id=None,
        )
        for said in outside.said(ids)
    )  # fmt: skip


def _noted(ids: Sequence[UUID]) -> tuple[ArchivedLine, ...]:
    return tuple(
        ArchivedLine(
            line_id=said.note_id, source=_NOTED_AS.get(said.kind, Source.NOTE), at=said.at,
            text=said.text, kind=said.kind, message_class="", agent_id=said.author_id,
            person_id=said.person_id, conversation_id=said.conversation_id, chat_id=None,
        )
        for said in noted.said(ids)
    )  # fmt: skip


def _chats(ids: Sequence[UUID]) -> tuple[ArchivedLine, ...]:
    return tuple(
        ArchivedLine(
            line_id=said.line_id, source=Source.CHAT, at=said.at, text=said.text, kind=said.kind,
            message_class="", agent_id=None, person_id=said.person_id, conversation_id=None,
            chat_id=said.chat_id,
        )
        for said in chats.said(ids)
    )  # fmt: skip


_NOTED_AS: Final = {"whisper": Source.WHISPER}
_Ids = Callable[..., list[UUID]]
_Read = Callable[[Sequence[UUID]], tuple[ArchivedLine, ...]]
SOURCES: Final[dict[Source, tuple[_Ids, _Read]]] = {
    Source.INBOUND: (conversations.ids_after, _inbound),
    Source.OUTBOUND: (outbox.ids_after, _outbound),
    Source.OUTSIDE: (outside.ids_after, _outside),
    Source.NOTE: (noted.ids_after, _noted),
    Source.CHAT: (chats.ids_after, _chats),
}


def mark(source: Source) -> UUID:
    """Return up to where a source has been taken in for good."""
    row = Mark.objects.filter(organisation_id=tenancy.current(), source=str(source)).first()
    return _FIRST if row is None else row.upto


def _remember(source: Source, upto: UUID) -> None:
    organisation_id = tenancy.current()
    ask(
        "INSERT INTO archive_mark (organisation_id, id, source, upto) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (organisation_id, source) DO UPDATE"
        " SET upto = greatest(archive_mark.upto, excluded.upto) RETURNING 1",
        [organisation_id, new_id(), str(source), upto],
    )
