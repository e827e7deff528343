"""Makes, changes and drops segments; who is in one is looked up anew whenever it is asked for."""

from datetime import datetime
from uuid import UUID

import msgspec

from trato.casework.sorting.models import Segment as Row
from trato.casework.sorting.values import Segment
from trato.foundation import tenancy
from trato.journal.facts.sorting import SegmentArranged
from trato.journal.record import record

SEGMENTS_MAX = 50


class BadSegment(ValueError):
    """A segment that cannot be kept; the text says why.

    `name`, `taken`, `many`, `span`, and of a form: `number` or `choice`.
    """


def keep_segment(segment: Segment, *, by: int, at: datetime) -> None:
    """Keep a segment as it is given; of a new one the id is new.

    Raises:
        BadSegment: no name or another one's, too many, or a span that ends before it begins.
    """
    known = Row.objects.filter(organisation_id=tenancy.current())
    label, others = " ".join(segment.name.split())[:40], known.exclude(id=segment.segment_id)
    if not label:
        raise BadSegment("name")
    if others.filter(name__iexact=label).exists():
        raise BadSegment("taken")
    if others.count() >= SEGMENTS_MAX:
        raise BadSegment("many")
    debt = segment.debt
    for least, most in (
        (debt.days_late_min, debt.days_late_max),
        (debt.principal_cents_min, debt.principal_cents_max),
    ):
        if least is not None and most is not None and most < least:
            raise BadSegment("span")
    asked = msgspec.to_builtins(segment)
    del asked["segment_id"], asked["name"]
    Row.objects.update_or_create(
        organisation_id=tenancy.current(),
        id=segment.segment_id,
        defaults={"name": label, "asked": asked, "changed_at": at, "changed_by": by},
    )
    record(SegmentArranged(segment_id=segment.segment_id, by=by, is_dropped=False), at=at)


def drop_segment(segment_id: UUID, *, by: int, at: datetime) -> None:
    """Drop a segment; a view that asks for it has nobody from then on. Idempotent."""
    if Row.objects.filter(organisation_id=tenancy.current(), id=segment_id).delete()[0]:
        record(SegmentArranged(segment_id=segment_id, by=by, is_dropped=True), at=at)
