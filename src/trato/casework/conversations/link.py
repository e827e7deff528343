"""Opens a thread from our side, so that what we write stands where the answer will come."""

from datetime import datetime
from uuid import UUID

from trato.book.people import read as people
from trato.casework.conversations.receive import conversation_with


def conversation_for(contact_point_id: UUID, number_id: UUID, *, at: datetime) -> UUID:
    """Return the thread between a contact point and a number, opening it if there is none."""
    contact = people.contact(contact_point_id)
    return conversation_with(number_id=number_id, contact=contact, address="", at=at).id
