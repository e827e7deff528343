"""Chance without state: every draw is a function of the seed and of what it is drawn for.

Two runs with the same seed draw the same, whatever the order or the speed of events.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def draw(*parts: object) -> int:
    """Return 64 bits that depend on the parts alone."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def share(*parts: object) -> float:
    """Return a number in [0, 1)."""
    return (draw(*parts) >> 11) / float(1 << 53)


def between(low: float, high: float, *parts: object) -> float:
    """Return a number from `low` up to, not including, `high`."""
    return low + (high - low) * share(*parts)


def pick(options: Sequence[T], *parts: object) -> T:
    """Return one of the options, each as likely as the others."""
    return options[draw(*parts) % len(options)]


def weighted(options: Sequence[tuple[T, int]], *parts: object) -> T:
    """Return one of the options, as likely as its weight says."""
    at = draw(*parts) % sum(weight for _, weight in options)
    for option, weight in options:
        at -= weight
        if at < 0:
            return option
    raise ValueError("no weight is positive")
