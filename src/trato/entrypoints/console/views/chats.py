"""Chats from elsewhere: uploaded, looked at, brought in as evidence, read."""

import mimetypes
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.casework.chats import read as chats
from trato.casework.chats.bring_in import UnknownChat, confirm, look, put_down, throw_away
from trato.casework.chats.values import FILE_BYTES_MAX, BadChat, Order
from trato.entrypoints.console.chat_words import told
from trato.entrypoints.console.entered import AtDesk, Entered, entered
from trato.entrypoints.console.handed_out import SHOWN, as_answer
from trato.entrypoints.console.masking import fit_file_name, fit_name, fit_said
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import PLACE, ways_on
from trato.foundation import clock

_SAMPLE: Final = 12


@entered(Act.SEARCH_ARCHIVE)
def index(request: AtDesk) -> HttpResponse:
    """List what was brought in, and offer to bring in more."""
    return _index(request)


@require_POST
@entered(Act.KEEP_EVIDENCE)
def upload(request: AtDesk) -> HttpResponse:
    """Keep an uploaded file for a look at it."""
    file = request.FILES.get("file")
    if file is None:
        return _index(request, problem=_("Escolha o arquivo .txt ou .zip que o WhatsApp exportou."))
    if (file.size or 0) > FILE_BYTES_MAX:
        return _index(request, problem=told(BadChat("too_large")))
    try:
        found = put_down(
            file.read(),
            file_name=str(file.name or ""),
            by_user=request.entered.user_id,
            at=clock.now(),
            zone=timezone.get_current_timezone(),
        )
    except BadChat as bad:
        return _index(request, problem=told(bad))
    if found.is_known:
        messages.warning(request, _("Este mesmo arquivo já foi importado. Nada mudou."))
    return redirect("chat", chat_id=found.chat_id)


@entered(Act.SEARCH_ARCHIVE)
def show(request: AtDesk, chat_id: UUID) -> HttpResponse:
    """Show a chat's messages, or what a waiting file would bring in."""
    card = _card(chat_id)
    if card.state == "waiting":
        return _preview(request, card)
    after = request.GET.get("depois", "0")
    lines = chats.lines_of(chat_id, after=int(after) if after.isdecimal() else 0)
    known = people.cards([card.person_id]) if card.person_id else {}
    person = _name(known, card)
    names = (person, *chats.people_in([chat_id]).get(chat_id, ()))
    context = {
        "chat": card,
        "lines": [_shown(line, request.entered, names) for line in lines],
        "file_name": fit_file_name(card.file_name, request.entered),
        "more": lines[-1].position if lines and lines[-1].position < card.messages else 0,
        "person": fit_name(person, request.entered),
        "by": dict(organisations.people_at_desk()).get(card.uploaded_by, ""),
        "shown_in_place": SHOWN,
    }
    return page(request, "chat.html", context)


@require_POST
@entered(Act.KEEP_EVIDENCE)
def bring_in(request: AtDesk, chat_id: UUID) -> HttpResponse:
    """Bring a waiting file in as evidence."""
    card, asked = _card(chat_id), request.POST
    person_id, problem = _person(asked.get("who", "").strip())
    if problem:
        return _preview(request, card, problem=problem)
    try:
        count = confirm(
            chat_id,
            order=_order(asked.get("order", "")),
            ours=asked.getlist("ours"),
            person_id=person_id,
            by_user=request.entered.user_id,
            at=clock.now(),
            zone=timezone.get_current_timezone(),
        )
    except BadChat as bad:
        return _preview(request, card, problem=told(bad))
    except UnknownChat as gone:
        raise Http404 from gone
    messages.success(
        request,
        ngettext(
            "%(n)d mensagem importada como prova.", "%(n)d mensagens importadas como prova.", count
        )
        % {"n": count},
    )
    return redirect("chat", chat_id=chat_id)


@require_POST
@entered(Act.KEEP_EVIDENCE)
def discard(request: AtDesk, chat_id: UUID) -> HttpResponse:
    """Throw a waiting file away."""
    if throw_away(chat_id):
        messages.success(request, _("O arquivo foi descartado. Nada foi importado."))
    return redirect("chats")


@entered(Act.SEE_ATTACHMENTS)
def media(request: AtDesk, chat_id: UUID, position: int) -> HttpResponse:
    """Answer one attachment of a chat."""
    try:
        name, body = chats.open_media(chat_id, position)
    except (UnknownChat, BadChat) as missing:
        raise Http404 from missing
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return as_answer(body, kind=kind, name=f"prova-{position}")


@entered(Act.SEARCH_ARCHIVE)
def line(request: AtDesk, line_id: UUID) -> HttpResponse:
    """Lead from one message to its place in its chat."""
    found = chats.said([line_id])
    if not found:
        raise Http404
    before = max(found[0].position - 5, 0)
    answer = redirect("chat", chat_id=found[0].chat_id)
    answer.headers["Location"] += f"?depois={before}#m{found[0].position}"
    return answer


def _index(request: AtDesk, problem: str = "") -> HttpResponse:
    found = chats.chats(request.GET.get(PLACE, ""))
    names = people.cards({card.person_id for card in found.rows if card.person_id})
    me = request.entered
    rows = [
        (card, fit_name(_name(names, card), me) or fit_file_name(card.file_name, me))
        for card in found.rows
    ]
    context = {
        "rows": rows,
        **ways_on(request.GET, found),
        "problem": problem,
        "may_keep": request.entered.may(Act.KEEP_EVIDENCE),
        "max_mib": FILE_BYTES_MAX >> 20,
    }
    return page(request, "chats.html", context, status=422 if problem else 200)


def _preview(request: AtDesk, card: chats.ChatCard, problem: str = "") -> HttpResponse:
    if not request.entered.may(Act.KEEP_EVIDENCE):
        raise Http404
    context: dict[str, Any] = {"chat": card, "problem": problem, "asked": request.POST}
    try:
        order = _order(request.POST.get("order", ""))
        found = look(
            card.chat_id, order=order, at=clock.now(), zone=timezone.get_current_timezone()
        )
    except BadChat as bad:
        found = look(card.chat_id, at=clock.now(), zone=timezone.get_current_timezone())
        context["problem"] = problem or told(bad)
    except UnknownChat as gone:
        raise Http404 from gone
    said = found.read.messages
    context |= {
        "preview": found,
        "authors": found.read.authors.items(),
        "chosen": set(request.POST.getlist("ours")),
        "count": len(said),
        "sample": said[:_SAMPLE],
        "first_at": min(one.local_at for one in said),
        "last_at": max(one.local_at for one in said),
        "is_open": not card.date_order,
    }
    return page(request, "chat_preview.html", context, status=422 if context["problem"] else 200)


def _card(chat_id: UUID) -> chats.ChatCard:
    try:
        return chats.chat(chat_id)
    except UnknownChat as unknown:
        raise Http404 from unknown


def _order(text: str) -> Order | None:
    return Order(text) if text in set(Order) else None


def _person(who: str) -> tuple[UUID | None, str]:
    if not who:
        return None, ""
    found = people.search(who)
    if len(found) == 1:
        return found[0].person_id, ""
    if not found:
        return None, _("Ninguém no cadastro com esse nome, CPF ou telefone. Nada foi importado.")
    return None, _("Mais de uma pessoa se chama assim: use o CPF ou o telefone.")


def _name(names: dict[UUID, Any], card: chats.ChatCard) -> str:
    return str(names[card.person_id].name) if card.person_id in names else ""


def _shown(line: chats.ChatLineCard, who: Entered, names: tuple[str, ...]) -> dict[str, Any]:
    kind = mimetypes.guess_type(line.media_name)[0] or ""
    return {
        "line": line,
        "author": fit_name(line.author, who),
        "text": fit_said(line.text, who, names),
        "media_name": fit_file_name(line.media_name, who),
        "family": kind.partition("/")[0] if kind in SHOWN else "",
    }
