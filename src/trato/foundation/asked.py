"""Questions to the database that are put into words once, and later asked with other values.

For the framework, wording a question costs several times what asking it does; a page of the desk
asks dozens. What a question means stays with the models: only its text is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Field, Lookup, QuerySet
from django.db.models.query import ModelIterable

from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id

_T = TypeVar("_T")


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
        wording = self._wording
        if wording is None:
            wording = self._wording = self._word()
        given = wording.values.copy()
        for place, name, wrap in wording.places:
            given[place] = wrap(values[name]) if wrap else values[name]
        with OpenCursor() as cursor:
            cursor.execute(wording.statement, given)
            rows = cursor.fetchall()
        make = wording.make
        return [make(row) for row in rows]

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
