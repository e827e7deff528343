"""Writes down whom to tell, in the transaction of what happened; carrying comes after commit."""

from collections.abc import Mapping
from datetime import datetime

from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.insights.notices.models import Notice, Recipient

_LONGEST = 120


def tell(key: str, *, kind: str, severity: int, about: Mapping[str, str], at: datetime) -> None:
    """Tell every recipient who wants to know of something this grave. Idempotent by its key.

    `about` holds ids and codes, no word of a person.

    Raises:
        ValueError: a value is longer than an id or a code would be.
    """
    if any(len(value) > _LONGEST for value in (key, *about.values())):
        raise ValueError("a notice carries ids and codes")
    organisation_id = tenancy.current()
    wanted = Recipient.objects.filter(
        organisation_id=organisation_id, removed_at__isnull=True, severity_min__lte=severity
    )
    rows = [
        Notice(
            organisation_id=organisation_id,
            id=new_id(),
            recipient_id=recipient_id,
            key=key,
            kind=kind,
            severity=severity,
            about=dict(about),
            happened_at=at,
            next_try_at=at,
        )
        for recipient_id in wanted.order_by("id").values_list("id", flat=True)
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        ask("SELECT pg_notify('trato_notices', %s)", [str(organisation_id)])
