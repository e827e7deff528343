"""Facts about the creditors' own users: whose portfolio they may see, what they opened and took."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberBound(Fact):
    """A member may see a creditor's portfolio from now on: "user 7, by user 1"."""

    KIND: ClassVar[str] = "creditors.member_bound"

    user_id: int
    creditor_id: UUID
    by_user: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUnbound(Fact):
    """A member may see a creditor's portfolio no more."""

    KIND: ClassVar[str] = "creditors.member_unbound"

    user_id: int
    creditor_id: UUID
    by_user: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Fact):
    """A creditor's user opened the page of one account."""

    KIND: ClassVar[str] = "creditors.account_opened"

    debt_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioExported(Fact):
    """A creditor's user took rows out as a file: "accounts, 1 204 rows, by user 7"."""

    KIND: ClassVar[str] = "creditors.exported"

    what: str
    rows: int
    by_user: int
