"""Carries cleared messages to the Cloud API, once each. Importable by the wiring only.

Nothing here retries: what an outcome asks for is the outbox's business.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

import aiohttp

from trato.adapters.whatsapp.answers import judge, read_object
from trato.adapters.whatsapp.form import Form
from trato.adapters.whatsapp.nodes import encode, text
from trato.adapters.whatsapp.render import Unrenderable, render
from trato.door.outbox.provider import Cleared
from trato.door.outbox.values import ErrorClass, NoAnswer, Receipt, Rejection
from trato.foundation import clock

# More than there are calls under way at once: none waits for a connection.
_CONNECTIONS_MAX = 512
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 20
_MEDIA_SECONDS = 60
# A slow line may take as long as it moves; one that is silent for so long does not.
_MEDIA_BYTES_PER_SECOND_MIN = 256 * 1024
_MEDIA_SILENT_SECONDS = 30
_MEDIA_BYTES_MAX = 100 * 1024 * 1024
_MEDIA_PIECE_BYTES = 256 * 1024
_UPLOADS_AT_ONCE_MAX = 8
_ANSWER_BYTES_MAX = 64 * 1024
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MEDIA_HOSTS = (".fbsbx.com", ".fbcdn.net", ".whatsapp.net", ".facebook.com")


def open_session() -> aiohttp.ClientSession:
    """Open the pool of connections; call inside a running event loop, close when done.

    Idle connections are dropped before common servers drop them (five seconds): a POST that meets
    a closing connection could not be told from one that was accepted.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_CONNECTIONS_MAX, keepalive_timeout=4),
        timeout=aiohttp.ClientTimeout(
            total=_ANSWER_SECONDS, connect=_CONNECT_SECONDS, sock_connect=_CONNECT_SECONDS
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class CloudApi:
    """Meta's Cloud API as a `Provider`."""

    def __init__(self, base_url: str, token: str, session: aiohttp.ClientSession) -> None:
        """Speak to `base_url` (with its version) under a system user's token."""
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._session = session
        self._uploads = asyncio.Semaphore(_UPLOADS_AT_ONCE_MAX)
        self._messages: dict[str, str] = {}

    async def send(self, cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        """Carry one message, its file first; every outcome is a return value."""
        media_id = ""
        if cleared.content.attached:
            # Each holds a part or two in memory, and a connection for a while.
            async with self._uploads:
                uploaded = await self._upload(cleared)
            if isinstance(uploaded, Rejection):
                return uploaded
            media_id = uploaded
        try:
            body = encode(render(cleared, now=clock.now(), media_id=media_id))
        except Unrenderable as problem:
            return Rejection(error_class=ErrorClass.BUG, code=-1, reason=str(problem)[:240])
        try:
            return await self._post(cleared.phone_number_id, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
            # No connection, so not a byte of the message has left.
            reason = f"not connected: {type(problem).__name__}"
            return Rejection(error_class=ErrorClass.RETRY, code=-1, reason=reason)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return NoAnswer(reason=type(problem).__name__)

    async def _upload(self, cleared: Cleared) -> str | Rejection:
        """Return the id under which the provider keeps the file.

        Nobody is sent anything by this: whatever fails here may be tried again.
        """
        attached, file = cleared.content.attached, cleared.file
        if attached is None or file is None:
            return Rejection(error_class=ErrorClass.BUG, code=-1, reason="no file to upload")
        form = Form({"messaging_product": "whatsapp", "type": attached.mime_type})
        form.add_file("file", file, name=attached.name, mime_type=attached.mime_type)
        url = f"{self._base}/{quote(cleared.phone_number_id, safe='')}/media"
        try:
            async with self._session.post(
                url,
                data=form,
                headers={"Authorization": self._headers["Authorization"]},
                timeout=_patience(file.size_bytes),
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
                status, headers = answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return _not_uploaded(type(problem).__name__)
        media_id = text(read_object(content).get("id"))
        if 200 <= status < 300 and _MEDIA_ID.fullmatch(media_id):
            return media_id
        refused = judge(status, headers, content) if status >= 400 else None
        return refused if isinstance(refused, Rejection) else _not_uploaded(f"HTTP {status}")

    async def _post(self, phone_number_id: str, body: bytes) -> Receipt | Rejection | NoAnswer:
        url = self._messages.get(phone_number_id) or self._address(phone_number_id)
        # Bytes alone would be asked about a dozen other kinds of body first.
        data = aiohttp.BytesPayload(body, content_type="application/json")
        async with self._session.post(
            url, data=data, headers=self._headers, allow_redirects=False
        ) as answer:
            try:
                content = await answer.read()
            except (aiohttp.ClientError, TimeoutError, OSError):
                # The head arrived, the body did not: a refusal is still a refusal.
                content = b""
            return judge(answer.status, answer.headers, content)

    def _address(self, phone_number_id: str) -> str:
        url = f"{self._base}/{quote(phone_number_id, safe='')}/messages"
        return self._messages.setdefault(phone_number_id, url)

    async def mark_read(self, *, phone_number_id: str, message_id: str) -> None:
        """Show that a message was read and that an answer is being written; best effort."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        try:
            await self._post(phone_number_id, encode(body))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return

    async def fetch_media(self, media_id: str, take: Callable[[bytes], Awaitable[None]]) -> str:
        """Give an attachment's bytes to `take` as they come; check their digest, return the type.

        Raises:
            OSError: it could not be fetched now, to its end, or it is not what was announced.
        """
        if not _MEDIA_ID.fullmatch(media_id):
            raise OSError("malformed media id")
        try:
            # The address expires after minutes: it is asked for anew each time, never kept.
            about = bytearray()

            async def note(piece: bytes) -> None:
                about.extend(piece)

            await self._get(f"{self._base}/{media_id}", note, bytes_max=_ANSWER_BYTES_MAX)
            found = read_object(bytes(about))
            url = text(found.get("url"))
            if not self._may_have_token(url):
                raise OSError("media address is not the provider's")
            digest = await self._get(url, take, bytes_max=_MEDIA_BYTES_MAX)
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise OSError(f"media not fetched: {type(problem).__name__}") from None
        announced = text(found.get("sha256"))
        if announced and announced not in (digest.hex(), base64.b64encode(digest).decode()):
            raise OSError("media digest differs")
        return text(found.get("mime_type")) or "application/octet-stream"

    async def _get(
        self, url: str, take: Callable[[bytes], Awaitable[None]], *, bytes_max: int
    ) -> bytes:
        """Give what is answered to `take`, and return its SHA-256."""
        digest, size_bytes = hashlib.sha256(), 0
        async with self._session.get(
            url, headers=self._headers, timeout=_patience(bytes_max), allow_redirects=False
        ) as answer:
            if answer.status != 200:
                raise OSError(f"media: HTTP {answer.status}")
            if (answer.content_length or 0) > bytes_max:
                raise OSError("media too large")
            async for piece in answer.content.iter_chunked(_MEDIA_PIECE_BYTES):
                size_bytes += len(piece)
                if size_bytes > bytes_max:
                    raise OSError("media too large")
                digest.update(piece)
                await take(piece)
        return digest.digest()

    def _may_have_token(self, url: str) -> bool:
        ours, theirs = urlsplit(self._base), urlsplit(url)
        if (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc):
            return True
        host = theirs.hostname or ""
        return theirs.scheme == "https" and host.endswith(_MEDIA_HOSTS)


def _not_uploaded(why: str) -> Rejection:
    return Rejection(error_class=ErrorClass.RETRY, code=-1, reason=f"file not uploaded: {why}")


def _patience(size_bytes: int) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=_MEDIA_SECONDS + size_bytes / _MEDIA_BYTES_PER_SECOND_MIN,
        sock_connect=_CONNECT_SECONDS,
        sock_read=_MEDIA_SILENT_SECONDS,
    )
