"""A protection was noted on a person, or lifted."""

from datetime import datetime
from uuid import UUID

from trato.book.people.models import Person
from trato.book.people.read import UnknownPerson
from trato.book.people.rules import FLAGS
from trato.foundation import tenancy
from trato.journal.facts.book import PersonFlagged, PersonUnflagged
from trato.journal.record import record


def flag_person(person_id: UUID, *, flag: str, at: datetime, by: int | None = None) -> bool:
    """Set one of the person's protections; return whether it is new. Twice journals once.

    Raises:
        UnknownPerson: there is none.
        ValueError: `flag` is not the name of a protection.
    """
    if flag not in FLAGS:
        raise ValueError(f"no such protection: {flag}")
    people = Person.objects.filter(organisation_id=tenancy.current(), id=person_id)
    if people.filter(**{flag: False}).update(**{flag: True}):
        record(PersonFlagged(flag=flag, by=by), at=at, subject_id=person_id)
        return True
    if not people.exists():
        raise UnknownPerson(str(person_id))
    return False


def lift_flag(person_id: UUID, *, flag: str, at: datetime, by: int | None = None) -> bool:
    """Take one of the person's protections back; return whether it stood.

    Raises:
        ValueError: `flag` is not the name of a protection.
    """
    if flag not in FLAGS:
        raise ValueError(f"no such protection: {flag}")
    people = Person.objects.filter(organisation_id=tenancy.current(), id=person_id)
    if not people.filter(**{flag: True}).update(**{flag: False}):
        return False
    record(PersonUnflagged(flag=flag, by=by), at=at, subject_id=person_id)
    return True
