"""Says whose a thread is that came from a number nobody knew; the door may then let answers leave.

It says no more than that: who writes has not proved to be them; no word of a debt leaves before.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from trato.book.organisations import keys
from trato.book.people.add_contact import add_contact
from trato.book.people.read import ids_by_document
from trato.book.people.remember_wa_id import remember_wa_id
from trato.book.people.values import NewContact
from trato.book.people.welcome import visitors_among
from trato.casework.conversations.hand_over import held_row
from trato.casework.conversations.introduce import introduce
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.door.outbox.open_window import open_windows
from trato.foundation import phone, tenancy
from trato.foundation.crypto import Undecipherable
from trato.foundation.documents import parse
from trato.journal.facts.casework import ConversationNamed
from trato.journal.record import record


class SomebodysAlready(Exception):
    """The thread is a known person's."""


class NobodyOfThatDocument(LookupError):
    """No record has that CPF or CNPJ."""


class NoNumberShown(Exception):
    """The provider names who wrote by an id of its own, without a number to answer to."""


def say_whose(conversation_id: UUID, *, document: str, by: int, at: datetime) -> UUID:
    """Give a thread of nobody, or of a visitor, to the person with this document; return them.

    Their record gets the number as one they wrote from.

    Raises:
        SomebodysAlready: it is a known person's thread.
        NotADocument: no CPF or CNPJ.
        NobodyOfThatDocument: there is no such person.
        NoNumberShown: who wrote showed no number.
    """
    row = held_row(conversation_id)
    if row.person_id is not None and not visitors_among({row.person_id}):
        raise SomebodysAlready
    value = parse(document).value
    person_id = ids_by_document([value]).get(value)
    if person_id is None:
        raise NobodyOfThatDocument
    wa_id, bsuid = _writer_of(row)
    address = phone.canonical(wa_id)
    contact = NewContact(
        kind="phone",
        value=address,
        ddd=address[3:5] if address.startswith("+55") else "",
        provenance="debtor_supplied",
    )
    contact_point_id = add_contact(person_id, contact, at=at)
    remember_wa_id(contact_point_id, wa_id=wa_id, bsuid=bsuid)
    introduce(conversation_id, person_id, contact_point_id)
    if row.last_inbound_at is not None:
        open_windows({(contact_point_id, row.number_id): row.last_inbound_at})
    fact = ConversationNamed(
        conversation_id=conversation_id, contact_point_id=contact_point_id, by=by
    )
    record(fact, at=at, subject_id=person_id)
    return person_id


def _writer_of(row: Conversation) -> tuple[str, str]:
    """Return the number and the business-scoped id that the newest message came from."""
    newest = (
        InboundMessage.objects.filter(organisation_id=tenancy.current(), conversation_id=row.id)
        .order_by("-written_at", "-id")
        .values_list("id", "payload_sealed")
        .first()
    )
    try:
        inbound_id, sealed = newest or (None, b"")
        opened = keys.vault().open_bytes(bytes(sealed), place=f"inbound:{inbound_id}")
        node = msgspec.json.decode(opened)
        wa_id, bsuid = str(node.get("from", "")), str(node.get("from_user_id", ""))
    except (Undecipherable, msgspec.DecodeError, AttributeError):
        # Erased, or of a shape nobody knew.
        raise NoNumberShown from None
    if not (wa_id.isascii() and wa_id.isdigit()):
        raise NoNumberShown
    return wa_id, bsuid
