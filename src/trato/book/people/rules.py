"""Pure decisions about people: first names, majority, provenance, identity locks."""

import calendar
from datetime import date, datetime, timedelta
from typing import Final

IDENTITY_FAILURES_MAX: Final = 3
IDENTITY_LOCK: Final = timedelta(hours=24)

FLAGS: Final = frozenset(
    {
        "is_minor",
        "is_deceased",
        "is_vulnerable",
        "is_represented",
        "is_superindebted",
        "in_repactuation",
    }
)

DEAD_STATES: Final = frozenset({"wrong_party", "third_party", "invalid", "recycled_suspect"})
_SUPPLIED: Final = frozenset({"creditor_contract", "debtor_supplied"})
_PARTICLES: Final = frozenset({"da", "das", "de", "di", "do", "dos", "e"})


def first_name(name: str) -> str:
    """Return the name a person is addressed by: the first word, small after the capital."""
    word = name.split()[0]
    is_shouted = word == word.upper() or word == word.lower()
    return word.capitalize() if is_shouted else word


def readable_name(name: str) -> str:
    """Return a name with single spaces; one in capitals only is written the usual way."""
    words = name.split()
    if name != name.upper() or not any(c.isalpha() for c in name):
        return " ".join(words)
    lower = [w.lower() if w.lower() in _PARTICLES else w.capitalize() for w in words]
    return " ".join(lower)


def is_minor(born_on: date | None, on: date) -> bool:
    """Return whether somebody is under 18 on a day. Law: Código Civil, art. 5."""
    if born_on is None:
        return False
    day = born_on.day
    if (born_on.month, day) == (2, 29) and not calendar.isleap(born_on.year + 18):
        day = 28
    return on < date(born_on.year + 18, born_on.month, day)


def initial_state(provenance: str) -> str:
    """Return what may be believed of a new contact point, by where it came from.

    A candidate may receive a neutral identity question only.
    """
    return "probable" if provenance in _SUPPLIED else "candidate"


def locked_until(failures: int, at: datetime) -> datetime | None:
    """Return until when identity questions stop after so many failures, if they do."""
    return at + IDENTITY_LOCK if failures >= IDENTITY_FAILURES_MAX else None
