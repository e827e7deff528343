"""The port through which attachments are fetched: it reads what people sent, and sends nothing."""

from collections.abc import Awaitable, Callable
from typing import Protocol

Take = Callable[[bytes], Awaitable[None]]
"""Takes the bytes of an attachment that come next."""


class MediaSource(Protocol):
    """Somebody who keeps the attachments of received messages for a while."""

    async def fetch_media(self, media_id: str, take: Take) -> str:
        """Give an attachment's bytes to `take` as they come, and return its MIME type.

        Raises:
            OSError: it could not be fetched now, to its end, or it is not what was announced.
        """
        ...
