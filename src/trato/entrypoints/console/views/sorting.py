"""Tags and saved views: put on and off, kept and dropped."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.portfolios import read as portfolios
from trato.casework.conversations import colleagues, read
from trato.casework.sorting.arrange_tag import BadTag, drop_tag, keep_tag
from trato.casework.sorting.saved_views import BadView, drop_view, keep_view, views_for
from trato.casework.sorting.segments import segments
from trato.casework.sorting.tag import tag
from trato.casework.sorting.tags import tags
from trato.casework.sorting.values import On, Rule
from trato.entrypoints.console import words
from trato.entrypoints.console.choice import Choice, choice_kept, choice_of
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.views.reception import REASONS
from trato.entrypoints.console.views.tabulations import choices
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock
from trato.insights.monitoring.values import LEXICONS


@entered(Act.ARRANGE)
def index(request: AtDesk) -> HttpResponse:
    """Show the tags and what puts them on."""
    options: list[tuple[str, Any, list[tuple[str, Any]]]] = _options()
    names: dict[str, Any] = {}
    for kind, _label, some in options:
        names |= {f"{kind}:{value}": label for value, label in some}
    shown = [
        (one, [names.get(f"{r.on.value}:{r.value}", r.value) for r in one.rules]) for one in tags()
    ]
    context = {
        "tags": [
            (one, labels, {f"{r.on.value}:{r.value}" for r in one.rules}) for one, labels in shown
        ],
        "options": options,
    }
    return page(request, "tags.html", context)


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk) -> HttpResponse:
    """Make, change or drop a tag."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    tag_id = _uuid(given.get("tag", ""))
    if given.get("drop") and tag_id:
        drop_tag(tag_id, by=me, at=now)
        messages.success(request, _("Etiqueta apagada de todas as conversas."))
        return redirect("tags")
    allowed = {f"{kind}:{value}" for kind, _label, some in _options() for value, _l in some}
    pairs = [one.partition(":") for one in given.getlist("rules") if one in allowed]
    try:
        rules = [Rule(on=On(kind), value=value) for kind, _colon, value in pairs]
        keep_tag(tag_id, name=given.get("name", ""), rules=rules, by=me, at=now)
    except BadTag as problem:
        wrong = {
            "name": _("Dê um nome à etiqueta."),
            "taken": _("Já existe uma etiqueta com esse nome."),
            "many": _("São etiquetas demais: apague uma antes."),
        }
        messages.warning(request, wrong[str(problem)])
    else:
        messages.success(request, _("Etiqueta guardada. As regras valem daqui em diante."))
    return redirect("tags")


@require_POST
@entered(Act.ANSWER)
def put_on(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Let a conversation bear exactly the tags that are ticked."""
    person_id = read.conversation(conversation_id).person_id
    wanted = [found for text in request.POST.getlist("tags") if (found := _uuid(text))]
    tag(conversation_id, wanted, by=request.entered.user_id, at=clock.now(), person_id=person_id)
    messages.success(request, _("Etiquetas guardadas."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def keep_choice(request: AtDesk) -> HttpResponse:
    """Keep what the list shows as a view; a manager may keep it for everybody."""
    given, me = request.POST, request.entered
    shared = bool(given.get("shared")) and me.may_manage
    choice = choice_of(given.dict(), user_id=me.user_id, may_find_people=me.may_find_people)
    try:
        keep_view(
            name=given.get("name", ""),
            wanted=choice.wanted,
            words=choice.words,
            owner_id=None if shared else me.user_id,
            by=me.user_id,
            at=clock.now(),
        )
    except BadView as problem:
        wrong = {
            "name": _("Dê um nome à visão."),
            "empty": _("Escolha ao menos um filtro antes de guardar a visão."),
            "many": _("São visões demais: apague uma antes."),
        }
        messages.warning(request, wrong[str(problem)])
    else:
        messages.success(request, _("Visão guardada."))
    return redirect(f"{reverse('conversations')}?{choice.query}")


@require_POST
@entered(Act.ANSWER)
def drop_choice(request: AtDesk, view_id: UUID) -> HttpResponse:
    """Drop one's own view, or, as a manager, one of everybody."""
    me = request.entered
    if drop_view(view_id, by=me.user_id, may_manage=me.may_manage, at=clock.now()):
        messages.success(request, _("Visão apagada."))
    return redirect("conversations")


def for_list(choice: Choice) -> dict[str, Any]:
    """Return what the list needs to be narrowed, and the saved views with their counts."""
    kept = [(view, choice_kept(view, choice)) for view in views_for(choice.user_id)]
    many = read.counts([one.asked() for _view, one in kept])
    return {
        "views": [
            (view, one.query, count, one.query == choice.query)
            for (view, one), count in zip(kept, many, strict=True)
        ],
        "choice": choice,
        "wanted": choice.wanted,
        "all_tags": tags(),
        "segments": segments(),
        "all_queues": colleagues.queues(),
        "creditors": [(str(c.creditor_id), c.name) for c in portfolios.all_creditors()],
    }


def _options() -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    named = words.name
    return [
        ("reason", _("Motivo da passagem"), [(r, named("moved", r)) for r in REASONS]),
        (
            "tabulation",
            _("Tabulação"),
            [(card.code, label) for _group, some in choices() for card, label in some],
        ),
        ("word_class", _("Classe do léxico"), [(str(c), named("word_class", c)) for c in LEXICONS]),
        ("queue", _("Fila"), [(str(i), name) for i, name in colleagues.queues()]),
        (
            "creditor",
            _("Credor"),
            [(str(c.creditor_id), c.name) for c in portfolios.all_creditors()],
        ),
        (
            "portfolio",
            _("Carteira"),
            [(str(p.portfolio_id), p.name) for p in portfolios.portfolios()],
        ),
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
