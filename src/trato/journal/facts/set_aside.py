"""Facts about what the machine gave up on and a person took up."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideRetried(Fact):
    """A person let the machine try again: "a charge, by user 3"."""

    KIND: ClassVar[str] = "set_aside.retried"

    item: str
    item_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideDismissed(Fact):
    """A person looked and wants no more of it, for one of a few reasons."""

    KIND: ClassVar[str] = "set_aside.dismissed"

    item: str
    item_id: UUID
    by_user: int
    reason: str
