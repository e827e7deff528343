"""A person asked to hear nothing more: the stop stands, and what was about to leave does not."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.people import read as people
from trato.door.consent.withdraw import withdraw
from trato.door.outbox.cancel import cancel_for_person

WHATSAPP: Final = "whatsapp"
_CHANNELS: Final = {"phone": (WHATSAPP, "sms"), "email": ("email",)}


def stop_contact(
    contact_point_id: UUID,
    *,
    words: str,
    message: str = "",
    at: datetime,
    by: int | None = None,
) -> bool:
    """Stop WhatsApp to a contact point, as its holder asked; return whether it is new.

    What waits for the person is withdrawn, whichever way it would have gone.
    """
    person_id = people.contact(contact_point_id).person_id
    stopped = _stop(contact_point_id, (WHATSAPP,), words=words, message=message, at=at, by=by)
    cancel_for_person(person_id, reason="opt_out", at=at)
    return stopped


def stop_everywhere(person_id: UUID, *, words: str, at: datetime, by: int) -> bool:
    """Stop every channel to every contact point of a person; return whether any is new."""
    contacts = people.contacts_of([person_id])[person_id]
    stopped = [
        _stop(c.contact_point_id, _CHANNELS.get(c.kind, ()), words=words, message="", at=at, by=by)
        for c in contacts
    ]
    cancel_for_person(person_id, reason="opt_out", at=at)
    return any(stopped)


def _stop(
    contact_point_id: UUID,
    channels: Collection[str],
    *,
    words: str,
    message: str,
    at: datetime,
    by: int | None,
) -> bool:
    stopped = [
        withdraw(
            contact_point_id,
            channel=channel,
            reason="opt_out",
            words=words,
            source_message=message,
            at=at,
            by=by,
        )
        for channel in channels
    ]
    return any(stopped)
