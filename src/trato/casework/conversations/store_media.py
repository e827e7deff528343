"""Fetches attachments after their message was stored; a failure never touches the message.

One is sealed while it comes and kept all at once: whatever ends this process leaves nothing of it,
and it is fetched again.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db.models import Q

from trato.book.files.sealing import Waiting
from trato.casework.conversations.models import InboundMessage, Media
from trato.casework.conversations.provider import MediaSource
from trato.foundation import tenancy
from trato.foundation.faults import fault_point

_LOOKED_AT = 10
_AT_ONCE = 4
# Before another try: a provider that is down for a while takes nothing away.
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800))


async def fetch_waiting_media(
    organisation_id: UUID, source: MediaSource, *, clock: Callable[[], datetime]
) -> int:
    """Fetch up to ten waiting attachments, a few at once; return how many arrived."""
    waiting = await sync_to_async(_waiting)(organisation_id, clock())
    room = asyncio.Semaphore(_AT_ONCE)

    async def fetch(inbound_id: UUID, media_id: str) -> bool:
        async with room:
            return await _fetch(organisation_id, inbound_id, media_id, source, clock)

    return sum(await asyncio.gather(*(fetch(*one) for one in waiting)))


async def _fetch(
    organisation_id: UUID, inbound_id: UUID, media_id: str, source: MediaSource,
    clock: Callable[[], datetime],
) -> bool:  # fmt: skip
    coming = await sync_to_async(_begin)(organisation_id, inbound_id)

    async def take(piece: bytes) -> None:
        # Hashing and sealing are a thread's: the calls of this loop go on meanwhile.
        await asyncio.to_thread(coming.write, piece)

    try:
        mime_type = await source.fetch_media(media_id, take)
        await sync_to_async(_store)(organisation_id, inbound_id, coming, mime_type, clock())
    except OSError:
        await sync_to_async(_failed)(organisation_id, inbound_id, clock())
        return False
    finally:
        coming.close()
    return True


def _waiting(organisation_id: UUID, now: datetime) -> list[tuple[UUID, str]]:
    is_due = Q(media_after=None) | Q(media_after__lte=now)
    with tenancy.within(organisation_id):
        rows = InboundMessage.objects.filter(is_due, media_state="waiting").order_by("id")
        return list(rows.values_list("id", "media_id")[:_LOOKED_AT])


def _begin(organisation_id: UUID, inbound_id: UUID) -> Waiting:
    with tenancy.within(organisation_id):
        return Waiting(inbound_id)


def _failed(organisation_id: UUID, inbound_id: UUID, now: datetime) -> None:
    with tenancy.within(organisation_id):
        row = InboundMessage.objects.select_for_update().get(id=inbound_id)
        row.failures += 1
        if row.failures <= len(_PAUSES):
            row.media_after = now + _PAUSES[row.failures - 1]
        else:
            row.media_state = "failed"
        row.save(update_fields=["failures", "media_after", "media_state"])


def _store(
    organisation_id: UUID, inbound_id: UUID, coming: Waiting, mime_type: str, at: datetime
) -> None:
    with tenancy.within(organisation_id):
        # Under the message's lock: of two that fetched the same, one keeps it.
        row = (
            InboundMessage.objects.select_for_update()
            .filter(organisation_id=organisation_id, id=inbound_id, media_state="waiting")
            .first()
        )
        if row is None:
            return
        fault_point("media.held")
        found = coming.keep()
        fault_point("media.kept")
        row.media_state, row.media_sha256 = "stored", found.sha256
        row.save(update_fields=["media_state", "media_sha256"])
        fault_point("media.noted")
        Media.objects.create(
            organisation_id=organisation_id,
            inbound_id=inbound_id,
            mime_type=mime_type[:120],
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            body_sealed=b"",
            parts=found.parts,
            fetched_at=at,
        )
        fault_point("media.before_commit")
