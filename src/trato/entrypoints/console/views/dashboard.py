"""The first page: the funnel, what was refused and why, the money, the journal."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from trato.book.organisations import keys
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.metrics import funnel as metrics
from trato.journal.verify import verify

_WINDOWS = {"1": 1, "7": 7, "30": 30}


@entered(Act.ENTER)
def home(request: AtDesk) -> HttpResponse:
    """Show the organisation's figures, each with its denominator and window."""
    if not request.entered.may(Act.SEE_PANEL):
        return redirect("portfolio")
    window = request.GET.get("dias", "")
    days = _WINDOWS.get(window)
    now = clock.now()
    since = now - timedelta(days=days) if days else None
    refusals = metrics.refusals(since)
    context = {
        "funnel": metrics.funnel(since),
        "refusals": refusals,
        "most_refused": max((r.count for r in refusals), default=0),
        "money": metrics.money(since),
        "exceptions": metrics.exceptions(since),
        "since": since,
        "now": now,
        "days": window if days else "",
    }
    return page(request, "home.html", context)


@entered(Act.SEE_PANEL)
def journal(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    return page(request, "parts/journal.html", {"found": verify(keys.vault())})
