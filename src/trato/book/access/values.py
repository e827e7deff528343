"""The nouns of how members get in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """Where somebody is signed in, in a few words."""

    session_id: UUID
    device: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool
