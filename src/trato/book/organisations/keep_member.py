"""An administrator changes a member's role, deactivates or removes them; one always stays."""

from datetime import datetime

from trato.book.organisations.models import Member, Role
from trato.foundation import tenancy
from trato.journal.facts.members import (
    MemberDeactivated,
    MemberReactivated,
    MemberRemoved,
    MemberRoleChanged,
)
from trato.journal.record import record


class LastAdministrator(Exception):
    """Nobody would be left who may manage members."""


class UnknownMember(LookupError):
    """No such member in this organisation."""


class UnknownRole(ValueError):
    """The role is none of the six."""


def change_role(user_id: int, *, role: str, by: int, at: datetime) -> None:
    """Give a member another role, from their next request on. The same role changes nothing.

    Raises:
        LastAdministrator: it would leave no administrator.
        UnknownMember: there is none.
        UnknownRole: there is no such role.
    """
    if role not in Role.values:
        raise UnknownRole(role)
    member = _locked(user_id, stays=role == Role.ADMINISTRATOR)
    if member.role == role:
        return
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record(MemberRoleChanged(user_id=user_id, before=before, after=role, by_user=by), at=at)


def remove_member(user_id: int, *, by: int, at: datetime) -> None:
    """End a membership: every session of theirs is out of the organisation at its next request.

    Raises:
        LastAdministrator: it would leave no administrator.
        UnknownMember: there is none.
    """
    member = _locked(user_id, stays=False)
    record(MemberRemoved(user_id=user_id, role=member.role, by_user=by), at=at)
    member.delete()


def deactivate_member(user_id: int, *, by: int, at: datetime) -> bool:
    """Let a member enter no more, and keep the place; return whether they could until now.

    Raises:
        LastAdministrator: it would leave no administrator.
        UnknownMember: there is none.
    """
    member = _locked(user_id, stays=False)
    if member.deactivated_at is not None:
        return False
    member.deactivated_at = at
    member.save(update_fields=["deactivated_at"])
    record(MemberDeactivated(user_id=user_id, role=member.role, by_user=by), at=at)
    return True


def reactivate_member(user_id: int, *, by: int, at: datetime) -> None:
    """Let a deactivated member enter again, in the role they had.

    Raises:
        UnknownMember: there is none.
    """
    member = _locked(user_id, stays=True)
    if member.deactivated_at is None:
        return
    member.deactivated_at = None
    member.save(update_fields=["deactivated_at"])
    record(MemberReactivated(user_id=user_id, role=member.role, by_user=by), at=at)


def _locked(user_id: int, *, stays: bool) -> Member:
    rows = Member.objects.filter(organisation_id=tenancy.current()).order_by("id")
    # All of them: two administrators may be about to remove each other.
    members = {m.user_id: m for m in rows.select_for_update()}
    if user_id not in members:
        raise UnknownMember(str(user_id))
    others = [m for m in members.values() if m.user_id != user_id]
    is_last = not any(m.role == Role.ADMINISTRATOR and m.deactivated_at is None for m in others)
    held = members[user_id]
    is_one = held.role == Role.ADMINISTRATOR and held.deactivated_at is None
    if is_one and is_last and not stays:
        raise LastAdministrator
    return members[user_id]
