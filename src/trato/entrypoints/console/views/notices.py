"""Who is told of alerts outside the desk: people by e-mail, systems by signed webhook."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.notices.recipients import (
    BadRecipient,
    add_recipient,
    recipients,
    remove_recipient,
)
from trato.insights.notices.values import Channel

_SEVERITIES = ("1", "2", "3")


@entered(Act.WATCH)
def index(request: AtDesk) -> HttpResponse:
    """List who is told, and what became of it."""
    return _shown(request)


@require_POST
@entered(Act.WATCH)
def add(request: AtDesk) -> HttpResponse:
    """Tell one more; a webhook's secret is shown this once and never again."""
    channel, target = request.POST.get("channel", ""), request.POST.get("target", "")
    severity = request.POST.get("severity", "")
    if channel not in set(Channel) or severity not in _SEVERITIES:
        messages.warning(request, _("Escolha o canal e a gravidade. Nada mudou."))
        return redirect("notices")
    try:
        secret = add_recipient(
            Channel(channel),
            target,
            severity_min=int(severity),
            by_user=request.entered.user_id,
            at=clock.now(),
        )
    except BadRecipient as problem:
        return _shown(request, problem=str(problem), target=target, channel=channel)
    if not secret:
        messages.success(request, _("Será avisado a partir de agora."))
        return redirect("notices")
    return _shown(request, secret=secret)


@require_POST
@entered(Act.WATCH)
def remove(request: AtDesk, recipient_id: UUID) -> HttpResponse:
    """Tell this one no more."""
    if remove_recipient(recipient_id, by_user=request.entered.user_id, at=clock.now()):
        messages.success(request, _("Não será mais avisado. O que esperava foi cancelado."))
    else:
        messages.warning(request, _("Já não estava na lista. Nada mudou."))
    return redirect("notices")


def _shown(request: AtDesk, **more: str) -> HttpResponse:
    return page(request, "notices.html", {"recipients": recipients(), **more})
