"""Facts about the programs that act for an organisation, and what they were shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued(Fact):
    """A program may act for the organisation: "read and write, for 90 days"."""

    KIND: ClassVar[str] = "tokens.token_issued"

    token_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Fact):
    """A program may no longer act for the organisation."""

    KIND: ClassVar[str] = "tokens.token_revoked"

    token_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataShown(Fact):
    """A program was shown somebody's data unmasked; `what` is person, message or conversation."""

    KIND: ClassVar[str] = "tokens.personal_data_shown"

    token_id: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActedByToken(Fact):
    """A program did something in the organisation's name: "approve, that campaign"."""

    KIND: ClassVar[str] = "tokens.acted"

    token_id: UUID
    what: str
