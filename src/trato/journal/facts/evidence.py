"""Facts about evidence from outside, and about what is kept for how long."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatImported(Fact):
    """A chat that was held elsewhere was brought in as evidence: "812 messages, by user 3"."""

    KIND: ClassVar[str] = "evidence.chat_imported"

    chat_id: UUID
    sha256: str
    messages: int
    media: int
    by_user: int
