"""Facts about what people did with the archive: searched, took a copy, brought evidence in."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSearched(Fact):
    """Somebody searched what was said; the question itself is kept as a commitment only."""

    KIND: ClassVar[str] = "archive.searched"

    by_user: int
    has_words: bool
    has_person: bool
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationExported(Fact):
    """A copy of a conversation left the house: "42 messages as PDF, by user 3"."""

    KIND: ClassVar[str] = "archive.exported"

    conversation_id: UUID
    by: str
    form: str
    messages: int
    sha256: str
    is_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFetched(Fact):
    """Somebody fetched a copy that had been made for them; `sha256` is the file's."""

    KIND: ClassVar[str] = "archive.copy_fetched"

    conversation_id: UUID
    by: int
    sha256: str
