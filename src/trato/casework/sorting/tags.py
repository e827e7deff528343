"""What neighbours may ask about tags: which there are, and which a conversation bears."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.casework.sorting.models import Tag, Tagging
from trato.casework.sorting.values import On, Rule, TagCard
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import ask

_TAGS = Asked(lambda here: Tag.objects.filter(organisation_id=here).order_by("name"), here=UUID)
_NAMES = Asked(
    lambda here: Tag.objects.filter(organisation_id=here).values_list("id", "name"), here=UUID
)
_WORN_BY = Asked(
    lambda here, conversations: Tagging.objects.filter(
        organisation_id=here, taken_off_at=None, conversation_id__anyof=conversations
    ).values_list("conversation_id", "tag_id"),
    here=UUID,
    conversations=list,
)
_BORNE = """
SELECT tag_id, count(*) FROM sorting_tagging
WHERE organisation_id = %s AND taken_off_at IS NULL GROUP BY tag_id
"""


def tags() -> tuple[TagCard, ...]:
    """Return every tag by name, with how many conversations bear it."""
    counts = dict(ask(_BORNE, [tenancy.current()]))
    rows = _TAGS(here=tenancy.current())
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
    names = dict(_NAMES(here=tenancy.current()))
    found: dict[UUID, list[str]] = {}
    if names:
        rows = _WORN_BY(here=tenancy.current(), conversations=list(conversation_ids))
        for conversation_id, tag_id in rows:
            found.setdefault(conversation_id, []).append(names[tag_id])
    return {conversation_id: tuple(sorted(some)) for conversation_id, some in found.items()}


def tag_ids_on(conversation_id: UUID) -> frozenset[UUID]:
    """Return the tags on one conversation."""
    rows = _WORN_BY(here=tenancy.current(), conversations=[conversation_id])
    return frozenset(tag_id for _, tag_id in rows)


def bearing(tag_id: UUID) -> QuerySet[Any, UUID]:
    """Return, as a question, the conversations that bear a tag."""
    return _worn().filter(tag_id=tag_id).values_list("conversation_id", flat=True)


def _worn() -> QuerySet[Tagging]:
    return Tagging.objects.filter(organisation_id=tenancy.current(), taken_off_at=None)
