"""COPY into a temporary table, then one statement a chunk: how a file's debts arrive."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from trato.foundation import copying, tenancy
from trato.foundation.database import bring_in

_OPEN = "('imported', 'active', 'negotiating', 'in_agreement', 'paused', 'disputed')"

_ARRIVING = """
    id uuid, person_id uuid, reference text, product text, principal_cents bigint,
    paid_cents bigint, due_on date, prescribed_on date, legal_basis text, basis_evidence text,
    state text, state_reason text, row_sha256 text
"""


_KNOWN = """SELECT reference, id, person_id, portfolio_id, state, row_sha256
  FROM portfolios_debt
 WHERE organisation_id = %s AND creditor_id = %s AND reference = ANY(%b::text[])
 ORDER BY id
"""
_HELD = "FOR NO KEY UPDATE"


def begin_seen() -> None:
    """Start the list of contract numbers that this file holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS seen_references (reference text) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE seen_references")


def add_seen(references: Iterable[str]) -> None:
    """Add contract numbers to the list."""
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY seen_references FROM STDIN (FORMAT binary)") as copy,
    ):
        one = copying.columns(1)
        copy.write(copying.block(one + copying.text(reference) for reference in references))


def known_debts(
    creditor_id: UUID, references: Sequence[str], *, hold: bool
) -> list[tuple[str, UUID, UUID, UUID, str, str]]:
    """Return (reference, id, person, portfolio, state, fingerprint) of a creditor's known debts.

    With `hold` nobody else changes them before this transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN + _HELD if hold else _KNOWN,
            [tenancy.current(), creditor_id, list(references)],
        )
        return list(cursor.fetchall())


def insert_debts(
    rows: Iterable[bytes], *, creditor_id: UUID, portfolio_id: UUID, placement_id: UUID,
    at: datetime,
) -> None:  # fmt: skip
    """Add debts whose contract numbers the creditor does not have yet."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_debts", _ARRIVING, rows)
        cursor.execute(
            "INSERT INTO portfolios_debt (organisation_id, id, creditor_id, portfolio_id,"
            " person_id, last_placement_id, reference, product, principal_cents, paid_cents,"
            " due_on, prescribed_on, legal_basis, basis_evidence, state, state_reason,"
            " state_changed_at, row_sha256, created_at)"
            " SELECT %s, id, %s, %s, person_id, %s, reference, product, principal_cents,"
            " paid_cents, due_on, prescribed_on, legal_basis, basis_evidence, state,"
            " state_reason, %s, row_sha256, %s FROM arriving_debts",
            [tenancy.current(), creditor_id, portfolio_id, placement_id, at, at],
        )


def update_debts(
    rows: Iterable[bytes], *, portfolio_id: UUID, placement_id: UUID, at: datetime
) -> None:
    """Bring known debts up to date; what was paid to us never shrinks."""
    with connection.cursor() as cursor:
        bring_in(cursor, "arriving_debts", _ARRIVING, rows)
        cursor.execute(
            "UPDATE portfolios_debt d SET portfolio_id = %s, last_placement_id = %s,"
            " product = a.product, principal_cents = a.principal_cents,"
            " paid_cents = greatest(d.paid_cents, a.paid_cents), due_on = a.due_on,"
            " prescribed_on = a.prescribed_on, legal_basis = a.legal_basis,"
            " basis_evidence = a.basis_evidence, row_sha256 = a.row_sha256, state = a.state,"
            " state_reason = CASE WHEN d.state = a.state THEN d.state_reason"
            " ELSE a.state_reason END,"
            " state_changed_at = CASE WHEN d.state = a.state THEN d.state_changed_at"
            " ELSE %s END"
            " FROM arriving_debts a WHERE d.organisation_id = %s AND d.id = a.id",
            [portfolio_id, placement_id, at, tenancy.current()],
        )


def check_references() -> None:
    """Have what was added so far checked against what it refers to, and not all at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def has_debts(creditor_id: UUID) -> bool:
    """Return whether a creditor has any debt, open or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM portfolios_debt WHERE organisation_id = %s"
            " AND creditor_id = %s)",
            [tenancy.current(), creditor_id],
        )
        return bool(cursor.fetchone()[0])


def count_open(portfolio_id: UUID) -> int:
    """Return how many debts of a portfolio are open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM portfolios_debt WHERE organisation_id = %s"  # noqa: S608
            f" AND portfolio_id = %s AND state IN {_OPEN}",
            [tenancy.current(), portfolio_id],
        )
        return int(cursor.fetchone()[0])


def absent_debts(portfolio_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Return (id, person, state) of the portfolio's open debts that the file does not hold."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE seen_references")
        cursor.execute(
            "SELECT d.id, d.person_id, d.state FROM portfolios_debt d"  # noqa: S608
            f" WHERE d.organisation_id = %s AND d.portfolio_id = %s AND d.state IN {_OPEN}"
            " AND NOT EXISTS (SELECT 1 FROM seen_references s WHERE s.reference = d.reference)"
            " ORDER BY d.id FOR NO KEY UPDATE OF d",
            [tenancy.current(), portfolio_id],
        )
        return list(cursor.fetchall())


# The columns stand in the order of the cards' fields.
CREDITORS = """
SELECT id, slug, name, document, address, is_financial, pix_key, pix_document, multa_bps,
       juros_bps_month, offer_policy::text
  FROM portfolios_creditor
 WHERE organisation_id = %s AND id = ANY(%b::uuid[])
"""

DEBTS = """
SELECT id, creditor_id, portfolio_id, person_id, reference, product, principal_cents,
       paid_cents, due_on, prescribed_on, legal_basis, basis_evidence, state
  FROM portfolios_debt
 WHERE organisation_id = %s AND id = ANY(%b::uuid[])
"""

DEBTS_OF_PEOPLE = """
SELECT id, creditor_id, portfolio_id, person_id, reference, product, principal_cents,
       paid_cents, due_on, prescribed_on, legal_basis, basis_evidence, state
  FROM portfolios_debt
 WHERE organisation_id = %s AND person_id = ANY(%b::uuid[])
 ORDER BY due_on, id
"""

# Debts with whose they are: by themselves or by who owes them, oldest due first.
# A creditor comes with the first of its debts alone: its offers would be written out for each.
ACCOUNTS = """
SELECT d.id, d.creditor_id, d.portfolio_id, d.person_id, d.reference, d.product,
       d.principal_cents, d.paid_cents, d.due_on, d.prescribed_on, d.legal_basis,
       d.basis_evidence, d.state,
       c.id, c.slug, c.name, c.document, c.address, c.is_financial, c.pix_key, c.pix_document,
       c.multa_bps, c.juros_bps_month, c.offer_policy::text
  FROM (SELECT *, row_number() OVER (PARTITION BY creditor_id ORDER BY due_on, id) AS place
          FROM portfolios_debt
         WHERE organisation_id = %(organisation_id)s
           AND (id = ANY(%(debt_ids)b::uuid[]) OR person_id = ANY(%(person_ids)b::uuid[]))) d
  LEFT JOIN portfolios_creditor c
    ON d.place = 1 AND c.organisation_id = d.organisation_id AND c.id = d.creditor_id
 ORDER BY d.due_on, d.id
"""
