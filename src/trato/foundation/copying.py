"""Values as PostgreSQL's binary COPY takes them, each with its length; a row is a joining of them.

By hand, because every row of a creditor's file passes through; `tests/properties` reads back what
is written here. Source: PostgreSQL 18, COPY, "Binary Format".
"""

import struct
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

NULL: Final = b"\xff\xff\xff\xff"
TRUE: Final = b"\0\0\0\x01\x01"
FALSE: Final = b"\0\0\0\x01\0"
EMPTY: Final = b"\0\0\0\0"
ID_BYTES: Final = 16
_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_LENGTH: Final = struct.Struct("!i").pack
_LENGTHS: Final = tuple(_LENGTH(n) for n in range(512))
_COLUMNS: Final = struct.Struct("!h").pack
_SMALL: Final = struct.Struct("!ih").pack
_LARGE: Final = struct.Struct("!iq").pack
_DAY: Final = struct.Struct("!ii").pack
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = _EPOCH.toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)


def columns(count: int) -> bytes:
    """Begin a row of so many columns."""
    return _COLUMNS(count)


def raw(value: bytes) -> bytes:
    """Write a bytea."""
    size = len(value)
    return (_LENGTHS[size] if size < 512 else _LENGTH(size)) + value


def text(value: str) -> bytes:
    """Write a text."""
    return raw(value.encode())


# States, origins, places and notices: few, and in every row.
word: Final = lru_cache(maxsize=4096)(text)


def ident(value: UUID) -> bytes:
    """Write a uuid."""
    return b"\0\0\0\x10" + value.bytes


def small(value: int) -> bytes:
    """Write a smallint."""
    return _SMALL(2, value)


def large(value: int) -> bytes:
    """Write a bigint."""
    return _LARGE(8, value)


@lru_cache(maxsize=8192)
def day(value: date) -> bytes:
    """Write a date."""
    return _DAY(4, value.toordinal() - _EPOCH_DAY)


@lru_cache(maxsize=8192)
def instant(value: datetime) -> bytes:
    """Write a timestamp with time zone."""
    return _LARGE(8, (value - _EPOCH) // _MICROSECOND)


def json(value: bytes) -> bytes:
    """Write a jsonb from its text."""
    return raw(b"\x01" + value)


def block(rows: Iterable[bytes]) -> bytes:
    """Return a whole COPY of these rows."""
    return b"".join((_SIGNATURE, *rows, _TRAILER))
