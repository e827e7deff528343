"""Leaves a contact point in peace until an instant."""

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce, Greatest

from trato.book.people.models import ContactPoint
from trato.book.people.read import UnknownContactPoint
from trato.foundation import tenancy


def postpone_contact(contact_point_id: UUID, *, until: datetime) -> None:
    """Do not use a contact point before `until`; an earlier wish for longer stands.

    Raises:
        UnknownContactPoint: there is none.
    """
    rows = ContactPoint.objects.filter(organisation_id=tenancy.current(), id=contact_point_id)
    if not rows.update(not_before=Greatest(Coalesce("not_before", until), until)):
        raise UnknownContactPoint(str(contact_point_id))
