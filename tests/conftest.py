"""One embedded PostgreSQL for the whole run, a database per worker, a fresh organisation per test.

Tests commit for real, as the application role, behind the walls: nothing is rolled back, since no
test can see another test's organisation.
"""

import base64
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import django
import psycopg
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as properties

from trato.foundation.embedded import EmbeddedPostgres

os.environ["TRATO_SECRET_KEY"] = "test-only-" + "k" * 50
os.environ["TRATO_MASTER_KEY"] = base64.b64encode(b"t" * 32).decode()
os.environ["TRATO_INSECURE_COOKIES"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "trato.entrypoints.django_settings"

# Django must know its models before test modules import them; the server starts only when a test
# asks for the database, at the address settled here.
_home = Path(tempfile.mkdtemp(prefix="trato-test-"))
_home.chmod(0o755)
_postgres = EmbeddedPostgres(_home, {"fsync": "off", "shared_buffers": "64MB"})
os.environ["TRATO_DATABASE_URL"] = _postgres.application_url
os.environ["TRATO_OWNER_DATABASE_URL"] = _postgres.owner_url
django.setup()

# How fast the rules are, the bench measures: a busy machine is no counterexample.
properties.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
properties.load_profile("house")


class QuickArgon2(Argon2PasswordHasher):
    """The product's own way to hash a password, with none of the work that is meant to be slow.

    Only what a test itself hashes is made so: a process that a test starts hashes as in production.
    """

    time_cost, memory_cost, parallelism = 1, 8, 1


django_settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


class Server:
    """Where this worker's database is, for tests that start processes or tamper with tables."""

    def __init__(self, application_url: str, owner_url: str, superuser_url: str) -> None:
        self.application_url = application_url
        self.owner_url = owner_url
        self.superuser_url = superuser_url

    def environment(self) -> dict[str, str]:
        """Return the environment a child process needs to work on this database."""
        return {
            **os.environ,
            "TRATO_DATABASE_URL": self.application_url,
            "TRATO_OWNER_DATABASE_URL": self.owner_url,
        }


@pytest.fixture(scope="session")
def database() -> Iterator[Server]:
    """Start PostgreSQL on a migrated cluster."""
    server = Server(_postgres.application_url, _postgres.owner_url, _postgres.superuser_url)
    try:
        _start_migrated()
        yield server
    finally:
        connections.close_all()
        _postgres.stop()


def _start_migrated() -> None:
    """Migrate as the owner, or copy what another process of the same run has migrated.

    A run of everything starts some thirty processes with a cluster each. It names an empty folder
    of its own, so that no cluster outlives the migrations it was made with.
    """
    folder = os.environ.get("TRATO_TEST_CLUSTERS")
    if not folder:
        _postgres.start()
        call_command("migrate", database="owner", verbosity=0)
        return
    migrated = Path(folder) / "migrated"
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not migrated.exists():
            _postgres.start()
            call_command("migrate", database="owner", verbosity=0)
            connections.close_all()
            _postgres.stop()
            unfinished = Path(folder) / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            _copy(_postgres.data, unfinished)
            unfinished.rename(migrated)
    if not _postgres.data.exists():
        _copy(migrated, _postgres.data)
    _postgres.start()


def _copy(cluster: Path, to: Path) -> None:
    """Copy a stopped cluster; its files keep their owner, or the server would not read them."""
    subprocess.run(["cp", "-a", str(cluster), str(to)], check=True)


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture
def organisation(database: Server) -> UUID:
    """Return a fresh cooperative that writes to its own members."""
    from trato.book.organisations.create import create_organisation

    return create_organisation(
        slug=f"coop-{uuid4().hex[:12]}",
        name="Cooperativa Aurora",
        actor_role="original_creditor",
        document="11222333000181",
        address="Rua das Flores, 100, São Paulo/SP",
        contact="0800 000 0000",
        data_contact="privacidade@aurora.example",
        at=TUESDAY,
    )


@pytest.fixture
def agency(database: Server) -> UUID:
    """Return a fresh third-party collection agency."""
    from trato.book.organisations.create import create_organisation

    return create_organisation(
        slug=f"assessoria-{uuid4().hex[:12]}",
        name="Assessoria Horizonte",
        actor_role="third_party_collector",
        document="44555666000107",
        address="Av. Central, 200, São Paulo/SP",
        contact="0800 000 0001",
        data_contact="privacidade@horizonte.example",
        at=TUESDAY,
    )


@pytest.fixture
def superuser(database: Server) -> Iterator[psycopg.Connection]:
    """Return a connection that ignores every wall, to tamper behind the product's back."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        yield connection
