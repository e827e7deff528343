"""An administrator changes a member's role or ends a membership; never the last administrator's."""

from datetime import datetime

from trato.book.organisations.models import Member, Role
from trato.foundation import tenancy
from trato.journal.facts.members import MemberRemoved, MemberRoleChanged
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


def _locked(user_id: int, *, stays: bool) -> Member:
    rows = Member.objects.filter(organisation_id=tenancy.current()).order_by("id")
    # All of them: two administrators may be about to remove each other.
    members = {m.user_id: m for m in rows.select_for_update()}
    if user_id not in members:
        raise UnknownMember(str(user_id))
    others = [m for m in members.values() if m.user_id != user_id]
    is_last = not any(m.role == Role.ADMINISTRATOR for m in others)
    if members[user_id].role == Role.ADMINISTRATOR and is_last and not stays:
        raise LastAdministrator
    return members[user_id]
