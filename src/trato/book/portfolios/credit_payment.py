"""Counts money that came in for a debt. Whether it closes the debt, the caller says."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.models import Debt
from trato.book.portfolios.read import UnknownDebt
from trato.foundation import tenancy


def credit_debt(debt_id: UUID, *, amount_cents: int, at: datetime, settles: bool = False) -> int:
    """Add a payment to a debt and return all that was paid so far, in cents.

    With `settles` the debt moves to `settled`. Not idempotent: the payment's own key is.

    Raises:
        UnknownDebt: there is none.
        ValueError: the amount is not positive.
        IllegalDebtMove: it is closed in a way that a payment cannot settle.
    """
    if amount_cents <= 0:
        raise ValueError("a payment is a positive number of cents")
    rows = Debt.objects.filter(organisation_id=tenancy.current(), id=debt_id)
    if not rows.update(paid_cents=F("paid_cents") + amount_cents):
        raise UnknownDebt(str(debt_id))
    if settles:
        change_debt_state([debt_id], state="settled", reason="paid", at=at)
    return rows.values_list("paid_cents", flat=True).get()
