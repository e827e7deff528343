"""Columns of a batch as PostgreSQL's binary arrays: one parameter a column, however many rows.

Written by hand because the driver's own arrays cost more per element than all else a webhook needs.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_BIG = struct.Struct(">q")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# Type ids of PostgreSQL's catalogue, the same in every version.
_UUID, _BYTEA, _TEXT, _TIMESTAMPTZ = 2950, 17, 25, 1184
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """One column in wire format."""

    content: bytes


class UuidColumn(Packed):
    """A `uuid[]`."""


class ByteaColumn(Packed):
    """A `bytea[]`."""


class TextColumn(Packed):
    """A `text[]`."""


class InstantColumn(Packed):
    """A `timestamptz[]`."""


def uuids(values: Sequence[bytes]) -> UuidColumn:
    """Pack ids, each given as its 16 bytes."""
    return UuidColumn(_pack_even(_UUID, 16, values))


def byteas(values: Sequence[bytes]) -> ByteaColumn:
    """Pack byte strings."""
    return ByteaColumn(_pack(_BYTEA, values))


def digests(values: Sequence[bytes]) -> ByteaColumn:
    """Pack byte strings of 32 bytes each."""
    return ByteaColumn(_pack_even(_BYTEA, 32, values))


def texts(values: Iterable[str]) -> TextColumn:
    """Pack texts."""
    return TextColumn(_pack(_TEXT, [value.encode() for value in values]))


def instants(values: Iterable[datetime]) -> InstantColumn:
    """Pack aware instants, to the microsecond."""
    return InstantColumn(_pack_even(_TIMESTAMPTZ, 8, [_instant(value) for value in values]))


def _instant(value: datetime) -> bytes:
    since = value - _EPOCH
    return _BIG.pack(since.days * _DAY_US + since.seconds * 1_000_000 + since.microseconds)


def _pack(element_type: int, values: Sequence[bytes]) -> bytes:
    parts = [_HEAD.pack(1, 0, element_type, len(values), 1)]
    for value in values:
        parts.append(_LENGTH.pack(len(value)))
        parts.append(value)
    return b"".join(parts)


def _pack_even(element_type: int, size: int, values: Sequence[bytes]) -> bytes:
    """Pack values that are all of one size."""
    # The first value follows an empty one: every other length is the seam between two.
    seams = _LENGTH.pack(size).join([b"", *values])
    return _HEAD.pack(1, 0, element_type, len(values), 1) + seams


def register(adapters: AdaptersMap) -> None:
    """Let connections with these adapters take packed columns as parameters."""
    for kind, array_type in (
        (UuidColumn, 2951),
        (ByteaColumn, 1001),
        (TextColumn, 1009),
        (InstantColumn, 1185),
    ):
        adapters.register_dumper(kind, _dumper(array_type))


def _dumper(array_type: int) -> type[Dumper]:
    class PackedDumper(Dumper):
        oid = array_type
        format = Format.BINARY

        def dump(self, obj: Any) -> bytes:
            content: bytes = obj.content
            return content

    return PackedDumper
