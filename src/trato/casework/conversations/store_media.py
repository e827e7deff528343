"""Fetches attachments after their message was stored; a failure never touches the message."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from asgiref.sync import sync_to_async

from trato.book.organisations import keys
from trato.casework.conversations.models import InboundMessage, Media
from trato.casework.conversations.provider import MediaSource
from trato.foundation import tenancy

_AT_ONCE = 10
_FAILURES_MAX = 5


async def fetch_waiting_media(
    organisation_id: UUID, source: MediaSource, *, clock: Callable[[], datetime]
) -> int:
    """Fetch up to ten waiting attachments, seal and store them; return how many arrived."""
    waiting = await sync_to_async(_waiting)(organisation_id)
    arrived = 0
    for inbound_id, media_id in waiting:
        try:
            body, mime_type = await source.fetch_media(media_id)
        except OSError:
            await sync_to_async(_failed)(organisation_id, inbound_id)
            continue
        await sync_to_async(_store)(organisation_id, inbound_id, body, mime_type, clock())
        arrived += 1
    return arrived


def _waiting(organisation_id: UUID) -> list[tuple[UUID, str]]:
    with tenancy.within(organisation_id):
        rows = InboundMessage.objects.filter(media_state="waiting").order_by("id")
        return list(rows.values_list("id", "media_id")[:_AT_ONCE])


def _failed(organisation_id: UUID, inbound_id: UUID) -> None:
    with tenancy.within(organisation_id):
        row = InboundMessage.objects.select_for_update().get(id=inbound_id)
        row.failures += 1
        row.media_state = "failed" if row.failures >= _FAILURES_MAX else "waiting"
        row.save(force_update=True)


def _store(
    organisation_id: UUID, inbound_id: UUID, body: bytes, mime_type: str, at: datetime
) -> None:
    with tenancy.within(organisation_id):
        digest = hashlib.sha256(body).hexdigest()
        changed = InboundMessage.objects.filter(id=inbound_id, media_state="waiting").update(
            media_state="stored", media_sha256=digest
        )
        if not changed:
            return
        Media.objects.create(
            organisation_id=organisation_id,
            inbound_id=inbound_id,
            mime_type=mime_type[:120],
            sha256=digest,
            size_bytes=len(body),
            body_sealed=keys.vault().seal_bytes(body, place=f"media:{inbound_id}"),
            fetched_at=at,
        )
