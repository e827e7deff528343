"""Reads one contact point and holds it for the verb that is about to change it."""

from uuid import UUID

from trato.book.people.models import ContactPoint
from trato.book.people.read import UnknownContactPoint
from trato.foundation import tenancy


def hold_contact(contact_point_id: UUID) -> ContactPoint:
    """Lock a contact point until the transaction ends.

    Raises:
        UnknownContactPoint: there is none.
    """
    row = (
        ContactPoint.objects.select_for_update(no_key=True)
        .filter(organisation_id=tenancy.current(), id=contact_point_id)
        .first()
    )
    if row is None:
        raise UnknownContactPoint(str(contact_point_id))
    return row
