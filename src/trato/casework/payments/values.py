"""The nouns of payments that neighbours may hold. Integer cents."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeCard:
    """A charge as others see it; `brcode` is empty until it is issued.

    `asked_by` is the agent who asked for it; None: the assistant did.
    """

    charge_id: UUID
    instalment_id: UUID
    agreement_id: UUID
    person_id: UUID
    creditor_id: UUID
    conversation_id: UUID | None
    txid: str
    amount_cents: int
    due_on: date
    brcode: str
    state: str
    failure: str
    issued_at: datetime | None
    paid_at: datetime | None
    asked_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Cents of a payment and where they went; with neither instalment nor debt they wait."""

    instalment_id: UUID | None
    debt_id: UUID | None
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCard:
    """A payment as others see it."""

    payment_id: UUID
    charge_id: UUID | None
    amount_cents: int
    paid_at: datetime
    received_at: datetime
    heard_by: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a settlement: everything a receipt needs.

    `is_new` is false when it was known already: then nothing happened and nothing is to be said.
    `state` is matched, unmatched (nobody knows what for), credited (to the debts of an agreement
    that has ended) or unallocated (known, but nothing took it). `surplus_cents` is over what the
    instalment asked for, `shortfall_cents` is what it still misses. The rest says how the agreement
    stands; `next_due_on` is None when all is paid.
    """

    payment_id: UUID
    is_new: bool
    state: str
    amount_cents: int
    paid_at: datetime
    charge: ChargeCard | None = None
    surplus_cents: int = 0
    shortfall_cents: int = 0
    became_active: bool = False
    is_completed: bool = False
    next_due_on: date | None = None
    next_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """Money that arrived from a person, by a charge of ours. Integer cents."""

    paid_at: datetime
    amount_cents: int
