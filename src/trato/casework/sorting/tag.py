"""Puts tags on conversations and takes them off: by hand, or because a rule says so."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from trato.casework.sorting.models import Tag, Tagging
from trato.casework.sorting.values import On
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.sorting import ConversationTagged
from trato.journal.record import record


def tag(
    conversation_id: UUID,
    tag_ids: Collection[UUID],
    *,
    by: int,
    at: datetime,
    person_id: UUID | None = None,
) -> None:
    """Let a conversation bear exactly these tags from now on; unknown ids are left out."""
    here, known = tenancy.current(), Tag.objects.filter(organisation_id=tenancy.current())
    wanted = set(known.filter(id__in=list(tag_ids)).values_list("id", flat=True))
    rows = Tagging.objects.select_for_update().filter(
        organisation_id=here, conversation_id=conversation_id
    )
    before = {row.tag_id: row for row in rows}
    worn = {tag_id for tag_id, row in before.items() if row.taken_off_at is None}
    for tag_id in sorted(wanted - worn):
        Tagging.objects.update_or_create(
            organisation_id=here,
            conversation_id=conversation_id,
            tag_id=tag_id,
            defaults={"by": by, "at": at, "taken_off_at": None},
        )
        _tell(conversation_id, tag_id, by=by, is_on=True, at=at, person_id=person_id)
    for tag_id in sorted(worn - wanted):
        rows.filter(tag_id=tag_id).update(taken_off_at=at, by=by)
        _tell(conversation_id, tag_id, by=by, is_on=False, at=at, person_id=person_id)


def tag_by_rule(
    conversation_id: UUID,
    seen: Collection[tuple[On, str]],
    *,
    at: datetime,
    person_id: UUID | None = None,
) -> int:
    """Put on whatever tag has a rule for something seen; return how many were new.

    A tag that a hand took off is not put on again.
    """
    here, looked = tenancy.current(), {(on.value, value) for on, value in seen}
    found = [
        tag_id
        for tag_id, rules in Tag.objects.filter(organisation_id=here)
        .exclude(rules=[])
        .values_list("id", "rules")
        if looked & {(on, value) for on, value in rules}
    ]
    had = Tagging.objects.filter(
        organisation_id=here, conversation_id=conversation_id, tag_id__in=found
    )
    fresh = sorted(set(found) - set(had.values_list("tag_id", flat=True)))
    Tagging.objects.bulk_create(
        [
            Tagging(
                organisation_id=here,
                id=new_id(),
                conversation_id=conversation_id,
                tag_id=tag_id,
                at=at,
            )
            for tag_id in fresh
        ],
        ignore_conflicts=True,
    )
    for tag_id in fresh:
        _tell(conversation_id, tag_id, by=None, is_on=True, at=at, person_id=person_id)
    return len(fresh)


def _tell(
    conversation_id: UUID,
    tag_id: UUID,
    *,
    by: int | None,
    is_on: bool,
    at: datetime,
    person_id: UUID | None,
) -> None:
    fact = ConversationTagged(conversation_id=conversation_id, tag_id=tag_id, by=by, is_on=is_on)
    record(fact, at=at, subject_id=person_id)
