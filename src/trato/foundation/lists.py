"""Lists as PostgreSQL's binary arrays: what the driver writes, in half the time.

Whole batches travel as a list a column (`%b`), and the driver goes through every value of a list on
its own. A list of plain values without gaps needs no such care; every other is left to the driver.
"""

import struct
from typing import Any, Final
from uuid import UUID

from psycopg.abc import Buffer
from psycopg.types.array import ListBinaryDumper, ListDumper

_HEAD: Final = struct.Struct("!iiIii").pack
_SIZE: Final = struct.Struct("!i").pack
_SIZE_OF_UUID: Final = _SIZE(16)
_ONE_DIMENSION: Final = 1
_NO_GAPS: Final = 0
_FIRST_PLACE: Final = 1


class PlainListDumper(ListBinaryDumper):
    """The driver's, with a short way for lists of plain values.

    Source: PostgreSQL 18, `array_send`: dimensions, gaps, type, then length and first place of the
    dimension, then every value after its size. `tests/properties` compares the two.
    """

    def dump(self, obj: list[Any]) -> Buffer | None:
        """Return a list as a binary array."""
        types, one = set(map(type, obj)), self.sub_dumper
        if one is None or not types or not types.isdisjoint((list, type(None))):
            return super().dump(obj)
        head = _HEAD(_ONE_DIMENSION, _NO_GAPS, one.oid, len(obj), _FIRST_PLACE)
        if types == {UUID}:
            return _SIZE_OF_UUID.join((head, *[value.int.to_bytes(16) for value in obj]))
        values = [one.dump(value) for value in obj]
        if None in values:
            return super().dump(obj)
        sizes = {len(value) for value in values if value is not None}
        if len(sizes) == 1:
            return _SIZE(sizes.pop()).join((head, *values))  # type: ignore[arg-type]
        return b"".join(
            (head, *[part for value in values if value is not None
                     for part in (_SIZE(len(value)), value)])
        )  # fmt: skip


def write_lists(adapters: Any) -> None:
    """Let a connection write lists this way where a statement asks for binary (`%b`)."""
    adapters.register_dumper(list, PlainListDumper)
    # What is registered last goes where a statement does not say (`%s`): as text, as ever.
    adapters.register_dumper(list, ListDumper)
