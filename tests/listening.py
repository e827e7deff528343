"""Hears what the database tells, all of what was committed before one asks and nothing of later."""

import time
from uuid import uuid4

import psycopg

CHANNEL = "trato_live"
_PATIENCE_SECONDS = 20.0


class Listening:
    """A connection that listens, told apart by marks of its own: no wait for what never comes."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)
        self._heard: list[str] = []
        self._connection.add_notify_handler(lambda notice: self._heard.append(notice.payload))
        self._connection.execute(f"LISTEN {CHANNEL}".encode())

    def told(self) -> list[str]:
        """Return what was told since the last time; notices come in the order of their commits."""
        mark = f"- mark {uuid4().hex}"
        self._connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, mark])
        until = time.monotonic() + _PATIENCE_SECONDS
        while mark not in self._heard:
            if time.monotonic() > until:
                raise AssertionError("the database does not tell")
            self._connection.execute("SELECT 1")
        place = self._heard.index(mark)
        told, self._heard[: place + 1] = self._heard[:place], []
        return told

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Listening":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
