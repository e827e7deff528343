"""Turns the pages of a long list by the row at a page's edge, never by counting rows.

What is put in or taken out meanwhile moves nothing: a page begins after a place in the order, and
the row that marked it may be gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DIGITS_MAX: Final = 17
_DAY_DIGITS_MAX: Final = 7
_AFTER, _BEFORE, _NONE = "depois", "antes", "-"
_M = TypeVar("_M", bound=Model)
_T = TypeVar("_T")
_U = TypeVar("_U")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A field of an order; one that may be empty goes upwards, and what is empty comes last."""

    field: str
    kind: type[UUID | datetime | date]
    is_descending: bool = False
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[_T]):
    """One page of a list: its rows, and the places where those before and after it are.

    An empty `before` or `after`: there are none. `total` is how many all pages have, where it was
    asked.
    """

    rows: tuple[_T, ...]
    before: str = ""
    after: str = ""
    total: int = 0

    def of(self, rows: Iterable[_U]) -> "Leaf[_U]":
        """Return the same page with what its rows are shown as."""
        return Leaf(rows=tuple(rows), before=self.before, after=self.after, total=self.total)


NEWEST_FIRST: Final = (Key(field="id", kind=UUID, is_descending=True),)
OLDEST_FIRST: Final = (Key(field="id", kind=UUID),)


def ordered(rows: QuerySet[_M], order: Sequence[Key], *, is_back: bool = False) -> QuerySet[_M]:
    """Return rows in an order, or in the opposite one; its last field must be unique."""
    return rows.order_by(*(_order_by(key, is_back=is_back) for key in order))


def turn(
    rows: QuerySet[_M], order: Sequence[Key], place: str, *, limit: int, counts: bool = False
) -> Leaf[_M]:
    """Return the page at a place, or the first where no place is said or it cannot be read.

    Where nothing comes after the place any more, the last page is returned instead. `counts`: how
    many there are on all pages is asked, too, where a page does not tell.
    """
    leaf = _turned(rows, order, place, limit=limit)
    if not counts:
        return leaf
    is_whole = not (leaf.before or leaf.after)
    return replace(leaf, total=len(leaf.rows) if is_whole else rows.count())


def _turned(rows: QuerySet[_M], order: Sequence[Key], place: str, *, limit: int) -> Leaf[_M]:
    found = _read(place, order)
    if found is None:
        return first(list(ordered(rows, order)[: limit + 1]), order, limit=limit)
    values, is_back = found
    if not is_back:
        some = list(ordered(rows.filter(_past(order, values)), order)[: limit + 1])
        if some:
            leaf = first(some, order, limit=limit)
            is_first = not rows.filter(_past(order, _values(some[0], order), is_back=True)).exists()
            before = "" if is_first else _place(_BEFORE, some[0], order)
            return Leaf(rows=leaf.rows, before=before, after=leaf.after)
    upwards = ordered(rows.filter(_past(order, values, is_back=True)), order, is_back=True)
    some = list(upwards[: limit + 1])
    if len(some) <= limit:
        # The beginning of the list: shown whole, with what has come in since.
        return first(list(ordered(rows, order)[: limit + 1]), order, limit=limit)
    shown = tuple(reversed(some[:limit]))
    is_last = not rows.filter(_past(order, _values(shown[-1], order))).exists()
    return Leaf(
        rows=shown,
        before=_place(_BEFORE, shown[0], order),
        after="" if is_last else _place(_AFTER, shown[-1], order),
    )


def first(some: Sequence[_M], order: Sequence[Key], *, limit: int) -> Leaf[_M]:
    """Return the first page of rows that were read one beyond it."""
    shown = tuple(some[:limit])
    return Leaf(rows=shown, after=_place(_AFTER, shown[-1], order) if len(some) > limit else "")


def is_place(text: str, order: Sequence[Key]) -> bool:
    """Tell whether a text is a place in an order."""
    return _read(text, order) is not None


def _order_by(key: Key, *, is_back: bool) -> OrderBy:
    if key.is_descending != is_back:
        return F(key.field).desc(nulls_first=True if key.may_be_empty else None)
    return F(key.field).asc(nulls_last=True if key.may_be_empty else None)


def _past(order: Sequence[Key], values: Sequence[Any], *, is_back: bool = False) -> Q:
    """Return what comes after these values in an order, or before them."""
    found, same = Q(pk__in=[]), Q()
    for key, value in zip(order, values, strict=True):
        found |= same & _beyond(key, value, is_back=is_back)
        same &= Q(**{f"{key.field}__isnull": True}) if value is None else Q(**{key.field: value})
    lead, value = order[0], values[0]
    if not lead.may_be_empty:
        # Said apart, the index begins there and is not read from the list's beginning.
        way = "lte" if lead.is_descending != is_back else "gte"
        found &= Q(**{f"{lead.field}__{way}": value})
    return found


def _beyond(key: Key, value: Any, *, is_back: bool) -> Q:
    if value is None:
        return Q(**{f"{key.field}__isnull": False}) if is_back else Q(pk__in=[])
    if key.is_descending != is_back:
        return Q(**{f"{key.field}__lt": value})
    more = Q(**{f"{key.field}__gt": value})
    return more | Q(**{f"{key.field}__isnull": True}) if key.may_be_empty else more


def _values(row: Model, order: Sequence[Key]) -> tuple[Any, ...]:
    return tuple(getattr(row, key.field) for key in order)


def _place(side: str, row: Model, order: Sequence[Key]) -> str:
    return ".".join((side, *map(_written, _values(row, order))))


def _written(value: UUID | datetime | date | None) -> str:
    if value is None:
        return _NONE
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return written_instant(value)
    return str(value.toordinal())


def written_instant(at: datetime) -> str:
    """Return an instant as an address holds it."""
    return str((at - _EPOCH) // _MICROSECOND)


def read_instant(part: str) -> datetime:
    """Read back what `written_instant` wrote.

    Raises:
        ValueError: it wrote nothing of the kind.
    """
    return _EPOCH + _whole(part, _DIGITS_MAX) * _MICROSECOND


def _whole(part: str, digits_max: int) -> int:
    if not (part.isascii() and part.isdigit() and len(part) <= digits_max):
        raise ValueError(part)
    return int(part)


def _read(place: str, order: Sequence[Key]) -> tuple[tuple[Any, ...], bool] | None:
    side, *parts = place.split(".")
    if side not in (_AFTER, _BEFORE) or len(parts) != len(order):
        return None
    try:
        return tuple(map(_value, order, parts)), side == _BEFORE
    except ValueError:
        return None


def _value(key: Key, part: str) -> UUID | datetime | date | None:
    if key.may_be_empty and part == _NONE:
        return None
    if key.kind is UUID:
        return UUID(part)
    if key.kind is date:
        return date.fromordinal(_whole(part, _DAY_DIGITS_MAX))
    return read_instant(part)
