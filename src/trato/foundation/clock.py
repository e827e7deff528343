"""The one clock. Every process of a demo shares the same virtual time through one setting.

Nothing else reads the time: pure code takes `now` as a parameter.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trato.foundation import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualTime:
    """A straight line: the world's `starts_at` is the wall's `anchor_epoch`, then `speed`×."""

    starts_at: datetime
    anchor_epoch: float
    speed: float

    def at(self, epoch: float) -> datetime:
        """Translate wall-clock seconds since 1970 into the world's time."""
        return self.starts_at + timedelta(seconds=(epoch - self.anchor_epoch) * self.speed)

    def render(self) -> str:
        """Return the text form that `parse` reads, for a child process's environment."""
        return f"{self.starts_at.isoformat()}|{self.anchor_epoch!r}|{self.speed!r}"

    @classmethod
    def parse(cls, text: str) -> "VirtualTime":
        """Read `starts_at|anchor_epoch|speed`.

        Raises:
            ValueError: the text is not three parts, or the start has no time zone.
        """
        starts, anchor, speed = text.split("|")
        starts_at = datetime.fromisoformat(starts)
        if starts_at.tzinfo is None:
            raise ValueError("the virtual clock's start needs a time zone")
        return cls(starts_at=starts_at, anchor_epoch=float(anchor), speed=float(speed))


_virtual: VirtualTime | None = None
_loaded = False


def _line() -> VirtualTime | None:
    global _virtual, _loaded
    if not _loaded:
        text = settings.clock()
        _virtual = VirtualTime.parse(text) if text else None
        _loaded = True
    return _virtual


def now() -> datetime:
    """Return the world's time, aware and in UTC: the wall clock unless a virtual one is set."""
    line = _line()
    epoch = time.time()
    return (line.at(epoch) if line else datetime.fromtimestamp(epoch, UTC)).astimezone(UTC)


def speed() -> float:
    """Return how many seconds of the world pass in one second of the machine."""
    line = _line()
    return line.speed if line else 1.0


def pause_seconds(world_seconds: float) -> float:
    """Return how long a process must sleep for `world_seconds` to pass in the world."""
    return world_seconds / speed()


def monotonic() -> float:
    """Return machine seconds for measuring durations and leases; unrelated to any date."""
    return time.monotonic()


def set_virtual(line: VirtualTime | None) -> None:
    """Replace this process's clock (tests, and the parent of a demo). `None` is the wall clock."""
    global _virtual, _loaded
    _virtual, _loaded = line, True


def wall_epoch() -> float:
    """Return the machine's seconds since 1970, to anchor a virtual line at."""
    return time.time()
