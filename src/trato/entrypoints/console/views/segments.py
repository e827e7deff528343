"""Segments: people who have something in common, to choose conversations and campaigns by."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.values import Owing
from trato.casework.sorting.arrange_segment import BadSegment, drop_segment, keep_segment
from trato.casework.sorting.segments import count_of, segments
from trato.casework.sorting.values import Segment
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.foundation.money import parse_brl
from trato.foundation.regions import UFS

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_AGREED = {"com": True, "sem": False}
_DAYS_MAX = 36_500


@entered(Act.ARRANGE)
def index(request: AtDesk) -> HttpResponse:
    """Show the segments with how many people are in each today."""
    return page(request, "segments.html", _context())


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk) -> HttpResponse:
    """Make, change or drop a segment."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    known = {str(one.segment_id): one.segment_id for one in segments()}
    segment_id = known.get(given.get("segment", ""))
    if given.get("drop") and segment_id:
        drop_segment(segment_id, by=me, at=now)
        messages.success(request, _("Segmento apagado. Nenhuma conversa mudou."))
        return redirect("segments")
    try:
        found = _asked(given, segment_id or new_id())
        keep_segment(found, by=me, at=now)
    except BadSegment as problem:
        wrong = {
            "name": _("Dê um nome ao segmento."),
            "taken": _("Já existe um segmento com esse nome."),
            "many": _("São segmentos demais: apague um antes."),
            "span": _("O fim não pode vir antes do começo, nem o valor máximo antes do mínimo."),
            "choice": _("Escolha credor, carteira, estado e acordo das listas."),
            "number": _("Escreva dias em números inteiros e valores como 1.234,56."),
        }
        messages.warning(request, wrong[str(problem)])
        if segment_id is None:
            return page(request, "segments.html", _context() | {"written": given}, status=422)
    else:
        messages.success(request, _("Segmento guardado."))
    return redirect("segments")


def _context() -> dict[str, Any]:
    today = _today()
    creditors = {one.creditor_id: one.name for one in portfolios.all_creditors()}
    return {
        "segments": [(one, count_of(one, on=today), _written(one)) for one in segments()],
        "creditors": [(str(i), name) for i, name in creditors.items()],
        "portfolios": [(str(p.portfolio_id), p.name) for p in portfolios.portfolios()],
        "ufs": sorted(UFS),
        "written": {},
    }


def _today() -> date:
    return clock.now().astimezone(_BRASILIA).date()


def _written(one: Segment) -> dict[str, str]:
    """Return a segment as its form has it."""
    debt = one.debt
    agreed = {True: "com", False: "sem", None: ""}[one.has_agreement]
    return {
        "name": one.name,
        "creditor": str(debt.creditor_id or ""),
        "portfolio": str(debt.portfolio_id or ""),
        "late_min": _number(debt.days_late_min),
        "late_max": _number(debt.days_late_max),
        "value_min": _reais(debt.principal_cents_min),
        "value_max": _reais(debt.principal_cents_max),
        "uf": one.uf,
        "agreed": agreed,
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _reais(value: int | None) -> str:
    return "" if value is None else f"{value // 100},{value % 100:02d}"


def _asked(given: QueryDict, segment_id: UUID) -> Segment:
    uf, agreed = given.get("uf", ""), given.get("agreed", "")
    # What cannot be read is never left out: a segment would hold more people than was meant.
    if (uf and uf not in UFS) or (agreed and agreed not in _AGREED):
        raise BadSegment("choice")
    return Segment(
        segment_id=segment_id,
        name=given.get("name", ""),
        debt=Owing(
            creditor_id=_one_of(given.get("creditor", "")),
            portfolio_id=_one_of(given.get("portfolio", "")),
            days_late_min=_days(given.get("late_min", "")),
            days_late_max=_days(given.get("late_max", "")),
            principal_cents_min=_cents(given.get("value_min", "")),
            principal_cents_max=_cents(given.get("value_max", "")),
        ),
        uf=uf,
        has_agreement=_AGREED.get(agreed),
    )


def _one_of(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as problem:
        raise BadSegment("choice") from problem


def _days(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal() or int(text) > _DAYS_MAX:
        raise BadSegment("number")
    return int(text)


def _cents(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_brl(text)
    except ValueError as problem:
        raise BadSegment("number") from problem
