"""Instants that clients may name."""

from datetime import UTC, datetime, timedelta
from typing import Final

from trato.entrypoints.api.problems import Problem

_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(minutes=5)


def plausible(field: str, at: datetime) -> None:
    """Make sure that an instant is one that people keep records of.

    Raises:
        Problem: it is not.
    """
    if not _FIRST <= at <= _LAST:
        raise Problem(422, "invalid", [(field, "out_of_range")])


def has_happened(field: str, at: datetime, *, now: datetime) -> None:
    """Make sure that an instant is past; a sender's clock may run five minutes ahead.

    Raises:
        Problem: it is not, or it is not plausible.
    """
    plausible(field, at)
    if at > now + _AHEAD:
        raise Problem(422, "invalid", [(field, "out_of_range")])
