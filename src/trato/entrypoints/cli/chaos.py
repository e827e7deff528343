"""The demo under fire: what is done to it and when, and what was counted of it.

Each process and the database are killed once with work under way. Two numbers are restricted by
the provider, and started again by a person when the restriction has been lifted.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.db import Error, connections

from trato.book.organisations.change import start_number
from trato.book.organisations.read import number_at_provider
from trato.door.outbox import audit as outbox
from trato.entrypoints.cli.story import Story
from trato.entrypoints.cli.supervise import Family
from trato.entrypoints.cli.trouble import (
    POLICY,
    SPAM,
    number_stopped,
    template_paused_once,
    usual_trouble,
)
from trato.entrypoints.cli.world import Cast
from trato.foundation import clock
from trato.foundation.embedded import EmbeddedPostgres
from trato.foundation.tenancy import within

DATABASE = "postgresql"
_FIRST_ACT_SECONDS = 2.0
_BETWEEN_ACTS_SECONDS = 3.0
_WAIT_SECONDS = 150.0
_UNDER_WAY_SENDS = 8
# Of those in the file about four in five may be written to; a paused template rests three hours.
_PAUSE_AFTER_SHARE = 0.5
_ALL_DAY = timedelta(hours=6)
Tell = Callable[[str], None]
T = TypeVar("T")


@dataclass(slots=True)
class Chaos:
    """The acts of one run, one after the other, and the books about them."""

    story: Story
    family: Family
    postgres: EmbeddedPostgres | None
    tell: Tell
    killed: Counter[str] = field(default_factory=Counter)
    restricted: list[dict[str, Any]] = field(default_factory=list)
    _acts: Iterator[bool] | None = None
    _next_seconds: float = 0.0
    _is_over: bool = False

    @classmethod
    def begin(
        cls,
        story: Story,
        family: Family,
        postgres: EmbeddedPostgres | None,
        *,
        people: int,
        tell: Tell,
    ) -> "Chaos":
        """Put the world's trouble in force; some of so many people are about to be written to."""
        family.revives, story.soon = True, _ALL_DAY
        chaos = cls(story=story, family=family, postgres=postgres, tell=tell)
        chaos._lay(
            number_stopped(story.casts[0].phone_number_id, SPAM),
            template_paused_once(round(people * _PAUSE_AFTER_SHARE)),
            *usual_trouble(),
        )
        chaos._next_seconds = time.monotonic() + _FIRST_ACT_SECONDS
        chaos._acts = chaos._play()
        return chaos

    def step(self) -> bool:
        """Do what is due, bring back what died, and say whether all acts are over."""
        self.family.check()
        if self.postgres and self.postgres.has_died():
            self.postgres.revive()
        if not self._is_over and self._acts and time.monotonic() >= self._next_seconds:
            is_done = next(self._acts, None)
            self._is_over = is_done is None
            if is_done:
                self._next_seconds = time.monotonic() + _BETWEEN_ACTS_SECONDS
        return self._is_over

    def look(self) -> tuple[str, bool]:
        """Look at the story; a database that is just coming back has nothing to show."""
        return _calmly(self.story.look) or ("o banco está voltando", False)

    def report(self) -> dict[str, Any]:
        """Return what was done and how often each kind of trouble struck."""
        world = self.story.outside.ask("GET", "/_sim/faults")
        unknown = 0
        for cast in self.story.casts:
            with within(cast.organisation_id):
                unknown += outbox.left_to_a_person()
        return {
            "kills": dict(sorted(self.killed.items())),
            "revived": self.family.revived + self.killed[DATABASE],
            "faults": world["struck"],
            "faults_not_struck": world["quiet"],
            "webhooks": world["webhooks"],
            "refused_by_code": world["refused"],
            "numbers_restricted": self.restricted,
            "unknown_to_human": unknown,
        }

    def _play(self) -> Iterator[bool]:
        """Yield after each act whether it is done, or has to be looked at again at once."""
        cast = self.story.casts[0]
        yield from self._until_started_again(cast, SPAM)
        yield from self._until(lambda: self._sends() > _UNDER_WAY_SENDS)
        names = [c.name for c in self.family.children if c.name != "sim"]
        victims = [*names, *([DATABASE] if self.postgres else [])]
        random.Random(self.story.seed).shuffle(victims)  # noqa: S311
        for victim in victims:
            yield self._kill(victim)
        self._lay(number_stopped(cast.phone_number_id, POLICY))
        yield from self._until_started_again(cast, POLICY)

    def _kill(self, victim: str) -> bool:
        self.tell(f"kill -9: {victim}")
        self.killed[victim] += 1
        if victim == DATABASE:
            if self.postgres:
                self.postgres.kill()
        else:
            self.family.kill(victim)
        return True

    def _until_started_again(self, cast: Cast, code: int) -> Iterator[bool]:
        """Wait until a restricted number has stopped here; then let a person start it again."""
        self.tell(f"a Meta restringe o número de {cast.slug}: erro {code}")
        note: dict[str, Any] = {"organisation": cast.slug, "code": code, "started_again": False}
        self.restricted.append(note)
        yield from self._until(lambda: _is_stopped(cast))
        self.story.outside.ask("DELETE", f"/_sim/faults?name={code}")
        yield True
        note["stopped"] = bool(_calmly(lambda: _is_stopped(cast)))
        if note["stopped"]:
            yield from self._until(lambda: _start(cast))
            note["started_again"] = True
            self.tell(f"restrição levantada: uma pessoa religou o número de {cast.slug}")

    def _until(self, is_so: Callable[[], bool]) -> Iterator[bool]:
        """Wait for something; not for ever, and not once nothing is going to happen any more."""
        until = time.monotonic() + _WAIT_SECONDS
        while not _calmly(is_so) and time.monotonic() < until:
            if (_calmly(self.story.look) or ("", False))[1]:
                return
            yield False

    def _sends(self) -> int:
        page = self.story.outside.ask("GET", "/_sim/books?book=sends&limit=1")
        return int(page["total"])

    def _lay(self, *rules: dict[str, Any]) -> None:
        self.story.outside.ask("POST", "/_sim/faults", list(rules))


def _is_stopped(cast: Cast) -> bool:
    with within(cast.organisation_id):
        card = number_at_provider(cast.phone_number_id)
    return card is not None and card.state == "stopped"


def _start(cast: Cast) -> bool:
    with within(cast.organisation_id):
        card = number_at_provider(cast.phone_number_id)
        return card is not None and start_number(card.number_id, at=clock.now())


def _calmly(question: Callable[[], T]) -> T | None:
    """Ask our database; one that was just killed answers later, on a new connection."""
    try:
        return question()
    except Error:
        connections.close_all()
        return None
