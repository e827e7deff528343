"""What the machine gave up on: what happened, what is safe, what a person may do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.casework.conversations import set_aside as conversations
from trato.casework.payments import set_aside as payments
from trato.door.outbox import set_aside as outbox
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import place_of, places_in, ways_of_each
from trato.entrypoints.console.words import CASES, Case
from trato.entrypoints.ingest import set_aside as ingest
from trato.foundation import clock
from trato.foundation.redact import scrub
from trato.foundation.set_aside import REASONS, SetAside
from trato.foundation.turning import Leaf

_LISTS: dict[str, Callable[[str], Leaf[SetAside]]] = {
    "unknown_message": partial(outbox.set_aside, "unknown_message"),
    "failed_message": partial(outbox.set_aside, "failed_message"),
    "turn": conversations.set_aside,
    "charge": payments.set_aside,
    "failed_item": partial(ingest.items, "failed_item"),
    "unreadable": ingest.unreadable,
    "unknown_item": partial(ingest.items, "unknown_item"),
}
_RETRY: dict[str, Callable[..., bool]] = {
    ingest.WEBHOOK: partial(ingest.retry, ingest.WEBHOOK),
    ingest.ITEM: partial(ingest.retry, ingest.ITEM),
    conversations.TURN: conversations.retry,
    outbox.MESSAGE: outbox.retry,
    payments.CHARGE: payments.retry,
}
_DISMISS: dict[str, Callable[..., bool]] = {
    ingest.WEBHOOK: partial(ingest.dismiss, ingest.WEBHOOK),
    ingest.ITEM: partial(ingest.dismiss, ingest.ITEM),
    conversations.TURN: conversations.dismiss,
    outbox.MESSAGE: outbox.dismiss,
    payments.CHARGE: payments.dismiss,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A page of what has one kind of trouble, how much of it there is, and the words for it."""

    case: str
    words: Case
    items: tuple[tuple[SetAside, str], ...]
    total: int
    ways: dict[str, Any]


@entered(Act.MEND)
def index(request: AtDesk) -> HttpResponse:
    """List what waits for a person, by kind of trouble."""
    given = request.GET
    found = {case: _LISTS[case](place_of(given, f"case-{case}")) for case in CASES}
    turns = ways_of_each(
        given, {f"case-{case}": (CASES[case].title, leaf) for case, leaf in found.items()}
    )
    groups = [
        Group(
            case=case,
            words=CASES[case],
            items=tuple((one, scrub(one.what)) for one in leaf.rows),
            total=leaf.total,
            ways=turns[f"case-{case}"],
        )
        for case, leaf in found.items()
        if leaf.rows
    ]
    return page(request, "set_aside.html", {"groups": groups, "here": places_in(given)})


@require_POST
@entered(Act.MEND)
def retry(request: AtDesk, kind: str, item_id: UUID) -> HttpResponse:
    """Let the machine try again; pressing twice tries once."""
    if kind not in _RETRY:
        raise Http404
    if _RETRY[kind](item_id, by_user=request.entered.user_id, at=clock.now()):
        messages.success(request, _("Vai ser tentada de novo. Se falhar, volta para cá."))
    else:
        _nothing_changed(request)
    return _back(request)


@require_POST
@entered(Act.MEND)
def dismiss(request: AtDesk, kind: str, item_id: UUID) -> HttpResponse:
    """Close one for a reason of the list."""
    if kind not in _DISMISS:
        raise Http404
    reason = request.POST.get("reason", "")
    if reason not in REASONS:
        messages.warning(request, _("Escolha um motivo da lista. Nada mudou."))
        return _back(request)
    by_user = request.entered.user_id
    if _DISMISS[kind](item_id, reason=reason, by_user=by_user, at=clock.now()):
        messages.success(request, _("Encerrada. O motivo está no diário."))
    else:
        _nothing_changed(request)
    return _back(request)


def _back(request: AtDesk) -> HttpResponse:
    """Return to the pages of the lists that somebody was on."""
    return redirect(reverse("set_aside") + places_in(request.GET))


def _nothing_changed(request: AtDesk) -> None:
    messages.warning(request, _("Já não estava pendente. Nada mudou."))
