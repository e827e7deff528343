"""The floor, and what a supervisor does there: hold what is written, let it go, turn it down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.people import read as people
from trato.casework.conversations import colleagues, read
from trato.casework.conversations.hold_messages import UnknownHold, hold_messages
from trato.casework.negotiation.ask_for_authority import BadWords, ask_for_authority
from trato.casework.negotiation.authority import RequestLine, open_requests
from trato.casework.negotiation.decide_authority import grant_authority, refuse_authority
from trato.door.outbox.approve import NoReason, turn_down
from trato.door.outbox.read import MessageCard, awaiting_approval, message
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.floor import floor_of
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.thread import template_bodies, text_of
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock
from trato.insights.monitoring.read import Trouble, in_trouble
from trato.speakers.desk.hand_in import let_go

_NO_LONGER = gettext_lazy("Esta mensagem já não espera: foi liberada, recusada ou cancelada.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One message that waits for approval, with who wrote it and what it says."""

    card: MessageCard
    agent: str
    text: str


@entered(Act.SUPERVISE)
def floor(request: AtDesk) -> HttpResponse:
    """Show who is here, what waits where, and which conversations are in trouble."""
    now = clock.now()
    context = {
        **floor_of(_team(request), now=now),
        "held": _held(now),
        "asking": _asking(now),
        "troubled": _troubled(now),
    }
    template = "parts/floor.html" if request.headers.get("HX-Request") else "floor.html"
    return page(request, template, context)


def _team(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("equipe", ""))
    except ValueError:
        return None


def _troubled(now: datetime) -> list[tuple[Trouble, read.ConversationLine, str, str]]:
    names = {s.user_id: s.name for s in colleagues.seats(now=now)}
    troubles = in_trouble()
    lines = _lines(trouble.conversation_id for trouble in troubles)
    found = [(one, lines[one.conversation_id]) for one in troubles if one.conversation_id in lines]
    known = people.cards({line.person_id for _trouble, line in found if line.person_id})
    return [
        (
            trouble,
            line,
            known[line.person_id].name if line.person_id in known else "",
            names.get(line.agent_id or 0, ""),
        )
        for trouble, line in found
    ]


def _asking(now: datetime) -> list[tuple[RequestLine, str, str]]:
    names = {s.user_id: s.name for s in colleagues.seats(now=now)}
    found = open_requests()
    people_ = people.cards({line.person_id for line in found})
    return [(line, names.get(line.agent_id, ""), people_[line.person_id].name) for line in found]


def _held(now: datetime) -> list[HeldLine]:
    names = {s.user_id: s.name for s in colleagues.seats(now=now)}
    cards = awaiting_approval()
    bodies = template_bodies(cards)
    lines = _lines(card.conversation_id for card in cards)
    holders = {
        card.message_id: lines[card.conversation_id].agent_id
        for card in cards
        if card.conversation_id in lines
    }
    return [
        HeldLine(
            card=card,
            agent=names.get(holders.get(card.message_id) or 0, ""),
            text=text_of(card, bodies),
        )
        for card in cards
    ]


def _lines(conversation_ids: Iterable[UUID | None]) -> dict[UUID, read.ConversationLine]:
    wanted = {one for one in conversation_ids if one}
    return {line.conversation_id: line for line in read.many(wanted)}


@require_POST
@entered(Act.SUPERVISE)
def hold(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Hold the next message of a conversation, all of them, or none any more."""
    read.conversation(conversation_id)
    holds = request.POST.get("holds", "")
    said = {
        "next": _("A próxima mensagem espera por você antes de sair."),
        "all": _("Todas as mensagens daqui esperam por você antes de sair."),
        "": _("As próximas mensagens saem sem esperar."),
    }
    try:
        hold_messages(conversation_id, holds=holds, by=request.entered.user_id, at=clock.now())
    except UnknownHold:
        messages.warning(request, _("Escolha segurar a próxima, todas ou nenhuma."))
    else:
        messages.success(request, said[holds])
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.SUPERVISE)
def approve(request: AtDesk, message_id: UUID) -> HttpResponse:
    """Let a held message go to the door."""
    card = message(message_id)
    if let_go(message_id, by=request.entered.user_id, at=clock.now()):
        messages.success(request, _("Liberada. A porta decide de novo na hora de sair."))
    else:
        messages.warning(request, _NO_LONGER)
    return _back(request, card)


@require_POST
@entered(Act.SUPERVISE)
def refuse(request: AtDesk, message_id: UUID) -> HttpResponse:
    """Withdraw a held message, with a word to who wrote it."""
    card, me = message(message_id), request.entered
    try:
        reason = request.POST.get("reason", "")
        done = turn_down(message_id, reason=reason, by=me.user_id, at=clock.now())
    except NoReason:
        messages.warning(request, _("Diga o porquê, em até 200 caracteres: o atendente lê."))
        return _back(request, card)
    if done:
        messages.success(request, _("Recusada. O atendente vê o porquê."))
    else:
        messages.warning(request, _NO_LONGER)
    return _back(request, card)


@require_POST
@entered(Act.ANSWER)
def ask_authority(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Ask for a supervisor's authority over this person's debts."""
    person_id = read.conversation(conversation_id).person_id
    if person_id is None:
        messages.warning(request, _("Não sabemos de quem é este número."))
        return back_to_thread(request, conversation_id)
    try:
        ask_for_authority(
            person_id,
            conversation_id=conversation_id,
            words=request.POST.get("words", ""),
            by=request.entered.user_id,
            at=clock.now(),
        )
    except BadWords:
        messages.warning(request, _("Diga para quê, em até 240 caracteres."))
    else:
        messages.success(request, _("Pedido feito. A supervisão o vê no piso."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.SUPERVISE)
def decide_authority(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Lend the supervisor's level to who asked, or say why not."""
    me, now = request.entered.user_id, clock.now()
    try:
        if request.POST.get("verdict") == "grant":
            done, said = grant_authority(request_id, by=me, at=now), _("Alçada dada por 24 horas.")
        else:
            reason = request.POST.get("reason", "")
            done = refuse_authority(request_id, reason=reason, by=me, at=now)
            said = _("Recusada. O atendente vê o porquê.")
    except BadWords:
        messages.warning(request, _("Diga o porquê, em até 200 caracteres: o atendente lê."))
        return redirect("floor")
    if done:
        messages.success(request, said)
    else:
        messages.warning(request, _("Este pedido já foi respondido."))
    return redirect("floor")


def _back(request: HttpRequest, card: MessageCard) -> HttpResponse:
    wanted = request.POST.get("next", "")
    # A path alone: anything else `redirect` would take for the name of a page.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    if card.conversation_id is None:
        return redirect("floor")
    return redirect("conversation", card.conversation_id)
