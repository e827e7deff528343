"""Somebody says that a person died: nobody collects from them, and whoever said it is not them."""

from datetime import datetime
from uuid import UUID

from trato.book.people.flag_person import flag_person
from trato.casework.protections.disown_contact import disown_contact
from trato.door.outbox.cancel import cancel_for_person


def note_death(
    person_id: UUID, contact_point_id: UUID | None, *, at: datetime, by: int | None = None
) -> bool:
    """Note that a person died, as said from a contact point; return whether it is new."""
    is_new = flag_person(person_id, flag="is_deceased", at=at, by=by)
    if contact_point_id is None:
        cancel_for_person(person_id, reason="deceased", at=at)
    else:
        disown_contact(contact_point_id, person_id=person_id, kind="deceased", at=at, by=by)
    return is_new
