"""Questions to the database that are put into words once, and later asked with other values.

For the framework, wording a question costs several times what asking it does; a page of the desk
asks dozens. What a question means stays with the models: only its text is kept.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connections
from django.db.models import Field, Lookup, QuerySet
from django.db.models.query import ModelIterable

from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id

_T = TypeVar("_T")
_P = ParamSpec("_P")
_answers: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("answers", default=None)
# Some of its values stand for each of many: one statement asks the same question for all of them.
_FOR_EACH = """
SELECT w.n, a.* FROM unnest({arrays}) WITH ORDINALITY AS w({names}, n)
CROSS JOIN LATERAL (SELECT row_number() OVER () AS o, q.* FROM ({statement}) q) a
ORDER BY w.n, a.o
"""
ANY_TIME = datetime(9999, 1, 1, tzinfo=UTC)
"""Before it is everything: for a question that may end at an instant, and need not."""
_SQL_KINDS: dict[type, str] = {UUID: "uuid", int: "bigint", str: "text"}


@contextmanager
def remembering() -> Iterator[None]:
    """Ask the same question with the same values only once, until the block ends.

    For reading alone: what is written meanwhile is not seen by whoever asked before.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def remembered(read: Callable[_P, _T]) -> Callable[_P, _T]:
    """Make a reading function that answers the same only once while `remembering`."""

    @wraps(read)
    def asked(*values: _P.args, **named: _P.kwargs) -> _T:
        known = _answers.get()
        if known is None:
            return read(*values, **named)
        given = tuple(_kept(value) for value in values)
        others = {name: _kept(value) for name, value in named.items()}
        key = (read, given, *sorted(others.items()))
        if key not in known:
            known[key] = read(*given, **others)
        return cast(_T, known[key])

    return asked


def _kept(value: Any) -> Any:
    """Return what can be compared later, of a value that may be read only once."""
    is_one = isinstance(value, str | bytes) or not isinstance(value, Iterable)
    return value if is_one else tuple(value)


class AnyOf(Lookup):
    """`column__anyof=values`: one value of the statement, however many there are.

    `in` writes a statement for each number of values.
    """

    lookup_name = "anyof"

    def get_prep_lookup(self) -> Any:
        """Leave the values as they are: the driver knows lists."""
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison."""
        column, values = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{column} = ANY(%s::{kind}[])", (*values, self.rhs)


Field.register_lookup(AnyOf)


@dataclass(slots=True)
class _Wording:
    statement: str
    values: list[Any]
    places: list[tuple[int, str, Callable[[Any], Any] | None]]
    make: Callable[[tuple[Any, ...]], Any]


class Asked(Generic[_T]):
    """A queryset by name of its values: `Asked(lambda here: …, here=UUID)`, then `(here=…)`.

    The samples it is first built with must come back in the statement: a value that decides how it
    is worded, or that the framework writes differently, is refused at the first call.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, _T]], /, **kinds: type) -> None:
        """Remember how it is built, and of which type each value is."""
        self._build, self._kinds = build, kinds
        self._wording: _Wording | None = None

    def __call__(self, **values: Any) -> list[_T]:
        """Ask it, on this thread's connection.

        Raises:
            ValueError: a value is not found in its wording.
        """
        known = _answers.get()
        if known is None:
            return self._ask(values)
        key = self._key(values)
        if key not in known:
            known[key] = self._ask(values)
        return list(known[key])

    def foresee(self, each: Collection[Mapping[str, Any]], /, **same: Any) -> None:
        """Ask at once what will be asked with each of these values and the same others. Idempotent.

        Only while `remembering`; each of them names the same values.
        """
        known = _answers.get()
        if known is None:
            raise RuntimeError("nobody remembers")
        keys = {self._key({**same, **one}): one for one in each}
        wanted = {key: one for key, one in keys.items() if key not in known}
        if not wanted:
            return
        names = list(next(iter(wanted.values())))
        statement, given = self._for_each(names, same | dict(next(iter(wanted.values()))))
        columns = [[one[name] for one in wanted.values()] for name in names]
        found: list[list[_T]] = [[] for _ in wanted]
        make = self._worded().make
        with OpenCursor() as cursor:
            cursor.execute(statement, [*columns, *given])
            for row in cursor.fetchall():
                found[row[0] - 1].append(make(row[2:]))
        known.update(zip(wanted, found, strict=True))

    def _for_each(self, names: list[str], values: dict[str, Any]) -> tuple[str, list[Any]]:
        wording = self._worded()
        parts, given = wording.statement.split("%s"), self._given(values)
        named = {place: name for place, name, _ in wording.places}
        statement, kept = parts[0], []
        for place, rest in enumerate(parts[1:]):
            at = names.index(named[place]) if named.get(place) in names else None
            statement += f"w.v{at}{rest}" if at is not None else f"%s{rest}"
            if at is None:
                kept.append(given[place])
        arrays = ", ".join(f"%s::{_SQL_KINDS[self._kinds[name]]}[]" for name in names)
        taken = ", ".join(f"v{at}" for at in range(len(names)))
        return _FOR_EACH.format(arrays=arrays, names=taken, statement=statement), kept

    def _key(self, values: dict[str, Any]) -> tuple[Any, ...]:
        given = (values[name] for name in self._kinds)
        return (self, *(tuple(v) if isinstance(v, list) else v for v in given))

    def _ask(self, values: dict[str, Any]) -> list[_T]:
        wording = self._worded()
        with OpenCursor() as cursor:
            cursor.execute(wording.statement, self._given(values))
            rows = cursor.fetchall()
        make = wording.make
        return [make(row) for row in rows]

    def _given(self, values: Mapping[str, Any]) -> list[Any]:
        wording = self._worded()
        given = wording.values.copy()
        for place, name, wrap in wording.places:
            given[place] = wrap(values[name]) if wrap else values[name]
        return given

    def _worded(self) -> _Wording:
        if self._wording is None:
            self._wording = self._word()
        return self._wording

    def _word(self) -> _Wording:
        samples = {name: _sample(kind) for name, kind in self._kinds.items()}
        rows = self._build(**samples)
        compiler = rows.query.get_compiler("default")
        statement, values = compiler.as_sql()
        places: list[tuple[int, str, Callable[[Any], Any] | None]] = [
            # The framework tells the driver how wide a whole number is by a type of its own.
            (place, name, None if type(value) is type(sample) else type(value))
            for place, value in enumerate(values)
            for name, sample in samples.items()
            if isinstance(value, type(sample)) and value == sample
        ]
        missing = samples.keys() - {name for _, name, _ in places}
        if missing:
            raise ValueError(f"not in the wording: {sorted(missing)}")
        return _Wording(statement, list(values), places, _maker(rows, compiler))


def _sample(kind: type) -> Any:
    made = new_id()
    if kind is UUID:
        return made
    if kind is list:
        return [made]
    if kind is datetime:
        return datetime(2001, 1, 1, tzinfo=UTC) + timedelta(microseconds=made.int % 10**15)
    if kind is date:
        return date(2001, 1, 1) + timedelta(days=made.int % 10**6)
    if kind is int:
        return 10**9 + made.int % 10**9
    return made.hex


def _maker(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """Return what makes of a row what the queryset would: an object, a tuple, or its one value."""
    found = [column[0] for column in compiler.select]
    converters = compiler.get_converters(found)
    convert = _converting(compiler, converters) if converters else None
    if issubclass(rows._iterable_class, ModelIterable):
        model, names = rows.model, [one.target.attname for one in found]

        def make(row: tuple[Any, ...]) -> Any:
            return model.from_db("default", names, convert(row) if convert else row)

        return make
    if rows._iterable_class.__name__ == "FlatValuesListIterable":
        return lambda row: (convert(row) if convert else row)[0]
    return lambda row: tuple(convert(row) if convert else row)


def _converting(compiler: Any, converters: Any) -> Callable[[tuple[Any, ...]], Any]:
    connection = connections["default"]

    def convert(row: tuple[Any, ...]) -> Any:
        return next(iter(compiler.apply_converters([row], converters)))

    # The compiler keeps the thread's connection it was made on; converters ask only its features.
    compiler.connection = connection
    return convert
