"""Facts about who belongs to an organisation, and in which role."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

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


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDeactivated(Fact):
    """A member may enter no more: "user 7, atendente, by user 1"."""

    KIND: ClassVar[str] = "members.deactivated"

    user_id: int
    role: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReactivated(Fact):
    """A member may enter again: "user 7, atendente, by user 1"."""

    KIND: ClassVar[str] = "members.reactivated"

    user_id: int
    role: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Fact):
    """Somebody was invited: "invitation …, as atendente, by user 1"."""

    KIND: ClassVar[str] = "members.invited"

    invitation_id: UUID
    role: str
    expires_at: datetime
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Fact):
    """An invitation opens nothing any more: "by user 1"."""

    KIND: ClassVar[str] = "members.invitation_withdrawn"

    invitation_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Fact):
    """Whoever was invited is a member: "invitation …, user 9, atendente"."""

    KIND: ClassVar[str] = "members.invitation_accepted"

    invitation_id: UUID
    user_id: int
    role: str
