"""Files an agent has put beside their words: kept sealed at once, sent when the agent says so."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID

import msgspec

from trato.book.files.values import PART_BYTES
from trato.door.outbox.attach import attach, discard, kept
from trato.door.outbox.values import Attached, Content
from trato.door.policy.values import Kind
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.speakers.desk.models import Draft
from trato.speakers.desk.reply import words
from trato.speakers.desk.rules import (
    FILE_NAME_MAX,
    HEAD_BYTES,
    KINDS_OF_FILE,
    SHORT_TEXT_MAX,
    is_text,
    type_of,
    wrong_file,
)
from trato.speakers.desk.say import Saying

FILES_MAX = 10


class WrongFile(ValueError):
    """A file cannot be sent; `code` is empty, type, size or many.

    Of one that is too large, `size_bytes` and its `kind`; no kind: it is too large for any.
    """

    def __init__(self, code: str, *, size_bytes: int = 0, kind: Kind | None = None) -> None:
        """Make it from a code."""
        self.code, self.size_bytes, self.kind = code, size_bytes, kind
        super().__init__(code)


def add_file(
    conversation_id: UUID, body: IO[bytes], name: str, *, by: int, at: datetime
) -> tuple[Attached, ...]:
    """Keep a file beside what an agent has begun to write, and return all that are there.

    Raises:
        WrongFile: the provider would not take it, or there are too many.
    """
    there = files_of(conversation_id, by=by)
    mime_type, size_bytes = looked_at(body, name)
    if len(there) >= FILES_MAX:
        raise WrongFile("many")
    one = kept_file(body, name, mime_type, size_bytes, conversation_id=conversation_id, at=at)
    if _is_there(one, there):
        # Its first answer was lost on the way: sent again it is still one file.
        discard(one.attachment_id, conversation_id=conversation_id)
        return there
    _keep(conversation_id, (*there, one), by=by, at=at)
    return (*there, one)


def _is_there(one: Attached, there: tuple[Attached, ...]) -> bool:
    namesakes = [other.attachment_id for other in there if other.name == one.name]
    if not namesakes:
        return False
    known = kept([one.attachment_id, *namesakes])
    digest = known.pop(one.attachment_id).sha256
    return any(other.sha256 == digest for other in known.values())


def looked_at(body: IO[bytes], name: str) -> tuple[str, int]:
    """Return the type and the size of a file that the provider would take.

    Raises:
        WrongFile: it would not take it.
    """
    size_bytes = body.seek(0, os.SEEK_END)
    body.seek(0)
    mime_type = type_of(body.read(HEAD_BYTES), name)
    problem = wrong_file(size_bytes, mime_type)
    if not problem and mime_type == "text/plain" and not is_text(_pieces(body)):
        problem = "type"
    if problem:
        raise WrongFile(problem, size_bytes=size_bytes, kind=KINDS_OF_FILE.get(mime_type))
    return mime_type, size_bytes


def kept_file(
    body: IO[bytes], name: str, mime_type: str, size_bytes: int, *,
    conversation_id: UUID | None, at: datetime,
) -> Attached:  # fmt: skip
    """Keep a file that was looked at, sealed, a part at a time."""
    return Attached(
        attachment_id=attach(
            _pieces(body), mime_type=mime_type, conversation_id=conversation_id, at=at
        ),
        mime_type=mime_type,
        name=plain_name(name),
        size_bytes=size_bytes,
    )


def _pieces(body: IO[bytes]) -> Iterator[bytes]:
    body.seek(0)
    while piece := body.read(PART_BYTES):
        yield piece


def put_beside(
    conversation_id: UUID, files: tuple[Attached, ...], *, by: int, at: datetime
) -> tuple[Attached, ...]:
    """Put files that are kept already beside what an agent writes; those there stay as they are.

    Raises:
        WrongFile: there would be too many.
    """
    there = files_of(conversation_id, by=by)
    known = {one.attachment_id for one in there}
    more = tuple(one for one in files if one.attachment_id not in known)
    if len(there) + len(more) > FILES_MAX:
        raise WrongFile("many")
    if more:
        _keep(conversation_id, (*there, *more), by=by, at=at)
    return (*there, *more)


def drop_file(
    conversation_id: UUID, attachment_id: UUID, *, by: int, at: datetime
) -> tuple[Attached, ...]:
    """Take one file away again, for good, and return those left. Idempotent."""
    there = files_of(conversation_id, by=by)
    left = tuple(one for one in there if one.attachment_id != attachment_id)
    if len(left) < len(there):
        discard(attachment_id, conversation_id=conversation_id)
        _keep(conversation_id, left, by=by, at=at)
    return left


_ATTACHED = Asked(
    lambda here, conversation, by: Draft.objects.filter(
        organisation_id=here, conversation_id=conversation, user_id=by
    ).values_list("attached", flat=True),
    here=UUID,
    conversation=UUID,
    by=int,
)


def files_of(conversation_id: UUID, *, by: int) -> tuple[Attached, ...]:
    """Return the files an agent has put beside their words there, in order."""
    found = _ATTACHED(here=tenancy.current(), conversation=conversation_id, by=by)
    kept = (found[0] if found else None) or []
    return tuple(msgspec.convert(one, Attached) for one in kept)


def file_sayings(text: str, files: tuple[Attached, ...]) -> tuple[Saying, ...]:
    """Return files with words as messages: the words under the first, where it can carry them."""
    first_kind = KINDS_OF_FILE[files[0].mime_type]
    stands_alone = text and (first_kind is Kind.AUDIO or len(text) > SHORT_TEXT_MAX)
    captions = ["" if stands_alone else text, *[""] * (len(files) - 1)]
    sent = tuple(
        Saying(content=Content(kind=KINDS_OF_FILE[one.mime_type], text=caption, attached=one))
        for one, caption in zip(files, captions, strict=True)
    )
    return (words(text), *sent) if stands_alone else sent


def _keep(conversation_id: UUID, files: tuple[Attached, ...], *, by: int, at: datetime) -> None:
    Draft.objects.update_or_create(
        **_key(conversation_id, by),
        defaults={"attached": msgspec.to_builtins(files), "at": at},
        create_defaults={"attached": msgspec.to_builtins(files), "at": at, "text": ""},
    )


def _key(conversation_id: UUID, by: int) -> dict[str, Any]:
    return {
        "organisation_id": tenancy.current(),
        "conversation_id": conversation_id,
        "user_id": by,
    }


def plain_name(name: str) -> str:
    """Return a file's own name without its folders or anything that does not print."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in bare if c.isprintable()).strip()
    return kept[-FILE_NAME_MAX:] or "arquivo"
