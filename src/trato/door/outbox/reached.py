"""How each contact point of a person took our messages lately: delivered when, failed why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.database import ask

# A person's newest messages; older ones say little of how a telephone is today.
_NEWEST = 200
_REACHED = """
SELECT m.contact_point_id, max(m.delivered_at),
       (array_agg(m.ended_at ORDER BY m.ended_at DESC) FILTER (WHERE m.state = 'failed'))[1],
       (array_agg(m.failed_code ORDER BY m.ended_at DESC) FILTER (WHERE m.state = 'failed'))[1]
  FROM (SELECT contact_point_id, delivered_at, state, ended_at, failed_code
          FROM outbox_message
         WHERE organisation_id = %s AND person_id = %s AND sending_at IS NOT NULL
         ORDER BY sending_at DESC LIMIT %s) m
 WHERE m.contact_point_id IS NOT NULL
 GROUP BY m.contact_point_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """When a contact point last got a message of ours, and when and why it last did not.

    `failed_code` is the provider's; None where it failed without one, or never.
    """

    delivered_at: datetime | None
    failed_at: datetime | None
    failed_code: int | None

    @property
    def is_failing(self) -> bool:
        """Whether the newest word is that it does not get them."""
        if self.failed_at is None:
            return False
        return self.delivered_at is None or self.failed_at > self.delivered_at


def reached(person_id: UUID) -> dict[UUID, Reached]:
    """Return how a person's contact points took our newest messages; without any: absent."""
    rows = ask(_REACHED, [tenancy.current(), person_id, _NEWEST])
    return {
        point: Reached(delivered_at=delivered_at, failed_at=failed_at, failed_code=code)
        for point, delivered_at, failed_at, code in rows
    }
