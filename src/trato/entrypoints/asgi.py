"""The web process: webhooks in the hot lane, everything else in Django's."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251
_desk = get_asgi_application()

# Django must be set up before the hot lane is imported.
from trato.entrypoints.console.crowd import Bounded  # noqa: E402
from trato.entrypoints.console.live.app import Live  # noqa: E402
from trato.entrypoints.ingest.app import application as _ingest  # noqa: E402
from trato.entrypoints.ops.app import PATHS, Ops  # noqa: E402
from trato.entrypoints.ops.requests import Named  # noqa: E402

_ops = Ops(is_private=False)
_named_desk = Named(Live(Bounded(_desk)))

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Send each request to its lane; the lifespan belongs to the hot lane's queue."""
    is_webhook = scope["type"] == "http" and scope["path"].startswith("/webhooks/")
    if is_webhook or scope["type"] == "lifespan":
        await _ingest(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] in PATHS:
        await _ops(scope, receive, send)
    else:
        await _named_desk(scope, receive, send)
