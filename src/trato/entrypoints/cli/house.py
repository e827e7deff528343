"""Brings up what any command needs: keys, a database (embedded or given), Django, the tables."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trato.foundation import settings
from trato.foundation.crypto import new_master_key
from trato.foundation.embedded import EmbeddedPostgres

SETTINGS_MODULE = "trato.entrypoints.django_settings"


@contextmanager
def open_house(*, home: Path | None = None) -> Iterator[EmbeddedPostgres | None]:
    """Run a block with the database up and migrated and Django ready.

    With `TRATO_DATABASE_URL` that server is used, else the embedded one of the home folder, which
    is stopped at the end if it was started here.
    """
    postgres = None
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
    wanted = {"TRATO_MASTER_KEY": new_master_key, "TRATO_SECRET_KEY": lambda: secrets.token_hex(32)}
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
