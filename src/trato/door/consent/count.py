"""Counts of stops and permissions, for metrics."""

from datetime import datetime

from django.db.models import Count

from trato.door.consent.models import Suppression
from trato.foundation import tenancy


def standing_stops(*, since: datetime | None = None) -> dict[str, int]:
    """Return how many standing suppressions there are per reason."""
    rows = Suppression.objects.filter(organisation_id=tenancy.current(), lifted_at__isnull=True)
    if since is not None:
        rows = rows.filter(since__gte=since)
    return dict(rows.values_list("reason").annotate(n=Count("id")))
