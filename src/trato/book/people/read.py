"""What neighbours may ask about people. Values leave sealed fields through named functions only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.book.people.models import ContactPoint, Person
from trato.book.people.values import (
    Acquaintance,
    ContactCard,
    IdentityFactors,
    PersonCard,
    Reach,
)
from trato.foundation import documents, phone, tenancy
from trato.foundation.asked import Asked, remembered
from trato.foundation.database import ask, put

# The statements of `sql` name their columns in the order of the cards' fields.
_PERSON_FIELDS = tuple(f.name for f in fields(PersonCard))
_CONTACT_FIELDS = tuple(f.name for f in fields(ContactCard))
_PERSON_WIDTH = len(_PERSON_FIELDS)
_SEARCH_MAX = 50


_CARDS = Asked(
    lambda here, people: Person.objects.filter(organisation_id=here, id__anyof=people).values_list(
        "id", *_PERSON_FIELDS[1:]
    ),
    here=UUID,
    people=list,
)
_CONTACT = Asked(
    lambda here, contact: ContactPoint.objects.filter(organisation_id=here, id=contact),
    here=UUID,
    contact=UUID,
)
_CONTACTS_OF = Asked(
    lambda here, people: _in_order(
        ContactPoint.objects.filter(organisation_id=here, person_id__anyof=people)
    ),
    here=UUID,
    people=list,
)
_SEALED = Asked(
    lambda here, person: Person.objects.filter(organisation_id=here, id=person).values_list(
        "document_sealed", "birth_sealed"
    ),
    here=UUID,
    person=UUID,
)


class UnknownPerson(LookupError):
    """No such person in this organisation."""


class UnknownContactPoint(LookupError):
    """No such contact point in this organisation."""


def card(person_id: UUID) -> PersonCard:
    """Return one person.

    Raises:
        UnknownPerson: there is none.
    """
    found = cards([person_id]).get(person_id)
    if found is None:
        raise UnknownPerson(str(person_id))
    return found


def cards(person_ids: Iterable[UUID]) -> dict[UUID, PersonCard]:
    """Return people by id; unknown ids are left out."""
    rows = _CARDS(here=tenancy.current(), people=list(person_ids))
    return {row[0]: _person_of(row) for row in rows}


def contacts_of(person_ids: Iterable[UUID]) -> dict[UUID, tuple[ContactCard, ...]]:
    """Return each person's contact points: verified first, then by priority, then oldest."""
    ids = list(person_ids)
    found: dict[UUID, list[ContactCard]] = {i: [] for i in ids}
    for row in _CONTACTS_OF(here=tenancy.current(), people=ids):
        found[row.person_id].append(_contact_card(row))
    return {i: tuple(cards_) for i, cards_ in found.items()}


def asking_reach(person_ids: Iterable[UUID]) -> Callable[[], Reach]:
    """Ask for people with their contact points, best first, and the sealed values. One statement.

    Returns what waits for it (`database.put`).
    """
    ids = list(person_ids)
    answer = put(sql.REACH, [ids, tenancy.current(), ids])
    return lambda: _reach(ids, answer())


def _reach(ids: list[UUID], rows: list[tuple[Any, ...]]) -> Reach:
    people: dict[UUID, PersonCard] = {}
    contacts: dict[UUID, list[ContactCard]] = {i: [] for i in ids}
    sealed: dict[UUID, bytes] = {}
    for row in rows:
        person_id, contact_point_id = row[0], row[_PERSON_WIDTH]
        if person_id not in people:
            people[person_id] = _person_of(row[:_PERSON_WIDTH])
        if contact_point_id is not None:
            contacts[person_id].append(_contact_of(row[_PERSON_WIDTH:-1]))
            sealed[contact_point_id] = bytes(row[-1])
    return Reach(people=people, contacts={i: tuple(c) for i, c in contacts.items()}, sealed=sealed)


def open_addresses(found: Reach, contact_point_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Decrypt the E.164 numbers or e-mails of some of the contact points that were reached."""
    vault = keys.vault()
    return {
        i: vault.open(found.sealed[i], place=sealing.contact_place(i)) for i in contact_point_ids
    }


def meet(person_id: UUID, contact_point_id: UUID) -> Acquaintance:
    """Return a person, the contact point that wrote, and what may be asked as proof.

    Raises:
        UnknownPerson: there is no such person, or no such contact point.
    """
    rows = ask(sql.MEET, [tenancy.current(), person_id, contact_point_id])
    if not rows:
        raise UnknownPerson(str(person_id))
    *row, document, born = rows[0]
    return Acquaintance(
        person=_person_of(row[:_PERSON_WIDTH]),
        contact=_contact_of(row[_PERSON_WIDTH:]),
        factors=_factors(person_id, document, born),
    )


def contact(contact_point_id: UUID) -> ContactCard:
    """Return one contact point.

    Raises:
        UnknownContactPoint: there is none.
    """
    rows = _CONTACT(here=tenancy.current(), contact=contact_point_id)
    if not rows:
        raise UnknownContactPoint(str(contact_point_id))
    return _contact_card(rows[0])


def find_by_phone(digits: str) -> tuple[ContactCard, ...]:
    """Return every contact point a number may mean: either digit variant, or the wa_id."""
    vault = keys.vault()
    only = "".join(c for c in digits if c in "0123456789")
    if not only:
        return ()
    value = sealing.contact_index(vault, sealing.PHONE, phone.canonical(only))
    rows = _contacts().filter(
        Q(value_index=value) | Q(wa_id_index__in=sealing.wa_id_indexes(vault, only))
    )
    return tuple(_contact_card(row) for row in _in_order(rows))


def find_by_bsuid(bsuid: str) -> tuple[ContactCard, ...]:
    """Return the contact points that a business-scoped user id was seen on."""
    if not bsuid:
        return ()
    return tuple(_contact_card(row) for row in _in_order(_contacts().filter(bsuid=bsuid)))


def find_by_document(document: str) -> UUID | None:
    """Return the person with a CPF or CNPJ, masked or bare."""
    value = documents.normalise(document)
    return ids_by_document([value]).get(value)


def ids_by_document(values: Sequence[str]) -> dict[str, UUID]:
    """Return the people behind documents without punctuation; unknown ones are left out."""
    vault = keys.vault()
    by_index = {sealing.document_index(vault, v): v for v in values}
    rows = _people().filter(document_index__in=list(by_index))
    return {by_index[bytes(i)]: p for i, p in rows.values_list("document_index", "id")}


def identity_factors(person_id: UUID) -> IdentityFactors:
    """Return what the person may be asked to prove who they are.

    Raises:
        UnknownPerson: there is none.
    """
    return _factors(person_id, *_sealed_person(person_id))


def document_of(person_id: UUID) -> str:
    """Decrypt a person's CPF or CNPJ: for charges and requests of the person, never for a log.

    Raises:
        UnknownPerson: there is none.
    """
    document, _born = _sealed_person(person_id)
    return keys.vault().open(document, place=sealing.document_place(person_id))


def address_of(contact_point_id: UUID) -> str:
    """Decrypt the E.164 number or e-mail of a contact point: the dispatcher's question alone.

    Raises:
        UnknownContactPoint: there is none.
    """
    found = addresses_of([contact_point_id]).get(contact_point_id)
    if found is None:
        raise UnknownContactPoint(str(contact_point_id))
    return found


@remembered
def addresses_of(contact_point_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Decrypt several contact points; unknown ids are left out."""
    vault = keys.vault()
    rows = ask(sql.ADDRESSES, [tenancy.current(), list(contact_point_ids)])
    return {i: vault.open(bytes(sealed), place=sealing.contact_place(i)) for i, sealed in rows}


def wa_ids_of(contact_point_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Decrypt the ids a provider gave contact points; those without one are left out."""
    vault = keys.vault()
    rows = ask(sql.WA_IDS, [tenancy.current(), list(contact_point_ids)])
    return {i: vault.open(bytes(sealed), place=sealing.wa_id_place(i)) for i, sealed in rows}


def search(text: str) -> tuple[PersonCard, ...]:
    """Return up to 50 people by CPF/CNPJ, phone (any form) or part of the name."""
    rows = _found_by(text)
    return tuple(_person_card(row) for row in rows.order_by("name", "id")[:_SEARCH_MAX])


def searched(text: str) -> QuerySet[Any, UUID]:
    """Return, as a question, all people by CPF/CNPJ, phone (any form) or part of the name."""
    return _found_by(text).values_list("id", flat=True)


def _found_by(text: str) -> QuerySet[Person]:
    words = text.strip()
    if not words:
        return _people().none()
    if documents.is_valid(words):
        found = find_by_document(_whole_document(words))
        if found is not None:
            return _people().filter(id=found)
    by_phone = _people_by_phone(words)
    if by_phone:
        return _people().filter(id__in=by_phone)
    return _people().filter(name__icontains=words, erased_at__isnull=True)


def living_in(uf: str) -> QuerySet[Any, UUID]:
    """Return, as a question, the people of a state."""
    return _people().filter(uf=uf, erased_at__isnull=True).values_list("id", flat=True)


def _whole_document(text: str) -> str:
    return documents.parse(text).value


def _people_by_phone(text: str) -> list[UUID]:
    try:
        number = phone.parse(text)
    except phone.NotAPhone:
        return []
    return list(dict.fromkeys(c.person_id for c in find_by_phone(number.e164)))


def _people() -> QuerySet[Person]:
    return Person.objects.filter(organisation_id=tenancy.current())


def _contacts() -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(organisation_id=tenancy.current())


def _in_order(rows: QuerySet[ContactPoint]) -> QuerySet[ContactPoint]:
    verified_first = Case(
        When(state="verified", then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(verified_first, "priority", "id")


def _sealed_person(person_id: UUID) -> tuple[bytes, bytes | None]:
    rows = _SEALED(here=tenancy.current(), person=person_id)
    if not rows:
        raise UnknownPerson(str(person_id))
    document, born = rows[0]
    return bytes(document), None if born is None else bytes(born)


def _factors(person_id: UUID, document: bytes, born: bytes | None) -> IdentityFactors:
    vault = keys.vault()
    digits = vault.open(document, place=sealing.document_place(person_id))
    iso = None if born is None else vault.open(born, place=sealing.birth_place(person_id))
    return IdentityFactors(
        birth_day_month=f"{iso[8:10]}/{iso[5:7]}" if iso else None, document_last3=digits[-3:]
    )


def _person_of(row: Sequence[Any]) -> PersonCard:
    return PersonCard(**dict(zip(_PERSON_FIELDS, row, strict=True)))


def _contact_of(row: Sequence[Any]) -> ContactCard:
    return ContactCard(**dict(zip(_CONTACT_FIELDS, row, strict=True)))


def _person_card(row: Person) -> PersonCard:
    return PersonCard(person_id=row.id, **{f: getattr(row, f) for f in _PERSON_FIELDS[1:]})


def _contact_card(row: ContactPoint) -> ContactCard:
    return ContactCard(contact_point_id=row.id, **{f: getattr(row, f) for f in _CONTACT_FIELDS[1:]})
