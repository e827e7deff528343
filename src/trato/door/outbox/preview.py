"""Asks the gate what it would say, and writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.door.outbox.gather import gather
from trato.door.outbox.judge import judge
from trato.door.outbox.values import Draft
from trato.door.policy.values import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the gate would say about one draft now."""

    person_id: UUID
    decision: Decision


def preview(drafts: Sequence[Draft], *, at: datetime) -> list[Preview]:
    """Return the gate's answer to each draft, in order, without keeping anything."""
    return [
        Preview(person_id=g.draft.person_id, decision=judge(g, now=at).decision)
        for g in gather(drafts, now=at)
    ]
