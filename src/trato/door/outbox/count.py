"""Counts what has left: per person for the caps, per number for the provider's tier."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from trato.door.outbox.models import Message, Window

_LEFT = ("sending", "unknown", "sent")
_COLLECTION = ("first_contact", "reminder", "statement", "offer", "payment_link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Contacts we opened with one person, over every debt, creditor and channel."""

    last_day: int = 0
    last_week: int = 0
    last_month: int = 0
    oldest_in_day_at: datetime | None = None
    oldest_in_week_at: datetime | None = None
    oldest_in_month_at: datetime | None = None


def sent_to(person_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Sent]:
    """Return the counters of each person that we have written to in the last 30 days."""
    rows = (
        Message.objects.filter(
            person_id__in=list(person_ids),
            state__in=_LEFT,
            is_business_initiated=True,
            message_class__in=_COLLECTION,
            sending_at__gt=now - timedelta(days=30),
        )
        .order_by("sending_at")
        .values_list("person_id", "sending_at")
    )
    times: dict[UUID, list[datetime]] = {}
    for person_id, sending_at in rows:
        if sending_at is not None:
            times.setdefault(person_id, []).append(sending_at)
    return {person_id: _sent(found, now) for person_id, found in times.items()}


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


def tier_used(number_ids: Collection[UUID], *, now: datetime) -> dict[UUID, int]:
    """Return how many different people each number opened a conversation with in 24 hours."""
    rows = (
        Message.objects.filter(
            number_id__in=list(number_ids),
            state__in=_LEFT,
            is_business_initiated=True,
            sending_at__gt=now - timedelta(days=1),
        )
        .values("number_id")
        .annotate(people=Count("person_id", distinct=True))
    )
    return {row["number_id"]: row["people"] for row in rows if row["number_id"]}


def windows(contact_point_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Return when each contact point last wrote to each number."""
    rows = Window.objects.filter(contact_point_id__in=list(contact_point_ids)).values_list(
        "contact_point_id", "number_id", "last_inbound_at"
    )
    return {(contact, number): at for contact, number, at in rows}


def has_written_in(conversation_id: UUID) -> bool:
    """Whether a first message of ours has left in a conversation."""
    return Message.objects.filter(
        conversation_id=conversation_id, state__in=_LEFT, is_business_initiated=True
    ).exists()
