"""A file lies in parts, each sealed with its place: whole, or not there at all."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.conftest import TUESDAY
from tests.flows.test_offers_at_the_desk import Desk
from trato.book.files.models import Part
from trato.book.files.read import NoPart, in_parts
from trato.book.files.sealing import Waiting, keep_file
from trato.book.files.values import PART_BYTES, Sum
from trato.book.organisations import keys
from trato.casework.conversations.erase import erase_media
from trato.casework.conversations.models import InboundMessage, Media
from trato.casework.conversations.read_media import NoMedia, open_media
from trato.casework.conversations.store_media import fetch_waiting_media
from trato.door.outbox.attach import attach, open_attachment
from trato.door.outbox.erase import erase_files, files_left
from trato.foundation import tenancy
from trato.foundation.crypto import Undecipherable
from trato.foundation.ids import new_id

WHOLE = hashlib.shake_256(b"a document").digest(3 * PART_BYTES + 17)


def in_pieces(body: bytes, length: int = 100_003) -> Iterator[bytes]:
    for start in range(0, len(body), length):
        yield body[start : start + length]


def kept(organisation: UUID, body: bytes) -> tuple[UUID, Sum]:
    file_id = new_id()
    with tenancy.within(organisation):
        return file_id, keep_file(file_id, in_pieces(body))


def read(organisation: UUID, file_id: UUID, count: int) -> bytes:
    file = in_parts(file_id, count, mime_type="", sha256="", size_bytes=0)
    with tenancy.within(organisation):
        return b"".join(file.parts())


@pytest.mark.parametrize(
    ("size", "parts"),
    [(0, 1), (1, 1), (PART_BYTES, 1), (PART_BYTES + 1, 2), (2 * PART_BYTES, 2), (len(WHOLE), 4)],
)
def test_what_went_in_comes_out(organisation: UUID, size: int, parts: int) -> None:
    body = WHOLE[:size]
    file_id, found = kept(organisation, body)
    assert found == Sum(sha256=hashlib.sha256(body).hexdigest(), size_bytes=size, parts=parts)
    assert read(organisation, file_id, parts) == body
    with tenancy.within(organisation):
        sealed = [bytes(p.body_sealed) for p in Part.objects.order_by("number")]
    assert len(sealed) == parts
    assert all(body[:64] not in one for one in sealed if size > 64)


def test_waiting_it_leaves_nothing_until_it_is_kept(organisation: UUID) -> None:
    file_id = new_id()
    with tenancy.within(organisation):
        coming = Waiting(file_id)
    for piece in in_pieces(WHOLE):
        coming.write(piece)
    with tenancy.within(organisation):
        assert not Part.objects.exists()
        found = coming.keep()
    coming.close()
    assert (found.parts, read(organisation, file_id, 4)) == (4, WHOLE)


MOVE = "UPDATE files_part SET number = {1} WHERE file_id = %s AND number = {0}"
TAMPERINGS = {
    "two parts change places": [MOVE.format(0, 9), MOVE.format(1, 0), MOVE.format(9, 1)],
    "a part is changed": [
        "UPDATE files_part SET body_sealed = set_byte(body_sealed, 500,"
        " get_byte(body_sealed, 500) # 1) WHERE file_id = %s AND number = 2"
    ],
    "a part is missing": ["DELETE FROM files_part WHERE file_id = %s AND number = 1"],
    "its end is missing": ["DELETE FROM files_part WHERE file_id = %s AND number = 3"],
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_whoever_touches_a_part_is_found_out(
    organisation: UUID, superuser: psycopg.Connection, what: str
) -> None:
    file_id, _ = kept(organisation, WHOLE)
    for statement in TAMPERINGS[what]:
        superuser.execute(statement.encode(), [file_id])
    with pytest.raises((Undecipherable, NoPart)):
        read(organisation, file_id, 4)


def test_a_file_cut_short_is_no_file_and_anothers_part_is_none_of_its_own(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    file_id, _ = kept(organisation, WHOLE)
    with pytest.raises(Undecipherable):
        read(organisation, file_id, 3)
    other_id, _ = kept(organisation, WHOLE)
    superuser.execute("DELETE FROM files_part WHERE file_id = %s", [file_id])
    superuser.execute("UPDATE files_part SET file_id = %s WHERE file_id = %s", [file_id, other_id])
    with pytest.raises(Undecipherable):
        read(organisation, file_id, 4)


class Source:
    """A provider's store whose line may break."""

    def __init__(self, body: bytes, breaks_after: int | None = None) -> None:
        self.body, self.breaks_after = body, breaks_after

    async def fetch_media(self, media_id: str, take: Callable[[bytes], Awaitable[None]]) -> str:
        for piece in in_pieces(self.body[: self.breaks_after], 300_007):
            await take(piece)
        if self.breaks_after is not None:
            raise OSError("the line broke")
        return "application/pdf"


def fetch(desk: Desk, source: Source, at: datetime = TUESDAY) -> int:
    here = desk.coop.organisation_id
    return asyncio.run(fetch_waiting_media(here, source, clock=lambda: at))


def waiting(desk: Desk) -> UUID:
    inbound_id = desk.says("segue o contrato")
    with desk.coop.inside():
        InboundMessage.objects.filter(id=inbound_id).update(
            kind="document", media_id="m1", media_state="waiting"
        )
    return inbound_id


def test_what_broke_midway_leaves_nothing_and_is_fetched_again(organisation: UUID) -> None:
    desk = Desk(organisation)
    inbound_id = waiting(desk)
    assert fetch(desk, Source(WHOLE, breaks_after=2_500_000)) == 0
    with desk.coop.inside():
        assert (Media.objects.count(), Part.objects.count()) == (0, 0)
        with pytest.raises(NoMedia):
            open_media(desk.conversation_id, inbound_id)
    assert fetch(desk, Source(WHOLE)) == 0, "after a pause"
    later = TUESDAY + timedelta(seconds=10)
    assert fetch(desk, Source(WHOLE), later) == 1
    with desk.coop.inside():
        found = open_media(desk.conversation_id, inbound_id)
        assert (found.size_bytes, found.count) == (len(WHOLE), 4)
        assert found.sha256 == hashlib.sha256(WHOLE).hexdigest()
        assert b"".join(found.parts()) == WHOLE
        row = InboundMessage.objects.get(id=inbound_id)
        assert (row.media_state, row.media_sha256) == ("stored", found.sha256)
    assert fetch(desk, Source(WHOLE), later) == 0


def test_a_provider_that_is_down_for_half_an_hour_takes_nothing_away(organisation: UUID) -> None:
    desk, at, tries = Desk(organisation), TUESDAY, []
    inbound_id = waiting(desk)
    while True:
        with desk.coop.inside():
            row = InboundMessage.objects.get(id=inbound_id)
        if row.media_state == "failed":
            break
        if row.media_after is None or row.media_after <= at:
            tries.append((at - TUESDAY).total_seconds())
            assert fetch(desk, Source(WHOLE, breaks_after=10), at) == 0
        at += timedelta(seconds=10)
    assert tries == [0, 10, 70, 370, 2170]


def test_of_two_that_fetch_the_same_one_keeps_it(organisation: UUID) -> None:
    desk = Desk(organisation)
    waiting(desk)
    here = desk.coop.organisation_id

    async def both() -> None:
        one, two = Source(WHOLE), Source(WHOLE[:PART_BYTES])
        await asyncio.gather(
            *(fetch_waiting_media(here, source, clock=lambda: TUESDAY) for source in (one, two))
        )

    asyncio.run(both())
    with desk.coop.inside():
        media = Media.objects.get()
        assert Part.objects.count() == media.parts


def test_erased_its_parts_are_gone(organisation: UUID) -> None:
    desk = Desk(organisation)
    waiting(desk)
    fetch(desk, Source(WHOLE))
    with desk.coop.inside():
        here = desk.conversation_id
        attach(in_pieces(WHOLE), mime_type="application/pdf", conversation_id=here, at=TUESDAY)
        assert (Part.objects.count(), files_left([here])) == (8, 1)
        assert [digest for _, digest in erase_media(here)] == [hashlib.sha256(WHOLE).hexdigest()]
        assert Part.objects.count() == 4
        assert erase_files(here) == 1
        assert (Part.objects.count(), files_left([here])) == (0, 0)


def test_what_was_kept_before_there_were_parts_still_opens(organisation: UUID) -> None:
    from trato.door.outbox.models import Attachment

    desk, file_id, body = Desk(organisation), new_id(), b"%PDF-1.7 de antes"
    with desk.coop.inside():
        Attachment.objects.create(
            organisation_id=organisation, id=file_id, conversation_id=desk.conversation_id,
            mime_type="application/pdf", sha256="", size_bytes=len(body), kept_at=TUESDAY,
            body_sealed=keys.vault().seal_bytes(body, place=f"attachment:{file_id}"),
        )  # fmt: skip
        assert list(open_attachment(file_id).parts()) == [body]
        assert erase_files(desk.conversation_id) == 1
