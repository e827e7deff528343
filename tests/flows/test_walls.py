"""I7 WALLS: no organisation can read or write another's rows, in any table."""

from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import Server


def _tables(superuser: psycopg.Connection) -> list[str]:
    found = superuser.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name = 'organisation_id' AND table_name NOT IN"
        " ('organisations_directory', 'organisations_member') ORDER BY 1"
    )
    return [name for (name,) in found]


def test_every_organisation_table_has_forced_walls(superuser: psycopg.Connection) -> None:
    tables = _tables(superuser)
    assert len(tables) >= 35
    forced = superuser.execute(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    ).fetchall()
    assert set(tables) <= {name for (name,) in forced}


def test_the_application_role_cannot_step_over_the_walls(superuser: psycopg.Connection) -> None:
    row = superuser.execute(
        "SELECT rolsuper, rolbypassrls, pg_has_role('trato_app', 'trato_owner', 'member')"
        " FROM pg_roles WHERE rolname = 'trato_app'"
    ).fetchone()
    assert row == (False, False, False)


def test_no_table_shows_or_takes_anothers_rows(
    database: Server, superuser: psycopg.Connection, organisation: UUID
) -> None:
    stranger = uuid4()
    with psycopg.connect(database.application_url) as app:
        for table in _tables(superuser):
            superuser.execute("SET session_replication_role = replica")
            _plant(superuser, table, organisation)
            for inside in (str(stranger), ""):
                with app.transaction():
                    app.execute("SELECT set_config('trato.organisation', %s, true)", [inside])
                    count = app.execute(f"SELECT count(*) FROM {table}").fetchone()
                    assert count == (0,), table
                    _assert_untouchable(app, table, organisation)
            with app.transaction():
                app.execute(
                    "SELECT set_config('trato.organisation', %s, true)", [str(organisation)]
                )
                seen = app.execute(f"SELECT count(*) FROM {table}").fetchone()
                assert seen is not None, table
                assert seen[0] >= 1, table


def _assert_untouchable(app: psycopg.Connection, table: str, victim: UUID) -> None:
    for statement in (
        f"UPDATE {table} SET organisation_id = organisation_id",
        f"DELETE FROM {table}",
    ):
        try:
            with app.transaction():
                assert app.execute(statement).rowcount == 0, table
        except psycopg.errors.InsufficientPrivilege:
            pass
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        with app.transaction():
            app.execute(_copy_into(app, table), [victim])


def _copy_into(app: psycopg.Connection, table: str) -> str:
    columns = _columns(app, table)
    values = ", ".join("%s" if name == '"organisation_id"' else sample for name, sample in columns)
    return f"INSERT INTO {table} ({', '.join(n for n, _ in columns)}) VALUES ({values})"


def _plant(superuser: psycopg.Connection, table: str, organisation: UUID) -> None:
    columns = _columns(superuser, table)
    values = ", ".join("%s" if n == '"organisation_id"' else sample for n, sample in columns)
    superuser.execute(
        f"INSERT INTO {table} ({', '.join(n for n, _ in columns)}) VALUES ({values})"
        " ON CONFLICT DO NOTHING",
        [organisation],
    )


def _columns(connection: psycopg.Connection, table: str) -> list[tuple[str, str]]:
    samples = {
        "uuid": "gen_random_uuid()", "text": "'x'", "character varying": "'x'", "jsonb": "'{}'",
        "integer": "1", "bigint": "1", "smallint": "1", "boolean": "true", "bytea": "'x'",
        "double precision": "1", "date": "'2026-01-01'", "tsvector": "''",
        "timestamp with time zone": "'2026-01-01T00:00:00Z'",
    }  # fmt: skip
    found = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        [table],
    )
    special = {"verdict": "'allow'", "state": "'held'", "uf": "'SP'", "ddd": "'11'",
               "document_kind": "'cpf'"}  # fmt: skip
    return [(f'"{name}"', special.get(name, samples[kind])) for name, kind in found]


def test_a_role_that_could_step_over_is_refused(
    database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connections

    from trato.foundation import walls
    from trato.foundation.tenancy import RoleTooStrong

    walls.check_role()
    for strong in ("postgres", "trato_owner"):
        connections["default"].close()
        monkeypatch.setitem(connections["default"].settings_dict, "USER", strong)
        with pytest.raises(RoleTooStrong):
            walls.check_role()
        connections["default"].close()
