"""The list of accounts, filtered and paged, each with what it amounts to on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

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
# For a file: which accounts, then some thousand of them at a time, each question by the keys of
# those few. Asked for all at once, the planner may take views of views for small and look through
# one for every row of another: minutes for a hundred thousand.
_IDS: Final = "SELECT id FROM creditor_debt WHERE {where} ORDER BY due_on, id"
_SOME: Final = """
SELECT d.id, d.reference, d.person_id, f.name, d.product, d.due_on, d.state, d.principal_cents,
       d.paid_cents, c.multa_bps, c.juros_bps_month
  FROM creditor_debt d
  JOIN creditor_creditor c ON c.id = d.creditor_id
  JOIN creditor_portfolio f ON f.id = d.portfolio_id
 WHERE d.id = ANY (%(ids)s)
"""
_INITIALS: Final = "SELECT id, initials FROM creditor_person WHERE id = ANY (%(people)s)"
_AGREED: Final = """
SELECT DISTINCT ON (debt_id) debt_id, state
  FROM creditor_agreement, unnest(debt_ids) debt_id
 WHERE person_id = ANY (%(people)s)
 ORDER BY debt_id, accepted_at DESC, id DESC
"""
_LAST_SENT: Final = """
SELECT debt_id, max(sent_at) FROM creditor_message, unnest(debt_ids) debt_id
 WHERE person_id = ANY (%(people)s) GROUP BY debt_id
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


def account_ids(wanted: AccountsWanted, *, today: date) -> list[UUID]:
    """Return the ids of all accounts that fit, oldest due first."""
    where, values = _where(wanted, today)
    return [debt_id for (debt_id,) in ask(_IDS.format(where=where), values)]


def some_accounts(debt_ids: Sequence[UUID], *, today: date) -> list[AccountLine]:
    """Return these accounts in this order; those that may not be seen are left out."""
    rows = {row[0]: row for row in ask(_SOME, {"ids": list(debt_ids)})}
    people = {"people": list({row[2] for row in rows.values()})}
    initials = dict(ask(_INITIALS, people))
    agreed, sent = dict(ask(_AGREED, people)), dict(ask(_LAST_SENT, people))
    found = []
    for debt_id in debt_ids:
        if debt_id not in rows:
            continue
        _, reference, person_id, *middle, multa, juros = rows[debt_id]
        row = (
            debt_id, reference, initials[person_id], *middle, agreed.get(debt_id),
            sent.get(debt_id), multa, juros,
        )  # fmt: skip
        found.append(line_of(row, today=today))
    return found


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
