"""One round of the crash suite, a process of its own: load, kills, rest, and counting both sides.

People keep coming as long as kills are wanted; then everything comes to rest, and the simulated
world's books are compared with ours item by item. Prints one JSON object.
"""

import json
import random
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from trato.entrypoints.cli.bench.reaper import Reaper
from trato.entrypoints.cli.bench.sheet import HEADER, Inhabitant
from trato.entrypoints.cli.demo import start_clock, temporary_home, watch
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family
from trato.entrypoints.cli.trouble import UNKNOWN_AFTER_SECONDS, usual_trouble
from trato.foundation.crypto import new_master_key

SPEED = 60.0
_KILLING_SECONDS_MAX = 400.0
_PEOPLE_AT_ONCE, _IN_HAND = 10, 12
_PORTFOLIOS_AFTERWARDS = 2
_FEED_SECONDS = 1.0
_STEP_SECONDS = 0.05
_BOOT_MARGIN = 0.4
_PEOPLE_PER_ROUND = 100_000
Tell = Callable[[str], None]


def run_round(*, seed: int, kills: int, tell: Tell) -> dict[str, Any]:
    """Run one round until it has killed so often, or for a while, and return what was counted.

    Raises:
        WouldNotStart: something did not come back, or never came to rest.
    """
    with _home(seed, tell) as home:
        use_environment(
            TRATO_MASTER_KEY=new_master_key(),
            TRATO_SECRET_KEY=secrets.token_hex(32),
            TRATO_INSECURE_COOKIES="1",
            TRATO_DATABASE_URL="",
            TRATO_OWNER_DATABASE_URL="",
        )
        start_clock(SPEED)
        with open_house(home=home) as postgres:
            if postgres is None or postgres.pid is None:
                raise RuntimeError("the database is not ours to kill")
            points = home / "points"
            family = Family(logs=home / "logs", environment={"TRATO_FAULT_POINTS": f"@{points}"})
            try:
                began = time.monotonic()
                load = Load.begin(family, seed=seed)
                reaper = Reaper(
                    family=family,
                    postgres=postgres,
                    file=points,
                    chance=random.Random(seed),  # noqa: S311
                    boot_seconds=(time.monotonic() - began) * _BOOT_MARGIN,
                )
                family.revives = True
                tell(f"um processo volta ao trabalho em {reaper.boot_seconds:.1f} s")
                _kill_under_load(reaper, load, kills=kills, tell=tell)
                return _count(reaper, load, began)
            finally:
                family.stop()


@contextmanager
def _home(seed: int, tell: Tell) -> Iterator[Path]:
    """Give a folder that goes away, unless what was found in it is worth a closer look."""
    with temporary_home() as home:
        try:
            yield home
        finally:
            if (home / "problems").exists():
                kept = Path(tempfile.gettempdir()) / f"trato-crash-{seed}"
                shutil.copytree(home, kept, dirs_exist_ok=True)
                tell(f"algo não bate: registros e banco desta rodada em {kept}")


@dataclass(slots=True)
class Load:
    """People who keep coming: each time a small portfolio with a campaign of its own."""

    story: Any
    seed: int
    slices: int = 0
    broken_by: Exception | None = None

    @classmethod
    def begin(cls, family: Family, *, seed: int) -> "Load":
        """Start the processes and the world, with its usual trouble in force."""
        from trato.entrypoints.cli.story import Story

        story = Story.begin(family, seed=seed, unknown_after_seconds=UNKNOWN_AFTER_SECONDS)
        story.outside.ask("POST", "/_sim/faults", usual_trouble())
        return cls(story=story, seed=seed)

    @contextmanager
    def keep_coming(self) -> Iterator[None]:
        """Let people come, in a thread of its own, as long as the block runs.

        What broke that thread, other than a database that was away, is raised at the end.
        """
        stop = threading.Event()
        thread = threading.Thread(target=self._feed_until, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if self.broken_by:
            raise self.broken_by

    def _feed_until(self, stop: threading.Event) -> None:
        """Let more come whenever there is room; a database that is away is no reason to stop."""
        from django.db import Error, connections

        while not stop.wait(_FEED_SECONDS):
            try:
                if self._has_room():
                    self.feed()
            except (Error, psycopg.Error):
                connections.close_all()
            except Exception as found:  # a thread that ends silently would leave nothing to kill
                self.broken_by = found
                break
        connections.close_all()

    def _has_room(self) -> bool:
        """Whether little is left to do on either side: kills must meet work, not a heap of it."""
        from trato.door.outbox.audit import under_way
        from trato.foundation import clock
        from trato.foundation.tenancy import within

        with within(self.story.casts[0].organisation_id):
            ours = under_way(now=clock.now())
        theirs = int(self.story.outside.ask("GET", "/_sim/idle")["pending_people"])
        return ours + theirs < _IN_HAND

    def feed(self) -> None:
        """Bring one more portfolio, with a campaign of its own."""
        first = self.seed % 1000 * _PEOPLE_PER_ROUND + self.slices * _PEOPLE_AT_ONCE
        rows = [Inhabitant(first + n).row() for n in range(_PEOPLE_AT_ONCE)]
        name = f"Lote {self.slices}"
        content = "".join([HEADER, *rows]).encode()
        cast = self.story.casts[0]
        # Counted before it is done: a portfolio that was cut off half-way is not brought again.
        self.slices += 1
        result = self.story.take_portfolio(cast, content, label=f"{name}.csv", portfolio_name=name)
        self.story.launch_one(cast, result)

    def look(self) -> tuple[str, bool]:
        """Look at the story; a database that is just coming back has nothing to show."""
        from django.db import Error, connections

        try:
            line, is_quiet = self.story.look()
        except Error:
            connections.close_all()
            return "", False
        return str(line), bool(is_quiet)


def _kill_under_load(reaper: Reaper, load: Load, *, kills: int, tell: Tell) -> None:
    from django.db import connections

    until, told = time.monotonic() + _KILLING_SECONDS_MAX, 0
    with load.keep_coming():
        while reaper.kills < kills and time.monotonic() < until:
            reaper.step()
            if reaper.kills >= told + 10:
                told = reaper.kills
                tell(f"{told} mortes · {load.slices * _PEOPLE_AT_ONCE} pessoas")
            time.sleep(_STEP_SECONDS)
        reaper.rest()
        reaper.keep_alive()
    # A death between "sending" and the call leaves a whole page to a person, by design: that all
    # still works after so many deaths is shown by those who come when they are over.
    connections.close_all()
    for _ in range(_PORTFOLIOS_AFTERWARDS):
        load.feed()


def _count(reaper: Reaper, load: Load, began: float) -> dict[str, Any]:
    from trato.door.outbox.audit import left_to_a_person
    from trato.foundation.tenancy import within

    watch(load, reaper.family, tell=lambda _: None)
    outcome = load.story.end(tell=lambda _: None)
    if outcome["problems"] or not outcome["journal"]["verified"]:
        (reaper.family.logs.parent / "problems").write_text("\n".join(outcome["problems"]))
    unknown = 0
    for cast in load.story.casts:
        with within(cast.organisation_id):
            unknown += left_to_a_person()
    world = load.story.outside.ask("GET", "/_sim/faults")
    return {
        "kills": reaper.kills,
        "at_points": dict(reaper.at_points),
        "from_outside": dict(reaper.from_outside),
        "faults": world["struck"],
        "people": load.slices * _PEOPLE_AT_ONCE,
        "unknown_to_human": unknown,
        "seconds": round(time.monotonic() - began, 1),
        **{name: outcome[name] for name in _COUNTED},
        "journal_verified": outcome["journal"]["verified"],
        "decisions_differ": outcome["decisions"]["stored"] - outcome["decisions"]["replayed"],
    }


_COUNTED = (
    "duplicates", "lost", "forbidden_sends", "unknown_settled", "set_aside", "submitted",
    "replied", "identified", "problems", "books",
)  # fmt: skip


if __name__ == "__main__":
    # Whoever asked for the round may give up: its processes and its folder still go away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    _seed, _kills = (int(word) for word in sys.argv[1:3])
    _found = run_round(seed=_seed, kills=_kills, tell=lambda t: print(f"  {t}", file=sys.stderr))
    print(json.dumps(_found))
