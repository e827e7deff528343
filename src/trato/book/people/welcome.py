"""Makes whoever writes without being in any record somebody whom the door may answer.

A visitor has a number and perhaps a name of their own choosing: no document, no debt, nothing that
could prove who they are. A record that names the same number later takes their place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing
from trato.book.people.models import ContactPoint, Person
from trato.book.people.rules import first_name, initial_state, readable_name
from trato.foundation import phone, tenancy
from trato.foundation.ids import new_id
from trato.foundation.regions import uf_of_ddd
from trato.journal.facts.book import VisitorWelcomed
from trato.journal.record import record

NO_DOCUMENT = "none"
NAMELESS = "Visitante"
_PROVENANCE = "debtor_supplied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """How a provider names somebody unknown: digits, and the name they chose, if any."""

    wa_id: str
    name: str = ""


def welcome(visitor: Visitor, *, at: datetime) -> UUID:
    """Return the person behind a number that nobody knew; the same number is the same visitor."""
    here, vault = tenancy.current(), keys.vault()
    address = phone.canonical(visitor.wa_id)
    person_id, contact_id = new_id(), new_id()
    name = readable_name(visitor.name)[:160] or NAMELESS
    ddd = address[3:5] if address.startswith("+55") else ""
    person, is_new = Person.objects.get_or_create(
        organisation_id=here,
        document_index=sealing.document_index(vault, f"visitor:{address}"),
        defaults={
            "id": person_id,
            "name": name,
            "first_name": first_name(name)[:80],
            "document_kind": NO_DOCUMENT,
            "document_sealed": vault.seal("", place=sealing.document_place(person_id)),
            "uf": uf_of_ddd(ddd) or "",
            "created_at": at,
        },
    )
    if not is_new:
        return person.id
    ContactPoint.objects.create(
        organisation_id=here,
        id=contact_id,
        person_id=person.id,
        kind=sealing.PHONE,
        value_sealed=vault.seal(address, place=sealing.contact_place(contact_id)),
        value_index=sealing.contact_index(vault, sealing.PHONE, address),
        ddd=ddd,
        provenance=_PROVENANCE,
        state=initial_state(_PROVENANCE),
        created_at=at,
    )
    fact = VisitorWelcomed(person_id=person.id, contact_point_id=contact_id)
    record(fact, at=at, subject_id=person.id, private=address.encode())
    return person.id


def visitors_among(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of some people who are visitors, whom a record of theirs would replace."""
    if not person_ids:
        return frozenset()
    rows = Person.objects.filter(
        organisation_id=tenancy.current(), id__in=list(person_ids), document_kind=NO_DOCUMENT
    )
    return frozenset(rows.values_list("id", flat=True))
