"""The nouns of certificates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCard:
    """Whether writing takes a certificate, how long one is valid, and what passes."""

    is_on: bool = False
    valid_months: int = 12
    pass_percent: int = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCard:
    """Somebody passed the course; `sha256` commits to everything else on it."""

    certificate_id: UUID
    user_id: int
    name: str
    course: str
    right: int
    asked: int
    granted_at: datetime
    valid_until: datetime
    sha256: str
