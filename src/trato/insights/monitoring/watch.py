"""Looks at every message a moment after it was stored; one alert per message and class.

Nothing on the way of a message waits for it. It remembers how far it came; a message whose
transaction ended late is found because the last minute is looked through again every few seconds,
and the last moments every time.
"""

from collections.abc import Sequence
from datetime import datetime
from math import inf
from typing import Final
from uuid import UUID

from trato.casework.sorting.tag import tag_by_rule
from trato.casework.sorting.values import On
from trato.foundation import clock, tenancy
from trato.foundation.database import ask
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id, oldest_id
from trato.insights.monitoring.lexicon import matcher
from trato.insights.monitoring.models import WatchMark
from trato.insights.monitoring.said import SOURCES, Said
from trato.insights.monitoring.values import SIDE_OF, Finding, Severity
from trato.insights.notices.tell import tell
from trato.journal.facts.monitoring import AlertRaised
from trato.journal.record import record_many

# The longest that a transaction may take to become visible after it made its ids.
LATEST_SECONDS: Final = 60.0
# The usual transaction is over long before; between two long looks a short one is enough.
_USUAL_SECONDS: Final = 3.0
_LONG_LOOK_EVERY_SECONDS: Final = 5.0
_GRAVITY: Final = {Severity.NOTICE: 1, Severity.SERIOUS: 2, Severity.URGENT: 3}
# Who begins to watch does not raise alerts about months gone by.
_FIRST_SECONDS: Final = 24 * 3600.0
_AT_ONCE: Final = 1000

_RAISE: Final = """
INSERT INTO monitoring_alert (organisation_id, id, message_id, word_class, side, severity, sign,
                              author, agent_id, person_id, conversation_id, written_at, raised_at,
                              state)
SELECT %(organisation_id)s, a.*, %(at)s, 'open'
FROM unnest(%(ids)s::uuid[], %(messages)s::uuid[], %(classes)s::text[], %(sides)s::text[],
            %(severities)s::text[], %(signs)s::text[], %(authors)s::text[], %(agents)s::int[],
            %(people)s::uuid[], %(conversations)s::uuid[], %(ats)s::timestamptz[]) AS a
ON CONFLICT (organisation_id, message_id, word_class) DO NOTHING
RETURNING id, pg_notify('trato_alerts', %(organisation_id)s::text)
"""


class Watch:
    """Keeps, per process, what of the last minute it has looked at already."""

    def __init__(self) -> None:
        """Have looked at nothing."""
        self._seen: dict[tuple[UUID, str], set[UUID]] = {}
        self._long_look_at: dict[tuple[UUID, str], float] = {}

    def watch(self, organisation_id: UUID) -> int:
        """Look at what is new in an organisation, in small transactions; return how many were."""
        return sum(self._watch_source(organisation_id, source) for source in SOURCES)

    def _watch_source(self, organisation_id: UUID, source: str) -> int:
        ids_after, read = SOURCES[source]
        key, looked, after = (organisation_id, source), 0, None
        seen = self._seen.setdefault(key, set())
        recent: set[UUID] = set()
        began = clock.monotonic()
        is_long = began - self._long_look_at.get(key, -inf) >= _LONG_LOOK_EVERY_SECONDS
        if not is_long:
            after = oldest_id(seconds_ago=_USUAL_SECONDS)
        while True:
            with tenancy.within(organisation_id):
                start = mark(source) if after is None else after
                ids = ids_after(start, limit=_AT_ONCE)
                new = [i for i in ids if i not in seen]
                if new:
                    raise_alerts(read(new), at=clock.now())
                    fault_point("watch.before_commit")
                if new and is_long:
                    _remember(source, min(ids[-1], oldest_id(seconds_ago=LATEST_SECONDS)))
            recent.update(ids)
            looked += len(new)
            if len(ids) < _AT_ONCE:
                break
            after = ids[-1]
        if is_long:
            self._seen[key], self._long_look_at[key] = recent, began
        else:
            seen |= recent
        return looked


def raise_alerts(messages: Sequence[Said], *, at: datetime) -> int:
    """Look at some messages and raise what they are signs of; return how many alerts are new."""
    found = matcher().look([one.written for one in messages])
    if not found:
        return 0
    signs = [(new_id(), messages[place], finding) for place, finding in found]
    rows = ask(_RAISE, _columns(signs) | {"organisation_id": tenancy.current(), "at": at})
    fresh = {row[0] for row in rows}
    record_many(
        [_fact(i, said, one) for i, said, one in signs if i in fresh],
        at=at,
    )
    for alert_id, said, one in signs:
        if alert_id in fresh:
            _tell(alert_id, said, one, at=at)
            if said.conversation_id is not None:
                seen = [(On.WORD_CLASS, str(one.word_class))]
                tag_by_rule(said.conversation_id, seen, at=at, person_id=said.person_id)
    return len(fresh)


def _columns(signs: Sequence[tuple[UUID, Said, Finding]]) -> dict[str, list[object]]:
    return {
        "ids": [i for i, _, _ in signs],
        "messages": [said.message_id for _, said, _ in signs],
        "classes": [str(one.word_class) for _, _, one in signs],
        "sides": [str(SIDE_OF[one.word_class]) for _, _, one in signs],
        "severities": [str(one.severity) for _, _, one in signs],
        "signs": [one.sign for _, _, one in signs],
        "authors": [said.author for _, said, _ in signs],
        "agents": [said.agent_id for _, said, _ in signs],
        "people": [said.person_id for _, said, _ in signs],
        "conversations": [said.conversation_id for _, said, _ in signs],
        "ats": [said.at for _, said, _ in signs],
    }


def _fact(
    alert_id: UUID, said: Said, one: Finding
) -> tuple[AlertRaised, UUID | None, bytes]:  # fmt: skip
    fact = AlertRaised(
        alert_id=alert_id,
        message_id=said.message_id,
        word_class=str(one.word_class),
        severity=str(one.severity),
        side=str(SIDE_OF[one.word_class]),
    )
    return fact, said.person_id, one.sign.encode()


def _tell(alert_id: UUID, said: Said, one: Finding, *, at: datetime) -> None:
    about = {
        "alert_id": str(alert_id),
        "class": str(one.word_class),
        "side": str(SIDE_OF[one.word_class]),
        "message_id": str(said.message_id),
        "conversation_id": str(said.conversation_id or ""),
    }
    severity = _GRAVITY[one.severity]
    tell(f"alert:{alert_id}", kind="monitoring.alert", severity=severity, about=about, at=at)


def mark(source: str) -> UUID:
    """Return up to where a source has been watched for good."""
    row = WatchMark.objects.filter(organisation_id=tenancy.current(), source=source).first()
    return oldest_id(seconds_ago=_FIRST_SECONDS) if row is None else row.upto


def _remember(source: str, upto: UUID) -> None:
    ask(
        "INSERT INTO monitoring_watchmark (organisation_id, id, source, upto)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT (organisation_id, source) DO UPDATE"
        " SET upto = greatest(monitoring_watchmark.upto, excluded.upto) RETURNING 1",
        [tenancy.current(), new_id(), source, upto],
    )
