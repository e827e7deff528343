"""Takes in one message from a person: once, whatever the provider repeats, in its own thread."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from trato.book.organisations import keys
from trato.book.organisations import read as organisations
from trato.book.organisations.values import NumberCard
from trato.book.people import read as people
from trato.book.people.remember_wa_id import remember_wa_id
from trato.book.people.values import ContactCard
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.conversations.values import Incoming
from trato.door.outbox.open_window import open_window
from trato.foundation import phone, tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import MessageReceived
from trato.journal.record import record

# Messages of one contact may overtake each other on the wire; the queue waits this long for an
# older one before it hands over a newer one. Machine time, so that a fast world keeps its order.
GRACE = timedelta(milliseconds=80)
_PREVIEW = 160


class UnknownNumber(Exception):
    """The message was sent to a number that this organisation does not have."""


def receive(incoming: Incoming, *, received_at: datetime, grace: timedelta = GRACE) -> bool:
    """Store one message in its conversation; return whether it was new. Idempotent by its id.

    Raises:
        UnknownNumber: it was not sent to one of our numbers.
    """
    number = organisations.number_at_provider(incoming.phone_number_id)
    if number is None:
        raise UnknownNumber(incoming.phone_number_id)
    if InboundMessage.objects.filter(provider_message_id=incoming.provider_message_id).exists():
        return False
    contact = _contact(incoming, number)
    conversation = _conversation(incoming, number, contact, received_at)
    row = _row(incoming, conversation.id, received_at, grace)
    InboundMessage.objects.bulk_create([row], ignore_conflicts=True)
    if not InboundMessage.objects.filter(id=row.id).exists():
        return False
    if contact:
        open_window(contact.contact_point_id, number.number_id, at=incoming.written_at)
        remember_wa_id(contact.contact_point_id, wa_id=incoming.wa_id, bsuid=incoming.bsuid)
    _touch(conversation, incoming, received_at)
    record(
        MessageReceived(
            conversation_id=conversation.id, inbound_id=row.id, what=incoming.kind[:40]
        ),
        at=received_at,
        subject_id=conversation.person_id,
        private=incoming.payload,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('trato_inbound', %s)", [str(tenancy.current())])
    return True


def _contact(incoming: Incoming, number: NumberCard) -> ContactCard | None:
    """Find whose contact point wrote; of several who share a number, the one in conversation."""
    found = people.find_by_bsuid(incoming.bsuid) or (
        people.find_by_phone(incoming.wa_id) if incoming.wa_id else ()
    )
    if len(found) <= 1:
        return found[0] if found else None
    talking = Conversation.objects.filter(
        number_id=number.number_id, contact_point_id__in=[c.contact_point_id for c in found]
    ).order_by("-last_event_at")
    chosen = talking.values_list("contact_point_id", flat=True).first()
    return next((c for c in found if c.contact_point_id == chosen), found[0])


def _conversation(
    incoming: Incoming, number: NumberCard, contact: ContactCard | None, at: datetime
) -> Conversation:
    return conversation_with(
        number_id=number.number_id,
        contact=contact,
        address=phone.canonical(incoming.wa_id) if incoming.wa_id else f"bsuid:{incoming.bsuid}",
        at=at,
    )


def conversation_with(
    *, number_id: UUID, contact: ContactCard | None, address: str, at: datetime
) -> Conversation:
    """Return the thread between a contact and a number, opening it if there is none."""
    if contact:
        address = people.address_of(contact.contact_point_id)
    key = keys.vault().index(address, kind="conversation")
    fresh = Conversation(
        organisation_id=tenancy.current(),
        id=new_id(),
        number_id=number_id,
        contact_key=key,
        person_id=contact.person_id if contact else None,
        contact_point_id=contact.contact_point_id if contact else None,
        opened_at=at,
        last_event_at=at,
    )
    known = Conversation.objects.filter(number_id=number_id, contact_key=key)
    found = known.first()
    if found is None:
        Conversation.objects.bulk_create([fresh], ignore_conflicts=True)
        found = known.get()
    if contact and found.person_id is None:
        found.person_id, found.contact_point_id = contact.person_id, contact.contact_point_id
        found.save(force_update=True)
    return found


def _row(
    incoming: Incoming, conversation_id: UUID, received_at: datetime, grace: timedelta
) -> InboundMessage:
    inbound_id = new_id()
    return InboundMessage(
        organisation_id=tenancy.current(),
        id=inbound_id,
        conversation_id=conversation_id,
        provider_message_id=incoming.provider_message_id,
        kind=incoming.kind[:24],
        text=incoming.text,
        button_id=incoming.button_id[:256],
        payload_sealed=keys.vault().seal_bytes(incoming.payload, place=f"inbound:{inbound_id}"),
        media_id=incoming.media_id[:80],
        media_state="waiting" if incoming.media_id else "",
        media_sha256=incoming.media_sha256[:64],
        written_at=incoming.written_at,
        received_at=received_at,
        handle_after=received_at + grace,
    )


def _touch(conversation: Conversation, incoming: Incoming, at: datetime) -> None:
    last = conversation.last_inbound_at
    conversation.last_inbound_at = max(last, incoming.written_at) if last else incoming.written_at
    conversation.last_event_at = max(conversation.last_event_at, at)
    conversation.preview = (incoming.text or f"[{incoming.kind}]")[:_PREVIEW]
    conversation.save(
        update_fields=["last_inbound_at", "last_event_at", "preview"], force_update=True
    )
