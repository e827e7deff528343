"""Records a person's word about a channel, with its proof."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from trato.door.consent import sql
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
    with connection.cursor() as cursor:
        people = list({word.person_id for word in wanted})
        cursor.execute(sql.SAID, {"organisation_id": tenancy.current(), "people": people})
        known = set(cursor.fetchall())
    fresh = []
    for word in wanted:
        key = (word.person_id, word.channel, word.state, word.at)
        if key not in known:
            known.add(key)
            fresh.append(word)
    if not fresh:
        return 0
    ids = [new_id() for _ in fresh]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.GRANT,
            {
                "organisation_id": tenancy.current(),
                "ids": ids,
                "people": [word.person_id for word in fresh],
                "channels": [word.channel for word in fresh],
                "states": [word.state for word in fresh],
                "sources": [word.source for word in fresh],
                "notices": [word.notice for word in fresh],
                "evidence": [json.dumps(word.evidence) for word in fresh],
                "ats": [word.at for word in fresh],
                "ends": [word.expires_at for word in fresh],
            },
        )
    record_many(
        [
            (
                PermissionGiven(
                    permission_id=id_, channel=word.channel, state=word.state, source=word.source
                ),
                word.person_id,
                word.notice.encode(),
            )
            for id_, word in zip(ids, fresh, strict=True)
        ],
        at=at,
    )
    return len(fresh)
