"""What a copy of a conversation holds."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

FORMAT: Final = "trato-conversation/1"


class Form(StrEnum):
    """Pages to read, lines to check, or both with every attachment in one file."""

    PDF = "pdf"
    JSONL = "jsonl"
    ZIP = "zip"


LINES_NAME: Final = "conversa.jsonl"
SUMS_NAME: Final = "SHA256SUMS"
READ_ME_NAME: Final = "LEIA-ME.txt"
MEDIA_FOLDER: Final = "midia/"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPlace:
    """Where the journal tells of it; `sequence` is None while the fact waits for its seal."""

    entry_id: UUID
    sequence: int | None
    entry_hash: str
    link_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNamed:
    """One answer of the door about a message."""

    decision_id: UUID
    stage: str
    verdict: str
    rulebook: str
    codes: tuple[str, ...]
    at: datetime
    journal: JournalPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaNamed:
    """An attachment; its bytes stay in the archive, the hash names them."""

    state: str
    mime_type: str
    sha256: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A reaction to a message (an empty `text` takes it back), its edit or its deletion."""

    message_id: UUID
    kind: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message or note of a thread. `source` as the archive calls it; `author` a code.

    A reaction, edit or revoke is `about` an earlier message, which names it under `later`.
    `by` names the colleague who wrote; it is empty for the person and for machines. Of an erased
    text only `text_sha256` is left.
    """

    message_id: UUID
    source: str
    at: datetime
    author: str
    by: str
    kind: str
    text: str
    text_sha256: str = ""
    erased_at: datetime | None = None
    state: str = ""
    message_class: str = ""
    provider_message_id: str = ""
    received_at: datetime | None = None
    created_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    failed_reason: str = ""
    refusal_codes: tuple[str, ...] = ()
    decisions: tuple[DecisionNamed, ...] = ()
    media: tuple[MediaNamed, ...] = ()
    journal: JournalPlace | None = None
    about: UUID | None = None
    about_at: datetime | None = None
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Whose thread it is, and who takes the copy when."""

    conversation_id: UUID
    organisation: str
    organisation_document: str
    number: str
    person: str
    document: str = field(repr=False)
    address: str = field(repr=False)
    exported_at: datetime
    exported_by: str
    is_masked: bool
    messages: int
    first_at: datetime | None
    last_at: datetime | None
    journal_sequence: int
    journal_hash: str
