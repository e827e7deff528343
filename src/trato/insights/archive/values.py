"""What is searched for, and what is found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

ROWS_MAX: Final = 200
COUNT_MAX: Final = 1000
PEOPLE_MAX: Final = 500


class Source(StrEnum):
    """Where a line of the archive comes from.

    The person, us, the app on the same number or its past (`outside`), or an imported conversation;
    and the words between colleagues: notes, and whispers of a supervisor to an agent.
    """

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    OUTSIDE = "outside"
    CHAT = "chat"
    NOTE = "note"
    WHISPER = "whisper"


SPOKEN: Final = (Source.INBOUND, Source.OUTBOUND, Source.OUTSIDE, Source.CHAT)
"""What passed between a person and us: all that is searched unless more is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A question in the words of the index, as expressions over folded words.

    `stems` are yet to be stemmed; `phrases` the index answers alone; `exact` is what must still be
    checked of each line. `marked` are the words a reader wants to see highlighted.
    """

    stems: str = ""
    phrases: str = ""
    exact: str = ""
    marked: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no word was asked for."""
        return not (self.stems or self.phrases or self.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of results ended: the next one starts after it."""

    at: datetime
    line_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search. Empty parts ask for nothing; `who` is a name, a CPF or CNPJ, or a phone.

    `until` is exclusive. Without `sources` only what was spoken is searched, never what colleagues
    noted: whoever asks for that names it. `is_scrubbed` says that the reader sees texts without
    numbers and addresses, and so finds nothing by them.
    """

    words: str = ""
    who: str = ""
    person_id: UUID | None = None
    agent_id: int | None = None
    classes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    after: Place | None = None
    rows: int = 50
    is_scrubbed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLine:
    """One thing that was said, by whom, when. `line_id` is the id of the message itself."""

    line_id: UUID
    source: Source
    at: datetime
    text: str
    kind: str
    message_class: str
    agent_id: int | None
    person_id: UUID | None
    conversation_id: UUID | None
    chat_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of results, newest first.

    `count` is exact up to COUNT_MAX and `is_more` says that there are more than that; it counts
    what lies after `after`. `next` is where the next page starts, if there is one.
    `is_of_more_people`: more people have the name than are looked for, PEOPLE_MAX of them.
    """

    lines: tuple[ArchivedLine, ...]
    count: int
    is_more: bool
    next: Place | None
    terms: Terms
    is_of_more_people: bool = False
