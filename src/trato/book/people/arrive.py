"""Makes the rows of people who may be new: sealed, indexed, ready for COPY.

Asks no database, so that a process beside the one that writes may do it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from trato.book.people import sealing
from trato.book.people.rules import first_name, initial_state, is_minor, readable_name
from trato.book.people.values import NewContact, NewPerson
from trato.foundation import copying
from trato.foundation.crypto import Vault
from trato.foundation.ids import new_ids

_PERSON: Final = copying.columns(10)
_CONTACT: Final = copying.columns(10)
_CPF_DIGITS: Final = 11
_CPF: Final = copying.text("CPF")
_CNPJ: Final = copying.text("CNPJ")


class Arrival(NamedTuple):
    """Somebody who may be new: the id they would get, their row, and their contact points'."""

    person_id: UUID
    row: bytes
    contacts: tuple[bytes, ...]


def arrivals(vault: Vault, people: Sequence[NewPerson], *, on: date) -> list[Arrival]:
    """Make people's rows as they are written if nobody has their documents yet."""
    ids = iter(new_ids(len(people) + sum(len(person.contacts) for person in people)))
    made = []
    for person in people:
        person_id = next(ids)
        index = sealing.document_index(vault, person.document)
        row = person_row(vault, person_id, person, index, on=on)
        made.append(Arrival(person_id, row, contact_rows(vault, person_id, person.contacts, ids)))
    return made


def merge(people: Iterable[NewPerson]) -> dict[str, NewPerson]:
    """Return people by document; the same document twice is one person with all contacts."""
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


def person_row(
    vault: Vault, person_id: UUID, person: NewPerson, index: bytes, *, on: date
) -> bytes:
    """Write one person's row, in the order of `sql.arriving_people`."""
    name = readable_name(person.name)
    born_on = person.born_on
    birth = sealing.seal_birth(vault, person_id, born_on)
    return b"".join(
        (
            _PERSON,
            copying.ident(person_id),
            copying.text(name[:160]),
            copying.word(first_name(name)[:80]),
            _CPF if len(person.document) == _CPF_DIGITS else _CNPJ,
            copying.raw(vault.seal(person.document, place=sealing.document_place(person_id))),
            copying.raw(index),
            copying.NULL if birth is None else copying.raw(birth),
            copying.word(person.uf),
            copying.word(person.municipality[:80]),
            copying.TRUE if is_minor(born_on, on) else copying.FALSE,
        )
    )


def contact_rows(
    vault: Vault, person_id: UUID, contacts: Sequence[NewContact], ids: Iterator[UUID]
) -> tuple[bytes, ...]:
    """Write a person's contact points, each value once, in the order of `sql.arriving_contacts`."""
    rows: dict[bytes, bytes] = {}
    for contact in contacts:
        contact_id = next(ids)
        index = sealing.contact_index(vault, contact.kind, contact.value)
        if index in rows:
            continue
        rows[index] = b"".join(
            (
                _CONTACT,
                copying.ident(person_id),
                copying.ident(contact_id),
                copying.word(contact.kind),
                copying.raw(vault.seal(contact.value, place=sealing.contact_place(contact_id))),
                copying.raw(index),
                copying.word(contact.ddd),
                copying.word(contact.provenance),
                copying.word(initial_state(contact.provenance)),
                copying.TRUE if contact.is_workplace else copying.FALSE,
                copying.small(contact.priority),
            )
        )
    return tuple(rows.values())
