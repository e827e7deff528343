"""What neighbours may ask about segments: which there are, and who is in one today."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from trato.book.people.read import living_in
from trato.book.portfolios.owing import owing
from trato.book.portfolios.values import Owing
from trato.casework.negotiation.read import in_agreement
from trato.casework.sorting import models
from trato.casework.sorting.values import Segment
from trato.foundation import tenancy
from trato.foundation.asked import Asked


class UnknownSegment(LookupError):
    """No such segment in this organisation, or not any more."""


_SEGMENTS = Asked(
    lambda here: models.Segment.objects.filter(organisation_id=here).order_by("name"), here=UUID
)


def segments() -> tuple[Segment, ...]:
    """Return every segment by name."""
    return tuple(_segment(row) for row in _SEGMENTS(here=tenancy.current()))


def segment_by_id(segment_id: UUID) -> Segment:
    """Return one segment.

    Raises:
        UnknownSegment: there is none of that id any more.
    """
    for one in segments():
        if one.segment_id == segment_id:
            return one
    raise UnknownSegment(str(segment_id))


def people_of(segment_id: UUID, *, on: date) -> QuerySet[Any, UUID]:
    """Return, as a question, who is in a segment on a day; one that is gone has nobody."""
    try:
        return people_in(segment_by_id(segment_id), on=on)
    except UnknownSegment:
        return owing(Owing(), on=on).none()


def people_in(segment: Segment, *, on: date) -> QuerySet[Any, UUID]:
    """Return, as a question, who has what a segment asks on a day."""
    people = owing(segment.debt, on=on)
    if segment.uf:
        people = people.filter(person_id__in=living_in(segment.uf))
    if segment.has_agreement is True:
        people = people.filter(person_id__in=in_agreement())
    elif segment.has_agreement is False:
        people = people.exclude(person_id__in=in_agreement())
    return people


def count_of(segment: Segment, *, on: date) -> int:
    """Return how many people are in a segment on a day."""
    return people_in(segment, on=on).order_by().distinct().count()


def _segment(row: models.Segment) -> Segment:
    return msgspec.convert({**row.asked, "segment_id": row.id, "name": row.name}, Segment)
