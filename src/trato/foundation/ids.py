"""Identifiers: time-ordered UUIDs (version 7), so that keys cluster by age."""

import os
import struct
import threading
import time
from typing import NewType
from uuid import UUID, SafeUUID

OrganisationId = NewType("OrganisationId", UUID)
PersonId = NewType("PersonId", UUID)
ContactPointId = NewType("ContactPointId", UUID)
CreditorId = NewType("CreditorId", UUID)
DebtId = NewType("DebtId", UUID)
MessageId = NewType("MessageId", UUID)
ConversationId = NewType("ConversationId", UUID)


_lock = threading.Lock()
_last = 0
# Each call of the system for chance lets go of the interpreter, and may have to wait for it after.
_CHANCES_AT_ONCE = 512
_chances: list[int] = []
_UNKNOWN = SafeUUID.unknown
_HALVES = struct.Struct("!QQ")


def new_id() -> UUID:
    """Return a fresh version 7 UUID; within a process every id sorts after the one before it.

    Source: RFC 9562, section 5.7, method 1 of 6.2 for the order inside one millisecond. Uses the
    machine's clock on purpose: ids are never business time.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """Return so many fresh ids, in order."""
    first = _take_stamps(count)
    return [_version7(first + i, entropy) for i, entropy in enumerate(_chance(count))]


def new_ids_as_bytes(count: int) -> list[bytes]:
    """Return so many fresh ids, in order, each as its 16 bytes: for who only writes them down."""
    first = _take_stamps(count)
    return [
        _HALVES.pack(
            (stamp >> 12 & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | stamp & 0xFFF,
            0x2 << 62 | entropy & 0x3FFF_FFFF_FFFF_FFFF,
        )
        for stamp, entropy in enumerate(_chance(count), start=first)
    ]


def _take_stamps(count: int) -> int:
    """Reserve so many stamps in a row and return the first."""
    global _last
    with _lock:
        # 48 bits of milliseconds, then a 12-bit counter that borrows the next millisecond.
        first = max(_last + 1, time.time_ns() // 1_000_000 << 12)
        _last = first + count - 1
    return first


def _chance(count: int) -> list[int]:
    """Return so many numbers of 64 bits from the system, each given once."""
    with _lock:
        missing = count - len(_chances)
        if missing > 0:
            asked = missing + _CHANCES_AT_ONCE
            _chances.extend(struct.unpack(f"!{asked}Q", os.urandom(8 * asked)))
        kept = len(_chances) - count
        taken = _chances[kept:]
        del _chances[kept:]
    return taken


# A child must not give what its parent will give.
os.register_at_fork(after_in_child=_chances.clear)


def from_bytes(value: bytes) -> UUID:
    """Return the id of 16 bytes."""
    return _made(int.from_bytes(value, "big"))


def _version7(stamp: int, entropy: int) -> UUID:
    value = (stamp >> 12 & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64
    return _made(value | 0x2 << 62 | entropy & 0x3FFF_FFFF_FFFF_FFFF)


def _made(value: int) -> UUID:
    # What UUID(int=…) does, without looking at five other ways to be given one: a file makes
    # millions.
    made = object.__new__(UUID)
    object.__setattr__(made, "int", value)
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


def oldest_id(*, seconds_ago: float) -> UUID:
    """Return an id that sorts before every id made within the last `seconds_ago` seconds."""
    milliseconds = time.time_ns() // 1_000_000 - int(seconds_ago * 1000)
    return UUID(int=(milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | 0x2 << 62)
