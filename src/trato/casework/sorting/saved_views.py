"""Choices of conversations that are kept under a name: one's own, and those of everybody."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from trato.book.organisations import keys
from trato.casework.sorting.models import View
from trato.casework.sorting.values import WANTED, ViewCard
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.ids import new_id
from trato.journal.facts.sorting import ViewArranged
from trato.journal.record import record

VIEWS_MAX = 12
_VALUE_MAX = 80


class BadView(ValueError):
    """A view that cannot be kept; the text says why: `name`, `empty` or `many`."""


_VIEWS = Asked(
    lambda here, owner: View.objects.filter(
        Q(owner_id=None) | Q(owner_id=owner), organisation_id=here
    ),
    here=UUID,
    owner=int,
)


def views_for(user_id: int) -> tuple[ViewCard, ...]:
    """Return the views of everybody, then the user's own, by name."""
    rows = _VIEWS(here=tenancy.current(), owner=user_id)
    found = [
        ViewCard(
            view_id=row.id,
            name=row.name,
            owner_id=row.owner_id,
            wanted=tuple((key, row.wanted[key]) for key in WANTED if row.wanted.get(key)),
            words=_words(row),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda v: (v.owner_id is not None, v.name.lower())))


def keep_view(
    *,
    name: str,
    wanted: Mapping[str, str],
    words: str = "",
    owner_id: int | None,
    by: int,
    at: datetime,
) -> UUID:
    """Keep a view under a name; the owner's view of the same name is replaced.

    The words that it looks for may be personal data: they are kept sealed.

    Raises:
        BadView: no name, nothing wanted, or too many views of this owner.
    """
    label = " ".join(name.split())[:40]
    asked = {key: wanted[key].strip()[:_VALUE_MAX] for key in WANTED if wanted.get(key, "").strip()}
    if not label:
        raise BadView("name")
    sought = words.strip()[:_VALUE_MAX]
    if not asked and not sought:
        raise BadView("empty")
    mine = View.objects.filter(organisation_id=tenancy.current(), owner_id=owner_id)
    row = mine.filter(name=label).first()
    if row is None and mine.count() >= VIEWS_MAX:
        raise BadView("many")
    chosen = row.id if row else new_id()
    View.objects.update_or_create(
        organisation_id=tenancy.current(),
        id=chosen,
        defaults={
            "name": label,
            "owner_id": owner_id,
            "wanted": asked,
            "words_sealed": keys.vault().seal(sought, place=_place(chosen)) if sought else b"",
        },
    )
    _tell(chosen, by=by, is_shared=owner_id is None, is_dropped=False, at=at)
    return chosen


def drop_view(view_id: UUID, *, by: int, may_manage: bool, at: datetime) -> bool:
    """Drop one's own view, or (`may_manage`) one of everybody; return whether it was dropped."""
    mine = Q(owner_id=by) | Q(owner_id=None) if may_manage else Q(owner_id=by)
    rows = View.objects.filter(mine, organisation_id=tenancy.current(), id=view_id)
    row = rows.first()
    if row is None:
        return False
    rows.delete()
    _tell(view_id, by=by, is_shared=row.owner_id is None, is_dropped=True, at=at)
    return True


def _words(row: View) -> str:
    sealed = bytes(row.words_sealed)
    return keys.vault().open(sealed, place=_place(row.id)) if sealed else ""


def _place(view_id: UUID) -> str:
    # The migration that sealed what older versions kept says the same.
    return f"view:{view_id}"


def _tell(view_id: UUID, *, by: int, is_shared: bool, is_dropped: bool, at: datetime) -> None:
    fact = ViewArranged(view_id=view_id, by=by, is_shared=is_shared, is_dropped=is_dropped)
    record(fact, at=at)
