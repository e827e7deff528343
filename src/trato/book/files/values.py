"""What is known of a file without opening it."""

from dataclasses import dataclass
from typing import Final

PART_BYTES: Final = 1 << 20
"""So many bytes of a file are sealed together; its last part may have fewer."""

FILE_BYTES_MAX: Final = 100 * 1024 * 1024
"""The largest file of all channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A file that came to its end: its hash, its size, and in how many parts it lies."""

    sha256: str
    size_bytes: int
    parts: int
