"""Adds one contact point to somebody in a record."""

from datetime import datetime
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.book.people.arrive import contact_rows
from trato.book.people.models import ContactPoint
from trato.book.people.read import UnknownPerson
from trato.book.people.values import NewContact
from trato.foundation import tenancy
from trato.foundation.ids import new_ids


def add_contact(person_id: UUID, contact: NewContact, *, at: datetime) -> UUID:
    """Return the person's contact point of this value, new or known; a known one stays as it is.

    Raises:
        UnknownPerson: there is none, or the person was erased.
    """
    vault = keys.vault()
    sql.insert_contacts(contact_rows(vault, person_id, [contact], iter(new_ids(1))), at=at)
    row = ContactPoint.objects.filter(
        organisation_id=tenancy.current(),
        person_id=person_id,
        value_index=sealing.contact_index(vault, contact.kind, contact.value),
    ).first()
    if row is None:
        raise UnknownPerson(str(person_id))
    return UUID(str(row.id))
