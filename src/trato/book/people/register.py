"""Registers people and their contact points, found again by document; what is known is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.book.people.models import Person
from trato.book.people.rules import first_name, initial_state, is_minor, readable_name
from trato.book.people.values import NewPerson, Registered
from trato.foundation import documents, tenancy
from trato.foundation.crypto import Vault
from trato.foundation.ids import new_id

_SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def register_people(people: Sequence[NewPerson], *, at: datetime) -> Registered:
    """Register many people at once; the same document twice is one person with all contacts.

    Known people get the new name and address; their flags, the state of their contact points and
    everything learned about them stay. An erased person is not brought back to life by a file.
    """
    vault = keys.vault()
    merged = _merge(people)
    by_index = {sealing.document_index(vault, d): d for d in merged}
    known = _known(by_index)
    new = {d: new_id() for d in merged if d not in known}
    rows = [_row(vault, i, merged[d], at) for d, i in new.items()]
    created = sql.insert_people(rows, at=at) if rows else 0
    ids = known | new
    if created < len(new):
        # Somebody else registered one of them meanwhile: theirs stands.
        ids |= _known({k: d for k, d in by_index.items() if d in new})
    _bring_up_to_date(vault, {i: merged[d] for d, i in known.items()}, at)
    contacts = [row for d, i in ids.items() for row in _contacts(vault, i, merged[d])]
    contacts_created = sql.insert_contacts(contacts, at=at) if contacts else 0
    return Registered(ids=ids, created=created, contacts_created=contacts_created)


def register_person(person: NewPerson, *, at: datetime) -> UUID:
    """Register one person and return the id, new or known."""
    return register_people([person], at=at).ids[person.document]


def _merge(people: Sequence[NewPerson]) -> dict[str, NewPerson]:
    merged: dict[str, NewPerson] = {}
    for person in people:
        earlier = merged.get(person.document)
        if earlier is None:
            merged[person.document] = person
            continue
        merged[person.document] = replace(
            person,
            born_on=person.born_on or earlier.born_on,
            contacts=tuple(dict.fromkeys((*earlier.contacts, *person.contacts))),
        )
    return merged


def _known(by_index: dict[bytes, str]) -> dict[str, UUID]:
    found = Person.objects.filter(
        organisation_id=tenancy.current(), document_index__in=list(by_index)
    ).values_list("document_index", "id")
    return {by_index[bytes(index)]: person_id for index, person_id in found}


def _bring_up_to_date(vault: Vault, people: Mapping[UUID, NewPerson], at: datetime) -> None:
    """Write only those who differ: a row that is written is locked against the dispatcher."""
    changed = []
    rows = Person.objects.filter(organisation_id=tenancy.current(), id__in=list(people))
    for row in rows.only("id", "name", "uf", "municipality", "is_minor", "birth_sealed"):
        person = people[row.id]
        is_same = (
            row.name == readable_name(person.name)[:160]
            and (not person.uf or (row.uf, row.municipality) == (person.uf, person.municipality))
            and (person.born_on is None or _born_on(vault, row) == person.born_on.isoformat())
            and (person.born_on is None or row.is_minor == is_minor(person.born_on, _day(at)))
        )
        if not is_same:
            changed.append(_row(vault, row.id, person, at))
    if changed:
        sql.update_people(changed)


def _born_on(vault: Vault, row: Person) -> str | None:
    if row.birth_sealed is None:
        return None
    return vault.open(bytes(row.birth_sealed), place=sealing.birth_place(row.id))


def _day(at: datetime) -> date:
    return at.astimezone(_SAO_PAULO).date()


def _row(vault: Vault, person_id: UUID, person: NewPerson, at: datetime) -> sql.PersonRow:
    name = readable_name(person.name)
    return (
        person_id,
        name[:160],
        first_name(name)[:80],
        documents.kind_of(person.document),
        vault.seal(person.document, place=sealing.document_place(person_id)),
        sealing.document_index(vault, person.document),
        sealing.seal_birth(vault, person_id, person.born_on),
        person.uf,
        person.municipality[:80],
        is_minor(person.born_on, _day(at)),
    )


def _contacts(vault: Vault, person_id: UUID, person: NewPerson) -> list[sql.ContactRow]:
    rows: list[sql.ContactRow] = []
    for contact in person.contacts:
        contact_id = new_id()
        rows.append(
            (
                contact_id,
                person_id,
                contact.kind,
                vault.seal(contact.value, place=sealing.contact_place(contact_id)),
                sealing.contact_index(vault, contact.kind, contact.value),
                contact.ddd,
                contact.provenance,
                initial_state(contact.provenance),
                contact.is_workplace,
                contact.priority,
            )
        )
    return rows
