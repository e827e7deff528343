"""Facts about who belongs to an organisation, and in which role."""

from dataclasses import dataclass
from typing import ClassVar

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRoleChanged(Fact):
    """A member got another role: "user 7, from atendente to supervisor, by user 1"."""

    KIND: ClassVar[str] = "members.role_changed"

    user_id: int
    before: str
    after: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Fact):
    """A membership was ended: "user 7, who was supervisor, by user 1"."""

    KIND: ClassVar[str] = "members.removed"

    user_id: int
    role: str
    by_user: int
