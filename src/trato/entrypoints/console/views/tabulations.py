"""The words that conversations end with, and how the assistant behaves beside people."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.casework.conversations.keep_tabulation import (
    BadTabulation,
    keep_tabulation,
    retire_tabulation,
)
from trato.casework.conversations.manners import BadManners, keep_manners, silent_minutes
from trato.casework.conversations.rules import TABULATIONS
from trato.casework.conversations.tabulations import own_names, tabulations
from trato.casework.conversations.values import TabulationCard
from trato.entrypoints.console import words
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock

_MINUTES_DIGITS_MAX = 6


def tabulation_name(code: str, own: dict[str, str]) -> str:
    """Return what a tabulation is called here, also one that is retired."""
    return own.get(code) or str(words.name("tabulation", code))


def choices() -> list[tuple[str, list[tuple[TabulationCard, str]]]]:
    """Return what may be chosen, by group in the order of the list."""
    shown = [(card, card.name or tabulation_name(card.code, {})) for card in tabulations()]
    order = list(dict.fromkeys(card.group for card, _name in shown))
    shown.sort(key=lambda one: order.index(one[0].group))
    return [(group, list(some)) for group, some in groupby(shown, key=lambda one: one[0].group)]


@entered(Act.ARRANGE)
def index(request: AtDesk) -> HttpResponse:
    """Show the list and the manners."""
    return page(request, "tabulations.html", _context())


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk) -> HttpResponse:
    """Add, change, retire or put back a word."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    code = given.get("code", "")
    try:
        if given.get("retire"):
            retire_tabulation(code, is_retired=given["retire"] == "1", by=me, at=now)
        else:
            keep_tabulation(
                code,
                name=_own(code, given.get("name", "")),
                group=given.get("group", ""),
                is_resolution=bool(given.get("resolution")),
                wants_note=bool(given.get("note")),
                by=me,
                at=now,
            )
    except BadTabulation as problem:
        wrong = {
            "name": _("Dê um nome à tabulação."),
            "taken": _("Já existe uma tabulação com esse nome."),
            "unknown": _("Essa tabulação não existe."),
            "last": _("É a última da lista: acrescente outra antes."),
            "many": _("São tabulações demais: retire uma e use-a de novo."),
        }
        messages.warning(request, wrong[str(problem)])
    else:
        messages.success(request, _("Tabulação guardada. As conversas antigas não mudam."))
    return redirect("tabulations")


def _own(code: str, name: str) -> str:
    """Return the organisation's own name: none while a shipped word is called as it ships."""
    as_shipped = code in TABULATIONS and name.strip() == tabulation_name(code, {})
    return "" if as_shipped and not own_names().get(code) else name


@require_POST
@entered(Act.ARRANGE)
def manners(request: AtDesk) -> HttpResponse:
    """Keep how long the assistant is silent after an answer from the telephone."""
    text = request.POST.get("minutes", "")
    minutes = int(text) if text.isdecimal() and len(text) <= _MINUTES_DIGITS_MAX else -1
    try:
        keep_manners(silent_minutes=minutes, by=request.entered.user_id, at=clock.now())
    except BadManners:
        messages.warning(request, _("O silêncio vai de 0 (nenhum) a 10.080 minutos (7 dias)."))
    else:
        messages.success(request, _("Silêncio guardado."))
    return redirect("tabulations")


def _context() -> dict[str, Any]:
    own, known = own_names(), tabulations(with_retired=True)
    shown = [(card, tabulation_name(card.code, own)) for card in known]
    return {
        "kept": [one for one in shown if not one[0].is_retired],
        "retired": [one for one in shown if one[0].is_retired],
        "groups": sorted({card.group for card in known if card.group}),
        "silent_minutes": silent_minutes(),
    }
