"""Holds people still, so that two dispatchers never count the same person's messages at once."""

from collections.abc import Iterable
from uuid import UUID

from trato.book.people.models import Person
from trato.foundation import tenancy


def lock_people(person_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Lock people until the transaction ends, in order of id, and return those that exist.

    Rows that merely refer to a person may still be added meanwhile.
    """
    rows = (
        Person.objects.filter(organisation_id=tenancy.current(), id__in=list(person_ids))
        .order_by("id")
        .select_for_update(no_key=True)
        .values_list("id", flat=True)
    )
    return tuple(rows)
