"""Score cards: an agent sees their own, whoever supervises or exports sees everybody's."""

import csv
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from trato.casework.conversations import colleagues
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.reviews.read import reviewed_lines
from trato.insights.scores.read import score_cards
from trato.insights.scores.rules import FEW, middle, per_thousand
from trato.insights.scores.values import Card

DAYS = (7, 30, 90)


@entered(Act.SEE_SCORES)
def index(request: AtDesk) -> HttpResponse:
    """Show the cards of the last days, or hand them over as CSV."""
    days = next((d for d in DAYS if str(d) == request.GET.get("dias")), 30)
    now, me = clock.now(), request.entered
    seats = {s.user_id: s.name for s in colleagues.seats(now=now)}
    everybody = Act.SUPERVISE in me.acts or Act.EXPORT in me.acts
    ids = seats if everybody else [me.user_id]
    agents, bot = score_cards(ids, since=now - timedelta(days=days), until=now)
    lines = [_line(card, seats.get(card.agent_id or 0, me.short)) for card in agents]
    read_through = reviewed_lines(since=now - timedelta(days=days), until=now)
    for card, line in zip(agents, lines, strict=True):
        found = read_through.get(card.agent_id)
        if found:
            line |= {"reviewed": found.reviewed, "reviewed_percent": found.percent}
    lines += [_line(card, _("assistente virtual")) for card in bot] if everybody else []
    if request.GET.get("formato") == "csv":
        return _csv(lines, days)
    context = {"lines": lines, "days": days, "choices": DAYS, "few": FEW, "everybody": everybody}
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
        "resolved_percent": 100 * card.resolved / card.ended if card.ended else None,
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
    }


def _csv(lines: list[dict[str, Any]], days: int) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="desempenho-{days}d.csv"'
    if lines:
        writer = csv.DictWriter(response, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return response
