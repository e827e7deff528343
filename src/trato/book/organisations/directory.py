"""The directory of outside names: which organisation a name belongs to, asked before any wall."""

from uuid import UUID

from trato.book.organisations.models import Directory
from trato.foundation import tenancy


def enlist(kind: str, name: str) -> None:
    """Let a name lead to the current organisation. Names must say nothing about a person."""
    Directory.objects.create(kind=kind, name=name, organisation_id=tenancy.current())


def strike(kind: str, names: list[str]) -> None:
    """Let names lead nowhere any more; only the current organisation's own are touched."""
    Directory.objects.filter(kind=kind, name__in=names, organisation_id=tenancy.current()).delete()


def owner_of(kind: str, name: str) -> UUID | None:
    """Return the organisation that a name leads to; works outside of every organisation."""
    found = Directory.objects.filter(kind=kind, name=name)
    return found.values_list("organisation_id", flat=True).first()
