"""A file for what waits to be read once: without a name, and unreadable to everybody else.

Little of it stays in memory, the rest lies on the disk under a key that only this object has: when
the process ends, in whatever way, there is nothing left that says anything.
"""

import io
import os
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

IN_MEMORY_BYTES = 1 << 20
_BLOCK_BYTES = 16


class Veiled(io.RawIOBase):
    """A file that is written from its beginning to its end, then read from anywhere."""

    def __init__(self) -> None:
        """Begin with nothing, under a new key."""
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)
        self._key = AES(os.urandom(32))
        self._writing = Cipher(self._key, CTR(b"\0" * _BLOCK_BYTES)).encryptor()
        self._reading = self._from(0)
        self._at = 0
        self.size_bytes = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def writable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def write(self, piece: Any) -> int:
        """Add to its end."""
        self._file.seek(0, os.SEEK_END)
        self._file.write(self._writing.update(piece))
        self.size_bytes += len(piece)
        return len(piece)

    def read(self, size: int = -1) -> bytes:
        """Read on from where it stands."""
        self._file.seek(self._at)
        found = self._reading.update(self._file.read(size))
        self._at += len(found)
        return found

    def readinto(self, into: Any) -> int:
        """Read on into a buffer."""
        found = self.read(len(into))
        into[: len(found)] = found
        return len(found)

    def tell(self) -> int:
        """Return where it is read from next."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Choose where it is read from next."""
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size_bytes}[whence]
        self._at = max(begin + offset, 0)
        self._reading = self._from(self._at)
        return self._at

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
        super().close()

    def _from(self, at: int) -> CipherContext:
        blocks, rest = divmod(at, _BLOCK_BYTES)
        context = Cipher(self._key, CTR(blocks.to_bytes(_BLOCK_BYTES, "big"))).decryptor()
        context.update(b"\0" * rest)
        return context
