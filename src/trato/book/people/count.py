"""Counts of people by what was learned about their contact points, for metrics."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.book.people.models import ContactPoint
from trato.foundation import tenancy


def identified(*, among: QuerySet[Any, UUID] | None = None, since: datetime | None = None) -> int:
    """Return how many people proved who they are, optionally only among some of them."""
    rows = _contacts().filter(identity_verified_at__isnull=False)
    if since is not None:
        rows = rows.filter(identity_verified_at__gte=since)
    if among is not None:
        rows = rows.filter(person_id__in=among)
    return rows.values("person_id").distinct().count()


def proven_contacts(contact_point_ids: Collection[UUID], *, until: datetime) -> frozenset[UUID]:
    """Return those of some contact points whose holder proved who they are before an instant."""
    rows = _contacts().filter(id__in=list(contact_point_ids), identity_verified_at__lt=until)
    return frozenset(rows.values_list("id", flat=True))


def wrong_parties() -> int:
    """Return how many contact points turned out to be somebody else's."""
    return _contacts().filter(state__in=("wrong_party", "third_party")).count()


def _contacts() -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(organisation_id=tenancy.current())
