"""Seals a file while it comes: no more of it than two parts is ever in memory.

Each part is bound to its file, its number and whether it is the last: none can be changed, moved,
left out or taken from the end without being noticed.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from trato.book.files.models import Part
from trato.book.files.values import PART_BYTES, Sum
from trato.book.organisations import keys
from trato.foundation import tenancy
from trato.foundation.faults import fault_point

_IN_MEMORY_BYTES: Final = 2 * PART_BYTES


class Sealing:
    """A file being sealed; begins inside its organisation, then takes bytes anywhere."""

    def __init__(self, file_id: UUID, put: Callable[[int, bytes], None]) -> None:
        """Give every part's number and sealed bytes to `put`."""
        self._file_id, self._put, self._vault = file_id, put, keys.vault()
        self._digest, self._size_bytes, self._parts = hashlib.sha256(), 0, 0
        self._waiting = bytearray()

    def write(self, piece: bytes) -> None:
        """Take the bytes that come next."""
        self._digest.update(piece)
        self._size_bytes += len(piece)
        self._waiting += piece
        # What has come to a part's end waits for one byte more: it may be the file's end.
        while len(self._waiting) > PART_BYTES:
            self._seal(bytes(self._waiting[:PART_BYTES]), is_last=False)
            del self._waiting[:PART_BYTES]

    def finish(self) -> Sum:
        """Seal the last part."""
        self._seal(bytes(self._waiting), is_last=True)
        return Sum(sha256=self._digest.hexdigest(), size_bytes=self._size_bytes, parts=self._parts)

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        place = place_of(self._file_id, self._parts, is_last=is_last)
        self._put(self._parts, self._vault.seal_bytes(plain, place=place))
        self._parts += 1


class Waiting:
    """A file that is sealed before it is known whether it comes to its end.

    Its parts lie in a file without a name, sealed: whatever ends the process leaves nothing.
    """

    def __init__(self, file_id: UUID) -> None:
        """Begin, inside of the organisation."""
        self._file_id = file_id
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)
        self._lengths: list[int] = []
        self._sealing = Sealing(file_id, self._put)

    def write(self, piece: bytes) -> None:
        """Take the bytes that come next."""
        self._sealing.write(piece)

    def keep(self) -> Sum:
        """Keep the whole file with this transaction."""
        found = self._sealing.finish()
        self._file.seek(0)
        for number, length in enumerate(self._lengths):
            put_part(self._file_id, number, self._file.read(length))
        return found

    def close(self) -> None:
        """Forget what was not kept."""
        self._file.close()

    def _put(self, _number: int, sealed: bytes) -> None:
        self._file.write(sealed)
        self._lengths.append(len(sealed))


def keep_file(file_id: UUID, pieces: Iterable[bytes]) -> Sum:
    """Seal and keep a file with this transaction, a part at a time."""
    sealing = Sealing(file_id, lambda number, sealed: put_part(file_id, number, sealed))
    for piece in pieces:
        sealing.write(piece)
    found = sealing.finish()
    fault_point("files.kept")
    return found


def put_part(file_id: UUID, number: int, sealed: bytes) -> None:
    """Keep one part."""
    Part.objects.create(
        organisation_id=tenancy.current(), file_id=file_id, number=number, body_sealed=sealed
    )


def place_of(file_id: UUID, number: int, *, is_last: bool) -> str:
    """Return what a part's seal is bound to."""
    return f"file:{file_id}:{number}:{'last' if is_last else 'more'}"
