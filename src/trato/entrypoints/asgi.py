"""The web process: webhooks in the hot lane, everything else in Django's."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251
django.setup(set_prefix=False)

# Django must be set up before the hot lane is imported.
from trato.entrypoints.console.crowd import AT_ONCE_MAX, Bounded  # noqa: E402
from trato.entrypoints.console.desk import Desk  # noqa: E402
from trato.entrypoints.console.live.app import Live  # noqa: E402
from trato.entrypoints.console.received import Received  # noqa: E402
from trato.entrypoints.ingest.app import application as _ingest  # noqa: E402
from trato.entrypoints.ops.app import PATHS, Ops  # noqa: E402
from trato.entrypoints.ops.requests import Named  # noqa: E402
from trato.foundation.database import keep_connections  # noqa: E402

keep_connections()
_ops = Ops(is_private=False)
_named_desk = Named(Live(Received(Bounded(Desk(threads=AT_ONCE_MAX)))))

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
