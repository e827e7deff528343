"""Files sent to and by the business: uploaded, then fetched in two hops with the token."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from trato.simulator.chance import draw

ADDRESS_VALID = timedelta(minutes=5)
KEPT = timedelta(days=30)
_MEGABYTE = 1024 * 1024
# The largest file of each kind; a sticker is smaller still.
_SIZES_MAX = {"image": 5, "audio": 16, "video": 16}
STICKER_MAX = 500 * 1024


def size_max(mime_type: str) -> int:
    """Return how many bytes a file of this type may have."""
    if mime_type == "image/webp":
        return STICKER_MAX
    return _SIZES_MAX.get(mime_type.partition("/")[0], 100) * _MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One stored file."""

    media_id: str
    mime_type: str
    content: bytes | memoryview
    sha256: str
    kept_since: datetime


class Store:
    """Files by id, and the short-lived addresses they are fetched from."""

    def __init__(self, seed: int) -> None:
        """Start empty."""
        self._seed = seed
        self._files: dict[str, File] = {}
        self._addresses: dict[str, tuple[str, datetime]] = {}

    def keep(
        self, content: bytes | memoryview, mime_type: str, now: datetime, *, of: str = ""
    ) -> File:
        """Store a file; `of` names what it belongs to, so that its id is the same in every run.

        Its digest is in base64, as Meta gives it.
        """
        media_id = str(draw("media", self._seed, of or len(self._files)) % 10**15 + 10**15)
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        file = File(
            media_id=media_id, mime_type=mime_type, content=content, sha256=digest, kept_since=now
        )
        self._files[media_id] = file
        return file

    def find(self, media_id: str, now: datetime) -> File | None:
        """Return a file that is still kept."""
        file = self._files.get(media_id)
        return file if file and now - file.kept_since < KEPT else None

    def delete(self, media_id: str) -> bool:
        """Forget a file; say whether it was there."""
        return self._files.pop(media_id, None) is not None

    def address(self, file: File, now: datetime) -> str:
        """Return a fresh path from which the file can be fetched for five minutes."""
        stale = [key for key, (_, until) in self._addresses.items() if until <= now]
        for key in stale:
            del self._addresses[key]
        key = f"{draw('address', self._seed, file.media_id, now.isoformat()):016x}"
        self._addresses[key] = (file.media_id, now + ADDRESS_VALID)
        return f"/_media/{key}"

    def fetch(self, key: str, now: datetime) -> File | None:
        """Return the file behind a path, unless the path has expired."""
        media_id, until = self._addresses.get(key, ("", now))
        return self.find(media_id, now) if now < until else None
