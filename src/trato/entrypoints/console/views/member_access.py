"""How one member gets in, for administrators: where they are signed in, their second factor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.access.sessions import end_sessions, sessions_of
from trato.book.organisations import read as organisations
from trato.entrypoints.console import second_factor
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.safety_letters import Change, tell_owner
from trato.entrypoints.console.views.account import ended
from trato.foundation import clock
from trato.journal.facts.access import FactorRemoved, SessionsEnded
from trato.journal.record import record


@entered(Act.MANAGE_MEMBERS)
def show(request: AtDesk, user_id: int) -> HttpResponse:
    """Show a member's second factor and where in this organisation they are signed in."""
    return page(request, "member_access.html", _context(request, user_id))


def _context(request: AtDesk, user_id: int) -> dict[str, Any]:
    email = _member(user_id)
    return {
        "member_id": user_id,
        "email": email,
        "role": dict(organisations.members())[email],
        "has_factor": bool(second_factor.users_with_factor([user_id])),
        "is_only_here": len(organisations.memberships(user_id)) == 1,
        "sessions": sessions_of(
            user_id,
            this=request.session.session_key or "",
            organisation_id=request.entered.organisation_id,
        ),
    }


@require_POST
@entered(Act.MANAGE_MEMBERS)
def end(request: AtDesk, user_id: int) -> HttpResponse:
    """End every session of a member that is in this organisation, but the one that asks."""
    _member(user_id)
    _end(request, user_id, "administrator")
    return redirect("member_access", user_id)


@require_POST
@entered(Act.MANAGE_MEMBERS)
def take_factor(request: AtDesk, user_id: int) -> HttpResponse:
    """Take away the second factor of a member who lost it; their sessions end.

    Who belongs elsewhere too has it there as well: another organisation's safety is not ours to
    lower.
    """
    _member(user_id)
    if len(organisations.memberships(user_id)) > 1:
        messages.warning(request, _("A pessoa também pertence a outra organização."))
        return redirect("member_access", user_id)
    if second_factor.take_away(user_id):
        by = request.entered.user_id
        record(FactorRemoved(user_id=user_id, by_user=by), at=clock.now())
        tell_owner(request, get_user_model().objects.get(pk=user_id), Change.TAKEN_AWAY)
        _end(request, user_id, "factor_removed")
    return redirect("member_access", user_id)


def _end(request: AtDesk, user_id: int, reason: str) -> None:
    count = end_sessions(
        user_id,
        but=request.session.session_key or "",
        organisation_id=request.entered.organisation_id,
    )
    if count:
        by = request.entered.user_id
        fact = SessionsEnded(user_id=user_id, count=count, reason=reason, by_user=by)
        record(fact, at=clock.now())
    messages.success(request, ended(count))


def _member(user_id: int) -> str:
    email = dict(organisations.people_at_desk()).get(user_id)
    if email is None:
        raise Http404
    return email
