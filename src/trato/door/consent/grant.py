"""Records a person's word about a channel, with its proof."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from trato.door.consent import sql
from trato.foundation import copying, tenancy
from trato.foundation.database import OpenCursor, bring_in
from trato.foundation.ids import new_ids
from trato.journal.facts.consent import PermissionGiven
from trato.journal.record import record_many

_MANY: Final = 200
_NONE: Final = copying.json(b"{}")


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
    fresh = _not_said_before(list(words))
    if not fresh:
        return 0
    ids = new_ids(len(fresh))
    if len(fresh) < _MANY:
        _grant_some(ids, fresh)
    else:
        _grant_block(ids, fresh)
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


def _not_said_before(words: list[Word]) -> list[Word]:
    with OpenCursor() as cursor:
        people = list({word.person_id for word in words})
        cursor.execute(sql.SAID, {"organisation_id": tenancy.current(), "people": people})
        known = set(cursor.fetchall())
    fresh = []
    for word in words:
        key = (word.person_id, word.channel, word.state, word.at)
        if key not in known:
            known.add(key)
            fresh.append(word)
    return fresh


def _grant_some(ids: list[UUID], words: list[Word]) -> None:
    with OpenCursor() as cursor:
        cursor.execute(
            sql.GRANT,
            {
                "organisation_id": tenancy.current(),
                "ids": ids,
                "people": [word.person_id for word in words],
                "channels": [word.channel for word in words],
                "states": [word.state for word in words],
                "sources": [word.source for word in words],
                "notices": [word.notice for word in words],
                "evidence": [json.dumps(word.evidence) for word in words],
                "ats": [word.at for word in words],
                "ends": [word.expires_at for word in words],
            },
        )


def _grant_block(ids: list[UUID], words: list[Word]) -> None:
    """Write what a whole file has to tell: the same permissions, by COPY."""
    head = copying.columns(9)
    rows = [
        b"".join(
            (
                head,
                copying.ident(permission_id),
                copying.ident(word.person_id),
                copying.word(word.channel),
                copying.word(word.state),
                copying.word(word.source),
                copying.word(word.notice),
                copying.json(json.dumps(word.evidence).encode()) if word.evidence else _NONE,
                copying.instant(word.at),
                copying.NULL if word.expires_at is None else copying.instant(word.expires_at),
            )
        )
        for permission_id, word in zip(ids, words, strict=True)
    ]
    with OpenCursor() as cursor:
        bring_in(cursor, "arriving_permissions", sql.ARRIVING, rows)
        cursor.execute(sql.GRANT_ARRIVED, {"organisation_id": tenancy.current()})
