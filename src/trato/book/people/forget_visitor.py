"""Forgets a visitor: the name they chose, their number, and every index that leads to them.

The row stays, so that what was journaled and sent still has its two ends; nobody can tell whose.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing
from trato.book.people.models import ContactPoint, Person
from trato.book.people.welcome import NAMELESS, NO_DOCUMENT
from trato.foundation import tenancy
from trato.journal.facts.book import VisitorForgotten
from trato.journal.forget import forget_details
from trato.journal.record import record

_NOWHERE: Final = "invalid"


def forget_visitor(person_id: UUID, *, at: datetime) -> bool:
    """Forget one visitor; return whether there was anything left to forget. Irreversible.

    The same number that writes again later is another visitor. A stop of the number stays: it is
    kept as a hash of its own.
    """
    here, vault = tenancy.current(), keys.vault()
    row = (
        Person.objects.select_for_update(no_key=True)
        .filter(organisation_id=here, id=person_id, document_kind=NO_DOCUMENT, erased_at=None)
        .first()
    )
    if row is None:
        return False
    row.name, row.first_name, row.uf, row.municipality, row.erased_at = NAMELESS, "", "", "", at
    # An index of nothing but the row's own id: no number leads here, and none is like it.
    row.document_index = sealing.document_index(vault, f"forgotten:{person_id}")
    row.save(force_update=True)
    contacts = ContactPoint.objects.filter(organisation_id=here, person_id=person_id)
    count = 0
    for point in contacts.select_for_update(no_key=True).order_by("id"):
        point.value_sealed = vault.seal("", place=sealing.contact_place(point.id))
        point.value_index = sealing.contact_index(vault, point.kind, f"forgotten:{point.id}")
        point.wa_id_sealed, point.wa_id_index, point.bsuid, point.ddd = None, None, "", ""
        point.state = _NOWHERE
        point.save(force_update=True)
        count += 1
    forget_details(person_id)
    record(VisitorForgotten(person_id=person_id, contact_points=count), at=at, subject_id=person_id)
    return True


def visitors_since(
    after: UUID, *, until: datetime, limit: int
) -> tuple[tuple[UUID, datetime], ...]:
    """Return visitors that came before an instant, in the order of their ids, with when."""
    rows = Person.objects.filter(
        organisation_id=tenancy.current(), id__gt=after, document_kind=NO_DOCUMENT, erased_at=None,
        created_at__lt=until,
    )  # fmt: skip
    return tuple(rows.order_by("id").values_list("id", "created_at")[:limit])


def forgotten_among(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these people were forgotten."""
    rows = Person.objects.filter(
        organisation_id=tenancy.current(), id__in=list(person_ids), erased_at__isnull=False
    )
    return frozenset(rows.values_list("id", flat=True))
