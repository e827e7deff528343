"""A contact point turned out to be somebody else's, or nobody's."""

from datetime import datetime
from uuid import UUID

from trato.book.people.held import hold_contact
from trato.book.people.rules import DEAD_STATES
from trato.journal.facts.book import ContactPointChanged
from trato.journal.record import record


def mark_contact(
    contact_point_id: UUID, *, state: str, reason: str, at: datetime, by: int | None = None
) -> bool:
    """Move a contact point to wrong_party, third_party, invalid or recycled_suspect.

    Return whether it was not there. Whatever was proved about its holder no longer counts.
    Marking twice journals once.

    Raises:
        UnknownContactPoint: there is none.
        ValueError: `state` is none of the four.
    """
    if state not in DEAD_STATES:
        raise ValueError(f"a contact point cannot be marked {state}")
    row = hold_contact(contact_point_id)
    if row.state == state:
        return False
    row.state = state
    row.identity_verified_at = None
    row.save(update_fields=["state", "identity_verified_at"])
    fact = ContactPointChanged(contact_point_id=contact_point_id, state=state, reason=reason, by=by)
    record(fact, at=at, subject_id=row.person_id)
    return True
