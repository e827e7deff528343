"""A protection was noted on a person."""

from datetime import datetime
from uuid import UUID

from trato.book.people.models import Person
from trato.book.people.read import UnknownPerson
from trato.book.people.rules import FLAGS
from trato.foundation import tenancy
from trato.journal.facts.book import PersonFlagged
from trato.journal.record import record


def flag_person(person_id: UUID, *, flag: str, at: datetime) -> None:
    """Set one of the person's protections; setting it twice journals once.

    Raises:
        UnknownPerson: there is none.
        ValueError: `flag` is not the name of a protection.
    """
    if flag not in FLAGS:
        raise ValueError(f"no such protection: {flag}")
    people = Person.objects.filter(organisation_id=tenancy.current(), id=person_id)
    if people.filter(**{flag: False}).update(**{flag: True}):
        record(PersonFlagged(flag=flag), at=at, subject_id=person_id)
    elif not people.exists():
        raise UnknownPerson(str(person_id))
