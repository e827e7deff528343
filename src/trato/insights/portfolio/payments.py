"""Money that arrived for a creditor's charges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from trato.foundation.database import ask
from trato.insights.portfolio.values import ROWS_MAX, OwnPayment

_LINE: Final = """
SELECT p.id, p.end_to_end_id, p.paid_at, p.amount_cents, p.state,
       ARRAY(SELECT DISTINCT d.reference FROM creditor_agreement a
               JOIN creditor_debt d ON d.id = ANY (a.debt_ids)
              WHERE a.id = p.agreement_id ORDER BY 1), NULL::bigint
  FROM (SELECT * FROM creditor_payment WHERE {where} ORDER BY paid_at DESC, id DESC {page}) p
 ORDER BY p.paid_at DESC, p.id DESC
"""
_FOUND: Final = """
SELECT count(*), coalesce(sum(amount_cents), 0)::bigint FROM creditor_payment WHERE {where}
"""
_IDS: Final = "SELECT id FROM creditor_payment WHERE {where} ORDER BY paid_at DESC, id DESC"
# A surplus or a part of several debts' instalment goes to each debt by its own share.
_OF_ACCOUNT: Final = """
SELECT p.id, p.end_to_end_id, p.paid_at, p.amount_cents, p.state, ARRAY[d.reference],
       s.share_cents
  FROM (SELECT payment_id, sum(amount_cents)::bigint AS share_cents FROM creditor_allocation
         WHERE debt_id = %(debt_id)s GROUP BY 1) s
  JOIN creditor_payment p ON p.id = s.payment_id
  JOIN creditor_debt d ON d.id = %(debt_id)s
 ORDER BY p.paid_at DESC, p.id DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsPage:
    """One page of payments, of how many, and their sum over all pages."""

    lines: tuple[OwnPayment, ...]
    found: int
    paid_cents: int
    number: int
    pages: int


def payments(
    *, since_on: date | None, until_on: date | None, zone: str, number: int
) -> PaymentsPage:
    """Return one page of what arrived between two days, both included, newest first."""
    where, values = _where(since_on, until_on, zone)
    ((found, paid_cents),) = ask(_FOUND.format(where=where), values)
    pages = max(-(-found // ROWS_MAX), 1)
    number = min(max(number, 1), pages)
    values |= {"limit": ROWS_MAX, "start": (number - 1) * ROWS_MAX}
    rows = ask(_LINE.format(where=where, page="LIMIT %(limit)s OFFSET %(start)s"), values)
    return PaymentsPage(
        lines=tuple(_payment(row) for row in rows),
        found=found,
        paid_cents=paid_cents,
        number=number,
        pages=pages,
    )


def payment_ids(
    *, since_on: date | None, until_on: date | None, zone: str
) -> list[UUID]:  # fmt: skip
    """Return the ids of everything that arrived between two days, both included, newest first."""
    where, values = _where(since_on, until_on, zone)
    return [payment_id for (payment_id,) in ask(_IDS.format(where=where), values)]


def some_payments(payment_ids: Sequence[UUID]) -> list[OwnPayment]:
    """Return these payments, newest first."""
    rows = ask(_LINE.format(where="id = ANY (%(ids)s)", page=""), {"ids": list(payment_ids)})
    return [_payment(row) for row in rows]


def payments_of_account(debt_id: UUID) -> tuple[OwnPayment, ...]:
    """Return what arrived for one account, newest first, with the account's share of each."""
    return tuple(_payment(row) for row in ask(_OF_ACCOUNT, {"debt_id": debt_id}))


def _payment(row: tuple[Any, ...]) -> OwnPayment:
    payment_id, end_to_end_id, paid_at, amount_cents, state, references, share_cents = row
    return OwnPayment(
        payment_id=payment_id,
        end_to_end_id=end_to_end_id,
        paid_at=paid_at,
        amount_cents=amount_cents,
        state=state,
        references=tuple(references),
        share_cents=share_cents,
    )


def _where(since_on: date | None, until_on: date | None, zone: str) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"zone": zone}
    parts = ["true"]
    if since_on is not None:
        parts.append("(paid_at AT TIME ZONE %(zone)s)::date >= %(since_on)s")
        values["since_on"] = since_on
    if until_on is not None:
        parts.append("(paid_at AT TIME ZONE %(zone)s)::date <= %(until_on)s")
        values["until_on"] = until_on
    return " AND ".join(parts), values
