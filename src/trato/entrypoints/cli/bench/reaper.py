"""Who is killed, when and where: at random moments from outside, and at named points from inside.

A process is killed again only when it has had the time to get back to work, so that every kill
meets work in progress.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from trato.entrypoints.cli.supervise import Family
from trato.foundation.embedded import EmbeddedPostgres
from trato.foundation.faults import POINTS

DATABASE = "postgresql"
_KILL_PAUSE_SECONDS = (0.2, 3.0)
_POINT_PAUSE_SECONDS = (0.1, 1.0)
_POINT_PATIENCE_SECONDS = 3.0
_DATABASE_WEIGHT, _PROCESS_WEIGHT = 1, 3
_DATABASE_REST_SECONDS = 4.0


@dataclass(slots=True, kw_only=True)
class Reaper:
    """The kills of one round. `at_points` counts by name, `from_outside` by victim."""

    family: Family
    postgres: EmbeddedPostgres
    file: Path
    chance: random.Random
    boot_seconds: float
    at_points: Counter[str] = field(default_factory=Counter)
    from_outside: Counter[str] = field(default_factory=Counter)
    not_passed: Counter[str] = field(default_factory=Counter)
    _points: list[str] = field(default_factory=list)
    _armed: str = ""
    _armed_until: float = 0.0
    _arm_at: float = 0.0
    _kill_at: float = 0.0
    _database_since: float = 0.0

    @property
    def kills(self) -> int:
        """How many there were so far."""
        return self.at_points.total() + self.from_outside.total()

    def step(self) -> None:
        """Bring back what died; kill if it is time; keep a point armed, whoever passes it."""
        self.keep_alive()
        now = time.monotonic()
        if self._armed:
            self._look_at_point(now)
        elif now >= self._arm_at:
            self._arm(now)
        if now >= self._kill_at:
            self._kill(now)

    def keep_alive(self) -> None:
        """Start again whatever was killed."""
        if self.postgres.has_died():
            self.postgres.revive()
            self._database_since = time.monotonic()
        self.family.check()

    def rest(self) -> None:
        """Kill no more."""
        self.file.unlink(missing_ok=True)
        if self._armed and self._struck().exists():
            self._note_strike()
        self._armed = ""

    def _arm(self, now: float) -> None:
        if not self._points:
            self._points = [name for names in POINTS.values() for name in names]
            self.chance.shuffle(self._points)
        self._armed, self._armed_until = self._points.pop(), now + _POINT_PATIENCE_SECONDS
        written = self.file.with_suffix(".new")
        written.write_text(f"{self._armed}=0.5")
        written.rename(self.file)

    def _look_at_point(self, now: float) -> None:
        if self._struck().exists():
            self._note_strike()
        elif now > self._armed_until:
            self.file.unlink(missing_ok=True)
            if self._struck().exists():
                self._note_strike()
            else:
                self.not_passed[self._armed] += 1
            self._armed = ""

    def _struck(self) -> Path:
        return self.file.with_suffix(".struck")

    def _note_strike(self) -> None:
        self._struck().unlink()
        self.at_points[self._armed] += 1
        self._armed = ""
        self._arm_at = time.monotonic() + self.chance.uniform(*_POINT_PAUSE_SECONDS)

    def _kill(self, now: float) -> None:
        weights = {
            child.name: _PROCESS_WEIGHT
            for child in self.family.children
            if child.name != "sim" and child.age_seconds > self.boot_seconds
        }
        if now - self._database_since > _DATABASE_REST_SECONDS:
            weights[DATABASE] = _DATABASE_WEIGHT
        if not weights:
            return
        victim = self.chance.choices(list(weights), list(weights.values()))[0]
        if victim == DATABASE:
            self.postgres.kill()
        else:
            self.family.kill(victim)
        self.from_outside[victim] += 1
        self._kill_at = time.monotonic() + self.chance.uniform(*_KILL_PAUSE_SECONDS)
