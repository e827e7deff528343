"""Score cards: an agent sees their own, whoever supervises or exports sees everybody's."""

import csv
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.casework.conversations import colleagues
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.period import DAYS, Period, chosen_period
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.score_words import definitions
from trato.foundation import clock
from trato.insights.reviews.read import reviewed_lines
from trato.insights.scores.read import score_cards
from trato.insights.scores.rules import FEW, middle, per_thousand
from trato.insights.scores.values import Card


@entered(Act.SEE_SCORES)
def index(request: AtDesk) -> HttpResponse:
    """Show the cards of a stretch of days, or hand them over as CSV or JSON."""
    now, me, zone = clock.now(), request.entered, timezone.get_current_timezone()
    period = chosen_period(request.GET.dict(), now=now, zone=zone)
    seats = {s.user_id: s.name for s in colleagues.seats(now=now)}
    everybody = Act.SUPERVISE in me.acts or Act.EXPORT in me.acts
    ids = seats if everybody else [me.user_id]
    agents, bot = score_cards(ids, since=period.since, until=period.until, now=now, zone=zone)
    lines = [_line(card, seats.get(card.agent_id or 0, me.short)) for card in agents]
    read_through = reviewed_lines(since=period.since, until=period.until)
    for card, line in zip(agents, lines, strict=True):
        found = read_through.get(card.agent_id)
        if found:
            line |= {"reviewed": found.reviewed, "reviewed_percent": found.percent}
    lines += [_line(card, _("assistente virtual")) for card in bot] if everybody else []
    told = definitions()
    if request.GET.get("formato") == "csv":
        return _csv(lines, period)
    if request.GET.get("formato") == "json":
        return _json(lines, period, told)
    context = {
        "lines": lines,
        "period": period,
        "choices": DAYS,
        "few": FEW,
        "everybody": everybody,
        "definitions": told,
        "today": now.astimezone(zone).date(),
    }
    return page(request, "scores.html", context)


def _line(card: Card, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "version": card.version,
        "answers": len(card.answers),
        "answer_seconds": middle(card.answers),
        "handled": len(card.handlings),
        "handle_seconds": middle(card.handlings),
        "ended": card.ended,
        "resolved": card.resolved,
        "resolved_percent": _percent(card.resolved, card.ended),
        "reopened": card.reopened,
        "agreements": card.agreements,
        "kept": card.kept,
        "broken": card.broken,
        "agreed_cents": card.agreed_cents,
        "messages": card.messages,
        "refused": card.refused,
        "violations": card.violations,
        "violations_per_thousand": per_thousand(card.violations, card.messages),
        "asked": card.asked,
        "rated": card.rated,
        "rating": card.rating,
        "reviewed": 0,
        "reviewed_percent": None,
        "reached": len(card.reached),
        "promised": len(card.promised),
        "promise_percent": _percent(len(card.promised), len(card.reached)),
        "words_due": card.due,
        "words_kept": card.honoured,
        "kept_percent": _percent(card.honoured, card.due),
    }


def _percent(count: int, of: int) -> float | None:
    return 100 * count / of if of else None


def _file(response: HttpResponse, period: Period, kind: str) -> HttpResponse:
    name = f"desempenho-{period.first_on}-{period.last_on}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(lines: list[dict[str, Any]], period: Period) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    if lines:
        writer = csv.DictWriter(response, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return _file(response, period, "csv")


def _json(
    lines: list[dict[str, Any]], period: Period, told: list[tuple[str, str, str]]
) -> HttpResponse:
    content = {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "few": FEW,
        "definitions": {code: text for code, _name, text in told},
        "cards": lines,
    }
    return _file(JsonResponse(content, json_dumps_params={"ensure_ascii": False}), period, "json")
