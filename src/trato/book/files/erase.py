"""Erases files for good."""

from collections.abc import Collection
from uuid import UUID

from trato.book.files.models import Part
from trato.foundation import tenancy


def erase_files(file_ids: Collection[UUID]) -> None:
    """Delete every part of some files. Idempotent."""
    Part.objects.filter(organisation_id=tenancy.current(), file_id__in=list(file_ids)).delete()
