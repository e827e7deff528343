"""Counts what has left: per person for the caps, per number for the provider's tier."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from trato.door.outbox.models import Message
from trato.door.outbox.sql import LATELY
from trato.door.outbox.tier import TierUse, tier_use
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import put

_LEFT = ("sending", "unknown", "sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Contacts we opened with one person, over every debt, creditor and channel."""

    last_day: int = 0
    last_week: int = 0
    last_month: int = 0
    oldest_in_day_at: datetime | None = None
    oldest_in_week_at: datetime | None = None
    oldest_in_month_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages a contact point may still get from a number, and not before when."""

    allowance: float
    counted_at: datetime
    not_before: datetime | None


Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Lately:
    """What was said lately: to people, through numbers, and between pairs of both."""

    windows: dict[Pair, datetime] = field(default_factory=dict)
    sent: dict[UUID, Sent] = field(default_factory=dict)
    tier_use: dict[UUID, TierUse] = field(default_factory=dict)
    paces: dict[Pair, Pace] = field(default_factory=dict)


def asking_lately(
    *,
    person_ids: Collection[UUID],
    contact_point_ids: Collection[UUID],
    tiers: Mapping[UUID, int],
    now: datetime,
    with_pace: bool = False,
) -> Callable[[], Lately]:
    """Count, in one statement, everything the rules and the pace ask about the last 30 days.

    Returns what waits for it (`database.put`).

    `tiers` are the numbers with a limit of people a day: of others nobody asks. Only where a limit
    may be near, or was last counted a while ago, is a day's worth of messages counted, too.
    """
    asked: dict[str, Any] = {
        "points": list(contact_point_ids),
        "people": list(person_ids),
        "numbers": list(tiers),
        "month_ago": now - timedelta(days=30),
        "pace": with_pace,
    }
    answer = put(LATELY, asked)
    return lambda: _lately(answer(), tiers, beside=len(person_ids), now=now)


def _lately(
    rows: Iterable[tuple[Any, ...]], tiers: Mapping[UUID, int], *, beside: int, now: datetime
) -> Lately:
    found = Lately()
    opened = dict.fromkeys(tiers, 0)
    times: dict[UUID, list[datetime]] = {}
    for kind, one, other, at, number, not_before in rows:
        if kind == "w":
            found.windows[one, other] = at
        elif kind == "s":
            times.setdefault(one, []).append(at)
        elif kind == "o":
            opened[one] = int(number)
        else:
            found.paces[one, other] = Pace(number, at, not_before)
    found.tier_use.update(tier_use(tiers, opened, beside=beside, now=now))
    found.sent.update((person_id, _sent(sorted(t), now)) for person_id, t in times.items())
    return found


def _sent(times: list[datetime], now: datetime) -> Sent:
    day = [t for t in times if t > now - timedelta(days=1)]
    week = [t for t in times if t > now - timedelta(days=7)]
    return Sent(
        last_day=len(day),
        last_week=len(week),
        last_month=len(times),
        oldest_in_day_at=day[0] if day else None,
        oldest_in_week_at=week[0] if week else None,
        oldest_in_month_at=times[0],
    )


_FIRST_MESSAGES = Asked(
    lambda here, conversation: Message.objects.filter(
        organisation_id=here,
        conversation_id=conversation,
        state__in=_LEFT,
        is_business_initiated=True,
    ).values_list("id", flat=True)[:1],
    here=UUID,
    conversation=UUID,
)


def has_written_in(conversation_id: UUID) -> bool:
    """Whether a first message of ours has left in a conversation."""
    return bool(_FIRST_MESSAGES(here=tenancy.current(), conversation=conversation_id))


def have_people_written(conversation_id: UUID, *, since: datetime) -> bool:
    """Whether people of ours wrote in a conversation from an instant on, whatever became of it."""
    rows = Message.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, author="human"
    )
    return rows.filter(created_at__gte=since).exists()


def has_just_opened(conversation_id: UUID) -> bool:
    """Whether the last of our messages that left in a conversation is one that opened a contact."""
    rows = Message.objects.filter(conversation_id=conversation_id, state__in=_LEFT)
    newest = rows.order_by("-created_at", "-id").values_list("is_business_initiated", flat=True)
    return bool(newest.first())
