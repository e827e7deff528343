"""People by what they owe, as a question that another question takes in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.book.portfolios.models import Debt
from trato.book.portfolios.rules import OPEN
from trato.book.portfolios.values import Owing
from trato.foundation import tenancy


def owing(what: Owing, *, on: date) -> QuerySet[Any, UUID]:
    """Return who has an open debt like this; a principal is what the debt was at first."""
    rows = Debt.objects.filter(organisation_id=tenancy.current(), state__in=OPEN)
    if what.creditor_id is not None:
        rows = rows.filter(creditor_id=what.creditor_id)
    if what.portfolio_id is not None:
        rows = rows.filter(portfolio_id=what.portfolio_id)
    if what.days_late_min is not None:
        rows = rows.filter(due_on__lte=on - timedelta(days=what.days_late_min))
    if what.days_late_max is not None:
        rows = rows.filter(due_on__gte=on - timedelta(days=what.days_late_max))
    if what.principal_cents_min is not None:
        rows = rows.filter(principal_cents__gte=what.principal_cents_min)
    if what.principal_cents_max is not None:
        rows = rows.filter(principal_cents__lte=what.principal_cents_max)
    return rows.values_list("person_id", flat=True)
