"""Teams: which agents serve which queues together, and who looks after them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.casework.conversations import colleagues
from trato.casework.conversations.arrange_queue import queue_cards
from trato.casework.conversations.arrange_team import BadTeam, drop_team, keep_team, team_cards
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import ROLES, Act, may
from trato.foundation import clock

_SUPERVISING = tuple(role for role in ROLES if may(role, Act.SUPERVISE))


@entered(Act.ARRANGE)
def index(request: AtDesk) -> HttpResponse:
    """Show every team, and a form for a new one."""
    return page(request, "teams.html", _context())


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk) -> HttpResponse:
    """Make, change or drop a team."""
    given, me, now = request.POST, request.entered.user_id, clock.now()
    team_id = _uuid(given.get("team", ""))
    known = {card.team_id for card in team_cards()}
    if given.get("team") and team_id not in known:
        messages.warning(request, _("Esta equipe não existe mais."))
        return redirect("teams")
    if given.get("drop") and team_id:
        drop_team(team_id, by=me, at=now)
        messages.success(request, _("Equipe apagada. As filas dela voltam a ser de todos."))
        return redirect("teams")
    supervisors = {user_id for user_id, _email in organisations.people_in(_SUPERVISING)}
    supervisor = _number(given.get("supervisor", ""))
    try:
        keep_team(
            team_id,
            name=given.get("name", ""),
            supervisor_id=supervisor if supervisor in supervisors else None,
            member_ids=[_number(text) for text in given.getlist("members")],
            queue_ids=[found for text in given.getlist("queues") if (found := _uuid(text))],
            by=me,
            at=now,
        )
    except BadTeam as problem:
        wrong = {
            "name": _("Dê um nome à equipe."),
            "taken": _("Já existe uma equipe com esse nome."),
            "many": _("São equipes demais: apague uma antes."),
        }
        messages.warning(request, wrong[str(problem)])
        written = _as_written(given) if team_id is None else {}
        return page(request, "teams.html", _context() | written, status=422)
    messages.success(request, _("Equipe guardada."))
    return redirect("teams")


def _context() -> dict[str, Any]:
    cards, seats = team_cards(), colleagues.seats(now=clock.now())
    names = {card.team_id: card.name for card in cards}
    return {
        "teams": cards,
        "seats": seats,
        "queues": queue_cards(),
        "supervisors": [(i, email.partition("@")[0]) for i, email in _supervisors()],
        "team_of_seat": {s.user_id: names.get(s.team_id) for s in seats if s.team_id},
        "team_of_queue": {i: card.name for card in cards for i in card.queue_ids},
    }


def _supervisors() -> tuple[tuple[int, str], ...]:
    return organisations.people_in(_SUPERVISING)


def _as_written(given: QueryDict) -> dict[str, Any]:
    return {
        "written": {
            "name": given.get("name", ""),
            "supervisor_id": _number(given.get("supervisor", "")),
            "member_ids": [_number(text) for text in given.getlist("members")],
            "queue_ids": [found for text in given.getlist("queues") if (found := _uuid(text))],
        }
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
