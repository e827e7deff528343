"""Brings up what any command needs: keys, a database (embedded or given), Django, the tables."""

import functools
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import UUID

import click

from trato.foundation import settings
from trato.foundation.crypto import BadMasterKey, new_master_key
from trato.foundation.embedded import DatabaseWouldNotStart, EmbeddedPostgres

RUNNING = "running.json"
_WORLD = (
    "TRATO_DATABASE_URL",
    "TRATO_OWNER_DATABASE_URL",
    "TRATO_MASTER_KEY",
    "TRATO_SECRET_KEY",
    "TRATO_CLOCK",
)
P = ParamSpec("P")
R = TypeVar("R")
SETTINGS_MODULE = "trato.entrypoints.django_settings"


@contextmanager
def open_house(*, home: Path | None = None) -> Iterator[EmbeddedPostgres | None]:
    """Run a block with the database up and migrated and Django ready.

    With `TRATO_DATABASE_URL` that server is used, else the embedded one of the home folder, which
    is stopped at the end if it was started here.
    """
    postgres = None
    if home is None:
        use_environment(**_running_world())
    if not settings.database_url():
        postgres = EmbeddedPostgres(home or settings.home()).start()
        use_environment(
            TRATO_DATABASE_URL=postgres.application_url, TRATO_OWNER_DATABASE_URL=postgres.owner_url
        )
    use_environment(**_keys(home or settings.home()))
    try:
        set_up_django()
        yield postgres
    finally:
        from django.db import connections

        connections.close_all()
        if postgres:
            postgres.stop()


def housed(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside an open house, with a clear error where it cannot be opened."""

    @functools.wraps(command)
    def inside(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            with open_house():
                return command(*arguments, **options)
        except (DatabaseWouldNotStart, settings.SettingError, BadMasterKey) as problem:
            raise click.ClickException(str(problem)) from None

    return inside


def chosen_organisation(slug: str | None) -> UUID:
    """Return the organisation of a slug, or the only one there is.

    Raises:
        UsageError: there is none of that name, or several to choose from.
    """
    from trato.book.organisations.read import by_slug, organisation_ids

    if slug is not None:
        found = by_slug(slug)
        if found is None:
            raise click.UsageError("Não há organização com esse nome curto.")
        return found
    known = organisation_ids()
    if len(known) != 1:
        raise click.UsageError("Diga a organização com --organisation.")
    return known[0]


def announce_world() -> Path:
    """Leave word of this running world, so that other commands on this machine find it."""
    file = settings.home() / RUNNING
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    given = settings.process_environment()
    world = {name: given[name] for name in _WORLD if name in given}
    file.write_text(json.dumps({"pid": os.getpid(), "environment": world}))
    return file


def _running_world() -> dict[str, str]:
    file = settings.home() / RUNNING
    if settings.database_url() or not file.exists():
        return {}
    word = json.loads(file.read_text())
    try:
        os.kill(word["pid"], 0)
    except ProcessLookupError:
        return {}
    return dict(word["environment"])


def use_environment(**values: str) -> None:
    """Set variables for this process and its children."""
    os.environ.update(values)  # noqa: TID251


def set_up_django(*, migrate: bool = True) -> None:
    """Load the models, and bring the tables up to date where we own them."""
    use_environment(DJANGO_SETTINGS_MODULE=SETTINGS_MODULE)
    import django
    from django.core.management import call_command

    django.setup()
    if migrate and settings.owner_database_url():
        call_command("migrate", database="owner", verbosity=0)


def _keys(home: Path) -> dict[str, str]:
    """Return keys from the environment, or from a file that is made once, readable by us alone."""
    wanted: dict[str, Callable[[], str]] = {
        "TRATO_MASTER_KEY": new_master_key,
        "TRATO_SECRET_KEY": partial(secrets.token_hex, 32),
    }
    given = settings.process_environment()
    if all(given.get(name) for name in wanted):
        return {}
    file = home / "keys.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in wanted if not kept.get(name)]
    if missing:
        kept |= {name: wanted[name]() for name in missing}
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept))
    return {name: given.get(name) or kept[name] for name in wanted}
