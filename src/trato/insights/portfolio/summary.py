"""The figures of the portfolios that a creditor's user may see, each with what it is a share of."""

from datetime import date, datetime
from typing import Any, Final

from trato.book.portfolios.rules import OPEN
from trato.casework.negotiation.terms.lateness import newest_late
from trato.foundation.database import ask
from trato.insights.portfolio.values import (
    AGES,
    AgeLine,
    AlertLine,
    Deals,
    MonthLine,
    OwnCreditor,
    OwnPortfolio,
    Reach,
    Summary,
)

AGE_SQL: Final = """CASE WHEN due_on >= %(today)s THEN 'not_due'
    WHEN due_on >= %(today)s - 30 THEN 'd30' WHEN due_on >= %(today)s - 90 THEN 'd90'
    WHEN due_on >= %(today)s - 180 THEN 'd180' WHEN due_on >= %(today)s - 360 THEN 'd360'
    ELSE 'older' END"""

_CREDITORS = "SELECT id, name FROM creditor_creditor ORDER BY name, id"
_PORTFOLIOS = """
SELECT p.id, p.name, count(d.id), count(d.id) FILTER (WHERE d.state = ANY (%(open)s)),
       coalesce(sum(greatest(d.principal_cents - d.paid_cents, 0))
                FILTER (WHERE d.state = ANY (%(open)s)), 0)::bigint,
       l.imported_at, coalesce((l.counts ->> 'rejected')::int, 0)
  FROM creditor_portfolio p
  LEFT JOIN creditor_debt d ON d.portfolio_id = p.id
  LEFT JOIN LATERAL (SELECT l.imported_at, l.counts FROM creditor_placement l
                      WHERE l.portfolio_id = p.id ORDER BY l.id DESC LIMIT 1) l ON true
 GROUP BY p.id, p.name, p.created_at, l.imported_at, l.counts
 ORDER BY p.created_at DESC, p.name
"""
_AGES = """
SELECT {age}, count(*), sum(greatest(principal_cents - paid_cents, 0))::bigint
  FROM creditor_debt WHERE state = ANY (%(open)s) GROUP BY 1
"""
# By person first: counting people apart among all messages would sort the messages.
_REACH = """
SELECT (SELECT count(DISTINCT person_id) FROM creditor_debt),
       count(*) FILTER (WHERE is_reached), count(*) FILTER (WHERE is_identified),
       coalesce(sum(messages), 0)::bigint, coalesce(sum(sent), 0)::bigint,
       coalesce(sum(refused), 0)::bigint
  FROM (SELECT bool_or(delivered_at IS NOT NULL) AS is_reached,
               bool_or(sent_at IS NOT NULL AND message_class = ANY (%(after_identity)s))
                 AS is_identified,
               count(*) AS messages, count(sent_at) AS sent,
               count(*) FILTER (WHERE state = 'refused') AS refused
          FROM creditor_message
         WHERE created_at >= coalesce(%(since)s, '-infinity'::timestamptz)
         GROUP BY person_id) AS told
"""
_DEALS = """
WITH deal AS (SELECT * FROM creditor_agreement
               WHERE accepted_at >= coalesce(%(since)s, '-infinity'::timestamptz)),
     part AS (SELECT state FROM creditor_instalment
               WHERE agreed_at >= coalesce(%(since)s, '-infinity'::timestamptz)
                 AND (due_on <= %(late_by)s OR state = ANY (%(paid)s)))
SELECT count(*), count(*) FILTER (WHERE activated_at IS NOT NULL),
       count(*) FILTER (WHERE state = 'completed'),
       count(*) FILTER (WHERE state IN ('broken', 'lapsed')),
       coalesce(sum(total_cents), 0)::bigint,
       (SELECT count(*) FROM part WHERE state <> 'cancelled'),
       (SELECT count(*) FROM part WHERE state = 'paid')
  FROM deal
"""
_PAID = """
SELECT count(*), coalesce(sum(amount_cents), 0)::bigint FROM creditor_payment
 WHERE paid_at >= coalesce(%(since)s, '-infinity'::timestamptz)
"""
_MONTHS = """
SELECT m::date, count(p.id), coalesce(sum(p.amount_cents), 0)::bigint
  FROM generate_series(date_trunc('month', %(today)s::timestamp) - interval '11 months',
                       date_trunc('month', %(today)s::timestamp), interval '1 month') AS m
  LEFT JOIN creditor_payment p
    ON date_trunc('month', p.paid_at AT TIME ZONE %(zone)s) = m
 GROUP BY m ORDER BY m
"""
_ALERTS = """
SELECT word_class, count(*), count(*) FILTER (WHERE state IN ('true', 'coached'))
  FROM creditor_alert WHERE written_at >= coalesce(%(since)s, '-infinity'::timestamptz)
 GROUP BY 1 ORDER BY 2 DESC, 1
"""
# Classes that the door lets out only to a contact point whose holder proved to be the debtor (I8).
_AFTER_IDENTITY: Final = ["statement", "offer", "payment_link", "receipt"]
# Kept is paid in time; what was paid late was due, and was not kept.
_PAID_STATES: Final = ["paid", "paid_late"]


def own_creditors() -> tuple[OwnCreditor, ...]:
    """Return the creditors that this transaction is narrowed to."""
    return tuple(OwnCreditor(creditor_id=i, name=name) for i, name in ask(_CREDITORS))


def portfolios() -> tuple[OwnPortfolio, ...]:
    """Return the portfolios with what is open in them, newest first."""
    names = (
        "portfolio_id", "name", "accounts", "open_accounts", "open_cents", "placed_at",
        "rejected_rows",
    )  # fmt: skip
    rows = ask(_PORTFOLIOS, {"open": sorted(OPEN)})
    return tuple(OwnPortfolio(**dict(zip(names, row, strict=True))) for row in rows)


def summary(*, today: date, zone: str, since: datetime | None = None) -> Summary:
    """Return every figure; debts by age and months are as of today, the rest since a moment."""
    values: dict[str, Any] = {
        "today": today,
        "late_by": newest_late(today),
        "zone": zone,
        "since": since,
        "open": sorted(OPEN),
        "after_identity": _AFTER_IDENTITY,
        "paid": _PAID_STATES,
    }
    (reach,), (deals,), (paid,) = ask(_REACH, values), ask(_DEALS, values), ask(_PAID, values)
    by_age = {age: figures for age, *figures in ask(_AGES.format(age=AGE_SQL), values)}
    return Summary(
        portfolios=portfolios(),
        ages=tuple(_age(age, *by_age.get(age, (0, 0))) for age in AGES),
        months=tuple(
            MonthLine(month_on=m, payments=n, paid_cents=c) for m, n, c in ask(_MONTHS, values)
        ),
        reach=_reach(*reach),
        deals=_deals(*deals),
        payments=paid[0],
        paid_cents=paid[1],
        alerts=tuple(AlertLine(word_class=c, raised=n, true=t) for c, n, t in ask(_ALERTS, values)),
    )


def _age(age: str, accounts: int, cents: int) -> AgeLine:
    return AgeLine(age=age, accounts=accounts, open_cents=cents)


def _reach(
    people: int, contacted: int, identified: int, messages: int, left: int, refused: int
) -> Reach:
    return Reach(
        people=people,
        contacted=contacted,
        identified=identified,
        messages=messages,
        left=left,
        refused=refused,
    )


def _deals(
    accepted: int, active: int, completed: int, broken: int, cents: int, due: int, kept: int
) -> Deals:
    return Deals(
        accepted=accepted,
        active=active,
        completed=completed,
        broken=broken,
        agreed_cents=cents,
        due_parts=due,
        kept_parts=kept,
    )
