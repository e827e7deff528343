"""How much a measurement may cost, and whom it tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long a suite may take, and whom to tell how far it is."""

    tell: Tell
    seconds: float | None = None
    is_quick: bool = False
    is_full: bool = False
    kills: int | None = None
    seed: int = 7
    told: Path | None = None

    def choose(self, usual: float, *, quick: float) -> float:
        """Return the seconds asked for, else the usual or the quick ones."""
        if self.seconds is not None:
            return self.seconds
        return quick if self.is_quick else usual

    def count(self, usual: int, *, quick: int) -> int:
        """Return how many of something are measured; however long that is to take."""
        return quick if self.is_quick else usual
