"""The holder of a contact point proved to be the person."""

from datetime import datetime
from uuid import UUID

from trato.book.people.held import hold_contact
from trato.journal.facts.book import IdentityVerified
from trato.journal.record import record


def verify_identity(contact_point_id: UUID, *, factors: int, at: datetime) -> None:
    """Note that the holder answered `factors` identity questions rightly.

    Raises:
        UnknownContactPoint: there is none.
    """
    row = hold_contact(contact_point_id)
    row.state = "verified"
    row.identity_verified_at = at
    row.identity_failures = 0
    row.identity_locked_until = None
    row.save(
        update_fields=[
            "state", "identity_verified_at", "identity_failures", "identity_locked_until",
        ]
    )  # fmt: skip
    fact = IdentityVerified(contact_point_id=contact_point_id, factors=factors)
    record(fact, at=at, subject_id=row.person_id)
