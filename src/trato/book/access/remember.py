"""Remembers a few words under a name for some minutes, for every web process alike."""

from datetime import datetime
from typing import Any

from django.db import transaction

from trato.book.access.models import Remembered
from trato.foundation import crypto, settings

_FORGOTTEN_AT_ONCE = 100


def recall(name: str, *, at: datetime) -> Any:
    """Return what was said under a name, or None where nothing was or its time is over."""
    rows = Remembered.objects.filter(name=_hidden(name), until__gt=at)
    return rows.values_list("said", flat=True).first()


def say_first(name: str, said: Any, *, until: datetime, at: datetime) -> bool:
    """Say something under a name; False if somebody has already, whichever process asks."""
    hidden = _hidden(name)
    Remembered.objects.filter(name=hidden, until__lte=at).delete()
    _row, is_first = Remembered.objects.get_or_create(
        name=hidden, defaults={"said": said, "until": until}
    )
    return is_first


def say(name: str, said: Any, *, until: datetime, at: datetime) -> None:
    """Say something under a name, whatever was said before, and forget what is over."""
    Remembered.objects.update_or_create(name=_hidden(name), defaults={"said": said, "until": until})
    _forget_old(at)


def forget(name: str) -> bool:
    """Forget what was said under a name; return whether anything was."""
    gone, _each = Remembered.objects.filter(name=_hidden(name)).delete()
    return bool(gone)


def forget_all() -> None:
    """Forget everything."""
    Remembered.objects.all().delete()


def _forget_old(at: datetime) -> None:
    # Two who clean at once pass each other by: neither waits for the other's rows.
    with transaction.atomic():
        old = Remembered.objects.select_for_update(skip_locked=True).filter(until__lte=at)
        names = list(old.values_list("name", flat=True)[:_FORGOTTEN_AT_ONCE])
        Remembered.objects.filter(name__in=names).delete()


def _hidden(name: str) -> bytes:
    key = crypto.derive(crypto.read_master_key(settings.master_key()), "remembered")
    return crypto.keyed_hash(key, name, kind="remembered")
