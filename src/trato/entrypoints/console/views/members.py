"""Who belongs to the organisation: another role, or out; never the last administrator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.organisations import keep_member
from trato.book.organisations import read as organisations
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import ROLES, Act
from trato.foundation import clock


@entered(Act.MANAGE_MEMBERS)
def index(request: AtDesk) -> HttpResponse:
    """List everybody with their role."""
    roles = dict(organisations.members())
    rows = [(user_id, email, roles[email]) for user_id, email in organisations.people_at_desk()]
    return page(request, "members.html", {"rows": rows, "roles": ROLES})


@require_POST
@entered(Act.MANAGE_MEMBERS)
def keep(request: AtDesk, user_id: int) -> HttpResponse:
    """Change a member's role, or end the membership."""
    by, at, role = request.entered.user_id, clock.now(), request.POST.get("role", "")
    try:
        if request.POST.get("act") == "remove":
            keep_member.remove_member(user_id, by=by, at=at)
            messages.success(request, _("A pessoa não entra mais nesta organização."))
        else:
            keep_member.change_role(user_id, role=role, by=by, at=at)
            messages.success(request, _("Papel guardado. Vale desde já."))
    except keep_member.LastAdministrator:
        messages.warning(request, _("É o último administrador: dê o papel a outra pessoa antes."))
    except (keep_member.UnknownMember, keep_member.UnknownRole) as unknown:
        raise Http404 from unknown
    return redirect("home" if user_id == by else "members")
