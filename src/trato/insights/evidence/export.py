"""Takes a copy of a conversation out of the house, and journals that it left.

The copy is written to a temporary file while the thread is read, a few hundred messages at once.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import IO, Final
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.casework.conversations import read as conversations
from trato.casework.conversations.read import ConversationLine
from trato.foundation import documents
from trato.foundation.masks import mask_address, mask_document, mask_name
from trato.insights.archive.values import Source
from trato.insights.evidence.afterwards import afterwards_in
from trato.insights.evidence.bundle import Progress, hash_of, nobody_watches, write_bundle
from trato.insights.evidence.conversation import Spot, said_at, spots_of
from trato.insights.evidence.lines import Lines
from trato.insights.evidence.values import Form, Heading, Said
from trato.insights.evidence.veil import veiled
from trato.insights.evidence.volumes import write_pages
from trato.journal.facts.archive import ConversationExported
from trato.journal.record import record
from trato.journal.show import end_of_chain

_IN_MEMORY_BYTES: Final = 8 << 20
_TYPES: Final = {
    "pdf": "application/pdf", "zip": "application/zip", "jsonl": "application/x-ndjson",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who takes the copy: as the pages name them, as the journal does, and what they may see."""

    name: str
    code: str
    is_masked: bool
    notes: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy ready to be handed out; `file` stands at its beginning and is gone once closed."""

    file: IO[bytes]
    name: str
    content_type: str
    messages: int
    sha256: str


def export_conversation(
    conversation_id: UUID,
    form: Form,
    *,
    taker: Taker,
    at: datetime,
    zone: tzinfo,
    progress: Progress = nobody_watches,
) -> Copy:
    """Write a copy of a whole thread, journal it, and return it.

    A PDF of more than 1 000 messages is a ZIP of volumes. A masked copy holds no attachments.
    `progress` is told after each step how many of how many are done.

    Raises:
        UnknownConversation: there is none.
    """
    thread = conversations.conversation(conversation_id)
    spots = spots_of(conversation_id, notes=taker.notes)
    heading = _heading(thread, spots, taker, at)
    afterwards = afterwards_in(conversation_id, spots)
    said = said_at(spots, person_id=thread.person_id, afterwards=afterwards)
    if taker.is_masked:
        said = _masked(said, thread)
    lines = Lines(is_masked=taker.is_masked)
    out: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)
    try:
        said = _counted(said, progress, len(spots))
        if form is Form.PDF:
            kind = write_pages(out, said, lines, heading, zone)
        elif form is Form.ZIP:
            kind = write_bundle(out, said, lines, heading, zone, progress)
        else:
            kind = _write_lines(out, said, lines, heading)
        sha256 = hash_of(out)
    except BaseException:
        out.close()
        raise
    fact = ConversationExported(
        conversation_id=conversation_id, by=taker.code, form=form, messages=lines.count,
        sha256=sha256, is_masked=taker.is_masked,
    )  # fmt: skip
    record(fact, at=at, subject_id=thread.person_id)
    return Copy(
        file=out, name=f"conversa-{conversation_id}.{kind}", content_type=_TYPES[kind],
        messages=lines.count, sha256=sha256,
    )  # fmt: skip


def _counted(said: Iterator[Said], progress: Progress, total: int) -> Iterator[Said]:
    for done, one in enumerate(said, start=1):
        yield one
        progress(done, total)


def _write_lines(out: IO[bytes], said: Iterator[Said], lines: Lines, heading: Heading) -> str:
    for one in said:
        out.write(lines.add(one)[0])
    out.write(lines.manifest(heading))
    return "jsonl"


def _heading(thread: ConversationLine, spots: list[Spot], taker: Taker, at: datetime) -> Heading:
    own = organisations.organisation()
    name, document, address = _person(thread)
    if taker.is_masked:
        name, document = mask_name(name), mask_document(document) if document else ""
        address = mask_address("phone", address) if address else ""
    elif document:
        document = documents.format_document(document)
    sequence, end = end_of_chain()
    return Heading(
        conversation_id=thread.conversation_id, organisation=own.name,
        organisation_document=documents.format_document(own.document),
        number=organisations.number(thread.number_id).display, person=name, document=document,
        address=address, exported_at=at, exported_by=taker.name, is_masked=taker.is_masked,
        messages=len(spots), first_at=spots[0][0][0] if spots else None,
        last_at=spots[-1][0][0] if spots else None, journal_sequence=sequence, journal_hash=end,
    )  # fmt: skip


def _person(thread: ConversationLine) -> tuple[str, str, str]:
    address = people.address_of(thread.contact_point_id) if thread.contact_point_id else ""
    if thread.person_id is None:
        return "", "", address
    return people.card(thread.person_id).name, people.document_of(thread.person_id), address


def _masked(said: Iterator[Said], thread: ConversationLine) -> Iterator[Said]:
    name, _, _ = _person(thread)
    return (veiled(one, names=(name,)) for one in said)
