"""Meta's two speed limits: so many a second per number, one in six seconds per pair."""

from dataclasses import dataclass
from datetime import datetime

PAIR_SECONDS = 6.0
PAIR_BURST = 45
THROUGHPUT_PER_SECOND = 80
COEXISTENCE_PER_SECOND = 20


@dataclass(slots=True)
class Bucket:
    """A token bucket on the world's time."""

    capacity: float
    per_second: float
    tokens: float
    filled_at: datetime

    def take(self, now: datetime) -> bool:
        """Take a token if there is one."""
        passed = max((now - self.filled_at).total_seconds(), 0.0)
        self.tokens = min(self.capacity, self.tokens + passed * self.per_second)
        self.filled_at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


def pair_bucket(now: datetime) -> Bucket:
    """Return a full bucket for one number and one person."""
    return Bucket(PAIR_BURST, 1.0 / PAIR_SECONDS, PAIR_BURST, now)


def throughput_bucket(now: datetime, per_second: int = THROUGHPUT_PER_SECOND) -> Bucket:
    """Return a full bucket for one number."""
    return Bucket(per_second, per_second, per_second, now)
