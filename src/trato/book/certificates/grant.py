"""Certifies that somebody passed the course."""

from dataclasses import replace
from datetime import datetime

from trato.book.certificates.models import Certificate
from trato.book.certificates.read import gate
from trato.book.certificates.rules import months_later, seal_of
from trato.book.certificates.values import CertificateCard
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.training import CertificateGranted
from trato.journal.record import record


def grant(
    *, user_id: int, name: str, course: str, right: int, asked: int, at: datetime
) -> CertificateCard:
    """Keep a certificate, valid as long as the organisation's gate says today."""
    granted_at, here = at.replace(microsecond=0), tenancy.current()
    said = CertificateCard(
        certificate_id=new_id(),
        user_id=user_id,
        name=name[:150],
        course=course,
        right=right,
        asked=asked,
        granted_at=granted_at,
        valid_until=months_later(granted_at, gate().valid_months),
        sha256="",
    )
    card = replace(said, sha256=seal_of(said, here))
    Certificate.objects.create(
        organisation_id=here,
        id=card.certificate_id,
        user_id=user_id,
        name=card.name,
        course=course,
        right=right,
        asked=asked,
        granted_at=granted_at,
        valid_until=card.valid_until,
        sha256=card.sha256,
    )
    fact = CertificateGranted(
        certificate_id=card.certificate_id,
        user_id=user_id,
        course=course,
        right=right,
        asked=asked,
        valid_until=card.valid_until,
        sha256=card.sha256,
    )
    record(fact, at=at)
    return card
