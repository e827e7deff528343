"""The nouns of a creditor's view. Integer cents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from trato.book.portfolios.ledger import Itemisation

ROWS_MAX: Final = 100
AGES: Final = ("not_due", "d30", "d90", "d180", "d360", "older")
"""Debts by days since they fell due: not yet, up to 30, 90, 180, 360, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCreditor:
    """A creditor as its own people see it."""

    creditor_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPortfolio:
    """One portfolio with what is open in it, and its newest file."""

    portfolio_id: UUID
    name: str
    accounts: int
    open_accounts: int
    open_cents: int
    placed_at: datetime | None
    rejected_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLine:
    """Open debts of one age: how many, and what is left of the principal."""

    age: str
    accounts: int
    open_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """What arrived in one month (its first day)."""

    month_on: date
    payments: int
    paid_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People, and the messages about their debts.

    `contacted`: a message was delivered to them. `identified`: one left that the door lets out only
    to whoever proved who they are.
    """

    people: int
    contacted: int
    identified: int
    messages: int
    left: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """Agreements accepted, how they stand now, and what of their parts has fallen due."""

    accepted: int
    active: int
    completed: int
    broken: int
    agreed_cents: int
    due_parts: int
    kept_parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """Signs of one class in what was written about their debts."""

    word_class: str
    raised: int
    true: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The first page's figures."""

    portfolios: tuple[OwnPortfolio, ...]
    ages: tuple[AgeLine, ...]
    months: tuple[MonthLine, ...]
    reach: Reach
    deals: Deals
    payments: int
    paid_cents: int
    alerts: tuple[AlertLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsWanted:
    """Which accounts: everything that is given must fit. `reference` is its beginning."""

    portfolio_id: UUID | None = None
    state: str = ""
    age: str = ""
    reference: str = ""
    has_agreement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account in a list; `owed_cents` as of the day that was asked for, zero once closed."""

    debt_id: UUID
    reference: str
    initials: str
    portfolio: str
    product: str
    due_on: date
    state: str
    principal_cents: int
    paid_cents: int
    owed_cents: int
    agreement_state: str
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage:
    """One page of a list, and of how many."""

    lines: tuple[AccountLine, ...]
    found: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnInstalment:
    """One part of an agreement; number 0 is a down payment."""

    number: int
    amount_cents: int
    paid_cents: int
    due_on: date
    state: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAgreement:
    """An agreement with its parts in order."""

    agreement_id: UUID
    state: str
    total_cents: int
    discount_cents: int
    accepted_at: datetime
    debts: int
    instalments: tuple[OwnInstalment, ...]

    @property
    def paid_cents(self) -> int:
        """What arrived for it so far."""
        return sum(part.paid_cents for part in self.instalments)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPayment:
    """Money that arrived for a charge of theirs; `share_cents` of it went to one account."""

    payment_id: UUID
    end_to_end_id: str
    paid_at: datetime
    amount_cents: int
    state: str
    references: tuple[str, ...]
    share_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDecision:
    """One answer of the door; `codes` is None where they may be about another creditor's debt."""

    stage: str
    verdict: str
    rulebook: str
    codes: tuple[str, ...] | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMessage:
    """That a message about this account was wanted, what the door said, and how far it came."""

    message_id: UUID
    author: str
    message_class: str
    channel: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    decisions: tuple[OwnDecision, ...]

    @property
    def stage(self) -> str:
        """How far it came, in one word."""
        if self.state != "sent":
            return self.state
        return "read" if self.read_at else "delivered" if self.delivered_at else "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDispute:
    """The person contests the debt; what they wrote is not told."""

    reason: str
    state: str
    opened_at: datetime
    answer_by_on: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account in full."""

    line: AccountLine
    itemised: Itemisation | None
    prescribed_on: date
    agreements: tuple[OwnAgreement, ...]
    payments: tuple[OwnPayment, ...]
    messages: tuple[OwnMessage, ...]
    more_messages: int
    disputes: tuple[OwnDispute, ...]
