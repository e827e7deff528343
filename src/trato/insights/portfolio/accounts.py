"""The list of accounts, filtered and paged, each with what it amounts to on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from trato.book.portfolios.ledger import Itemisation, balance
from trato.book.portfolios.rules import OPEN
from trato.foundation.database import ask
from trato.insights.portfolio.summary import AGE_SQL
from trato.insights.portfolio.values import ROWS_MAX, AccountLine, AccountsPage, AccountsWanted

LINE: Final = """
SELECT d.id, d.reference, p.initials, f.name, d.product, d.due_on, d.state, d.principal_cents,
       d.paid_cents, a.state, m.at, c.multa_bps, c.juros_bps_month
  FROM (SELECT * FROM creditor_debt WHERE {where} ORDER BY due_on, id {page}) d
  JOIN creditor_creditor c ON c.id = d.creditor_id
  JOIN creditor_portfolio f ON f.id = d.portfolio_id
  JOIN creditor_person p ON p.id = d.person_id
  LEFT JOIN LATERAL (SELECT a.state FROM creditor_agreement a
                      WHERE a.person_id = d.person_id AND d.id = ANY (a.debt_ids)
                      ORDER BY a.accepted_at DESC, a.id DESC LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT max(m.sent_at) AS at FROM creditor_message m
                      WHERE m.person_id = d.person_id AND d.id = ANY (m.debt_ids)) m ON true
 ORDER BY d.due_on, d.id
"""
# The same for all of them at once: looked up one by one, a hundred thousand take half a minute.
_EVERY: Final = """
SELECT d.id, d.reference, p.initials, f.name, d.product, d.due_on, d.state, d.principal_cents,
       d.paid_cents, a.state, m.at, c.multa_bps, c.juros_bps_month
  FROM (SELECT * FROM creditor_debt WHERE {where}) d
  JOIN creditor_creditor c ON c.id = d.creditor_id
  JOIN creditor_portfolio f ON f.id = d.portfolio_id
  JOIN creditor_person p ON p.id = d.person_id
  LEFT JOIN (SELECT DISTINCT ON (debt_id) debt_id, state
               FROM creditor_agreement, unnest(debt_ids) debt_id
              ORDER BY debt_id, accepted_at DESC, id DESC) a ON a.debt_id = d.id
  LEFT JOIN (SELECT debt_id, max(sent_at) AS at FROM creditor_message, unnest(debt_ids) debt_id
              GROUP BY 1) m ON m.debt_id = d.id
 ORDER BY d.due_on, d.id
"""
_FOUND: Final = "SELECT count(*) FROM creditor_debt WHERE {where}"


def accounts(wanted: AccountsWanted, *, number: int, today: date) -> AccountsPage:
    """Return one page of the accounts that fit, oldest due first; beyond the last: the last."""
    where, values = _where(wanted, today)
    ((found,),) = ask(_FOUND.format(where=where), values)
    pages = max(-(-found // ROWS_MAX), 1)
    number = min(max(number, 1), pages)
    values |= {"limit": ROWS_MAX, "start": (number - 1) * ROWS_MAX}
    rows = ask(LINE.format(where=where, page="LIMIT %(limit)s OFFSET %(start)s"), values)
    lines = tuple(line_of(row, today=today) for row in rows)
    return AccountsPage(lines=lines, found=found, number=number, pages=pages)


def every_account(wanted: AccountsWanted, *, today: date) -> Iterator[AccountLine]:
    """Return all accounts that fit, oldest due first."""
    where, values = _where(wanted, today)
    for row in ask(_EVERY.format(where=where), values):
        yield line_of(row, today=today)


def line_of(row: tuple[Any, ...], *, today: date) -> AccountLine:
    """Return a row as others see it."""
    debt_id, reference, initials, portfolio, product, due_on, state, *rest = row
    principal_cents, paid_cents, agreement, last_at, *_terms = rest
    owed = itemised(row, today=today)
    return AccountLine(
        debt_id=debt_id,
        reference=reference,
        initials=initials,
        portfolio=portfolio,
        product=product,
        due_on=due_on,
        state=state,
        principal_cents=principal_cents,
        paid_cents=paid_cents,
        owed_cents=owed.total_cents if owed else 0,
        agreement_state=agreement or "",
        last_contact_at=last_at,
    )


def itemised(row: tuple[Any, ...], *, today: date) -> Itemisation | None:
    """Return the parts of what is owed on a day; None for what is no longer asked for."""
    _, _, _, _, _, due_on, state, principal_cents, paid_cents, _, _, multa, juros = row
    if state not in OPEN:
        return None
    return balance(
        original_cents=principal_cents,
        paid_cents=paid_cents,
        due_on=due_on,
        on=today,
        multa_bps=multa,
        juros_bps_month=juros,
    )


def _where(wanted: AccountsWanted, today: date) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"today": today, "open": sorted(OPEN)}
    parts = ["true"]
    if wanted.portfolio_id is not None:
        parts.append("portfolio_id = %(portfolio_id)s")
        values["portfolio_id"] = wanted.portfolio_id
    if wanted.state:
        parts.append("state = %(state)s")
        values["state"] = wanted.state
    if wanted.age:
        # An age is of what is still asked for, as on the first page.
        parts.append(f"state = ANY (%(open)s) AND {AGE_SQL} = %(age)s")
        values["age"] = wanted.age
    if wanted.reference:
        parts.append("starts_with(lower(reference), lower(%(reference)s))")
        values["reference"] = wanted.reference
    if wanted.has_agreement:
        parts.append("id IN (SELECT unnest(debt_ids) FROM creditor_agreement)")
    return " AND ".join(parts), values
