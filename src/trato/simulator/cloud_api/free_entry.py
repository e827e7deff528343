"""The free entry point: a person comes from an ad, we answer within a day, three days are free."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ANSWER_WITHIN = timedelta(hours=24)
FREE_FOR = timedelta(hours=72)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One visit from an ad."""

    came_at: datetime
    free_until: datetime | None = None


class FreeEntries:
    """Remembers who came from an ad to which number."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._entries: dict[tuple[str, str], Entry] = {}

    def came(self, phone_number_id: str, phone: str, now: datetime) -> None:
        """Note that a person's message carried an ad's referral."""
        self._entries[phone_number_id, phone] = Entry(came_at=now)

    def free_until(self, phone_number_id: str, phone: str, now: datetime) -> datetime | None:
        """Return until when this message's window is free; the first answer opens it."""
        entry = self._entries.get((phone_number_id, phone))
        if entry is None:
            return None
        if entry.free_until is None and now - entry.came_at < ANSWER_WITHIN:
            entry.free_until = now + FREE_FOR
        is_free = entry.free_until is not None and now < entry.free_until
        return entry.free_until if is_free else None
