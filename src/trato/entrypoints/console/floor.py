"""What the floor shows of queues, teams, agents and who waits longest; one team's part or all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.book.people import read as people
from trato.casework.conversations import colleagues, read
from trato.casework.conversations.arrange_team import TeamCard, team_cards
from trato.casework.conversations.due import Due, due
from trato.casework.conversations.floor import QueueLine, longest_waiting, waiting_by_queue

WAITING_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """A team on the floor: who is here, what they hold of what they may, what waits for them."""

    card: TeamCard
    here: int
    load: int
    load_max: int
    waiting: int
    late: int
    soon: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """Somebody who waits, by when they should have an answer, and who has the conversation.

    `is_other_teams`: the floor is one team's, and this waits in another's queue that it helps;
    `may_come`: it has waited there for so long that it may go to the helpers by now.
    """

    row: read.ConversationLine
    name: str
    agent: str
    queue: QueueLine | None
    due: Due | None
    is_other_teams: bool = False
    may_come: bool = False


def floor_of(team_id: UUID | None, *, now: datetime) -> dict[str, Any]:
    """Return the floor's figures, of one team's queues and agents or of all of them.

    Of one team's floor the queues that it helps are a part, too; their waits count in no total.
    """
    queues, seats, teams = waiting_by_queue(now=now), colleagues.seats(now=now), team_cards()
    team = next((t for t in teams if t.team_id == team_id), None)
    shown = tuple(q for q in queues if team is None or q.team_id == team.team_id)
    present = tuple(s for s in seats if team is None or s.team_id == team.team_id)
    waiting, waiting_total = _waiting(queues, seats, team, now)
    return {
        "queues": shown,
        "helping": _helping(queues, team),
        "seats": present,
        "teams": [_team(t, queues, seats) for t in teams],
        "team": team,
        "team_names": {t.team_id: t.name for t in teams},
        "waiting": waiting,
        "waiting_total": waiting_total,
        "totals": {
            "waiting": sum(q.waiting for q in shown),
            "late": sum(q.late for q in shown),
            "soon": sum(q.soon for q in shown),
        },
        "most": max((q.waiting for q in shown), default=0),
        "now": now,
    }


def _helping(queues: tuple[QueueLine, ...], team: TeamCard | None) -> tuple[QueueLine, ...]:
    if team is None:
        return ()
    return tuple(
        q for q in queues if team.team_id in q.helper_ids and q.queue_id not in team.queue_ids
    )


def _team(
    card: TeamCard, queues: tuple[QueueLine, ...], seats: tuple[colleagues.SeatLine, ...]
) -> TeamLine:
    own = [q for q in queues if q.team_id == card.team_id]
    here = [s for s in seats if s.team_id == card.team_id and s.is_here]
    return TeamLine(
        card=card,
        here=len(here),
        load=sum(s.load for s in here),
        load_max=sum(s.load_max for s in here),
        waiting=sum(q.waiting for q in own),
        late=sum(q.late for q in own),
        soon=sum(q.soon for q in own),
    )


def _waiting(
    queues: tuple[QueueLine, ...],
    seats: tuple[colleagues.SeatLine, ...],
    team: TeamCard | None,
    now: datetime,
) -> tuple[list[WaitingLine], int]:
    by_id, names = {q.queue_id: q for q in queues}, {s.user_id: s.name for s in seats}
    helping = {q.queue_id for q in _helping(queues, team) if q.queue_id}
    rows, total = longest_waiting(
        limit=WAITING_MAX,
        queue_ids=team.queue_ids if team else None,
        agent_ids=team.member_ids if team else (),
        helped_ids=helping,
    )
    owed = due(rows, now=now)
    known = people.cards({r.person_id for r in rows if r.person_id})
    lines = [
        WaitingLine(
            row=row,
            name=known[row.person_id].name if row.person_id in known else "",
            agent=names.get(row.agent_id or 0, ""),
            queue=by_id.get(row.queue_id),
            due=owed.get(row.conversation_id),
            is_other_teams=row.agent_id is None and row.queue_id in helping,
            may_come=row.queue_id in helping and by_id[row.queue_id].may_help(row),
        )
        for row in rows
    ]
    return lines, total
