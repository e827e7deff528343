"""A member's own account: the second factor."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

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
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock, tenancy


@entered(Act.ENTER)
def index(request: AtDesk) -> HttpResponse:
    """Show one's second factor and what else belongs to the account."""
    me = request.entered.user_id
    return page(
        request,
        "account.html",
        {
            "has_factor": bool(second_factor.users_with_factor([me])),
            "codes_left": second_factor.recovery_codes_left(me),
        },
    )


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
    return {"organisation": name, "role": role, "may_choose": len(memberships) > 1}
