"""Moves this process's clock: a jump ahead, another speed. Other processes keep their own."""

from datetime import datetime

from trato.foundation import clock
from trato.foundation.clock import VirtualTime

# Slow enough to stand still, and still a speed that may be divided by: a second in thirty years.
_STANDSTILL = 1e-9


def move_to(instant: datetime) -> None:
    """Let it be that instant, or leave the clock alone if it is later already."""
    if instant > clock.now():
        _start(instant, clock.speed())


def set_speed(speed: float) -> None:
    """Go on from now at so many world seconds a machine second; 0 stands still.

    Raises:
        ValueError: time would run backwards.
    """
    if speed < 0:
        raise ValueError("speed must not be negative")
    _start(clock.now(), max(speed, _STANDSTILL))


def set_back(instant: datetime) -> None:
    """Let it be that instant, earlier or later: only a restored world may go back in time."""
    _start(instant, clock.speed())


def shown_speed() -> float:
    """Return the speed as it was asked for."""
    return clock.speed() if clock.speed() > _STANDSTILL else 0.0


def _start(instant: datetime, speed: float) -> None:
    line = VirtualTime(starts_at=instant, anchor_epoch=clock.wall_epoch(), speed=speed)
    clock.set_virtual(line)


def instant(text: str) -> datetime:
    """Read an instant.

    Raises:
        ValueError: it is none, or has no time zone.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return found
