"""The port to a payment service provider that speaks Bacen's Pix API."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class PspUnavailable(Exception):
    """The provider did not answer, or cannot now; the same call may be repeated."""


class PspRefused(Exception):
    """The provider refused the charge; the text carries its title, never personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOrder:
    """What the provider needs to issue a dynamic charge with a due date. Cents."""

    txid: str
    pix_key: str
    amount_cents: int
    due_on: date
    valid_days_after_due: int
    payer_name: str
    payer_document: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCharge:
    """The provider's answer: the copy-and-paste code, and the charge's own state."""

    txid: str
    brcode: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Money that arrived at the provider. Cents."""

    end_to_end_id: str
    txid: str
    amount_cents: int
    pix_key: str
    paid_at: datetime


class Psp(Protocol):
    """A payment service provider."""

    def issue(self, order: ChargeOrder) -> IssuedCharge:
        """Create the charge under our `txid`; repeating the call returns the same charge.

        Raises:
            PspUnavailable: try again later.
            PspRefused: it never will.
        """
        ...

    def settlements(self, *, since: datetime, until: datetime) -> list[Settlement]:
        """Return every settlement in a span of time, all pages.

        Raises:
            PspUnavailable: try again later.
        """
        ...

    def cancel(self, txid: str) -> None:
        """Withdraw an unpaid charge.

        Raises:
            PspUnavailable: try again later.
        """
        ...
