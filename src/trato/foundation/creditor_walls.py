"""The wall around one creditor's portfolio, inside an organisation: raised after every migration.

Behind it (`tenancy.narrow_to_creditors`) the application role reads no table but the organisation's
own row: only views, each of which shows the chosen columns of the chosen creditors' rows. A table
that says nothing (`creditor_view`) shows nothing.
"""

from collections.abc import Iterable
from typing import Any, Final

from psycopg import sql

from trato.foundation.database import OrganisationTable
from trato.foundation.tenancy import CREDITORS_SETTING, SETTING

PREFIX: Final = "creditor_"
OPEN_TO_CREDITORS: Final = frozenset({"organisations_organisation"})
"""Its one row says where the reader is."""

# As questions of their own each is answered once a statement; else it is read, and the list taken
# apart, for every row.
_PARTS: Final = {
    "organisation": f"(SELECT nullif(current_setting('{SETTING}', true), '')::uuid)",
    "creditors": (
        "(SELECT string_to_array("
        f"nullif(current_setting('{CREDITORS_SETTING}', true), ''), ',')::uuid[])::uuid[]"
    ),
}


def view_name(model: type[OrganisationTable]) -> str:
    """Return the name of a table's view for creditors: `portfolios_debt` gives `creditor_debt`."""
    return PREFIX + model._meta.db_table.partition("_")[2]


def lower(cursor: Any) -> None:
    """Take the views away; the tables stay shut."""
    cursor.execute(
        "SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname LIKE %s",
        [PREFIX.replace("_", "\\_") + "%"],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("DROP VIEW IF EXISTS {} CASCADE").format(sql.Identifier(name)))


def raise_around(
    cursor: Any, models: Iterable[type[OrganisationTable]], role: sql.Identifier
) -> None:
    """Shut every table to whoever is behind the wall, and make the views, in the models' order."""
    for model in models:
        _shut(cursor, model._meta.db_table, role)
    for model in models:
        if model.creditor_view:
            _show(cursor, model, role)


def _shut(cursor: Any, table: str, role: sql.Identifier) -> None:
    name = sql.Identifier(table)
    cursor.execute(sql.SQL("DROP POLICY IF EXISTS creditors ON {}").format(name))
    if table in OPEN_TO_CREDITORS:
        return
    # It names no column, so that no index loses its use, and is no comparison, which the planner
    # would take for a condition that hardly any row meets. For the application role alone: the
    # views read as the tables' owner.
    cursor.execute(
        sql.SQL(
            "CREATE POLICY creditors ON {} AS RESTRICTIVE FOR SELECT TO {} USING"
            " (CASE coalesce(current_setting({}, true), '') WHEN '' THEN true END IS NOT NULL)"
        ).format(name, role, sql.Literal(CREDITORS_SETTING))
    )


def _show(cursor: Any, model: type[OrganisationTable], role: sql.Identifier) -> None:
    name = sql.Identifier(view_name(model))
    body = model.creditor_view.format(**_PARTS)
    # The body is this program's own text; there is nothing in it to quote.
    cursor.execute(sql.SQL("CREATE VIEW {} AS {}").format(name, sql.SQL(body)))
    cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name, role))
