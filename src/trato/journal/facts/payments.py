"""Facts about charges and money."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeIssued(Fact):
    """The PSP issued a dynamic Pix charge for an instalment."""

    KIND: ClassVar[str] = "payments.charge_issued"

    charge_id: UUID
    instalment_id: UUID
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWithdrawn(Fact):
    """A charge was taken back at the PSP: nobody can pay it any more."""

    KIND: ClassVar[str] = "payments.charge_withdrawn"

    charge_id: UUID
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Fact):
    """Money arrived; `state` says whether we know what for."""

    KIND: ClassVar[str] = "payments.payment_received"

    payment_id: UUID
    amount_cents: int
    heard_by: str
    state: str
