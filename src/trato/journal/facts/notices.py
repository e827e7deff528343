"""Facts about who is told of what happens, outside of the product."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientAdded(Fact):
    """A person had somebody told from now on: "a webhook, by user 3". The target is not kept."""

    KIND: ClassVar[str] = "notices.recipient_added"

    recipient_id: UUID
    channel: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRemoved(Fact):
    """A person had somebody told no more."""

    KIND: ClassVar[str] = "notices.recipient_removed"

    recipient_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGivenUp(Fact):
    """A notice was tried as often as we try, and did not arrive."""

    KIND: ClassVar[str] = "notices.given_up"

    notice_id: UUID
    recipient_id: UUID
