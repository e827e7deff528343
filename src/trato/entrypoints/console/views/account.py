"""A member's own account: second factor, sessions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from trato.book.access.sessions import end_sessions, sessions_of
from trato.book.organisations import read as organisations
from trato.entrypoints.console import second_factor
from trato.entrypoints.console.entered import (
    SIGNED_IN,
    AtDesk,
    chosen,
    declared,
    entered,
)
from trato.entrypoints.console.page import page
from trato.entrypoints.console.passkeys import is_passwordless, passkeys_of
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.relying_party import work_at
from trato.foundation import clock, tenancy
from trato.journal.facts.access import SessionsEnded
from trato.journal.record import record


@entered(Act.ENTER)
def index(request: AtDesk) -> HttpResponse:
    """Show one's second factor and what else belongs to the account."""
    me = request.entered.user_id
    return page(
        request,
        "account.html",
        {
            "has_factor": bool(second_factor.users_with_factor([me])),
            "has_app": second_factor.has_app(me),
            "passkeys": [(row, is_passwordless(row)) for row in passkeys_of(me)],
            "passkeys_work": work_at(request.get_host()),
            "codes_left": second_factor.recovery_codes_left(me),
            "sessions": sessions_of(me, this=_key(request)),
        },
    )


@require_POST
@entered(Act.ENTER)
def end_my_sessions(request: AtDesk) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    me, named = request.entered.user_id, request.POST.get("session", "")
    if named:
        count = end_sessions(me, but=_key(request), session_ids=[_uuid(named)])
    else:
        count = end_sessions(me, but=_key(request))
    if count:
        reason = "own" if named else "others"
        fact = SessionsEnded(user_id=me, count=count, reason=reason, by_user=me)
        record(fact, at=clock.now())
    messages.success(request, ended(count))
    return redirect("my_account")


def ended(count: int) -> str:
    """Say how many sessions were ended."""
    if not count:
        return gettext("Não havia sessão a encerrar.")
    return ngettext("%(n)d sessão encerrada.", "%(n)d sessões encerradas.", count) % {"n": count}


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@declared(SIGNED_IN)
@login_required
def to_my_account(request: HttpRequest) -> HttpResponse:
    """Lead to the account's page."""
    return redirect("my_account")


@declared(SIGNED_IN)
@login_required
def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Say that nothing goes on without a second factor, and why; or lead on where it does."""
    needed = _needed(request)
    if needed is None:
        return redirect("home")
    return page(request, "second_factor.html", needed)


def _needed(request: HttpRequest) -> dict[str, Any] | None:
    user_id = int(request.user.pk or 0)
    memberships = dict(organisations.memberships(user_id))
    organisation_id = chosen(request, memberships)
    if organisation_id is None:
        return None
    role = memberships[organisation_id]
    with tenancy.within(organisation_id):
        required_from = second_factor.missing_from(role, user_id)
        if required_from is None or required_from > clock.now():
            return None
        name = organisations.organisation().name
    return {
        "organisation": name,
        "role": role,
        "may_choose": len(memberships) > 1,
        "passkeys_work": work_at(request.get_host()),
    }
