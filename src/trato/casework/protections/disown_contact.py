"""Whoever is reached at a contact point is not the person: nobody speaks to them of the debt."""

from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.people.mark_contact import mark_contact
from trato.door.outbox.cancel import cancel_for_person

_STATES: Final = {"wrong": "wrong_party", "third_party": "third_party", "deceased": "third_party"}


def disown_contact(
    contact_point_id: UUID, *, person_id: UUID, kind: str, at: datetime, by: int | None = None
) -> bool:
    """Mark a contact point as not the person's; return whether it was not marked so.

    What waits for the person is withdrawn.
    """
    is_new = mark_contact(contact_point_id, state=_STATES[kind], reason=kind, at=at, by=by)
    cancel_for_person(person_id, reason=kind, at=at)
    return is_new
