"""A place to measure in: a folder of its own with the embedded database, and a clock that tells.

The clock starts on a Tuesday morning, when the law lets messages leave, and runs at real speed.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

from trato.entrypoints.cli.bench.report import CouldNotMeasure, Figure
from trato.entrypoints.cli.demo import start_clock, temporary_home
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family
from trato.foundation.crypto import new_master_key

_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folder, the processes started so far, and the database's own words about durability."""

    home: Path
    family: Family
    database: dict[str, Figure]
    database_pid: int | None
    superuser_url: str

    def count(self, statement: LiteralString) -> int:
        """Ask the database behind the product's back: one number, over every organisation."""
        with psycopg.connect(self.superuser_url) as connection:
            row = connection.execute(statement).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def bench_place() -> Iterator[Place]:
    """Run a block with a fresh database, migrated, and Django ready; take it all away afterwards.

    Raises:
        CouldNotMeasure: the database would not be durable, so its figures would mean nothing.
    """
    with temporary_home() as home:
        use_environment(
            TRATO_MASTER_KEY=new_master_key(),
            TRATO_SECRET_KEY=secrets.token_hex(32),
            TRATO_DATABASE_URL="",
            TRATO_OWNER_DATABASE_URL="",
        )
        start_clock(speed=1.0)
        with open_house(home=home) as postgres:
            if postgres is None:
                raise CouldNotMeasure("O banco embutido não foi iniciado.")
            family = Family(logs=home / "logs")
            try:
                yield Place(
                    home=home,
                    family=family,
                    database=_database(),
                    database_pid=postgres.pid,
                    superuser_url=postgres.superuser_url,
                )
            finally:
                family.stop()


def _database() -> dict[str, Figure]:
    from django.db import connection

    with connection.cursor() as cursor:
        words: dict[str, Figure] = {}
        for name in ("server_version", *_DURABILITY):
            cursor.execute("SELECT current_setting(%s)", [name])
            words[f"postgresql_{name}"] = cursor.fetchone()[0]
    if any(words[f"postgresql_{name}"] != "on" for name in _DURABILITY):
        raise CouldNotMeasure("O banco não está durável: os números não valeriam nada.")
    return words
