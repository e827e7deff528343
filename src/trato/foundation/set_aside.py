"""What the machine gave up on and a person must look at, in one shape for every table. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LISTED_MAX = 200
REASONS = ("handled", "irrelevant", "duplicate", "left", "did_not_leave", "other")
"""Why a person wants no more of it; a closed list, so that no personal data gets in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One thing that waits for a person. `what` is a code or our own words, never the content.

    `case` names what kind of trouble it is, for the words on screen.
    """

    kind: str
    case: str
    item_id: UUID
    at: datetime
    what: str
    may_retry: bool
    conversation_id: UUID | None = None
    message_id: UUID | None = None
