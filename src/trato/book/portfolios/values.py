"""The nouns of portfolios that neighbours may hold. Integer cents."""

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Debts, oldest due first, and the creditors they belong to; both by id."""

    debts: dict[UUID, DebtCard]
    creditors: dict[UUID, CreditorCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioCard:
    """A portfolio as others see it."""

    portfolio_id: UUID
    creditor_id: UUID
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRowCard:
    """One row that was turned away; the value is masked."""

    row: int
    column: str
    masked_value: str
    code: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementCard:
    """One imported file with its counts."""

    placement_id: UUID
    portfolio_id: UUID
    file_name: str
    file_sha256: str
    counts: dict[str, int]
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A channel opt-in that a creditor's file tells of; the door decides what it is worth."""

    person_id: UUID
    granted_at: datetime
    source: str
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of a file. `rows = imported + updated + unchanged + rejected`.

    `recalled` are debts gone from the file, `settled` those it says are paid, `placed_again` those
    that had been recalled; `warnings` counts parts left out of rows that were taken.
    `closed_debt_ids` are the debts that this file closed. `rejected_rows` shows the first 1 000;
    `read.rejected_rows` has all. A file that was taken before has `already_imported`.
    """

    placement_id: UUID
    portfolio_id: UUID
    already_imported: bool = False
    dry_run: bool = False
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    recalled: int = 0
    settled: int = 0
    placed_again: int = 0
    people_created: int = 0
    contacts_created: int = 0
    consents: int = 0
    warnings: dict[str, int]
    closed_debt_ids: tuple[UUID, ...]
    rejected_rows: tuple[RejectedRowCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What one open debt must be like; what is not said is not asked. Both ends count."""

    creditor_id: UUID | None = None
    portfolio_id: UUID | None = None
    days_late_min: int | None = None
    days_late_max: int | None = None
    principal_cents_min: int | None = None
    principal_cents_max: int | None = None
