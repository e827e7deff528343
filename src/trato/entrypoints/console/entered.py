"""Steps a signed-in user into one organisation; no view reads a row outside of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from trato.book.organisations import read as organisations
from trato.casework.conversations.read import UnknownConversation
from trato.door.outbox.read import UnknownMessage
from trato.foundation import tenancy
from trato.speakers.campaigns.read import UnknownCampaign

SESSION_KEY = "organisation"
MANAGERS = frozenset({"administrador", "supervisor"})
SPEAKERS = MANAGERS | {"atendente"}
EXPORTERS = MANAGERS | {"encarregado", "analista"}
RETAINERS = frozenset({"administrador", "encarregado"})
SEE_MASKED = frozenset({"analista"})
_NOT_HERE = (UnknownCampaign, UnknownConversation, UnknownMessage)

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who is at the desk, where, and what the role allows."""

    organisation_id: UUID
    organisation: str
    user_id: int
    by: str
    role: str
    may_choose: bool

    @property
    def short(self) -> str:
        """What colleagues call them: the part of the address before the at sign."""
        return self.by.partition("@")[0]

    @property
    def may_manage(self) -> bool:
        """Whether the role may plan, approve and stop campaigns."""
        return self.role in MANAGERS

    @property
    def may_export(self) -> bool:
        """Whether the role may take copies of conversations out."""
        return self.role in EXPORTERS

    @property
    def may_retain(self) -> bool:
        """Whether the role decides how long what was said is kept."""
        return self.role in RETAINERS

    @property
    def sees_masked(self) -> bool:
        """Whether the role sees personal data only masked."""
        return self.role in SEE_MASKED

    @property
    def may_speak(self) -> bool:
        """Whether the role may answer people."""
        return self.role in SPEAKERS


class AtDesk(HttpRequest):
    """A request whose organisation has been entered."""

    entered: Entered


def entered(*, roles: frozenset[str] = frozenset()) -> Callable[[View], View]:
    """Make a view that needs a signed-in member, in one organisation, with one of `roles`.

    An object of another organisation is not found: the walls show no row of it.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            memberships = dict(organisations.memberships(_user_id(request)))
            organisation_id = _chosen(request, memberships)
            if organisation_id is None:
                return redirect("choose_organisation")
            role = memberships[organisation_id]
            if roles and role not in roles:
                raise PermissionDenied
            with tenancy.within(organisation_id):
                request.entered = Entered(  # type: ignore[attr-defined]
                    organisation_id=organisation_id,
                    organisation=organisations.organisation().name,
                    user_id=_user_id(request),
                    by=request.user.get_username(),
                    role=role,
                    may_choose=len(memberships) > 1,
                )
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


def _chosen(request: HttpRequest, memberships: dict[UUID, str]) -> UUID | None:
    if not memberships:
        raise PermissionDenied
    if len(memberships) == 1:
        return next(iter(memberships))
    kept = request.session.get(SESSION_KEY)
    return next((i for i in memberships if str(i) == kept), None)


def _user_id(request: HttpRequest) -> int:
    return int(request.user.pk or 0)
