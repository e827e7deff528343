"""How the desk is arranged: when people answer, in which queues, and how much each agent takes."""

import re
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.casework.conversations import colleagues
from trato.casework.conversations.arrange_queue import (
    HELPERS_MAX,
    BadQueue,
    QueueCard,
    drop_queue,
    keep_queue,
    queue_cards,
)
from trato.casework.conversations.arrange_seat import BadSeat, arrange_seat
from trato.casework.conversations.arrange_team import team_cards
from trato.casework.reception import read
from trato.casework.reception.rules import BadHours, absence, attendance
from trato.casework.reception.values import Closure, Opening, Span
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.views.greetings import summaries
from trato.foundation import clock
from trato.speakers.bot.arrange_hours import arrange_hours

WEEK = (
    gettext_lazy("Segunda"), gettext_lazy("Terça"), gettext_lazy("Quarta"),
    gettext_lazy("Quinta"), gettext_lazy("Sexta"), gettext_lazy("Sábado"),
    gettext_lazy("Domingo"),
)  # fmt: skip
REASONS = (
    "asked", "not_understood", "legal", "represented", "vulnerable", "self_harm", "dispute",
    "paid_claim", "no_policy", "no_debt", "time_barred", "identity_unavailable", "privacy",
    "unknown_contact", "bot_failed", "menu", "payment_after_end",
)  # fmt: skip
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|às|a)\s*(\d{1,2}):(\d{2})")
_EMPTY_CLOSURES = 2


@entered(Act.ARRANGE)
def index(request: AtDesk) -> HttpResponse:
    """Show hours, queues and agents."""
    return page(request, "reception.html", _context())


@require_POST
@entered(Act.ARRANGE)
def hours(request: AtDesk) -> HttpResponse:
    """Keep the opening hours and closures as the form has them."""
    wrong = {
        "span": _("Escreva os horários como 09:00-12:00, 13:30-18:00, dentro do mesmo dia."),
        "overlap": _("Dois intervalos do mesmo dia se sobrepõem."),
        "closure": _("Um período fechado precisa de início, fim e nome, nessa ordem."),
        "absence": _("A mensagem de ausência tem até 600 letras, e só {horario} e {motivo}."),
        "closure_text": _(
            "A mensagem própria de um período tem até 600 letras, e só {horario} e {motivo}."
        ),
        "debt": _("Todos leem as mensagens de ausência e os nomes dos períodos: nada de dívida."),
    }
    try:
        opening = _opening(request.POST)
        arrange_hours(opening, by=request.entered.user_id, at=clock.now())
    except BadHours as problem:
        words = wrong.get(str(problem), wrong["span"])
        messages.warning(request, f"{problem.where}: {words}" if problem.where else words)
        again = _context() | _hours_as_written(request.POST)
        return page(request, "reception.html", again, status=422)
    messages.success(request, _("Horário guardado. O assistente já responde por ele."))
    return redirect("reception")


@require_POST
@entered(Act.ARRANGE)
def queue(request: AtDesk) -> HttpResponse:
    """Make, change or drop a queue."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    queue_id = _uuid(given.get("queue", ""))
    if given.get("drop") and queue_id:
        drop_queue(queue_id, by=me, at=now)
        messages.success(request, _("Fila apagada. Quem esperava nela continua esperando."))
        return redirect("reception")
    try:
        keep_queue(
            queue_id,
            name=given.get("name", ""),
            skill=given.get("skill", ""),
            reasons=[r for r in given.getlist("reasons") if r in REASONS],
            answer_within_minutes=_number(given.get("minutes", "")),
            next_within_minutes=_number(given.get("next", "30")),
            number_ids=_numbers(given),
            helper_ids=[found for text in given.getlist("helpers") if (found := _uuid(text))],
            help_after_minutes=_number(given.get("help_after", "") or "10"),
            by=me,
            at=now,
        )
    except BadQueue as problem:
        wrong = {
            "name": _("Dê um nome à fila."),
            "taken": _("Já existe uma fila com esse nome."),
            "minutes": _("O prazo vai de 1 minuto a 7 dias (10.080 minutos)."),
            "help": _("Até 3 equipes ajudam uma fila: tire uma antes."),
            "many": _("São filas demais: apague uma antes."),
        }
        messages.warning(request, wrong[str(problem)])
    else:
        messages.success(request, _("Fila guardada."))
    return redirect("reception")


@require_POST
@entered(Act.ARRANGE)
def seat(request: AtDesk) -> HttpResponse:
    """Change an agent's limit and skills."""
    try:
        arrange_seat(
            _number(request.POST.get("agent", "")),
            load_max=_number(request.POST.get("load", "")),
            skills=request.POST.get("skills", "").split(","),
            by=request.entered.user_id,
            at=clock.now(),
        )
    except BadSeat:
        messages.warning(request, _("O limite vai de 1 a 100 conversas por atendente."))
    else:
        messages.success(request, _("Atendente guardado."))
    return redirect("reception")


def _context() -> dict[str, Any]:
    now, opening, cards = clock.now(), read.opening(), queue_cards()
    teams = [(card.team_id, card.name) for card in team_cards()]
    return {
        "days": [(n, label, _written(opening, n)) for n, label in enumerate(WEEK)],
        "closures": [(c.first_on.isoformat(), c.last_on.isoformat(), c.name, c.text)
                     for c in opening.closures] + [("", "", "", "")] * _EMPTY_CLOSURES,
        "closes_on_holidays": opening.closes_on_holidays,
        "tells_absence": opening.tells_absence,
        "absence_text": opening.absence_text,
        "absence_shown": absence(replace(opening, absence_text=""), now) if opening.spans else "",
        "told": attendance(opening, now) if opening.spans else None,
        "queues": cards,
        "helpers": {card.queue_id: _helpers(card) for card in cards},
        "teams": teams,
        "team_names": dict(teams),
        "seats": colleagues.seats(now=now),
        "reasons": REASONS,
        "receptions": summaries(),
        "numbers": [(n.number_id, n.display) for n in organisations.numbers()],
    }  # fmt: skip


def _helpers(card: QueueCard) -> list[tuple[int, UUID | None]]:
    """Return a line of the form for every team that may help, filled in the order they do."""
    chosen = dict(enumerate(card.helper_ids, start=1))
    return [(n, chosen.get(n)) for n in range(1, HELPERS_MAX + 1)]


def _hours_as_written(given: QueryDict) -> dict[str, Any]:
    return {
        "days": [(n, label, given.get(f"day-{n}", "")) for n, label in enumerate(WEEK)],
        "closures": _closure_rows(given),
        "closes_on_holidays": bool(given.get("holidays")),
        "tells_absence": bool(given.get("absence")),
        "absence_text": given.get("absence_text", ""),
    }


def _written(opening: Opening, weekday: int) -> str:
    return ", ".join(
        f"{_clock(s.opens_minute)}-{_clock(s.closes_minute)}"
        for s in sorted(opening.spans)
        if s.weekday == weekday
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _opening(given: QueryDict) -> Opening:
    spans = [span for n in range(7) for span in _spans(n, given.get(f"day-{n}", ""))]
    rows = [row for row in _closure_rows(given) if any(row)]
    return Opening(
        spans=tuple(spans),
        closures=tuple(_closure(*row) for row in rows),
        closes_on_holidays=bool(given.get("holidays")),
        tells_absence=bool(given.get("absence")),
        absence_text=given.get("absence_text", "").replace("\r\n", "\n").strip(),
    )


def _closure_rows(given: QueryDict) -> list[tuple[str, str, str, str]]:
    columns = [given.getlist(name) for name in ("first", "last", "name", "own")]
    return [
        (a.strip(), b.strip(), c.strip(), own.replace("\r\n", "\n").strip())
        for a, b, c, own in zip_longest(*columns, fillvalue="")
    ]


def _spans(weekday: int, text: str) -> list[Span]:
    """Return a day's intervals; a day without any word is closed."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_INTERVAL.fullmatch(part) for part in parts]
    spans = []
    for match in found:
        if match is None or int(match[2]) > 59 or int(match[4]) > 59:
            raise BadHours("span")
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        spans.append(Span(weekday=weekday, opens_minute=opens, closes_minute=closes))
    return spans


def _closure(first: str, last: str, name: str, own: str) -> Closure:
    try:
        first_on = date.fromisoformat(first)
        return Closure(
            first_on=first_on, last_on=date.fromisoformat(last) if last else first_on, name=name,
            text=own,
        )  # fmt: skip
    except ValueError as unreadable:
        raise BadHours("closure") from unreadable


def _numbers(given: QueryDict) -> list[UUID]:
    ours = {n.number_id for n in organisations.numbers()}
    return [found for text in given.getlist("numbers") if (found := _uuid(text)) in ours and found]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
