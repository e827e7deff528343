"""What a person said, put on record beside the thread by whoever answers them; nothing is sent."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trato.casework.conversations import read
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.recorded import (
    PROBLEMS,
    WORDS_MAX,
    contested_in,
    promised_in,
)
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock
from trato.speakers.desk import on_record
from trato.speakers.desk.on_record import NotNoted


def _promise(request: AtDesk, here: UUID) -> bool:
    given = promised_in(request.POST)
    return on_record.note_promise(
        here,
        amount_cents=given.amount_cents,
        promised_on=given.promised_on,
        by=request.entered.user_id,
        at=clock.now(),
    )


def _dispute(request: AtDesk, here: UUID) -> bool:
    given = contested_in(request.POST, reason=request.POST.get("reason", ""))
    on_record.note_dispute(
        here,
        reason=given.reason,
        debt_ids=given.debt_ids,
        words=given.words,
        by=request.entered.user_id,
        at=clock.now(),
    )
    return True


def _stop(request: AtDesk, here: UUID) -> bool:
    scope = request.POST.get("scope", "")
    if scope not in ("number", "everywhere"):
        raise NotNoted("kind")
    return on_record.note_stop(
        here,
        is_everywhere=scope == "everywhere",
        words=request.POST.get("words", "").strip()[:WORDS_MAX],
        by=request.entered.user_id,
        at=clock.now(),
    )


def _not_theirs(request: AtDesk, here: UUID) -> bool:
    kind, me, now = request.POST.get("kind", ""), request.entered.user_id, clock.now()
    return on_record.note_not_theirs(here, kind=kind, by=me, at=now)


def _death(request: AtDesk, here: UUID) -> bool:
    return on_record.note_of_death(here, by=request.entered.user_id, at=clock.now())


def _lawyer(request: AtDesk, here: UUID) -> bool:
    me, now = request.entered.user_id, clock.now()
    return on_record.note_protection(here, flag="is_represented", by=me, at=now)


def _care(request: AtDesk, here: UUID) -> bool:
    flag, me, now = request.POST.get("flag", ""), request.entered.user_id, clock.now()
    return on_record.note_protection(here, flag=flag, by=me, at=now)


_NOTED: Final[dict[str, tuple[Callable[[AtDesk, UUID], bool], Any]]] = {
    "promessa": (_promise, _("Promessa registrada.")),
    "contestacao": (
        _dispute,
        _("Contestação registrada. A cobrança destas dívidas para até a resposta."),
    ),
    "parar": (_stop, _("Parada registrada: nada mais sai por ali.")),
    "engano": (_not_theirs, _("Contato retirado: por ele não se fala mais da dívida.")),
    "falecimento": (_death, _("Falecimento registrado. A cobrança para.")),
    "advogado": (_lawyer, _("Advogado registrado. Nada mais é cobrado da pessoa.")),
    "cuidado": (_care, _("Registrado: daqui em diante só gente trata de cobrança com a pessoa.")),
}


@require_POST
@entered(Act.ANSWER)
def note(request: AtDesk, conversation_id: UUID, what: str) -> HttpResponse:
    """Put on record what a person said: a promise, a dispute, a stop, or what protects them."""
    read.conversation(conversation_id)
    if what not in _NOTED:
        raise Http404
    act, words = _NOTED[what]
    try:
        is_new = act(request, conversation_id)
    except NotNoted as why:
        messages.warning(request, PROBLEMS[why.code])
    else:
        messages.success(request, words if is_new else _("Já estava registrado assim."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.SUPERVISE)
def lift(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Take back a protection that was noted in error."""
    read.conversation(conversation_id)
    flag, me, now = request.POST.get("flag", ""), request.entered.user_id, clock.now()
    try:
        stood = on_record.lift_protection(conversation_id, flag=flag, by=me, at=now)
    except NotNoted as why:
        messages.warning(request, PROBLEMS[why.code])
    else:
        words = _("Proteção retirada.") if stood else _("Essa proteção já não estava registrada.")
        messages.success(request, words)
    return back_to_thread(request, conversation_id)
