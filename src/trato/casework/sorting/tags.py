"""What neighbours may ask about tags: which there are, and which a conversation bears."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from trato.casework.sorting.models import Tag, Tagging
from trato.casework.sorting.values import On, Rule, TagCard
from trato.foundation import tenancy


def tags() -> tuple[TagCard, ...]:
    """Return every tag by name, with how many conversations bear it."""
    counts = dict(_worn().values_list("tag_id").annotate(Count("id")))
    rows = Tag.objects.filter(organisation_id=tenancy.current()).order_by("name")
    return tuple(
        TagCard(
            tag_id=row.id,
            name=row.name,
            rules=tuple(Rule(on=On(on), value=value) for on, value in row.rules),
            borne=counts.get(row.id, 0),
        )
        for row in rows
    )


def names_on(conversation_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the names of the tags on each of some conversations; none: left out."""
    names = dict(Tag.objects.filter(organisation_id=tenancy.current()).values_list("id", "name"))
    found: dict[UUID, list[str]] = {}
    if names:
        rows = _worn().filter(conversation_id__in=list(conversation_ids))
        for conversation_id, tag_id in rows.values_list("conversation_id", "tag_id"):
            found.setdefault(conversation_id, []).append(names[tag_id])
    return {conversation_id: tuple(sorted(some)) for conversation_id, some in found.items()}


def tag_ids_on(conversation_id: UUID) -> frozenset[UUID]:
    """Return the tags on one conversation."""
    rows = _worn().filter(conversation_id=conversation_id)
    return frozenset(rows.values_list("tag_id", flat=True))


def bearing(tag_id: UUID) -> QuerySet[Any, UUID]:
    """Return, as a question, the conversations that bear a tag."""
    return _worn().filter(tag_id=tag_id).values_list("conversation_id", flat=True)


def _worn() -> QuerySet[Tagging]:
    return Tagging.objects.filter(organisation_id=tenancy.current(), taken_off_at=None)
