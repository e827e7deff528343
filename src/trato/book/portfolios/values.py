"""The nouns of portfolios that neighbours may hold. Integer cents."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorCard:
    """A creditor as others see it."""

    creditor_id: UUID
    slug: str
    name: str
    document: str
    address: str
    is_financial: bool
    pix_key: str
    pix_document: str
    multa_bps: int
    juros_bps_month: int
    offer_policy: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtCard:
    """A debt as others see it; what it amounts to on a day is computed from these."""

    debt_id: UUID
    creditor_id: UUID
    portfolio_id: UUID
    person_id: UUID
    reference: str
    product: str
    principal_cents: int
    paid_cents: int
    due_on: date
    prescribed_on: date
    legal_basis: str
    basis_evidence: str
    state: str
