"""Records a person's word about a channel, with its proof."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.door.consent.models import Permission
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.consent import PermissionGiven
from trato.journal.record import record_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person said about a channel: where, under which text, when."""

    person_id: UUID
    channel: str
    state: str
    source: str
    notice: str
    at: datetime
    expires_at: datetime | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def grant(words: Iterable[Word], *, at: datetime) -> int:
    """Add words that are not already there (same person, channel, state and time); return how many.

    Idempotent, so that importing a file twice grants once.
    """
    wanted = list(words)
    organisation_id = tenancy.current()
    known = set(
        Permission.objects.filter(person_id__in={w.person_id for w in wanted}).values_list(
            "person_id", "channel", "state", "at"
        )
    )
    fresh = []
    for word in wanted:
        key = (word.person_id, word.channel, word.state, word.at)
        if key not in known:
            known.add(key)
            fresh.append(word)
    rows = [
        Permission(
            organisation_id=organisation_id,
            id=new_id(),
            person_id=word.person_id,
            channel=word.channel,
            state=word.state,
            source=word.source,
            notice=word.notice,
            evidence=word.evidence,
            at=word.at,
            expires_at=word.expires_at,
        )
        for word in fresh
    ]
    Permission.objects.bulk_create(rows, batch_size=1000)
    record_many(
        [
            (
                PermissionGiven(
                    permission_id=row.id, channel=row.channel, state=row.state, source=row.source
                ),
                row.person_id,
                row.notice.encode(),
            )
            for row in rows
        ],
        at=at,
    )
    return len(rows)
