"""The webhook door: a bare ASGI application. 200 means stored; anything else means send it again.

Django must be set up before this module is imported. Access logs must be off for these paths: a
payment provider that cannot show a certificate proves itself by a secret in the path.
"""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import structlog
from django.http import QueryDict

from trato.entrypoints.ingest.body import (
    HungUp,
    Receive,
    Send,
    TooLarge,
    TooSlow,
    Watch,
    read_body,
)
from trato.entrypoints.ingest.group_commit import GroupCommit, NotStored, Row
from trato.entrypoints.ingest.trust import NotKnowable, Registry, Trusted
from trato.foundation import clock, settings
from trato.foundation.sweeps import settle_in

_WHATSAPP = re.compile(r"/webhooks/whatsapp/([^/]+)/?")
_PIX = re.compile(r"/webhooks/pix/([^/]+)/([^/]+)/pix/?")
_CHALLENGE = re.compile(r"[\x21-\x7e]{1,256}")
_SIGNATURE_CHARACTERS = 80
_STORED = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
_END = {"type": "http.response.body", "body": b""}

Scope = Mapping[str, Any]
Answer = tuple[int, bytes]

_log = structlog.get_logger(__name__)


class Ingest:
    """The application with its queue; one per event loop."""

    def __init__(self) -> None:
        """Hold nothing yet: the queue starts with the first request or the lifespan."""
        self.counts: Counter[str] = Counter()
        self._registry = Registry()
        self._watch = Watch()
        self._commit: GroupCommit | None = None
        self._starting: asyncio.Lock | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def start(self) -> None:
        """Start the queue; called by the first request if nobody else does."""
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._commit is None:
                url = settings.database_url()
                if not url:
                    raise settings.SettingError("TRATO_DATABASE_URL não está definida.")
                commit = GroupCommit(url)
                await commit.start()
                self._registry, self._watch, self._commit = Registry(), Watch(), commit

    async def stop(self) -> None:
        """Store what is waiting and let go of the database."""
        commit, self._commit, self._starting = self._commit, None, None
        if commit is not None:
            await commit.stop()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.start()
                except settings.SettingError as problem:
                    await send({"type": "lifespan.startup.failed", "message": str(problem)})
                    return
                # What is loaded by now stays: nobody need look through it for garbage again.
                settle_in()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._commit is None:
                await self.start()
            status, body = await self._answer(scope, receive)
        except TooLarge:
            status, body = 413, b"payload too large"
        except TooSlow:
            status, body = 408, b"too slow"
        except (NotStored, NotKnowable):
            status, body = 503, b"not stored, send again"
        except HungUp:
            self.counts["hung_up"] += 1
            return
        self.counts[str(status)] += 1
        if status >= 400:
            # No path here: for payments it carries the secret.
            _log.warning("webhook_refused", status=status)
        await _reply(send, status, body)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        whatsapp = _WHATSAPP.fullmatch(path)
        if whatsapp and method == "GET":
            return await self._shake_hands(whatsapp[1], scope["query_string"])
        if whatsapp and method == "POST":
            return await self._take_signed(whatsapp[1], scope, receive)
        pix = _PIX.fullmatch(path)
        if pix and method == "POST":
            return await self._take_payment(pix[1], pix[2], scope, receive)
        return (405, b"method not allowed") if whatsapp or pix else (404, b"not found")

    async def _find(self, slug: str, *, fresh: bool = False) -> Trusted | None:
        return await self._registry.find(slug, fresh=fresh)

    async def _shake_hands(self, slug: str, query: bytes) -> Answer:
        trusted = await self._find(slug)
        if trusted is None:
            return 404, b"not found"
        asked = QueryDict(query)
        token, challenge = asked.get("hub.verify_token", ""), asked.get("hub.challenge", "")
        if asked.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(challenge):
            return 400, b"not a handshake"
        if not trusted.may_subscribe(token):
            trusted = await self._find(slug, fresh=True)
            if trusted is None or not trusted.may_subscribe(token):
                return 403, b"wrong token"
        return 200, challenge.encode()

    async def _take_signed(self, slug: str, scope: Scope, receive: Receive) -> Answer:
        trusted = self._registry.known(slug) or await self._find(slug)
        if trusted is None:
            return 404, b"not found"
        headers = _headers(scope)
        body = await read_body(receive, _length(headers), self._watch)
        signature = headers.get(b"x-hub-signature-256", b"").decode("latin-1")
        if not trusted.has_signed(body, signature):
            trusted = await self._find(slug, fresh=True)
            if trusted is None or not trusted.has_signed(body, signature):
                self.counts["wrong_signature"] += 1
                return 401, b"wrong signature"
        return await self._store(trusted, "whatsapp", body, signature)

    async def _take_payment(self, slug: str, token: str, scope: Scope, receive: Receive) -> Answer:
        trusted = await self._find(slug)
        if trusted is None:
            return 404, b"not found"
        if not trusted.may_report_payments(token):
            self.counts["wrong_token"] += 1
            return 401, b"wrong token"
        body = await read_body(receive, _length(_headers(scope)), self._watch)
        return await self._store(trusted, "pix", body, "")

    async def _store(self, trusted: Trusted, source: str, body: bytes, signature: str) -> Answer:
        assert self._commit is not None  # noqa: S101
        row = Row(
            organisation_id=trusted.organisation_id,
            source=source,
            fingerprint=hashlib.sha256(body).digest(),
            body_sealed=trusted.vault.seal_bytes(body, place="delivery.body"),
            signature=signature[:_SIGNATURE_CHARACTERS],
            received_at=clock.now(),
        )
        await self._commit.store(row)
        return 200, b""


def _headers(scope: Scope) -> dict[bytes, bytes]:
    # The server has put the names in lower case.
    return dict(scope["headers"])


def _length(headers: Mapping[bytes, bytes]) -> int | None:
    raw = headers.get(b"content-length", b"")
    return int(raw) if raw.isdigit() else None


async def _reply(send: Send, status: int, body: bytes) -> None:
    if status == 200 and not body:
        # Without a body there is one write, and nothing to say about its kind.
        await send(_STORED)
        await send(_END)
        return
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET, POST"))
    if status == 503:
        headers.append((b"retry-after", b"5"))
    if status in (408, 413):
        # The rest of the body is not wanted: without this the server would go on reading it.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = Ingest()
