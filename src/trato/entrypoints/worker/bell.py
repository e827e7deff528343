"""Wakes loops when the database notifies, and says which organisation rang.

A lost notice costs one idle wait: every loop looks everywhere every so often all the same.
"""

import threading
from collections.abc import Iterable
from uuid import UUID

import psycopg

from trato.foundation import clock, settings

STEP_SECONDS = 0.005
"""Notices of one organisation this close together are one."""

_AFTER_TROUBLE_SECONDS = 0.5

Notice = tuple[int, UUID | None]
"""In which step of the machine's clock something happened, and where; None: in some of them."""


class Ear:
    """What one loop has heard and not yet looked after."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self._rung = threading.Condition()
        self._heard: set[Notice] = set()
        self._is_roused = False

    def hear(self, organisation_id: UUID | None) -> None:
        """Note that something happened in an organisation; None: in some of them."""
        with self._rung:
            self._heard.add((int(clock.monotonic() / STEP_SECONDS), organisation_id))
            self._rung.notify_all()

    def rouse(self) -> None:
        """End a wait although nothing happened."""
        with self._rung:
            self._is_roused = True
            self._rung.notify_all()

    def take(self, *, seconds: float = 0) -> set[Notice]:
        """Return what was heard since the last time, waiting so long for it if it is nothing."""
        with self._rung:
            if not self._heard and not self._is_roused and seconds > 0:
                self._rung.wait(seconds)
            heard, self._heard, self._is_roused = self._heard, set(), False
            return heard


class Bell:
    """One listening connection for a process; any number of ears hear it."""

    def __init__(self, *channels: str) -> None:
        """Listen to these channels; a notice names an organisation, or nothing: some of them."""
        self._channels = channels
        self._ears: list[Ear] = []

    def ear(self) -> Ear:
        """Return a new ear; give it out before `listen` runs."""
        ear = Ear()
        self._ears.append(ear)
        return ear

    def is_wanted(self, ears: Iterable[Ear]) -> bool:
        """Return whether it has channels, and one of these ears hears it."""
        return bool(self._channels) and any(ear in self._ears for ear in ears)

    def rouse(self) -> None:
        """End every wait."""
        for ear in self._ears:
            ear.rouse()

    def listen(self, stop: threading.Event) -> None:
        """Hold one connection that listens, reconnecting after trouble."""
        while not stop.is_set():
            try:
                with psycopg.connect(settings.database_url(), autocommit=True) as listening:
                    for channel in self._channels:
                        listening.execute(f"LISTEN {channel}".encode())
                    while not stop.is_set():
                        for notice in listening.notifies(timeout=1.0, stop_after=1):
                            self._tell(notice.payload)
            except psycopg.Error:
                stop.wait(_AFTER_TROUBLE_SECONDS)

    def _tell(self, payload: str) -> None:
        organisation_id = UUID(payload) if payload else None
        for ear in self._ears:
            ear.hear(organisation_id)
