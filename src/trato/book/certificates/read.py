"""What neighbours may ask: whether writing takes a certificate, and who holds one until when."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from trato.book.certificates.models import Certificate, Gate
from trato.book.certificates.values import CertificateCard, GateCard
from trato.foundation import tenancy


def gate() -> GateCard:
    """Return the organisation's gate; one that is off if it was never set."""
    row = Gate.objects.filter(organisation_id=tenancy.current()).first()
    if row is None:
        return GateCard()
    return GateCard(is_on=row.is_on, valid_months=row.valid_months, pass_percent=row.pass_percent)


def certified_until(user_ids: Collection[int]) -> dict[int, datetime]:
    """Return until when each user's longest certificate is valid; who has none is left out."""
    rows = Certificate.objects.filter(organisation_id=tenancy.current(), user_id__in=user_ids)
    return dict(rows.values_list("user_id").annotate(until=Max("valid_until")))


def certificate(certificate_id: UUID) -> CertificateCard | None:
    """Return one certificate, or None."""
    row = Certificate.objects.filter(organisation_id=tenancy.current(), id=certificate_id).first()
    return _card(row) if row else None


def certificates(*, user_id: int | None = None) -> tuple[CertificateCard, ...]:
    """Return each user's longest valid certificate, or one user's, newest first."""
    rows = Certificate.objects.filter(organisation_id=tenancy.current())
    if user_id is not None:
        return tuple(_card(r) for r in rows.filter(user_id=user_id).order_by("-valid_until", "id"))
    newest = rows.order_by("user_id", "-valid_until", "id").distinct("user_id")
    return tuple(_card(row) for row in newest)


def _card(row: Certificate) -> CertificateCard:
    return CertificateCard(
        certificate_id=row.id,
        user_id=row.user_id,
        name=row.name,
        course=row.course,
        right=row.right,
        asked=row.asked,
        granted_at=row.granted_at,
        valid_until=row.valid_until,
        sha256=row.sha256,
    )
