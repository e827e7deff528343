"""Makes, changes and drops tags; a changed rule counts from now on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from trato.casework.sorting.models import Tag, Tagging
from trato.casework.sorting.values import Rule
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.sorting import TagArranged
from trato.journal.record import record

TAGS_MAX = 100


class BadTag(ValueError):
    """A tag that cannot be kept; the text says why: `name`, `taken` or `many`."""


def keep_tag(
    tag_id: UUID | None, *, name: str, rules: Collection[Rule], by: int, at: datetime
) -> UUID:
    """Make a tag (`tag_id` None) or change one.

    Raises:
        BadTag: no name, the name of another tag, or too many tags.
    """
    label, known = (
        " ".join(name.split())[:32],
        Tag.objects.filter(organisation_id=tenancy.current()),
    )
    if not label:
        raise BadTag("name")
    if known.filter(name__iexact=label).exclude(id=tag_id or new_id()).exists():
        raise BadTag("taken")
    if tag_id is None and known.count() >= TAGS_MAX:
        raise BadTag("many")
    chosen = tag_id or new_id()
    kept = sorted({(rule.on.value, rule.value) for rule in rules})
    Tag.objects.update_or_create(
        organisation_id=tenancy.current(),
        id=chosen,
        defaults={"name": label, "rules": [list(one) for one in kept]},
    )
    record(TagArranged(tag_id=chosen, by=by, rules=len(kept), is_dropped=False), at=at)
    return chosen


def drop_tag(tag_id: UUID, *, by: int, at: datetime) -> None:
    """Drop a tag from everywhere; the journal still tells who bore it."""
    here = tenancy.current()
    Tagging.objects.filter(organisation_id=here, tag_id=tag_id).delete()
    if Tag.objects.filter(organisation_id=here, id=tag_id).delete()[0]:
        record(TagArranged(tag_id=tag_id, by=by, rules=0, is_dropped=True), at=at)
