"""A wrong answer to an identity question: three of them stop the questions for a day."""

from datetime import datetime
from uuid import UUID

from trato.book.people.held import hold_contact
from trato.book.people.rules import locked_until
from trato.journal.facts.book import IdentityFailed
from trato.journal.record import record


def fail_identity(contact_point_id: UUID, *, at: datetime) -> int:
    """Count one failure and return how many there are; the third locks for 24 hours.

    A lock that has ended starts the count anew.

    Raises:
        UnknownContactPoint: there is none.
    """
    row = hold_contact(contact_point_id)
    if row.identity_locked_until is not None and row.identity_locked_until <= at:
        row.identity_failures = 0
        row.identity_locked_until = None
    row.identity_failures += 1
    row.identity_locked_until = locked_until(row.identity_failures, at)
    row.save(update_fields=["identity_failures", "identity_locked_until"])
    fact = IdentityFailed(contact_point_id=contact_point_id, failures=row.identity_failures)
    record(fact, at=at, subject_id=row.person_id)
    return row.identity_failures
