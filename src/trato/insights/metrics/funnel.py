"""The funnel from planned people to paid agreements, every step with what it is a share of."""

from dataclasses import dataclass
from datetime import datetime

from trato.book.people import count as people
from trato.casework.conversations import read as conversations
from trato.casework.negotiation import count as negotiation
from trato.casework.payments import count as payments
from trato.casework.payments.count import MoneyCounts
from trato.door.consent import count as consent
from trato.door.outbox import read as outbox
from trato.insights.metrics.laws import Law, law_of
from trato.speakers.campaigns import read as campaigns


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step: how many (`numerator`) of how many (`denominator`, the step named `of`)."""

    name: str
    numerator: int
    denominator: int
    of: str

    @property
    def percent(self) -> float | None:
        """The share in percent, or None where nothing could have come this far."""
        return 100 * self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Every step since a moment (None: since the beginning)."""

    since: datetime | None
    stages: tuple[Stage, ...]

    def __getitem__(self, name: str) -> Stage:
        """Return one step by name.

        Raises:
            KeyError: there is no such step.
        """
        return {stage.name: stage for stage in self.stages}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCount:
    """How often one reason kept a message from leaving, and the law behind it.

    `count` is people refused at planning plus messages refused at the door.
    """

    code: str
    count: int
    planned: int
    at_door: int
    label: str
    citation: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """What must never grow unseen."""

    opt_outs: int
    wrong_parties: int
    failed: int
    unknown: int
    with_human: int


def funnel(since: datetime | None = None) -> Funnel:
    """Return the current organisation's funnel.

    Steps up to `read` count campaign messages; from `replied` on they count people whose phone a
    message reached, then agreements.
    """
    plan = campaigns.totals(since=since)
    door = outbox.counts(since=since, origin="campaign")
    reached = outbox.people_delivered(since=since)
    people_reached = reached.count()
    replied = conversations.people_who_wrote(among=reached, since=since)
    identified = people.identified(among=reached, since=since)
    deals = negotiation.agreements(since=since)
    steps = (
        ("planned", plan.planned, plan.planned, "planned"),
        ("allowed", plan.reachable, plan.planned, "planned"),
        ("accepted", door.accepted, plan.reachable, "allowed"),
        ("delivered", door.delivered, door.accepted, "accepted"),
        ("read", door.read, door.delivered, "delivered"),
        ("replied", replied, people_reached, "reached"),
        ("identified", identified, replied, "replied"),
        ("agreed", deals.accepted, identified, "identified"),
        ("active", deals.active, deals.accepted, "agreed"),
        ("completed", deals.completed, deals.active, "active"),
    )
    stages = tuple(Stage(name=n, numerator=a, denominator=b, of=of) for n, a, b, of in steps)
    return Funnel(since=since, stages=stages)


def refusals(since: datetime | None = None) -> tuple[RefusalCount, ...]:
    """Return why messages did not leave, commonest reason first."""
    planned = campaigns.refusals(since=since)
    at_door = outbox.refusals(since=since)
    found = [
        _refusal(code, planned.get(code, 0), at_door.get(code, 0), law_of(code))
        for code in planned | at_door
    ]
    return tuple(sorted(found, key=lambda r: (-r.count, r.code)))


def money(since: datetime | None = None) -> MoneyCounts:
    """Return what was paid since a moment."""
    return payments.money(since=since)


def exceptions(since: datetime | None = None) -> Exceptions:
    """Return opt-outs, wrong parties and sends that did not end well."""
    door = outbox.counts(since=since)
    return Exceptions(
        opt_outs=consent.standing_stops(since=since).get("opt_out", 0),
        wrong_parties=people.wrong_parties(),
        failed=door.failed,
        unknown=door.unknown,
        with_human=conversations.handed_over(since=since),
    )


def _refusal(code: str, planned: int, at_door: int, law: Law | None) -> RefusalCount:
    return RefusalCount(
        code=code,
        count=planned + at_door,
        planned=planned,
        at_door=at_door,
        label=law.message if law else code,
        citation=law.citations[0].label if law else "",
        mark=law.citations[0].mark if law else "",
    )
