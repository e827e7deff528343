"""Who gets the next conversation; what a resolved one may be called. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from trato.casework.conversations.values import Done, TabulationCard

SEEN_WITHIN = timedelta(minutes=2)
"""Whoever was not seen for so long gets nothing new."""

TABULATIONS = (
    "agreement", "promise", "paid_claim", "paid", "cannot_pay", "refuses", "disputed",
    "negotiating", "information_given", "wrong_party", "third_party", "deceased", "lawyer",
    "no_answer", "other",
)  # fmt: skip
"""The list an organisation begins with: what a resolved conversation is called. A default (D)."""

GROUPS = {
    "pagamento": ("agreement", "promise", "paid_claim", "paid"),
    "sem pagamento": ("cannot_pay", "refuses", "disputed", "negotiating"),
    "pessoa": ("wrong_party", "third_party", "deceased", "lawyer"),
    "atendimento": ("information_given", "no_answer", "other"),
}
UNRESOLVED = frozenset({"negotiating", "no_answer", "other"})
"""Words that end a conversation and resolve nothing: silence is not resolution."""


def shipped() -> tuple[TabulationCard, ...]:
    """Return the list an organisation begins with; names are the console's words for the codes."""
    groups = {code: group for group, codes in GROUPS.items() for code in codes}
    return tuple(
        TabulationCard(code=code, name="", group=groups[code], is_resolution=code not in UNRESOLVED)
        for code in TABULATIONS
    )


class Claim(StrEnum):
    """Something a tabulation says of the person that protects them: it holds, or is not chosen."""

    DISPUTE = "dispute"
    NOT_THEIRS = "not_theirs"
    DEATH = "death"
    LAWYER = "lawyer"


CLAIMS: Final = {
    "disputed": Claim.DISPUTE,
    "paid_claim": Claim.DISPUTE,
    "wrong_party": Claim.NOT_THEIRS,
    "third_party": Claim.NOT_THEIRS,
    "deceased": Claim.DEATH,
    "lawyer": Claim.LAWYER,
}
"""What shipped words claim, whatever an organisation calls them; its own words claim nothing."""


def done_by(tabulation: TabulationCard, *, is_contested: bool) -> Done:
    """Return what a tabulation tells the assistant that people did.

    `is_contested`: a dispute of the person is open.
    """
    if CLAIMS.get(tabulation.code) is Claim.DISPUTE and is_contested:
        return Done.DISPUTE_OPENED
    return Done.RESOLVED if tabulation.is_resolution else Done.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """An agent as the assignment sees them."""

    user_id: int
    skills: frozenset[str]
    load: int
    load_max: int
    is_available: bool
    seen_at: datetime | None
    last_given_at: datetime | None = None
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """A conversation that waits for somebody: of a team, where its queue has one.

    From `helped_from` on the teams of `helpers` may take it, the first before the next.
    """

    conversation_id: UUID
    skill: str
    waiting_since: datetime
    answer_by: datetime
    team_id: UUID | None = None
    helpers: tuple[UUID, ...] = ()
    helped_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Who gets a conversation; `helper_id`: as an agent of a team that helps the queue's own."""

    conversation_id: UUID
    agent_id: int
    helper_id: UUID | None = None


def share_out(
    waiting: Iterable[Waiter], workers: Iterable[Worker], *, now: datetime
) -> tuple[Given, ...]:
    """Return who gets what now, in the order of `in_order`.

    First every conversation finds somebody among those it is for. What is left and has waited for
    so long that other teams help goes to the first of them that has somebody: they serve what is
    theirs before they help.
    """
    here = {worker.user_id: worker for worker in workers}
    given: list[Given] = []

    def give(waiter: Waiter, team_id: UUID | None, helper_id: UUID | None) -> bool:
        chosen = choose(list(here.values()), skill=waiter.skill, now=now, team_id=team_id)
        if chosen is None:
            return False
        here[chosen] = replace(here[chosen], load=here[chosen].load + 1, last_given_at=now)
        given.append(
            Given(conversation_id=waiter.conversation_id, agent_id=chosen, helper_id=helper_id)
        )
        return True

    left = [w for w in in_order(waiting, now=now) if not give(w, w.team_id, None)]
    for waiter in left:
        if waiter.helped_from is not None and waiter.helped_from <= now:
            any(give(waiter, team_id, team_id) for team_id in waiter.helpers)
    return tuple(given)


def in_order(waiting: Iterable[Waiter], *, now: datetime) -> list[Waiter]:
    """Return who is served first: those past their promise by its age, then by time waited."""
    return sorted(
        waiting,
        key=lambda w: (w.answer_by > now, min(w.answer_by, w.waiting_since), w.conversation_id),
    )


def choose(
    workers: Sequence[Worker], *, skill: str, now: datetime, team_id: UUID | None = None
) -> int | None:
    """Return the least busy agent who is here, able and below their limit; None if there is none.

    What waits for a team is for its agents only, whoever else is idle.

    Busy is the share of one's own limit; who got something longest ago goes first among equals.
    """
    able = [
        w
        for w in workers
        if w.is_available
        and w.seen_at is not None
        and now - w.seen_at <= SEEN_WITHIN
        and w.load < w.load_max
        and (not skill or skill in w.skills)
        and (team_id is None or w.team_id == team_id)
    ]
    if not able:
        return None
    oldest = datetime.min.replace(tzinfo=now.tzinfo)
    best = min(able, key=lambda w: (w.load / w.load_max, w.last_given_at or oldest, w.user_id))
    return best.user_id


def queue_for(reason: str, queues: Sequence[tuple[UUID, Sequence[str]]]) -> UUID | None:
    """Return the queue (id, reasons) of a hand-over: one that names it, else one for the rest."""
    named = next((q for q, reasons in queues if reason in reasons), None)
    return named or next((q for q, reasons in queues if not reasons), None)


def queue_of_team(reason: str, queues: Sequence[tuple[UUID, Sequence[str]]]) -> UUID | None:
    """Return in which of a team's queues it waits: as `queue_for`, else in the first of them."""
    return queue_for(reason, queues) or next((queue_id for queue_id, _ in queues), None)
