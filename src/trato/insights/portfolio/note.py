"""Journals what a creditor's user opened or took out. Behind their wall nothing can be written."""

from datetime import datetime
from uuid import UUID

from trato.foundation import tenancy
from trato.journal.facts.creditors import AccountOpened, PortfolioExported
from trato.journal.record import record


def note_opened(organisation_id: UUID, debt_id: UUID, *, by_user: int, at: datetime) -> None:
    """Journal that the page of an account was opened. After the transaction that read it."""
    with tenancy.within(organisation_id):
        record(AccountOpened(debt_id=debt_id, by_user=by_user), at=at)


def note_export(organisation_id: UUID, what: str, *, rows: int, by_user: int, at: datetime) -> None:
    """Journal that rows were taken out as a file. After the transaction that read them."""
    with tenancy.within(organisation_id):
        record(PortfolioExported(what=what, rows=rows, by_user=by_user), at=at)
