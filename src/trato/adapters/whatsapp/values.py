"""What a webhook of the Cloud API holds, once it is read: nouns only, nothing is decided here."""

from dataclasses import dataclass
from datetime import datetime

from trato.casework.conversations.values import Incoming, Outside
from trato.door.outbox.values import StatusReport

UNLIMITED = 2_000_000_000
"""Stands for "no messaging limit" where a number is wanted; the provider says -1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChange:
    """A template's review status, category or quality; what the webhook did not say is empty."""

    name: str
    language: str
    status: str = ""
    category: str = ""
    quality: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChange:
    """A number's quality event or messaging limit; it is named as displayed, not by its id."""

    display: str
    event: str
    tier_limit: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChange:
    """How many people the whole account may write to first in a day."""

    tier_limit: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent:
    """A violation, restriction, ban or any other event of the account.

    `must_stop` says that nothing more may leave until a person has looked.
    """

    account_id: str
    event: str
    detail: str
    must_stop: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingPreference:
    """A person told the provider to stop or resume marketing. Covers marketing only."""

    phone_number_id: str
    wa_id: str
    bsuid: str
    value: str
    category: str
    at: datetime


AccountChange = TemplateChange | NumberChange | LimitChange | AccountEvent | MarketingPreference


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An item that nothing here understands, or that is malformed; `payload` is its JSON."""

    field: str
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Everything one webhook body held, in the order it was written."""

    messages: tuple[Incoming, ...] = ()
    statuses: tuple[StatusReport, ...] = ()
    accounts: tuple[AccountChange, ...] = ()
    leftovers: tuple[Unknown, ...] = ()
    outside: tuple[Outside, ...] = ()

    def count(self) -> int:
        """Return how many items there are."""
        parts = (self.messages, self.statuses, self.accounts, self.leftovers, self.outside)
        return sum(map(len, parts))
