"""Makes, changes and drops teams: agents who serve some queues together, under a supervisor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.models import Queue, Seat, Team
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.routing import TeamArranged
from trato.journal.record import record

TEAMS_MAX = 40


class BadTeam(ValueError):
    """A team that cannot be kept; the text says why: `name`, `taken` or `many`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCard:
    """A team: who looks after it (a user), its agents, and the queues that only they serve."""

    team_id: UUID
    name: str
    supervisor_id: int | None
    member_ids: tuple[int, ...]
    queue_ids: tuple[UUID, ...]


def team_cards() -> tuple[TeamCard, ...]:
    """Return the teams by name."""
    here = tenancy.current()
    seats = Seat.objects.filter(organisation_id=here, team_id__isnull=False).order_by("name")
    members = list(seats.values_list("team_id", "user_id"))
    queues = list(
        Queue.objects.filter(organisation_id=here, team_id__isnull=False)
        .order_by("position", "name")
        .values_list("team_id", "id")
    )
    return tuple(
        TeamCard(
            team_id=row.id,
            name=row.name,
            supervisor_id=row.supervisor_id,
            member_ids=tuple(user_id for team_id, user_id in members if team_id == row.id),
            queue_ids=tuple(queue_id for team_id, queue_id in queues if team_id == row.id),
        )
        for row in Team.objects.filter(organisation_id=here).order_by("name", "id")
    )


def keep_team(
    team_id: UUID | None,
    *,
    name: str,
    supervisor_id: int | None,
    member_ids: Collection[int],
    queue_ids: Collection[UUID],
    by: int | None,
    at: datetime,
) -> UUID:
    """Make a team (`team_id` None) or change one; an agent and a queue are of one team at most.

    Whom another team had leaves it. What somebody holds stays theirs; what waits in a queue waits
    for whoever serves it now. Unknown agents and queues are left out.

    Raises:
        BadTeam: no name, a name of another team, or too many teams.
    """
    here, label = tenancy.current(), name.strip()[:60]
    known = Team.objects.filter(organisation_id=here)
    if not label:
        raise BadTeam("name")
    same = known.filter(name=label).values_list("id", flat=True).first()
    if same is not None and same != team_id:
        raise BadTeam("taken")
    if team_id is None and known.count() >= TEAMS_MAX:
        raise BadTeam("many")
    chosen = team_id or new_id()
    seats = Seat.objects.filter(organisation_id=here)
    queues = Queue.objects.filter(organisation_id=here)
    seats.filter(team_id=chosen).exclude(user_id__in=list(member_ids)).update(team_id=None)
    members = seats.filter(user_id__in=list(member_ids)).update(team_id=chosen)
    queues.filter(team_id=chosen).exclude(id__in=list(queue_ids)).update(team_id=None)
    served = queues.filter(id__in=list(queue_ids)).update(team_id=chosen)
    # Last: whoever is told of the team finds its agents and queues.
    Team.objects.update_or_create(
        organisation_id=here,
        id=chosen,
        defaults={"name": label, "supervisor_id": supervisor_id},
    )
    _tell(chosen, by=by, members=members, queues=served, at=at)
    return chosen


def drop_team(team_id: UUID, *, by: int | None, at: datetime) -> None:
    """Drop a team; its queues are served by everybody again, its agents are of none.

    It helps no queue any more.
    """
    here = tenancy.current()
    if not Team.objects.filter(organisation_id=here, id=team_id).delete()[0]:
        return
    Seat.objects.filter(organisation_id=here, team_id=team_id).update(team_id=None)
    Queue.objects.filter(organisation_id=here, team_id=team_id).update(team_id=None)
    for queue in Queue.objects.filter(organisation_id=here, helper_ids__contains=str(team_id)):
        left = [text for text in queue.helper_ids if text != str(team_id)]
        Queue.objects.filter(organisation_id=here, id=queue.id).update(helper_ids=left)
    _tell(team_id, by=by, members=0, queues=0, at=at, is_dropped=True)


def _tell(
    team_id: UUID,
    *,
    by: int | None,
    members: int,
    queues: int,
    at: datetime,
    is_dropped: bool = False,
) -> None:
    fact = TeamArranged(
        team_id=team_id, by=by, members=members, queues=queues, is_dropped=is_dropped
    )
    record(fact, at=at)
