"""What people asked for (disputes, rights over their data), by the day of answer; each closed once.

Closing sends nothing: the person is answered in the thread.
"""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.casework.requests import by_deadline
from trato.casework.requests.answer_privacy import NotAnswered, UnknownRequest, answer_privacy
from trato.casework.requests.ask_evidence import ask_evidence
from trato.casework.requests.close_dispute import UnknownDispute
from trato.casework.requests.values import ANSWER_MAX, PRIVACY, Ground, PrivacyState
from trato.entrypoints.console.asked_for import rows_of
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.views.disputes import decide
from trato.entrypoints.console.ways_on import place_of, places_in, ways_of_each
from trato.foundation import clock
from trato.foundation.turning import Leaf

_STATE, _KIND = "estado", "tipo"
_CLOSED: Final = "encerrados"
_KINDS: Final = {"contestacoes": Act.SUPERVISE, "privacidade": Act.ANSWER_PRIVACY}
_OUTCOMES: Final = tuple(s.value for s in PrivacyState if s in PRIVACY.targets(PRIVACY.first))


@entered(Act.SEE_REQUESTS)
def index(request: AtDesk) -> HttpResponse:
    """List what waits for an answer, late first, or what was closed; each role what it answers."""
    return _shown(request)


@require_POST
@entered(Act.SUPERVISE)
def close(request: AtDesk, dispute_id: UUID) -> HttpResponse:
    """Close a dispute, as decided."""
    decide(request, dispute_id, by_deadline.person_of(dispute_id))
    return _back(request)


@require_POST
@entered(Act.SUPERVISE)
def evidence(request: AtDesk, dispute_id: UUID) -> HttpResponse:
    """Note that evidence of what is contested was asked for."""
    try:
        done = ask_evidence(dispute_id, by=request.entered.user_id, at=clock.now())
    except UnknownDispute as unknown:
        raise Http404 from unknown
    if done:
        messages.success(request, _("Anotado: provas pedidas. O prazo não muda."))
    else:
        messages.warning(request, _("As provas já foram pedidas, ou já acabou. Nada mudou."))
    return _back(request)


@require_POST
@entered(Act.ANSWER_PRIVACY)
def answer(request: AtDesk, request_id: UUID) -> HttpResponse:
    """Close a privacy request with what the person was told."""
    given = request.POST
    try:
        done = answer_privacy(
            request_id,
            outcome=given.get("outcome", ""),
            ground=given.get("ground", ""),
            answer=given.get("answer", ""),
            is_answered=given.get("answered") == "on",
            by=request.entered.user_id,
            at=clock.now(),
        )
    except UnknownRequest as unknown:
        raise Http404 from unknown
    except NotAnswered:
        messages.warning(
            request,
            _(
                "Diga como acabou, o que foi respondido e que a pessoa já tem a resposta; "
                "o que se recusa tem motivo. Nada mudou."
            ),
        )
        # What was written is not lost.
        return _shown(request, tried_id=request_id, tried=given)
    if done:
        messages.success(request, _("Pedido encerrado. Nada foi enviado por isso."))
    else:
        messages.warning(request, _("Este pedido já estava encerrado."))
    return _back(request)


def _shown(request: AtDesk, **tried: Any) -> HttpResponse:
    given, me = request.GET, request.entered
    is_open = given.get(_STATE) != _CLOSED
    mine = [kind for kind, act in _KINDS.items() if me.may(act)]
    shown = [kind for kind in mine if given.get(_KIND) in (kind, None, "")] or mine
    contested: Leaf[Any] = Leaf(rows=())
    rights: Leaf[Any] = Leaf(rows=())
    if "contestacoes" in shown:
        contested = by_deadline.disputes(place_of(given, "disputes"), is_open=is_open)
    if "privacidade" in shown:
        rights = by_deadline.rights(place_of(given, "rights"), is_open=is_open)
    disputes, asked = rows_of(contested.rows, rights.rows)
    context = {
        "is_open": is_open,
        "kinds": mine,
        "kind": shown[0] if len(shown) < len(mine) else "",
        "shown": shown,
        "disputes": disputes,
        "disputes_total": contested.total,
        "rights": asked,
        "rights_total": rights.total,
        "today": timezone.localdate(clock.now()),
        "outcomes": _OUTCOMES,
        "grounds": [str(ground) for ground in Ground],
        "answer_max": ANSWER_MAX,
        "here": places_in(given, (_STATE, _KIND)),
        "turns": ways_of_each(
            given,
            {
                "disputes": (_("Contestações"), contested),
                "rights": (_("Pedidos de privacidade"), rights),
            },
            address=reverse("requests"),
            choices=(_STATE, _KIND),
        ),
        **tried,
    }
    return page(request, "requests.html", context, status=422 if tried else 200)


def _back(request: AtDesk) -> HttpResponse:
    """Return to the pages and the choice that somebody was on."""
    return redirect(reverse("requests") + places_in(request.GET, (_STATE, _KIND)))
