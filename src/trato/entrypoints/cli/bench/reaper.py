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
_KILL_PAUSE_SECONDS = (1.5, 5.0)
_POINT_PAUSE_SECONDS = (0.1, 1.0)
_POINT_PATIENCE_SECONDS = 3.0
_DATABASE_WEIGHT, _PROCESS_WEIGHT = 1, 3
_ARMED_AT_ONCE, _DEATH_SHARE = 32, 0.3
_AGAIN_SECONDS = 0.2


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
    _points: list[str] = field(default_factory=list)
    _armed: list[str] = field(default_factory=list)
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
        self._armed = []

    def _arm(self, now: float) -> None:
        if not self._points:
            self._points = [name for names in POINTS.values() for name in names]
            self.chance.shuffle(self._points)
        self._armed, self._points = self._points[:_ARMED_AT_ONCE], self._points[_ARMED_AT_ONCE:]
        self._armed_until = now + _POINT_PATIENCE_SECONDS + self.boot_seconds
        written = self.file.with_suffix(".new")
        written.write_text(",".join(f"{name}={_DEATH_SHARE}" for name in self._armed))
        written.rename(self.file)

    def _look_at_point(self, now: float) -> None:
        if self._struck().exists():
            self._note_strike()
        if self._armed and now > self._armed_until:
            self.file.unlink(missing_ok=True)
            if self._struck().exists():
                self._note_strike()
            # Whoever was killed from outside while dying here has not left its point's name.
            self._struck().unlink(missing_ok=True)
            self._armed = []

    def _struck(self) -> Path:
        return self.file.with_suffix(".struck")

    def _note_strike(self) -> None:
        name = self._struck().read_text()
        if name not in self._armed:
            # The dying process is just writing it.
            return
        self._struck().unlink()
        self.at_points[name] += 1
        # Those that nobody passed meanwhile have another chance before all begin anew.
        self._points += [other for other in self._armed if other != name]
        self._armed = []
        self._arm_at = time.monotonic() + self.chance.uniform(*_POINT_PAUSE_SECONDS)

    def _kill(self, now: float) -> None:
        ages = {c.name: c.age_seconds for c in self.family.children if c.name != "sim"}
        weights = [*(_PROCESS_WEIGHT for _ in ages), _DATABASE_WEIGHT]
        ages[DATABASE] = now - self._database_since
        victim = self.chance.choices(list(ages), weights)[0]
        if ages[victim] < self.boot_seconds:
            self._kill_at = now + _AGAIN_SECONDS
            return
        if victim == DATABASE:
            self.postgres.kill()
        else:
            self.family.kill(victim)
        self.from_outside[victim] += 1
        self._kill_at = time.monotonic() + self.chance.uniform(*_KILL_PAUSE_SECONDS)
