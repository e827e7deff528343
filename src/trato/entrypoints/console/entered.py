"""Steps a signed-in user into one organisation; no view reads a row outside of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from trato.book.access.sessions import note_use
from trato.book.organisations import read as organisations
from trato.book.portfolios.bound import creditors_of_member
from trato.casework.conversations.read import UnknownConversation
from trato.door.outbox.read import UnknownMessage
from trato.entrypoints.console import permissions, second_factor
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock, tenancy
from trato.insights.portfolio.account import UnknownAccount
from trato.speakers.campaigns.read import UnknownCampaign

SESSION_KEY = "organisation"
ANYBODY = "anybody"
SIGNED_IN = "signed in"
_NOT_HERE = (UnknownAccount, UnknownCampaign, UnknownConversation, UnknownMessage)

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who is at the desk, where, and what the role allows.

    `factor_from` is set for those who will need a second factor and have none yet.
    """

    organisation_id: UUID
    organisation: str
    user_id: int
    by: str
    role: str
    may_choose: bool
    factor_from: datetime | None = None

    @property
    def short(self) -> str:
        """What colleagues call them: the part of the address before the at sign."""
        return self.by.partition("@")[0]

    def may(self, act: Act) -> bool:
        """Tell whether the role may do an act."""
        return permissions.may(self.role, act)

    @property
    def acts(self) -> frozenset[Act]:
        """Everything the role may do, for a template that asks `"export" in entered.acts`."""
        return permissions.acts_of(self.role)

    @property
    def may_manage(self) -> bool:
        """Whether the role leads agents: sees all of their work, and may take it over."""
        return self.may(Act.SUPERVISE)

    @property
    def may_export(self) -> bool:
        """Whether the role may take copies of conversations out."""
        return self.may(Act.EXPORT)

    @property
    def may_retain(self) -> bool:
        """Whether the role decides how long what was said is kept."""
        return self.may(Act.RETAIN)

    @property
    def sees_masked(self) -> bool:
        """Whether the role sees personal data only masked."""
        return self.role in permissions.SEES_MASKED

    @property
    def may_find_people(self) -> bool:
        """Whether the role may look for a person by name, CPF, CNPJ or phone.

        Finding one is confirming it: only whoever may see it in full finds by it.
        """
        return self.may(Act.REVEAL)

    @property
    def may_speak(self) -> bool:
        """Whether the role may answer people."""
        return self.may(Act.ANSWER)


class AtDesk(HttpRequest):
    """A request whose organisation has been entered."""

    entered: Entered


def declared(permission: str) -> Callable[[View], View]:
    """Say what a view needs, where a test of every address looks for it."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def entered(act: Act) -> Callable[[View], View]:
    """Make a view that needs a signed-in member, in one organisation, whose role may do `act`.

    An object of another organisation is not found: the walls show no row of it. Whoever needs a
    second factor and has none is led to it and gets nothing else. A creditor's user is behind
    a second wall, of their creditors.
    """

    def decorate(view: View) -> View:
        @declared(act)
        @login_required
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            memberships = dict(organisations.memberships(_user_id(request)))
            organisation_id = chosen(request, memberships)
            if organisation_id is None:
                return redirect("choose_organisation")
            role = memberships[organisation_id]
            with tenancy.within(organisation_id):
                factor_from = second_factor.missing_from(role, _user_id(request))
                if factor_from is not None and factor_from <= clock.now():
                    return _lead_to(request, "second_factor")
                if not permissions.may(role, act):
                    raise PermissionDenied
                request.entered = Entered(  # type: ignore[attr-defined]
                    organisation_id=organisation_id,
                    organisation=organisations.organisation().name,
                    user_id=_user_id(request),
                    by=request.user.get_username(),
                    role=role,
                    may_choose=len(memberships) > 1,
                    factor_from=factor_from,
                )
                if request.session.session_key:
                    note_use(
                        request.session.session_key,
                        organisation_id=organisation_id,
                        at=clock.now(),
                    )
                if role == permissions.CREDITOR:
                    # Whatever page it is: from here on there is no other creditor's row, and
                    # nothing can be written.
                    tenancy.narrow_to_creditors(creditors_of_member(_user_id(request)))
                try:
                    return view(request, *args, **kwargs)
                except _NOT_HERE as unknown:
                    raise Http404 from unknown

        return inside

    return decorate


def choices(request: HttpRequest) -> list[tuple[UUID, str, str]]:
    """Return the (id, name, role) of every organisation the user belongs to."""
    found = []
    for organisation_id, role in organisations.memberships(_user_id(request)):
        with tenancy.within(organisation_id):
            found.append((organisation_id, organisations.organisation().name, role))
    return sorted(found, key=lambda choice: choice[1])


def choose(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Remember an organisation of the user's for this session.

    Raises:
        Http404: the user is no member of it.
    """
    if organisation_id not in dict(organisations.memberships(_user_id(request))):
        raise Http404
    request.session[SESSION_KEY] = str(organisation_id)
    return redirect("home")


def chosen(request: HttpRequest, memberships: dict[UUID, str]) -> UUID | None:
    """Return the organisation this session is in; None when it has several and chose none.

    Raises:
        PermissionDenied: the user belongs to none.
    """
    if not memberships:
        raise PermissionDenied
    if len(memberships) == 1:
        return next(iter(memberships))
    kept = request.session.get(SESSION_KEY)
    return next((i for i in memberships if str(i) == kept), None)


def _lead_to(request: HttpRequest, page: str) -> HttpResponse:
    # A fragment that was asked for would take the page into itself.
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse(page))
    return redirect(page)


def _user_id(request: HttpRequest) -> int:
    return int(request.user.pk or 0)
