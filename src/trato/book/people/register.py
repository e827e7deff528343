"""Registers people and their contact points, found again by document; what is known is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.book.people.arrive import Arrival, contact_rows, merge, person_row
from trato.book.people.models import Person
from trato.book.people.rules import is_minor, readable_name
from trato.book.people.values import NewPerson, Registered
from trato.foundation import tenancy
from trato.foundation.crypto import Vault
from trato.foundation.ids import new_ids

_SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def register_arrivals(arrivals: Sequence[Arrival], *, at: datetime) -> tuple[frozenset[UUID], int]:
    """Register those of the arrivals whom nobody knew yet, with their contact points.

    Returns the arrivals' ids whose document somebody has already, of whom nothing was written (let
    `register_people` have them), and how many contact points came.
    """
    created = sql.insert_people([one.row for one in arrivals], at=at)
    known = frozenset(sql.arrived_before()) if created < len(arrivals) else frozenset()
    rows = [row for one in arrivals if one.person_id not in known for row in one.contacts]
    return known, sql.insert_first_contacts(rows, at=at) if rows else 0


def register_people(people: Sequence[NewPerson], *, at: datetime) -> Registered:
    """Register many people at once; the same document twice is one person with all contacts.

    Known people get the new name and address; their flags, the state of their contact points and
    everything learned about them stay. An erased person is not brought back to life by a file.
    """
    vault = keys.vault()
    merged = merge(people)
    index_of = {d: sealing.document_index(vault, d) for d in merged}
    by_index = {index: d for d, index in index_of.items()}
    known = _known(by_index)
    unknown = [d for d in merged if d not in known]
    new = dict(zip(unknown, new_ids(len(unknown)), strict=True))
    day = _day(at)
    rows = [person_row(vault, i, merged[d], index_of[d], on=day) for d, i in new.items()]
    created = sql.insert_people(rows, at=at) if rows else 0
    ids = known | new
    if created < len(new):
        # Somebody else registered one of them meanwhile: theirs stands.
        ids |= _known({k: d for k, d in by_index.items() if d in new})
    _bring_up_to_date(vault, {i: merged[d] for d, i in known.items()}, index_of, at)
    fresh = iter(new_ids(sum(len(person.contacts) for person in merged.values())))
    contacts = [
        row for d, i in ids.items() for row in contact_rows(vault, i, merged[d].contacts, fresh)
    ]
    contacts_created = sql.insert_contacts(contacts, at=at) if contacts else 0
    return Registered(ids=ids, created=created, contacts_created=contacts_created)


def register_person(person: NewPerson, *, at: datetime) -> UUID:
    """Register one person and return the id, new or known."""
    return register_people([person], at=at).ids[person.document]


def _known(by_index: dict[bytes, str]) -> dict[str, UUID]:
    found = Person.objects.filter(
        organisation_id=tenancy.current(), document_index__in=list(by_index)
    ).values_list("document_index", "id")
    return {by_index[bytes(index)]: person_id for index, person_id in found}


def _bring_up_to_date(
    vault: Vault, people: Mapping[UUID, NewPerson], index_of: Mapping[str, bytes], at: datetime
) -> None:
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
            index = index_of[person.document]
            changed.append(person_row(vault, row.id, person, index, on=_day(at)))
    if changed:
        sql.update_people(changed)


def _born_on(vault: Vault, row: Person) -> str | None:
    if row.birth_sealed is None:
        return None
    return vault.open(bytes(row.birth_sealed), place=sealing.birth_place(row.id))


def _day(at: datetime) -> date:
    return at.astimezone(_SAO_PAULO).date()
