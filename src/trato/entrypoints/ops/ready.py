"""Whether this process can do its work: each check by name, none with a secret in its words."""

from collections.abc import Callable

import structlog
from django.db import Error, connections
from django.db.migrations.loader import MigrationLoader

from trato.book.organisations import keys
from trato.foundation import clock, settings
from trato.foundation.crypto import BadMasterKey
from trato.foundation.tenancy import RoleTooStrong
from trato.foundation.walls import check_role

OK = "ok"
CLOCKS_APART_SECONDS_MAX = 30.0
"""Hours, windows and expiries are judged by this clock, beside times that the other one wrote."""

_log = structlog.get_logger(__name__)


def readiness() -> dict[str, str]:
    """Return each check's word; anything but `ok` means that no work should come here.

    Blocks: call it outside an event loop. After a check that failed the later ones are `unknown`
    where they need it.
    """
    try:
        found = {"database": _said(_database)}
        reachable = found["database"] == OK
        for name, check in _CHECKS.items():
            found[name] = _said(check) if reachable else "unknown"
        return found
    finally:
        # The thread may never be used again: its connection must not linger.
        connections.close_all()


def _said(check: Callable[[], str]) -> str:
    try:
        return check()
    except (Error, OSError) as problem:
        _log.warning("not_ready", exc_info=problem)
        return "unreachable"
    except (BadMasterKey, settings.SettingError):
        return "wrong"
    except Exception as problem:  # whatever is odd, work must not come here
        _log.error("not_ready", exc_info=problem)
        return "failed"


def _database() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    loader = MigrationLoader(connections["default"])
    missing = set(loader.disk_migrations) - set(loader.applied_migrations)
    return f"{len(missing)} missing" if missing else OK


def _role() -> str:
    try:
        check_role()
    except RoleTooStrong:
        return "too strong"
    return OK


def _keys() -> str:
    keys.check()
    return OK


def _clock() -> str:
    """Compare this machine's clock with the database's; how long the answer took does not count."""
    before = clock.wall_epoch()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (theirs,) = cursor.fetchone()
    apart = max(before - theirs, theirs - clock.wall_epoch())
    return OK if apart <= CLOCKS_APART_SECONDS_MAX else f"{apart:.0f} s apart"


_CHECKS: dict[str, Callable[[], str]] = {
    "migrations": _migrations,
    "role": _role,
    "keys": _keys,
    "clock": _clock,
}
