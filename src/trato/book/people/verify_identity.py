"""The holder of a contact point proved to be the person."""

from datetime import datetime
from uuid import UUID

from trato.book.people.read import UnknownContactPoint
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.journal.facts.book import IdentityVerified
from trato.journal.record import record

_VERIFY = """
UPDATE people_contactpoint
   SET state = 'verified', identity_verified_at = %s, identity_failures = 0,
       identity_locked_until = NULL
 WHERE organisation_id = %s AND id = %s
RETURNING person_id
"""


def verify_identity(contact_point_id: UUID, *, factors: int, at: datetime) -> None:
    """Note that the holder answered `factors` identity questions rightly.

    Raises:
        UnknownContactPoint: there is none.
    """
    rows = ask(_VERIFY, [at, tenancy.current(), contact_point_id])
    if not rows:
        raise UnknownContactPoint(str(contact_point_id))
    ((person_id,),) = rows
    fact = IdentityVerified(contact_point_id=contact_point_id, factors=factors)
    record(fact, at=at, subject_id=person_id)
