"""Read-outs for auditing: what is under way, what left under which decision, what replays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from trato.door.outbox.explain import replays
from trato.door.outbox.models import Attempt, Decision, Message, State, StatusEvent

# A message held for longer than this is waiting for another day, not for its turn.
SOON = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A message that left, or may have: its ids and the word under which it left."""

    message_id: UUID
    provider_message_id: str
    state: str
    allowed: bool


def under_way(*, now: datetime, within: timedelta = SOON) -> int:
    """Return how many messages will move by themselves within an hour of the world, or so."""
    soon = Q(state=State.HELD, hold_until__lt=now + within, awaits_approval_by=None)
    moving = Q(state__in=[State.READY, State.SENDING])
    unsettled = Q(state=State.UNKNOWN, needs_human="")
    return Message.objects.filter(soon | moving | unsettled).count()


def left() -> Iterator[LeftRow]:
    """Return every message that reached the provider or may have, with its last decision's word."""
    rows = Message.objects.filter(attempt_id__isnull=False).exclude(
        state__in=[State.HELD, State.READY, State.REFUSED, State.CANCELLED]
    )
    allowed = Decision.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        id=OuterRef("decision_id"),
        stage="dispatch",
        verdict="allow",
    )
    rows = rows.annotate(allowed=Exists(allowed))
    for message_id, provider_message_id, state, word in rows.values_list(
        "id", "provider_message_id", "state", "allowed"
    ).iterator():
        yield LeftRow(
            message_id=message_id,
            provider_message_id=provider_message_id,
            state=state,
            allowed=word,
        )


def settled_without_answer() -> int:
    """Return how many calls ended without an answer and were settled by the provider's status."""
    unanswered = Attempt.objects.filter(outcome="unknown").values("message_id")
    return Message.objects.filter(id__in=unanswered, state__in=[State.SENT, State.FAILED]).count()


def left_to_a_person() -> int:
    """Return how many calls have no outcome and wait for a person to look."""
    return Message.objects.filter(state=State.UNKNOWN).exclude(needs_human="").count()


def known_statuses() -> set[tuple[str, str]]:
    """Return every (provider's id, status) that was recorded."""
    return set(StatusEvent.objects.values_list("provider_message_id", "status"))


def replay_all() -> tuple[int, int]:
    """Decide every stored decision again; return (how many, how many gave the same bytes).

    Answers whose message was erased have nothing left to decide about.
    """
    total = same = 0
    rows = Decision.objects.exclude(inputs=b"").values_list("inputs", "result")
    for inputs, result in rows.iterator(chunk_size=500):
        total += 1
        same += replays(bytes(inputs), bytes(result))
    return total, same
