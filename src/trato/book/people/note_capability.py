"""Whether a number has WhatsApp, as far as the provider has let us see."""

from uuid import UUID

from trato.book.people.models import ContactPoint
from trato.book.people.read import UnknownContactPoint
from trato.foundation import tenancy


def note_whatsapp(contact_point_id: UUID, *, capable: bool) -> None:
    """Note that a number has, or has not, WhatsApp.

    Raises:
        UnknownContactPoint: there is none.
    """
    rows = ContactPoint.objects.filter(organisation_id=tenancy.current(), id=contact_point_id)
    if not rows.update(whatsapp=capable):
        raise UnknownContactPoint(str(contact_point_id))
