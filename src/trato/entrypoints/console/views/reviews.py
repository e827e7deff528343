"""Conversations drawn to be reviewed, the form, and what agents read of it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.reviews.draw_sample import BadSample, draw_sample
from trato.insights.reviews.read import one_review, reviewed, to_review
from trato.insights.reviews.review import BadReview, UnknownReview, review
from trato.insights.reviews.rules import CRITERIA, EACH_MAX, MARKS
from trato.insights.reviews.values import ReviewCard

DAYS = (7, 30, 90)
NAMES = {
    "respect": gettext_lazy("Tratou com respeito, sem pressão nem ameaça"),
    "identity": gettext_lazy("Confirmou com quem falava antes de falar da dívida"),
    "truth": gettext_lazy("Disse só o que é verdade, com valores e prazos certos"),
    "listening": gettext_lazy("Ouviu: respondeu ao que a pessoa perguntou"),
    "solution": gettext_lazy("Chegou a uma solução possível, ou disse por que não"),
    "record": gettext_lazy("Registrou: tabulação e notas dizem o que houve"),
}
MARK_NAMES = {2: gettext_lazy("sim"), 1: gettext_lazy("em parte"), 0: gettext_lazy("não")}


@entered(Act.SEE_SCORES)
def index(request: AtDesk) -> HttpResponse:
    """Show what is to review and was reviewed; an agent, what was thought of their own."""
    me, leads = request.entered, request.entered.may_manage
    names = dict(organisations.people_at_desk())
    context = {
        "leads": leads,
        "todo": [_shown(c, names) for c in to_review(me.user_id)] if leads else [],
        "done": [_shown(c, names) for c in reviewed(by=me.user_id)] if leads else [],
        "mine": [_shown(c, names) for c in reviewed(of=me.user_id)],
        "days": DAYS,
        "each_max": EACH_MAX,
    }
    return page(request, "reviews.html", context)


@require_POST
@entered(Act.SUPERVISE)
def draw(request: AtDesk) -> HttpResponse:
    """Draw a sample."""
    given, now = request.POST, clock.now()
    days = next((d for d in DAYS if str(d) == given.get("days")), DAYS[0])
    each = given.get("each", "")
    try:
        drawn = draw_sample(
            seed=given.get("seed", "")[:41],
            each=int(each) if each.isdecimal() and len(each) <= 2 else 0,
            since=now - timedelta(days=days),
            until=now,
            by=request.entered.user_id,
            at=now,
        )
    except BadSample:
        messages.warning(request, _("De cada um, de 1 a 20 conversas."))
    else:
        messages.success(request, _("Sorteadas: %(n)s conversas.") % {"n": drawn})
    return redirect("reviews")


@entered(Act.SUPERVISE)
def form(request: AtDesk, review_id: UUID) -> HttpResponse:
    """Show the form of one conversation, and keep it."""
    card = one_review(review_id)
    if card is None or card.reviewer_id != request.entered.user_id:
        raise Http404
    if request.method == "POST":
        said = {code: request.POST.get(f"m-{code}", "") for code in CRITERIA}
        known = {str(m): m for m in MARKS}
        marks = {code: known.get(value) for code, value in said.items()}
        comment = request.POST.get("comment", "")
        try:
            review(review_id, marks, comment, by=request.entered.user_id, at=clock.now())
        except BadReview:
            messages.warning(request, _("Marque ao menos um critério."))
            return redirect("review", review_id)
        except UnknownReview:
            messages.warning(request, _("Esta conversa já foi avaliada."))
        else:
            messages.success(request, _("Avaliação guardada. Quem atendeu já pode lê-la."))
        return redirect("reviews")
    names = dict(organisations.people_at_desk())
    criteria = [(code, NAMES[code], weight) for code, weight in CRITERIA.items()]
    marks_named = [(mark, MARK_NAMES[mark]) for mark in MARKS]
    context = {**_shown(card, names), "criteria": criteria, "marks_named": marks_named}
    return page(request, "review.html", context)


def _shown(card: ReviewCard, names: dict[int, str]) -> dict[str, object]:
    who = names.get(card.agent_id, "–") if card.agent_id else _("assistente virtual")
    marked = [
        (NAMES[code], _("não se aplica") if mark is None else MARK_NAMES[mark])
        for code, mark in card.marks.items()
        if code in NAMES
    ]
    return {"card": card, "who": who, "marked": marked}
