"""How much agents and the assistant wrote, how much the door refused, and when people spoke."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.database import ask

# The desk names the agent in the intent: desk:<user>:<key>.
# Of messages from before the assistant had one, only the rulebook is known.
_VERSION: Final = "concat_ws(' · ', nullif(m.author_version, ''), d.rulebook)"
_TALLIES: Final = """
SELECT CASE WHEN m.author = 'human' THEN split_part(m.idempotency_key, ':', 2)::int END AS agent,
       CASE WHEN m.author = 'bot' THEN {version}
            ELSE '' END AS version,
       count(*) FILTER (WHERE m.state IN ('sending', 'unknown', 'sent')),
       count(*) FILTER (WHERE m.state = 'refused'),
       min(m.created_at)
  FROM outbox_message m
  JOIN outbox_decision d ON d.organisation_id = m.organisation_id AND d.id = m.decision_id
 WHERE m.organisation_id = %s AND m.created_at >= %s AND m.created_at < %s
   AND (m.author = 'bot' OR (m.author = 'human' AND m.idempotency_key ~ '^desk:[0-9]+:'))
 GROUP BY 1, 2
 ORDER BY 1, 2
""".replace("{version}", _VERSION)
_THREADS: Final = """
SELECT DISTINCT
       CASE WHEN m.author = 'human' THEN split_part(m.idempotency_key, ':', 2)::int END,
       CASE WHEN m.author = 'bot' THEN {version}
            ELSE '' END,
       m.conversation_id, m.contact_point_id
  FROM outbox_message m
  JOIN outbox_decision d ON d.organisation_id = m.organisation_id AND d.id = m.decision_id
 WHERE m.organisation_id = %s AND m.created_at >= %s AND m.created_at < %s
   AND m.state IN ('sending', 'unknown', 'sent')
   AND m.conversation_id IS NOT NULL AND m.contact_point_id IS NOT NULL
   AND (m.author = 'bot' OR (m.author = 'human' AND m.idempotency_key ~ '^desk:[0-9]+:'))
""".replace("{version}", _VERSION)
_VERSIONS: Final = """
SELECT m.id, {version}
  FROM outbox_message m
  JOIN outbox_decision d ON d.organisation_id = m.organisation_id AND d.id = m.decision_id
 WHERE m.organisation_id = %s AND m.id = ANY(%s)
""".replace("{version}", _VERSION)
_SAID: Final = """
SELECT conversation_id, split_part(idempotency_key, ':', 2)::int, sent_at
  FROM outbox_message
 WHERE organisation_id = %s AND sent_at >= %s AND sent_at < %s AND author = 'human'
   AND conversation_id IS NOT NULL AND idempotency_key ~ '^desk:[0-9]+:'
 ORDER BY sent_at, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many messages left and were refused: of an agent, or of one version of the assistant.

    A version is its own and the rulebook's that it spoke under; of older messages only the latter
    is known. `first_at`: when the first of them was written.
    """

    agent_id: int | None
    version: str
    left: int
    refused: int
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """An agent, or a version of the assistant, wrote in a conversation, to a contact point."""

    agent_id: int | None
    version: str
    conversation_id: UUID
    contact_point_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """An agent's message left."""

    conversation_id: UUID
    agent_id: int
    at: datetime


def tallies(*, since: datetime, until: datetime) -> tuple[Tally, ...]:
    """Count what was written in `[since, until)`."""
    rows = ask(_TALLIES, [tenancy.current(), since, until])
    return tuple(
        Tally(agent_id=agent_id, version=version, left=left, refused=refused, first_at=first_at)
        for agent_id, version, left, refused, first_at in rows
    )


def threads(*, since: datetime, until: datetime) -> tuple[ThreadLine, ...]:
    """Return in which conversations a message written in `[since, until)` left, once by whom."""
    return tuple(
        ThreadLine(
            agent_id=agent_id,
            version=version,
            conversation_id=conversation_id,
            contact_point_id=contact_point_id,
        )
        for agent_id, version, conversation_id, contact_point_id in ask(
            _THREADS, [tenancy.current(), since, until]
        )
    )


def said_by_people(*, since: datetime, until: datetime) -> Iterator[SaidLine]:
    """Yield agents' messages that left in `[since, until)`, oldest first."""
    for conversation_id, agent_id, at in ask(_SAID, [tenancy.current(), since, until]):
        yield SaidLine(conversation_id=conversation_id, agent_id=agent_id, at=at)


def versions_of(message_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return by which version of the assistant and of the rulebook messages were written."""
    if not message_ids:
        return {}
    return dict(ask(_VERSIONS, [tenancy.current(), list(message_ids)]))
