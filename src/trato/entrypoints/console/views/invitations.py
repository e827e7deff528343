"""Invitations: an administrator invites by e-mail, the invited chooses a password and is in."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.access.accept import (
    NotInvited,
    OtherAccount,
    accept_invitation,
    account_of,
    invitation_of,
)
from trato.book.access.invite import BadInvitation, invite, withdraw_invitation
from trato.book.access.letters import write_letter
from trato.book.access.values import InvitationCard
from trato.book.organisations import read as organisations
from trato.entrypoints.console import words
from trato.entrypoints.console.entered import ANYBODY, SESSION_KEY, AtDesk, declared, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.views.members import context
from trato.foundation import clock, settings, tenancy

_BACKEND = "trato.entrypoints.console.signed_in.ByName"


@require_POST
@entered(Act.MANAGE_MEMBERS)
def invite_member(request: AtDesk) -> HttpResponse:
    """Invite somebody: by letter, or where no mail is set up with a link that is shown once."""
    email, role = request.POST.get("email", ""), request.POST.get("role", "")
    is_mailed, at = bool(settings.mail_from()), clock.now()
    try:
        _id, secret = invite(
            email, role=role, is_mailed=is_mailed, by=request.entered.user_id, at=at
        )
    except BadInvitation as bad:
        # The text is one of a few that are in the catalogue.
        messages.warning(request, _(str(bad)))
        return redirect("members")
    link = request.build_absolute_uri(reverse("accept_invitation", args=[secret]))
    if not is_mailed:
        return page(request, "members.html", {**context(), "link": link, "invited": email})
    card = invitation_of(secret, at=at)
    write_letter(
        to=card.email,
        subject=_("Convite para o Trato de %(organisation)s")
        % {"organisation": request.entered.organisation},
        text=_letter(request, card, link),
        expires_at=card.expires_at,
        at=at,
    )
    messages.success(request, _("Convite a caminho. Vale por três dias e uma vez só."))
    return redirect("members")


def _letter(request: AtDesk, card: InvitationCard, link: str) -> str:
    said = {
        "organisation": request.entered.organisation,
        "role": words.name("role", card.role),
        "link": link,
    }
    return (
        _(
            "Olá.\n\n%(organisation)s convida você para o Trato, no papel de %(role)s.\n\n"
            "Para aceitar e escolher a sua senha:\n%(link)s\n\n"
            "O endereço vale por três dias e uma vez só. Se não esperava este convite, ignore."
        )
        % said
    )


@require_POST
@entered(Act.MANAGE_MEMBERS)
def withdraw(request: AtDesk, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    if not withdraw_invitation(invitation_id, by=request.entered.user_id, at=clock.now()):
        raise Http404
    messages.success(request, _("Convite retirado: o endereço não abre mais nada."))
    return redirect("members")


@declared(ANYBODY)
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what one is invited to, take a password (or the word of an account), and let in."""
    try:
        card = invitation_of(secret, at=clock.now())
    except NotInvited:
        return page(request, "invitation_over.html", status=404)
    known = account_of(card.email)
    if request.method != "POST":
        return _shown(request, card, known)
    mine = int(request.user.pk) if request.user.is_authenticated and request.user.pk else None
    password = request.POST.get("password1", "")
    if known is None:
        errors = _wrong(password, request.POST.get("password2", ""), card)
        if errors:
            return _shown(request, card, known, errors)
    try:
        user_id = accept_invitation(
            secret, at=clock.now(), password=password, user_id=mine if known else None
        )
    except NotInvited:
        return page(request, "invitation_over.html", status=404)
    except OtherAccount:
        return _shown(request, card, known)
    return _enter(request, card, user_id, is_new=known is None)


def _enter(
    request: HttpRequest, card: InvitationCard, user_id: int, *, is_new: bool
) -> HttpResponse:
    user = get_user_model().objects.get(pk=user_id)
    if card.is_mailed:
        EmailAddress.objects.update_or_create(
            user=user, email=card.email, defaults={"verified": True, "primary": True}
        )
    if is_new:
        login(request, user, backend=_BACKEND)
    request.session[SESSION_KEY] = str(card.organisation_id)
    messages.success(request, _("Boas-vindas. Você entrou na organização."))
    return redirect("home")


def _shown(
    request: HttpRequest,
    card: InvitationCard,
    known: int | None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    with tenancy.within(card.organisation_id):
        name = organisations.organisation().name
    said: dict[str, Any] = {
        "invitation": card,
        "organisation": name,
        "is_known": known is not None,
        "is_mine": known is not None and request.user.pk == known,
        "errors": errors or {},
    }
    return page(request, "invitation.html", said)


def _wrong(password: str, again: str, card: InvitationCard) -> dict[str, list[str]]:
    user = get_user_model()(username=card.email, email=card.email)
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        return {"password1": list(invalid.messages)}
    return {} if password == again else {"password2": [_("As duas não são iguais.")]}
