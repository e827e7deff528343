"""Forgets the private details of whatever was journaled about somebody; the chain holds.

What is left of each is a commitment that nobody can open or try out any more.
"""

from uuid import UUID

from trato.foundation import tenancy
from trato.journal.models import Entry, Salt


def forget_details(subject_id: UUID) -> int:
    """Destroy the salts of everything journaled about a subject; return how many. Irreversible."""
    here = tenancy.current()
    entries = Entry.objects.filter(organisation_id=here, subject_id=subject_id)
    rows = Salt.objects.filter(organisation_id=here, id__in=entries.values("id"))
    return rows.delete()[0]
