"""Somebody at the desk sees a person's data unmasked: for a reason, some minutes, journaled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing
from trato.book.people.models import Person, Reveal
from trato.book.people.read import UnknownPerson
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.turning import NEWEST_FIRST, Key, Leaf, turn
from trato.journal.facts.privacy import PersonRevealed
from trato.journal.record import record

REASONS: Final = ("identity", "correction", "payment", "complaint", "request")
"""Why one may look: nothing else is a reason, and a text of one's own would hold personal data."""
LASTS: Final = timedelta(minutes=5)
_LISTED_MAX = 200
_NEWEST_FIRST: Final = (
    Key(field="revealed_at", kind=datetime, is_descending=True),
    *NEWEST_FIRST,
)


class NoReason(ValueError):
    """The reason is not one of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealLine:
    """Who looked at whose data, when and why."""

    person_id: UUID
    user_id: int
    reason: str
    revealed_at: datetime
    ends_at: datetime


def reveal(person_id: UUID, *, by: int, reason: str, at: datetime) -> datetime:
    """Let one viewer see one person's data for five minutes, and return when that ends.

    Raises:
        NoReason: `reason` is not in the list.
        UnknownPerson: there is no such person.
    """
    if reason not in REASONS:
        raise NoReason(reason)
    if not Person.objects.filter(organisation_id=tenancy.current(), id=person_id).exists():
        raise UnknownPerson(str(person_id))
    Reveal.objects.create(
        organisation_id=tenancy.current(),
        person_id=person_id,
        user_id=by,
        reason=reason,
        revealed_at=at,
        ends_at=at + LASTS,
    )
    record(
        PersonRevealed(by_user=by, reason=reason, minutes=LASTS // timedelta(minutes=1)),
        at=at,
        subject_id=person_id,
    )
    return at + LASTS


_STANDING = Asked(
    lambda here, person, to, at: (
        Reveal.objects.filter(
            organisation_id=here,
            person_id=person,
            user_id=to,
            revealed_at__lte=at,
            ends_at__gt=at,
        )
        .order_by("-ends_at")
        .values_list("ends_at", flat=True)[:1]
    ),
    here=UUID,
    person=UUID,
    to=int,
    at=datetime,
)


def revealed_until(person_id: UUID, *, to: int, at: datetime) -> datetime | None:
    """Return until when a viewer sees a person's data, or nothing where it is masked."""
    rows = _STANDING(here=tenancy.current(), person=person_id, to=to, at=at)
    return rows[0] if rows else None


def reveals(place: str = "") -> Leaf[RevealLine]:
    """Return a page of looks at unmasked data, newest first."""
    rows = Reveal.objects.filter(organisation_id=tenancy.current())
    found = turn(rows, _NEWEST_FIRST, place, limit=_LISTED_MAX)
    lines = tuple(
        RevealLine(
            person_id=row.person_id,
            user_id=row.user_id,
            reason=row.reason,
            revealed_at=row.revealed_at,
            ends_at=row.ends_at,
        )
        for row in found.rows
    )
    return Leaf(rows=lines, before=found.before, after=found.after)


def birth_of(person_id: UUID) -> date | None:
    """Decrypt a person's birth date: only for whoever it is revealed to.

    Raises:
        UnknownPerson: there is none.
    """
    rows = Person.objects.filter(organisation_id=tenancy.current(), id=person_id)
    row = rows.values_list("birth_sealed", flat=True)[:1]
    if not row:
        raise UnknownPerson(str(person_id))
    if row[0] is None:
        return None
    iso = keys.vault().open(bytes(row[0]), place=sealing.birth_place(person_id))
    return date.fromisoformat(iso)
