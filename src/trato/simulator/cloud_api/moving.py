"""Counts over a moving span of the world's time: how many people, how much of a thing."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_HOUR_SECONDS = 3600


@dataclass(slots=True, kw_only=True)
class MovingPeople:
    """How many different people something happened to within the span; O(1) a happening."""

    span: timedelta
    happened: deque[tuple[datetime, str]] = field(default_factory=deque)
    times: dict[str, int] = field(default_factory=dict)

    def add(self, person: str, now: datetime) -> None:
        """Note that it happened to this person."""
        self.happened.append((now, person))
        self.times[person] = self.times.get(person, 0) + 1

    def count(self, now: datetime) -> int:
        """Return how many people are within the span."""
        self._forget(now)
        return len(self.times)

    def holds(self, person: str, now: datetime) -> bool:
        """Say whether this person is within the span."""
        self._forget(now)
        return person in self.times

    def _forget(self, now: datetime) -> None:
        while self.happened and now - self.happened[0][0] >= self.span:
            _, person = self.happened.popleft()
            self.times[person] -= 1
            if not self.times[person]:
                del self.times[person]


@dataclass(slots=True, kw_only=True)
class MovingCount:
    """How much there was within the span, kept by the hour."""

    span: timedelta
    by_hour: dict[int, int] = field(default_factory=dict)

    def add(self, now: datetime, amount: int = 1) -> None:
        """Add to the current hour; hours that have left the span go."""
        hour = int(now.timestamp()) // _HOUR_SECONDS
        if hour not in self.by_hour:
            first = hour - int(self.span.total_seconds()) // _HOUR_SECONDS
            self.by_hour = {at: held for at, held in self.by_hour.items() if at > first}
        self.by_hour[hour] = self.by_hour.get(hour, 0) + amount

    def count(self, now: datetime) -> int:
        """Return how much there was."""
        first = int((now - self.span).timestamp()) // _HOUR_SECONDS
        return sum(held for at, held in self.by_hour.items() if at > first)
