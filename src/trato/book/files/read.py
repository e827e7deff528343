"""Opens files a part at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from trato.book.files.models import Part
from trato.book.files.sealing import place_of
from trato.book.files.values import PART_BYTES
from trato.book.organisations import keys
from trato.foundation import tenancy


class NoPart(LookupError):
    """A part of a file is not there: it was erased meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of an organisation, unopened; its parts are read inside of it, each when asked for.

    Every part but the last has `part_bytes`.
    """

    mime_type: str
    sha256: str
    size_bytes: int
    part_bytes: int
    count: int
    part: Callable[[int], bytes]

    def parts(self) -> Iterator[bytes]:
        """Open one part after another.

        Raises:
            NoPart: one is not there any more.
            Undecipherable: one was changed, or our keys do not open it.
        """
        return map(self.part, range(self.count))


def in_parts(
    file_id: UUID, count: int, *, mime_type: str, sha256: str, size_bytes: int
) -> KeptFile:
    """Return a file that lies in so many parts."""

    def part(number: int) -> bytes:
        return _open(file_id, number, is_last=number == count - 1)

    return KeptFile(
        mime_type=mime_type, sha256=sha256, size_bytes=size_bytes, part_bytes=PART_BYTES,
        count=count, part=part,
    )  # fmt: skip


def in_one_piece(
    read: Callable[[], bytes], *, mime_type: str, sha256: str, size_bytes: int
) -> KeptFile:
    """Return a file that lies whole where its owner kept it before there were parts."""
    return KeptFile(
        mime_type=mime_type, sha256=sha256, size_bytes=size_bytes, part_bytes=max(size_bytes, 1),
        count=1, part=lambda _number: read(),
    )  # fmt: skip


def _open(file_id: UUID, number: int, *, is_last: bool) -> bytes:
    row = Part.objects.filter(
        organisation_id=tenancy.current(), file_id=file_id, number=number
    ).first()
    if row is None:
        raise NoPart(f"{file_id}:{number}")
    place = place_of(file_id, number, is_last=is_last)
    return keys.vault().open_bytes(bytes(row.body_sealed), place=place)
