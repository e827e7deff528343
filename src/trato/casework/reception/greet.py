"""Keeps how each number receives whoever writes, and tells it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from trato.casework.reception.menu import Conversing, Greeting, Menu
from trato.casework.reception.models import NumberGreeting
from trato.foundation import clock, tenancy
from trato.journal.facts.reception import GreetingChanged
from trato.journal.record import record

# How old, in machine seconds, what a message is answered by may be.
_RECENT_SECONDS = 1.0
_recent: dict[UUID, tuple[float, dict[UUID, Greeting]]] = {}


def keep_greeting(number_id: UUID, greeting: Greeting, *, by: int | None, at: datetime) -> None:
    """Keep how a number receives; the caller has checked its menu. Idempotent."""
    values: dict[str, Any] = {
        "for_debtors": greeting.for_debtors.value,
        "for_others": greeting.for_others.value,
        "menu": msgspec.to_builtins(greeting.menu),
        "changed_at": at,
        "changed_by": by,
    }
    NumberGreeting.objects.update_or_create(
        organisation_id=tenancy.current(), number_id=number_id, defaults=values
    )
    _recent.pop(tenancy.current(), None)
    fact = GreetingChanged(
        number_id=number_id,
        by=by,
        for_debtors=greeting.for_debtors.value,
        for_others=greeting.for_others.value,
        choices=len(greeting.menu.choices),
        submenus=len(greeting.menu.submenus),
    )
    record(fact, at=at)


def greetings() -> dict[UUID, Greeting]:
    """Return how each number receives that somebody arranged; every other as `Greeting()`."""
    rows = NumberGreeting.objects.filter(organisation_id=tenancy.current())
    return {
        row.number_id: Greeting(
            for_debtors=Conversing(row.for_debtors),
            for_others=Conversing(row.for_others),
            menu=msgspec.convert(row.menu, Menu),
        )
        for row in rows
    }


def greeting_of(number_id: UUID) -> Greeting:
    """Return how a number receives; asked at every message, looked up once a second a process."""
    here, machine = tenancy.current(), clock.monotonic()
    kept = _recent.get(here)
    if kept is None or machine - kept[0] >= _RECENT_SECONDS:
        kept = _recent[here] = (machine, greetings())
    return kept[1].get(number_id, _AS_EVER)


_AS_EVER = Greeting()
