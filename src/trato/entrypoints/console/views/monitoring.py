"""Alerts, looked at one by one; and the terms that raise them, tried before they are kept."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.book.people import read as people
from trato.casework.conversations import colleagues
from trato.door.outbox import read as outbox
from trato.door.outbox.read import MessageCard
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import PLACE, ways_on
from trato.foundation import clock
from trato.insights.monitoring import lexicon as lexicons
from trato.insights.monitoring import read
from trato.insights.monitoring.preview import DAYS, preview
from trato.insights.monitoring.terms import BadTerm
from trato.insights.monitoring.triage import OPEN, VERDICTS, UnknownAlert
from trato.insights.monitoring.triage import triage as note
from trato.insights.monitoring.values import LEXICONS, SIDE_OF, Side, Term, WordClass

_STATES = (OPEN, *VERDICTS)
_NOT_LEFT = ("ready", "held")


@entered(Act.WATCH)
def index(request: AtDesk) -> HttpResponse:
    """List alerts by message, newest first: those nobody has looked at, unless asked for others."""
    state = request.GET.get("estado", OPEN)
    word_class = request.GET.get("classe", "")
    found = read.alerts(
        state=state if state in _STATES else "",
        word_class=word_class if word_class in set(WordClass) else "",
        place=request.GET.get(PLACE, ""),
    )
    context = {
        "cards": read.by_message(found.rows),
        "people": people.cards({alert.person_id for alert in found.rows if alert.person_id}),
        "agents": colleagues.names(),
        "waiting": _waiting(found.rows),
        "open": read.open_count(),
        "state": state,
        "states": _STATES,
        "word_class": word_class,
        "classes": [str(c) for c in WordClass],
        **ways_on(request.GET, found),
    }
    return page(request, "alerts.html", context)


def _waiting(alerts: Sequence[read.AlertLine]) -> dict[UUID, MessageCard]:
    """Return those of ours that have not left yet: they can still be stopped."""
    ours = {alert.message_id for alert in alerts if alert.side == Side.COMPANY}
    return {card.message_id: card for card in outbox.cards(ours) if card.state in _NOT_LEFT}


@entered(Act.WATCH)
def count(request: AtDesk) -> HttpResponse:
    """Say how many alerts wait, for the menu that asks again and again."""
    return page(request, "parts/alert_count.html", {"open_alerts": read.open_count()})


@require_POST
@entered(Act.WATCH)
def triage(request: AtDesk, alert_id: UUID) -> HttpResponse:
    """Note what a person makes of an alert."""
    verdict = request.POST.get("verdict", "")
    if verdict not in _STATES:
        raise Http404
    try:
        note(alert_id, verdict, by=request.entered.user_id, at=clock.now())
    except UnknownAlert:
        raise Http404 from None
    if request.headers.get("X-Requested-With") == "triage":
        return HttpResponse(status=204)
    return redirect("alerts")


@entered(Act.WATCH)
def index_of_lexicons(request: AtDesk) -> HttpResponse:
    """List the lexicons with how often each was right."""
    precision = read.precision_by_class()
    rows = [(lexicons.lexicon(c), SIDE_OF[c], precision[c]) for c in LEXICONS]
    return page(request, "lexicons.html", {"rows": rows})


@entered(Act.WATCH)
def lexicon(request: AtDesk, word_class: str) -> HttpResponse:
    """Show one lexicon; try changed terms on what was said, or keep them."""
    if word_class not in set(LEXICONS):
        raise Http404
    cls = WordClass(word_class)
    found = lexicons.lexicon(cls)
    context = {"lexicon": found, "side": SIDE_OF[cls], "days": DAYS}
    own, off = list(found.own), set(found.switched_off)
    if request.method == "POST":
        own = [line.strip() for line in request.POST.get("own", "").splitlines() if line.strip()]
        off = set(found.shipped) - set(request.POST.getlist("on"))
        try:
            if request.POST.get("act") == "save":
                return _keep(request, cls, own, off)
            texts = [*own, *(text for text in found.shipped if text not in off)]
            terms = [Term(word_class=cls, text=text) for text in texts]
            context["preview"] = preview(terms, side=SIDE_OF[cls])
            context["today"] = preview(found.in_force, side=SIDE_OF[cls]).alerts
        except BadTerm as problem:
            context["problem"] = str(problem)
    by_term = read.precision_by_term(cls)
    context["shipped"] = [(text, text not in off, by_term.get(text)) for text in found.shipped]
    context["own"] = "\n".join(own)
    return page(request, "lexicon.html", context)


def _keep(request: AtDesk, cls: WordClass, own: list[str], off: set[str]) -> HttpResponse:
    changed = lexicons.change(
        cls, own=own, switched_off=off, by=request.entered.user_id, at=clock.now()
    )
    words = ngettext("%(n)s expressão mudou.", "%(n)s expressões mudaram.", changed)
    if changed:
        messages.success(request, words % {"n": changed})
    else:
        messages.warning(request, _("Nada mudou."))
    return redirect("lexicon", cls.value)
