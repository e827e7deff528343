"""The course of the desk: lessons, the quiz, the certificate, and whether writing takes one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.certificates import read as certificates
from trato.book.certificates.rules import is_ending, is_whole
from trato.book.certificates.set_gate import BadGate, set_gate
from trato.book.certificates.values import CertificateCard, GateCard
from trato.book.organisations import read as organisations
from trato.casework.training.keep_question import BadQuestion, add_question, retire_question
from trato.casework.training.lessons import COURSE, LESSONS
from trato.casework.training.questions import own_questions
from trato.casework.training.rules import ASKED_MAX, OPTIONS_MAX
from trato.casework.training.take_quiz import (
    TooSoon,
    UnknownQuiz,
    begin_quiz,
    hand_in_quiz,
    may_begin_at,
    quiz,
)
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock

_DIGITS_MAX = 3


@entered(Act.LEARN)
def index(request: AtDesk) -> HttpResponse:
    """Show the lessons, where one stands, and to those who lead where everybody stands."""
    return page(request, "training.html", _context(request))


@require_POST
@entered(Act.LEARN)
def begin(request: AtDesk) -> HttpResponse:
    """Begin the quiz, or go on with the one that is open."""
    try:
        card = begin_quiz(user_id=request.entered.user_id, at=clock.now())
    except TooSoon:
        messages.warning(request, _("Leia as lições de novo; a próxima prova abre em instantes."))
        return redirect("training")
    return redirect("quiz", card.quiz_id)


@entered(Act.LEARN)
def take(request: AtDesk, quiz_id: UUID) -> HttpResponse:
    """Show a quiz, take its answers, and show what came of it."""
    me = request.entered
    try:
        card = quiz(quiz_id, user_id=me.user_id)
        if request.method == "POST":
            codes = [one.question.code for one in card.asked]
            said = {code: request.POST.get(f"q-{code}", "") for code in codes}
            given = {code: int(n) for code, n in said.items() if n.isdecimal() and len(n) == 1}
            hand_in_quiz(quiz_id, given, user_id=me.user_id, name=me.by, at=clock.now())
            return redirect("quiz", quiz_id)
    except UnknownQuiz as unknown:
        raise Http404 from unknown
    answers = [
        {"asked": one, "given": given, "is_right": given == one.question.right,
         "right": one.question.options[one.question.right]}
        for one, given in zip(card.asked, card.given, strict=True)
    ]  # fmt: skip
    mine = certificates.certificates(user_id=me.user_id) if card.has_passed else ()
    return page(
        request,
        "quiz.html",
        {
            "quiz": card,
            "answers": answers,
            "certificate": mine[0] if mine else None,
            "may_begin_at": may_begin_at(me.user_id),
            "gate": certificates.gate(),
        },
    )


@entered(Act.LEARN)
def certificate(request: AtDesk, certificate_id: UUID) -> HttpResponse:
    """Show a certificate to its holder and to those who lead; it prints on one page."""
    card = certificates.certificate(certificate_id)
    if card is None or (card.user_id != request.entered.user_id and not request.entered.may_manage):
        raise Http404
    context = {
        "certificate": card,
        "is_whole": is_whole(card, request.entered.organisation_id),
        "is_valid": card.valid_until > clock.now(),
        "lessons": LESSONS if card.course == COURSE else (),
    }
    return page(request, "certificate.html", context)


@require_POST
@entered(Act.TRAIN)
def gate(request: AtDesk) -> HttpResponse:
    """Keep whether writing takes a certificate, how long one is valid, and what passes."""
    given = request.POST
    wanted = GateCard(
        is_on=bool(given.get("on")),
        valid_months=_number(given.get("months", "")),
        pass_percent=_number(given.get("percent", "")),
    )
    try:
        set_gate(wanted, by=request.entered.user_id, at=clock.now())
    except BadGate:
        messages.warning(request, _("A validade vai de 1 a 60 meses; o mínimo, de 50 a 100 %."))
    else:
        messages.success(request, _("Guardado. A porta pergunta já na próxima mensagem."))
    return redirect("training")


@require_POST
@entered(Act.TRAIN)
def question(request: AtDesk) -> HttpResponse:
    """Add a question of the organisation's own, or retire one."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    try:
        if given.get("retire"):
            retire_question(UUID(given["retire"]), by=me, at=now)
        else:
            right = _number(given.get("right", ""))
            add_question(given.get("text", ""), given.getlist("option"), right, by=me, at=now)
    except BadQuestion as problem:
        wrong = {
            "text": _("Escreva a pergunta (até 400 caracteres)."),
            "options": _("Dê de 2 a 5 respostas, todas diferentes."),
            "right": _("Marque qual resposta é a certa; ela não pode ficar vazia."),
            "many": _("São perguntas demais: retire uma antes."),
        }
        messages.warning(request, wrong[str(problem)])
    except ValueError:
        raise Http404 from None
    else:
        messages.success(request, _("Guardado. Vale para as provas que começarem agora."))
    return redirect("training")


def _context(request: AtDesk) -> dict[str, Any]:
    me, now = request.entered, clock.now()
    mine = certificates.certificates(user_id=me.user_id)
    held = {card.user_id: card for card in certificates.certificates()}
    people = organisations.people_at_desk() if me.may_manage else ()
    newest = mine[0] if mine else None
    begin_at = may_begin_at(me.user_id)
    return {
        "lessons": LESSONS,
        "gate": certificates.gate(),
        "mine": newest if newest and newest.valid_until > now else None,
        "lapsed": newest if newest and newest.valid_until <= now else None,
        "is_ending": newest is not None and is_ending(newest.valid_until, now),
        "waits_until": begin_at if begin_at and begin_at > now else None,
        "asked_max": ASKED_MAX,
        "crew": [
            (email, held.get(user_id), _standing(held.get(user_id), now))
            for user_id, email in people
        ],
        "own": own_questions() if me.may(Act.TRAIN) else (),
        "places": range(OPTIONS_MAX),
    }


def _standing(card: CertificateCard | None, now: datetime) -> str:
    if card is None or card.valid_until <= now:
        return "none"
    return "ending" if is_ending(card.valid_until, now) else "valid"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS_MAX else -1
