"""The desk: list, thread and person side by side; a human's words pass the same door."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.people import read as people
from trato.casework.conversations import hand_over, read
from trato.door.policy.values import Verdict
from trato.entrypoints.console.beside import beside
from trato.entrypoints.console.entered import SPEAKERS, AtDesk, entered
from trato.entrypoints.console.page import is_fragment, page
from trato.entrypoints.console.thread import thread_of, version_of
from trato.foundation import clock
from trato.insights.metrics.laws import laws_of
from trato.speakers.desk.reply import NobodyThere, would_leave
from trato.speakers.desk.reply import reply as say

FILTERS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "todas": (gettext_lazy("Todas"), (), ""),
    "abertas": (gettext_lazy("Abertas"), ("open", "identified", "negotiating"), ""),
    "fila": (gettext_lazy("Fila humana"), ("human_queue", "human"), ""),
    "acordo": (gettext_lazy("Acordo"), ("agreement",), ""),
    "contestacao": (gettext_lazy("Contestação"), ("disputed",), ""),
    "pare": (gettext_lazy("Pare"), ("stopped", "wrong_party"), ""),
}
_TEXT_MAX = 4096


@entered()
def index(request: AtDesk) -> HttpResponse:
    """Show the list, with no thread open."""
    return page(request, "conversations.html", _list(request))


@entered()
def show(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Show one thread between the list and the person."""
    context = _open(conversation_id)
    if not is_fragment(request):
        context |= _list(request)
    template = "parts/open.html" if is_fragment(request) else "conversations.html"
    return page(request, template, context)


@entered()
def thread(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Answer the thread again, or 204 when nothing is shown differently."""
    read.conversation(conversation_id)
    bubbles = thread_of(conversation_id)
    version = version_of(bubbles)
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    context = {"bubbles": bubbles, "version": version, "open_id": conversation_id}
    return page(request, "parts/thread.html", context)


@require_POST
@entered(roles=SPEAKERS)
def reply(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Submit a human's words to the door; refused words are given back, with rule and remedy."""
    text = request.POST.get("text", "").strip()
    context = {
        "open": read.conversation(conversation_id),
        "open_id": conversation_id,
        "text": text,
        **_submit(request, conversation_id, text),
    }
    if not is_fragment(request):
        whole = _open(conversation_id) | _list(request) | context
        return page(request, "conversations.html", whole)
    response = page(request, "parts/composer.html", context)
    response.headers["HX-Trigger"] = "thread-changed"
    return response


@require_POST
@entered(roles=SPEAKERS)
def preview(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Say what the door would answer to words still being typed; nothing is kept."""
    read.conversation(conversation_id)
    text = request.POST.get("text", "").strip()
    context: dict[str, Any] = {}
    if text and len(text) <= _TEXT_MAX:
        with suppress(NobodyThere):
            found = would_leave(conversation_id, text, by=request.entered.user_id, at=clock.now())
            context = {"would": found, "laws": laws_of(found.codes)}
    return page(request, "parts/verdict.html", context)


def _submit(request: AtDesk, conversation_id: UUID, text: str) -> dict[str, Any]:
    if not text or len(text) > _TEXT_MAX:
        return {"problem": _("Escreva de 1 a 4.096 caracteres.")}
    key = request.POST.get("key", "")[:64]
    try:
        found = say(conversation_id, text, by=request.entered.user_id, at=clock.now(), key=key)
    except NobodyThere:
        return {"problem": _("Não sabemos de quem é este número. Ligue-o a uma pessoa antes.")}
    kept = text if found.verdict is Verdict.REFUSE else ""
    return {"submitted": found, "laws": laws_of(found.codes), "text": kept}


@require_POST
@entered(roles=SPEAKERS)
def take_over(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Take a conversation from the bot."""
    read.conversation(conversation_id)
    hand_over.take_over(conversation_id, agent_id=request.entered.user_id, at=clock.now())
    messages.success(request, _("A conversa é sua. O assistente virtual não responde mais aqui."))
    return redirect("conversation", conversation_id)


@require_POST
@entered(roles=SPEAKERS)
def give_back(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Give a conversation back to the bot."""
    read.conversation(conversation_id)
    hand_over.give_back(conversation_id, at=clock.now())
    messages.success(request, _("Devolvida ao assistente virtual."))
    return redirect("conversation", conversation_id)


def _list(request: HttpRequest) -> dict[str, Any]:
    chosen = request.GET.get("estado", "todas")
    _label, states, handled_by = FILTERS.get(chosen, FILTERS["todas"])
    q = request.GET.get("q", "").strip()
    wanted = [card.person_id for card in people.search(q)] if q else None
    rows = read.recent(states=states, handled_by=handled_by, person_ids=wanted)
    names = people.cards({row.person_id for row in rows if row.person_id})
    return {
        "rows": [(row, names.get(row.person_id) if row.person_id else None) for row in rows],
        "rows_max": read.ROWS_MAX,
        "filters": [(key, label) for key, (label, _s, _h) in FILTERS.items()],
        "chosen": chosen if chosen in FILTERS else "todas",
        "q": q,
    }


def _open(conversation_id: UUID) -> dict[str, Any]:
    conversation = read.conversation(conversation_id)
    bubbles = thread_of(conversation_id)
    sent = [b.outbound.message_id for b in bubbles if b.outbound]
    return {
        "open": conversation,
        "open_id": conversation_id,
        "bubbles": bubbles,
        "version": version_of(bubbles),
        **beside(conversation, sent),
    }
