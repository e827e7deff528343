"""Health, readiness and metrics as a bare ASGI application.

`/healthz` says that the process answers; `/readyz` says what it lacks to work; `/metrics` is for
Prometheus. Metrics are shown on a private port, or to whoever has the token; elsewhere they are
not there.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from trato.entrypoints.ops.depths import Depths
from trato.entrypoints.ops.ready import OK, readiness
from trato.entrypoints.ops.requests import Receive, Send
from trato.foundation import clock, settings
from trato.foundation.crypto import same_bytes
from trato.foundation.meters import REGISTRY

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
_KEPT_SECONDS = 2.0
_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"

Answer = tuple[int, bytes, str]

queues = CollectorRegistry()
queues.register(Depths())


class Ops:
    """The application; `is_private` says that only those who operate the machine reach it."""

    def __init__(self, *, is_private: bool) -> None:
        """Know nothing yet about being ready."""
        self._is_private = is_private
        self._ready: tuple[float, dict[str, str]] | None = None
        self._asking = asyncio.Lock()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request; whatever else an ASGI server asks is nothing to us."""
        if scope["type"] != "http":
            return
        status, body, kind = await self._answer(scope)
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        shown = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": shown})

    async def _answer(self, scope: Mapping[str, Any]) -> Answer:
        path = scope["path"]
        if path not in PATHS or (path == "/metrics" and not self._may_measure(scope)):
            return 404, b"not found", _TEXT
        if scope["method"] not in ("GET", "HEAD"):
            return 405, b"method not allowed", _TEXT
        if path == "/healthz":
            return 200, b"ok", _TEXT
        if path == "/readyz":
            checks = await self._checks()
            is_ready = all(said == OK for said in checks.values())
            body = json.dumps({"ready": is_ready, "checks": checks}).encode()
            return 200 if is_ready else 503, body, _JSON
        return 200, await asyncio.to_thread(_measure), CONTENT_TYPE_LATEST

    def _may_measure(self, scope: Mapping[str, Any]) -> bool:
        token = settings.metrics_token()
        if not token:
            return self._is_private
        given = dict(scope["headers"]).get(b"authorization", b"")
        return same_bytes(given, f"Bearer {token}".encode())

    async def _checks(self) -> dict[str, str]:
        async with self._asking:
            if self._ready is None or clock.monotonic() - self._ready[0] > _KEPT_SECONDS:
                self._ready = (clock.monotonic(), await asyncio.to_thread(readiness))
            return self._ready[1]


def _measure() -> bytes:
    return generate_latest(REGISTRY) + generate_latest(queues)
