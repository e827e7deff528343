"""Orders a copy that is made outside of the request, and says how far copies have come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.book.organisations import keys
from trato.casework.conversations import read as conversations
from trato.casework.conversations.whose import person_of
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.foundation.turning import NEWEST_FIRST, Leaf, turn
from trato.insights.evidence.models import Bundle, BundlePart
from trato.insights.evidence.values import Form
from trato.journal.facts.archive import CopyFetched
from trato.journal.record import record

KEPT: Final = timedelta(hours=24)
"""So long a copy can be fetched; then its bytes are gone."""

OPEN_MAX: Final = 10
"""So many copies somebody may have in the making."""

ROWS_MAX: Final = 50


class TooManyCopies(Exception):
    """Whoever asks has many copies in the making already."""


class NoCopy(LookupError):
    """There is no such copy of theirs, it is not ready, or it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A copy that was asked for, and how far it is."""

    bundle_id: UUID
    conversation_id: UUID
    form: str
    is_masked: bool
    state: str
    asked_at: datetime
    done: int
    total: int
    ready_at: datetime | None
    file_name: str
    content_type: str
    messages: int
    size_bytes: int
    sha256: str

    @property
    def gone_at(self) -> datetime | None:
        """When its bytes go."""
        return self.ready_at + KEPT if self.ready_at else None

    @property
    def is_open(self) -> bool:
        """Whether it is still in the making."""
        return self.state in ("asked", "building")


def order(
    conversation_id: UUID, form: Form, *, by: int, name: str, is_masked: bool, at: datetime
) -> UUID:
    """Ask for a copy and return its id; one in the making for the same is returned instead.

    Raises:
        UnknownConversation: there is none.
        TooManyCopies: they have ten in the making.
    """
    conversations.conversation(conversation_id)
    mine = _mine(by).filter(state__in=["asked", "building"])
    same = mine.filter(conversation_id=conversation_id, form=form, is_masked=is_masked).first()
    if same is not None:
        return same.id
    if mine.count() >= OPEN_MAX:
        raise TooManyCopies
    row = Bundle(
        organisation_id=tenancy.current(), id=new_id(), conversation_id=conversation_id, form=form,
        asked_by=by, asked_as=name[:200], asked_at=at, is_masked=is_masked,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def ordered(by: int, place: str = "") -> Leaf[Ordered]:
    """Return a page of somebody's copies, newest first."""
    found = turn(_mine(by), NEWEST_FIRST, place, limit=ROWS_MAX)
    return Leaf(rows=tuple(map(_told, found.rows)), before=found.before, after=found.after)


def fetch(bundle_id: UUID, *, by: int, at: datetime, sees_masked: bool) -> tuple[Ordered, int]:
    """Return a copy that is handed out now and of how many parts it is; journaled.

    Raises:
        NoCopy: it is not theirs, not ready, gone, or not masked for a reader who may not see that.
    """
    row = _mine(by).filter(id=bundle_id, state="ready").first()
    if row is None or (sees_masked and not row.is_masked):
        raise NoCopy(str(bundle_id))
    parts = BundlePart.objects.filter(organisation_id=tenancy.current(), bundle_id=bundle_id)
    fact = CopyFetched(conversation_id=row.conversation_id, by=by, sha256=row.sha256)
    record(fact, at=at, subject_id=person_of(row.conversation_id))
    return _told(row), parts.count()


def part(bundle_id: UUID, number: int) -> bytes:
    """Return a stretch of a copy's bytes.

    Raises:
        NoCopy: it is gone by now.
    """
    row = BundlePart.objects.filter(
        organisation_id=tenancy.current(), bundle_id=bundle_id, number=number
    ).first()
    if row is None:
        raise NoCopy(str(bundle_id))
    return keys.vault().open_bytes(bytes(row.body_sealed), place=place_of(bundle_id, number))


def place_of(bundle_id: UUID, number: int) -> str:
    """Return what a part's seal is bound to."""
    return f"bundle:{bundle_id}:{number}"


def _mine(by: int) -> QuerySet[Bundle]:
    return Bundle.objects.filter(organisation_id=tenancy.current(), asked_by=by)


def _told(row: Bundle) -> Ordered:
    return Ordered(
        bundle_id=row.id, conversation_id=row.conversation_id, form=row.form,
        is_masked=row.is_masked, state=row.state, asked_at=row.asked_at, done=row.done,
        total=row.total, ready_at=row.ready_at, file_name=row.file_name,
        content_type=row.content_type, messages=row.messages, size_bytes=row.size_bytes,
        sha256=row.sha256,
    )  # fmt: skip
