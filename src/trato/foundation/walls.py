"""Raises the walls: row-level security, grants and composite references, after every migration."""

from typing import Any

from django.apps import apps
from django.db import connections
from psycopg import sql

from trato.foundation import creditor_walls
from trato.foundation.database import OrganisationTable
from trato.foundation.tenancy import SETTING, RoleTooStrong


def check_role() -> None:
    """Make sure that the role we run as is held by the walls.

    Raises:
        RoleTooStrong: it is a superuser, bypasses row-level security, or owns the tables.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class"
            " WHERE relkind = 'r' AND relowner = r.oid AND relforcerowsecurity)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        row = cursor.fetchone()
    if row is None or row[0]:
        raise RoleTooStrong(
            "O papel de TRATO_DATABASE_URL pode passar por cima dos muros entre organizações. "
            "Use um papel comum (NOSUPERUSER NOBYPASSRLS) que não seja dono das tabelas."
        )


def organisation_tables() -> list[type[OrganisationTable]]:
    """Return every model whose rows are walled."""
    return [m for m in apps.get_models() if issubclass(m, OrganisationTable)]


def raise_walls(*, using: str, application_role: str) -> None:
    """Force row-level security on every organisation table and set the application role's grants.

    Idempotent; runs as the owner after each migration, so that no table can be forgotten.
    """
    with connections[using].cursor() as cursor:
        role = sql.Identifier(application_role)
        # Before the grants on all tables: nobody is to write through a view.
        creditor_walls.lower(cursor)
        _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", role)
        _run(
            cursor,
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            role,
        )
        _run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", role)
        for model in organisation_tables():
            _wall(cursor, model, role)
        for model in organisation_tables():
            _point(cursor, model)
        creditor_walls.raise_around(cursor, organisation_tables(), role)


def _run(cursor: Any, statement: str, *parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*parts))


def _wall(cursor: Any, model: type[OrganisationTable], role: sql.Identifier) -> None:
    name = model._meta.db_table
    table = sql.Identifier(name)
    _run(cursor, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
    _run(cursor, "ALTER TABLE {} FORCE ROW LEVEL SECURITY", table)
    _run(cursor, "DROP POLICY IF EXISTS walls ON {}", table)
    column = "id" if name == "organisations_organisation" else "organisation_id"
    own = sql.SQL("({} = nullif(current_setting({}, true), '')::uuid)").format(
        sql.Identifier(column), sql.Literal(SETTING)
    )
    _run(cursor, "CREATE POLICY walls ON {} USING {} WITH CHECK {}", table, own, own)
    if model.append_only:
        _run(cursor, "REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}", table, role)


def _point(cursor: Any, model: type[OrganisationTable]) -> None:
    table = model._meta.db_table
    for column, target in model.points_to.items():
        name = f"{table}_{column}_fk"[:63]
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
        if cursor.fetchone():
            continue
        _run(
            cursor,
            "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY (organisation_id, {})"
            " REFERENCES {} (organisation_id, id) DEFERRABLE INITIALLY DEFERRED",
            sql.Identifier(table),
            sql.Identifier(name),
            sql.Identifier(column),
            sql.Identifier(target),
        )
