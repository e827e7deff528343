"""Members: who has which role, who must have a second factor; for administrators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.book.access import read as access
from trato.book.access import require_factor as factor_rules
from trato.book.organisations import keep_member
from trato.book.organisations import read as organisations
from trato.book.portfolios.bind_member import bind_member
from trato.book.portfolios.bound import creditors_by_member
from trato.entrypoints.console import second_factor
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import ROLES, Act
from trato.foundation import clock


@entered(Act.MANAGE_MEMBERS)
def index(request: AtDesk) -> HttpResponse:
    """List everybody with their role, and who must have a second factor."""
    return page(request, "members.html", _context())


def _context() -> dict[str, Any]:
    roles = dict(organisations.members())
    people = organisations.people_at_desk()
    having = second_factor.users_with_factor([user_id for user_id, _email in people])
    rows = [(user_id, email, roles[email], user_id in having) for user_id, email in people]
    rules = access.factor_rules()
    counted = [
        (
            role,
            rules.get(role),
            sum(held == role for _id, _email, held, _has in rows),
            sum(held == role and has for _id, _email, held, has in rows),
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
    """Change a member's role, or end the membership."""
    by, at, role = request.entered.user_id, clock.now(), request.POST.get("role", "")
    try:
        if request.POST.get("act") == "remove":
            keep_member.remove_member(user_id, by=by, at=at)
            bind_member(user_id, creditor_ids=(), by=by, at=at)
            messages.success(request, _("A pessoa não entra mais nesta organização."))
        else:
            keep_member.change_role(user_id, role=role, by=by, at=at)
            messages.success(request, _("Papel guardado. Vale desde já."))
    except keep_member.LastAdministrator:
        messages.warning(request, _("É o último administrador: dê o papel a outra pessoa antes."))
    except (keep_member.UnknownMember, keep_member.UnknownRole) as unknown:
        raise Http404 from unknown
    return redirect("home" if user_id == by else "members")
