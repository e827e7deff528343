"""Members: who has which role and may enter, who is invited, who must have a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.book.access import read as access
from trato.book.access import require_factor as factor_rules
from trato.book.access.accept import open_invitations
from trato.book.access.sessions import end_sessions
from trato.book.organisations import keep_member
from trato.book.organisations import read as organisations
from trato.book.portfolios.bind_member import bind_member
from trato.book.portfolios.bound import creditors_by_member
from trato.casework.conversations.leave import leave
from trato.entrypoints.console import second_factor
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import ROLES, Act, may
from trato.foundation import clock
from trato.journal.facts.access import SessionsEnded
from trato.journal.record import record


@entered(Act.MANAGE_MEMBERS)
def index(request: AtDesk) -> HttpResponse:
    """List everybody with their role, and who must have a second factor."""
    return page(request, "members.html", context())


def context() -> dict[str, Any]:
    """Return what the page of members shows."""
    roles = dict(organisations.members())
    people = organisations.people_at_desk()
    having = second_factor.users_with_factor([user_id for user_id, _email in people])
    out = organisations.deactivated()
    rows = [
        (user_id, email, roles[email], user_id in having, user_id in out)
        for user_id, email in people
    ]
    rules = access.factor_rules()
    counted = [
        (
            role,
            rules.get(role),
            sum(held == role and not gone for _id, _email, held, _has, gone in rows),
            sum(held == role and has and not gone for _id, _email, held, has, gone in rows),
        )
        for role in ROLES
    ]
    return {
        "rows": rows,
        "roles": ROLES,
        "factors": counted,
        "graces": factor_rules.GRACE_DAYS,
        "now": clock.now(),
        "bound": {user_id: len(ids) for user_id, ids in creditors_by_member().items()},
        "invitations": open_invitations(at=clock.now()),
    }


@require_POST
@entered(Act.MANAGE_MEMBERS)
def require_factor(request: AtDesk) -> HttpResponse:
    """Ask roles for a second factor, from today or after some days."""
    roles = [role for role in request.POST.getlist("role") if role in ROLES]
    days = request.POST.get("days", "")
    if not days.isascii() or not days.isdigit() or int(days) not in factor_rules.GRACE_DAYS:
        raise Http404
    factor_rules.require_factor(
        roles, grace_days=int(days), by=request.entered.user_id, at=clock.now()
    )
    text = (
        ngettext("%(n)d papel pede segundo fator.", "%(n)d papéis pedem segundo fator.", len(roles))
        % {"n": len(roles)}
        if roles
        else _("Nenhum papel pede segundo fator.")
    )
    messages.success(request, text)
    return redirect("members")


@require_POST
@entered(Act.MANAGE_MEMBERS)
def keep(request: AtDesk, user_id: int) -> HttpResponse:
    """Change a member's role, deactivate or reactivate them, or end the membership."""
    by, act = request.entered.user_id, request.POST.get("act", "")
    try:
        said = _ACTS.get(act, _change_role)(request, user_id)
        messages.success(request, said)
    except keep_member.LastAdministrator:
        messages.warning(request, _("É o último administrador: dê o papel a outra pessoa antes."))
    except (keep_member.UnknownMember, keep_member.UnknownRole) as unknown:
        raise Http404 from unknown
    return redirect("home" if user_id == by else "members")


def _change_role(request: AtDesk, user_id: int) -> str:
    role = request.POST.get("role", "")
    keep_member.change_role(user_id, role=role, by=request.entered.user_id, at=clock.now())
    # Who answers nobody any more holds nobody's conversation.
    back = "" if may(role, Act.ANSWER) else _put_back(user_id)
    return _("Papel guardado. Vale desde já.") + back


def _remove(request: AtDesk, user_id: int) -> str:
    by, at = request.entered.user_id, clock.now()
    keep_member.remove_member(user_id, by=by, at=at)
    bind_member(user_id, creditor_ids=(), by=by, at=at)
    return _("A pessoa não entra mais nesta organização.") + _put_back(user_id)


def _deactivate(request: AtDesk, user_id: int) -> str:
    keep_member.deactivate_member(user_id, by=request.entered.user_id, at=clock.now())
    ended = end_sessions(user_id, organisation_id=request.entered.organisation_id)
    if ended:
        by = request.entered.user_id
        fact = SessionsEnded(user_id=user_id, count=ended, reason="deactivated", by_user=by)
        record(fact, at=clock.now())
    return _("Desativada: a pessoa não entra até ser reativada.") + _put_back(user_id)


def _reactivate(request: AtDesk, user_id: int) -> str:
    keep_member.reactivate_member(user_id, by=request.entered.user_id, at=clock.now())
    return _("Reativada: a pessoa entra de novo, no papel que tinha.")


def _put_back(user_id: int) -> str:
    """Let what they were answering wait for somebody else, and say how much that is."""
    count = leave(user_id, at=clock.now())
    if not count:
        return ""
    return " " + ngettext(
        "%(n)d conversa voltou à fila.", "%(n)d conversas voltaram à fila.", count
    ) % {"n": count}


_ACTS: dict[str, Callable[[AtDesk, int], str]] = {
    "remove": _remove,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
}
