"""Which creditors' portfolios a member with the role credor sees."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from trato.book.organisations import read as organisations
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.bind_member import bind_member
from trato.book.portfolios.bound import creditors_of_member
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import CREDITOR, Act
from trato.foundation import clock


@entered(Act.MANAGE_MEMBERS)
def bind(request: AtDesk, user_id: int) -> HttpResponse:
    """Show the creditors to choose from, or keep what was chosen."""
    email = dict(organisations.people_at_desk()).get(user_id)
    if email is None or dict(organisations.members())[email] != CREDITOR:
        raise Http404
    if request.method == "POST":
        return _kept(request, user_id)
    context = {
        "id": user_id,
        "email": email,
        "creditors": portfolios.all_creditors(),
        "bound": creditors_of_member(user_id),
    }
    return page(request, "bindings.html", context)


def _kept(request: AtDesk, user_id: int) -> HttpResponse:
    try:
        chosen = [UUID(text) for text in request.POST.getlist("creditor")]
        bind_member(user_id, creditor_ids=chosen, by=request.entered.user_id, at=clock.now())
    except (ValueError, portfolios.UnknownCreditor) as unknown:
        raise Http404 from unknown
    if chosen:
        messages.success(request, _("Guardado. A pessoa vê essas carteiras e mais nada."))
    else:
        messages.warning(request, _("Guardado. Sem credor, a pessoa não vê nada."))
    return redirect("members")
