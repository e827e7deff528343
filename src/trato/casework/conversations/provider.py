"""The port through which attachments are fetched: it reads what people sent, and sends nothing."""

from typing import Protocol


class MediaSource(Protocol):
    """Somebody who keeps the attachments of received messages for a while."""

    async def fetch_media(self, media_id: str) -> tuple[bytes, str]:
        """Return an attachment's bytes and MIME type.

        Raises:
            OSError: it could not be fetched now.
        """
        ...
