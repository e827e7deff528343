"""How far back to look for facts that wait for their seal: mostly the newest, sometimes further.

Ids are made before their transaction commits. One that commits late has an id below others that
were sealed already; only a look further back finds it.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final
from uuid import UUID

RECENT_SECONDS: Final = 2 * 3600.0
_RECENT_EVERY_SECONDS: Final = 30.0
_EVERYTHING_EVERY_SECONDS: Final = 6 * 3600.0


class Look(Enum):
    """NEWEST costs what it finds, RECENT what two hours hold, EVERYTHING the whole journal."""

    NEWEST = "newest"
    RECENT = "recent"
    EVERYTHING = "everything"


class Looks:
    """Keeps, per process, when an organisation's journal was last looked through and how far."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Have looked at nothing; `seconds` is the machine's own clock, never the world's."""
        self._seconds = seconds
        self._looked: dict[tuple[UUID, Look], float] = {}

    def due(self, organisation_id: UUID) -> Look:
        """Return how far to look now."""
        for look, every in (
            (Look.EVERYTHING, _EVERYTHING_EVERY_SECONDS),
            (Look.RECENT, _RECENT_EVERY_SECONDS),
        ):
            last = self._looked.get((organisation_id, look))
            if last is None or self._seconds() - last >= every:
                return look
        return Look.NEWEST

    def done(self, organisation_id: UUID, look: Look) -> None:
        """Remember a look that left nothing behind; a wide one is as good as a narrow one."""
        if look is Look.NEWEST:
            return
        self._looked[organisation_id, Look.RECENT] = self._seconds()
        if look is Look.EVERYTHING:
            self._looked[organisation_id, Look.EVERYTHING] = self._seconds()
