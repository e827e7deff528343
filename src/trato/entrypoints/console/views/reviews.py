"""Conversations drawn to be reviewed, the form, and what agents read of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.casework.conversations import read as conversations
from trato.entrypoints.console.entered import AtDesk, Entered, entered
from trato.entrypoints.console.masking import fit_name
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import MATRIX, Act
from trato.entrypoints.console.ways_on import place_of, ways_of_each
from trato.foundation import clock
from trato.foundation.turning import Leaf
from trato.insights.reviews.agreement import agreement
from trato.insights.reviews.draw_sample import BadSample, BadSeed, Second, draw_sample
from trato.insights.reviews.read import one_review, pairs_of_marks, reviewed, to_review
from trato.insights.reviews.review import BadReview, UnknownReview, review
from trato.insights.reviews.rules import CRITERIA, EACH_MAX, MARKS
from trato.insights.reviews.values import ReviewCard
from trato.insights.scores.rules import FEW

DAYS = (7, 30, 90)
AGREEMENT_DAYS = 365
SHARE_PERCENT = 20
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
    me, leads, now = request.entered, request.entered.may_manage, clock.now()
    names = dict(organisations.people_at_desk())
    given = request.GET
    todo = to_review(me.user_id, place=place_of(given, "todo"))
    done = reviewed(by=me.user_id, place=place_of(given, "done"))
    mine = reviewed(of=me.user_id, place=place_of(given, "mine"))
    lists: dict[str, tuple[Any, Leaf[ReviewCard]]] = {
        "todo": (_("Para avaliar"), todo), "done": (_("Avaliadas por você"), done),
    } if leads else {}  # fmt: skip
    lists["mine"] = (_("Sobre o seu atendimento"), mine)
    year = now - timedelta(days=AGREEMENT_DAYS)
    context = {
        "leads": leads,
        **{part: _listed(found.rows, names, me) for part, (_name, found) in lists.items()},
        "totals": {part: found.total for part, (_name, found) in lists.items()},
        "turns": ways_of_each(given, lists),
        "days": DAYS,
        "each_max": EACH_MAX,
        "seconds": [one for one in _leaders() if one[0] != me.user_id] if leads else [],
        "share": SHARE_PERCENT,
        "agreed": _agreed(year, now) if leads else None,
    }
    return page(request, "reviews.html", context)


def _leaders() -> tuple[tuple[int, str], ...]:
    return organisations.people_in(MATRIX[Act.SUPERVISE])


def _agreed(since: datetime, until: datetime) -> dict[str, object]:
    pairs, conversations = pairs_of_marks(since=since, until=until)
    every = [pair for some in pairs.values() for pair in some]
    lines = [(NAMES[code], agreement(some)) for code, some in pairs.items()]
    return {"lines": lines, "all": agreement(every), "conversations": conversations, "few": FEW}


@require_POST
@entered(Act.SUPERVISE)
def draw(request: AtDesk) -> HttpResponse:
    """Draw a sample."""
    given, now = request.POST, clock.now()
    days = next((d for d in DAYS if str(d) == given.get("days")), DAYS[0])
    each = given.get("each", "")
    second = _second(given.get("second", ""), given.get("share", ""))
    try:
        drawn = draw_sample(
            seed=given.get("seed", "")[:41],
            each=int(each) if each.isdecimal() and len(each) <= 2 else 0,
            since=now - timedelta(days=days),
            until=now,
            by=request.entered.user_id,
            at=now,
            second=second,
        )
    except BadSeed:
        words = _(
            "A semente vai de 1 a 40 letras ou números e não pode parecer CPF, telefone ou e-mail."
        )
        messages.warning(request, words)
    except BadSample:
        words = _("De 1 a 20 conversas de cada um; segunda leitura de 1 a 100 %, por outra pessoa.")
        messages.warning(request, words)
    else:
        messages.success(
            request,
            ngettext("Sorteada: %(n)s conversa.", "Sorteadas: %(n)s conversas.", drawn)
            % {"n": drawn},
        )
    return redirect("reviews")


def _second(user: str, share: str) -> Second | None:
    """Return who reads a second time; somebody who leads nobody is no second reader."""
    known = {str(user_id) for user_id, _name in _leaders()}
    if not user:
        return None
    is_count = share.isdecimal() and len(share) <= 3
    return Second(user_id=int(user) if user in known else 0, percent=int(share) if is_count else 0)


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
            done = _("Avaliação guardada. Quem atendeu já pode lê-la.")
            if card.is_second:
                done = _("Segunda leitura guardada. Ela só conta para a concordância.")
            messages.success(request, done)
        return redirect("reviews")
    names = dict(organisations.people_at_desk())
    criteria = [(code, NAMES[code], weight) for code, weight in CRITERIA.items()]
    marks_named = [(mark, MARK_NAMES[mark]) for mark in MARKS]
    context = {**_shown(card, names), "criteria": criteria, "marks_named": marks_named}
    return page(request, "review.html", context)


def _listed(
    cards: Sequence[ReviewCard], names: dict[int, str], who: Entered
) -> list[dict[str, object]]:
    """Return rows that can be told apart: each with its customer and when it was last about."""
    threads = {t.conversation_id: t for t in conversations.many({c.conversation_id for c in cards})}
    known = people.cards({t.person_id for t in threads.values() if t.person_id})
    rows = []
    for card in cards:
        thread = threads.get(card.conversation_id)
        person = known.get(thread.person_id) if thread and thread.person_id else None
        name = fit_name(person.name, who) if person else _("Pessoa não identificada")
        last_at = thread.shown_at if thread else None
        rows.append({**_shown(card, names), "customer": name, "last_at": last_at})
    return rows


def _shown(card: ReviewCard, names: dict[int, str]) -> dict[str, object]:
    who = names.get(card.agent_id, "–") if card.agent_id else _("assistente virtual")
    marked = [
        (NAMES[code], _("não se aplica") if mark is None else MARK_NAMES[mark])
        for code, mark in card.marks.items()
        if code in NAMES
    ]
    return {"card": card, "who": who, "marked": marked}
