"""What agents do with a conversation besides answering: pass on, put off, end, note, be here."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.casework.conversations import attend, colleagues, read
from trato.casework.conversations.hand_over import HeldBySomebodyElse
from trato.casework.conversations.manners import speak_again
from trato.casework.conversations.resolve import NotBorneOut, NoteWanted, UnknownTabulation
from trato.casework.conversations.say_whose import (
    NobodyOfThatDocument,
    NoNumberShown,
    SomebodysAlready,
    say_whose,
)
from trato.casework.conversations.snooze import NotLater, snooze
from trato.casework.conversations.transfer import NobodyToTakeIt, transfer
from trato.casework.conversations.write_note import LONGEST, EmptyNote, write_note
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.in_hands import stays_theirs
from trato.entrypoints.console.looking import asked_authority, looks_silently
from trato.entrypoints.console.page import bell_of, page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.recorded import PROBLEMS, UNBORNE, given_with
from trato.entrypoints.console.way_back import back, back_to_list, back_to_thread
from trato.foundation import clock
from trato.foundation.documents import NotADocument
from trato.speakers.desk.ask_rating import ask_rating
from trato.speakers.desk.end import end as end_with
from trato.speakers.desk.on_record import NotNoted

_SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_OPENS = time(8)
_LONGEST = timedelta(days=366)


def _tomorrow(now: datetime) -> datetime:
    day = now.astimezone(_SAO_PAULO).date() + timedelta(days=1)
    return datetime.combine(day, _OPENS, _SAO_PAULO)


_UNTIL: dict[str, Callable[[datetime], datetime]] = {
    "1h": lambda now: now + timedelta(hours=1),
    "3h": lambda now: now + timedelta(hours=3),
    "amanha": _tomorrow,
    "3d": lambda now: _tomorrow(now) + timedelta(days=2),
}


def _chosen_time(text: str, now: datetime) -> datetime:
    """Read a day and hour of São Paulo; now, which is no time to come back, if it is none."""
    try:
        chosen = datetime.fromisoformat(text).replace(tzinfo=_SAO_PAULO)
    except ValueError:
        return now
    return chosen if chosen <= now + _LONGEST else now


@require_POST
@entered(Act.ANSWER)
def pass_on(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Transfer to an agent (`a:7`) or a queue (`f:<id>`), with a note."""
    read.conversation(conversation_id)
    kind, _colon, value = request.POST.get("to", "").partition(":")
    try:
        transfer(
            conversation_id,
            to_agent=int(value) if kind == "a" else None,
            to_queue=UUID(value) if kind == "f" else None,
            to_team=UUID(value) if kind == "e" else None,
            note=request.POST.get("note", "")[:2000],
            by=request.entered.user_id,
            author=request.entered.short,
            at=clock.now(),
            force=request.entered.may_manage,
        )
    except HeldBySomebodyElse as held:
        return stays_theirs(request, conversation_id, held)
    except (NobodyToTakeIt, ValueError):
        messages.warning(request, _("Escolha um atendente, uma fila ou uma equipe que tenha fila."))
        return back_to_thread(request, conversation_id)
    messages.success(request, _("Transferida, com todo o contexto."))
    return back_to_list(request)


@require_POST
@entered(Act.ANSWER)
def put_off(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Snooze until one of a few usual times, or until the person writes."""
    read.conversation(conversation_id)
    now = clock.now()
    asked = request.POST.get("until", "")
    named = _UNTIL.get(asked)
    until = named(now) if named else _chosen_time(request.POST.get("at", ""), now)
    try:
        snooze(
            conversation_id,
            until=None if asked == "escrever" else until,
            by=request.entered.user_id,
            at=now,
            force=request.entered.may_manage,
        )
    except HeldBySomebodyElse as held:
        return stays_theirs(request, conversation_id, held)
    except NotLater:
        messages.warning(request, _("Escolha até quando adiar: depois de agora, em até um ano."))
        return back_to_thread(request, conversation_id)
    messages.success(request, _("Adiada. Volta antes se a pessoa escrever."))
    return back_to_list(request)


@require_POST
@entered(Act.ANSWER)
def end(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Resolve with a tabulation and what it claims, and ask the person how it was."""
    before, now = read.conversation(conversation_id), clock.now()
    tabulation = request.POST.get("tabulation", "")
    try:
        contested, promised = given_with(request.POST, tabulation)
        end_with(
            conversation_id,
            tabulation=tabulation,
            contested=contested,
            promised=promised,
            note=request.POST.get("note", "")[:LONGEST],
            by=request.entered.user_id,
            author=request.entered.short,
            at=now,
            force=request.entered.may_manage,
        )
    except HeldBySomebodyElse as held:
        return stays_theirs(request, conversation_id, held)
    except UnknownTabulation:
        messages.warning(request, _("Escolha a tabulação: sem ela a conversa não se encerra."))
        return back_to_thread(request, conversation_id)
    except NoteWanted:
        messages.warning(request, _("Essa tabulação pede uma nota: escreva o que houve."))
        return back_to_thread(request, conversation_id)
    except NotNoted as why:
        messages.warning(request, PROBLEMS[why.code])
        return back_to_thread(request, conversation_id)
    except NotBorneOut as bare:
        messages.warning(request, UNBORNE[bare.claim])
        return back_to_thread(request, conversation_id)
    if before.handled_by == "human":
        me = request.entered.user_id
        ask_rating(conversation_id, tabulation=tabulation, agent_id=me, at=now)
    messages.success(request, _("Encerrada. Se a pessoa escrever, o assistente responde primeiro."))
    return back_to_list(request)


@require_POST
@entered(Act.ANSWER)
def name_person(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Say whose a thread is that came from a number nobody knew, by their CPF or CNPJ.

    To find by a document is to confirm it: who may not find people by it may not do this.
    """
    read.conversation(conversation_id)
    if not request.entered.may_find_people:
        raise PermissionDenied
    me, now = request.entered.user_id, clock.now()
    try:
        say_whose(conversation_id, document=request.POST.get("document", ""), by=me, at=now)
    except NotADocument:
        messages.warning(request, _("Isso não é um CPF ou CNPJ: confira os dígitos. Nada mudou."))
    except NobodyOfThatDocument:
        words = _("Ninguém da carteira tem esse documento. Confira com a pessoa; nada mudou.")
        messages.warning(request, words)
    except NoNumberShown:
        words = _("O WhatsApp não mostra o número desta pessoa: nada mudou.")
        messages.warning(request, words)
    except SomebodysAlready:
        messages.warning(request, _("Esta conversa já é de uma pessoa conhecida. Nada mudou."))
    else:
        words = _("Ligada. Antes de falar de dívida, a pessoa ainda confirma quem é.")
        messages.success(request, words)
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def note(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Write a note for colleagues; a manager may whisper instead."""
    read.conversation(conversation_id)
    whispers = request.entered.may_manage and request.POST.get("kind") == "whisper"
    try:
        write_note(
            conversation_id,
            request.POST.get("text", ""),
            kind="whisper" if whispers else "note",
            by=request.entered.user_id,
            author=request.entered.short,
            at=clock.now(),
        )
    except EmptyNote:
        messages.warning(request, _("Escreva de 1 a 2.000 caracteres."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def speak(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Let the assistant answer again where an answer from the telephone had silenced it."""
    read.conversation(conversation_id)
    speak_again(conversation_id, by=request.entered.user_id, at=clock.now())
    messages.success(request, _("O assistente volta a responder aqui."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def looking(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Note that the conversation is open here, and say who else has it open."""
    conversation = read.conversation(conversation_id)
    now, me = clock.now(), request.entered
    attend.attend(me.user_id, name=me.short, at=now)
    if not looks_silently(me, conversation):
        attend.look_at(
            conversation_id,
            me.user_id,
            name=me.short,
            is_typing=request.POST.get("typing") == "1",
            at=now,
        )
    return page(request, "parts/lookers.html", _standing(request, conversation))


def _standing(request: AtDesk, conversation: read.ConversationLine) -> dict[str, Any]:
    me, now, thread = request.entered.user_id, clock.now(), conversation.conversation_id
    return {
        "open": conversation,
        "open_id": thread,
        "lookers": colleagues.lookers(thread, but=me, now=now),
        "seats": colleagues.seats(now=now),
        "authority": asked_authority(request.entered, conversation.person_id, now=now),
    }


@entered(Act.ANSWER)
def lookers(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Say how the conversation stands, without saying that it is open here."""
    conversation = read.conversation(conversation_id)
    return page(request, "parts/lookers.html", _standing(request, conversation))


@require_POST
@entered(Act.ANSWER)
def availability(request: AtDesk) -> HttpResponse:
    """Take new conversations from now on, or none."""
    now, me = clock.now(), request.entered
    attend.attend(me.user_id, name=me.short, at=now)
    attend.set_available(me.user_id, is_available=request.POST.get("take") == "1", at=now)
    return back(request)


@entered(Act.ANSWER)
def bell(request: AtDesk) -> HttpResponse:
    """Say how many people wait for this agent and when one last wrote, for what rings."""
    return page(request, "parts/bell.html", {"bell": bell_of(request, is_asked=True)})
