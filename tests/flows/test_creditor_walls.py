"""Behind a creditor's wall: no table, only views of the chosen creditors' rows, and no write."""

from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import Error, transaction

from tests.conftest import TUESDAY, Server
from tests.two_creditors import ONLY_MOON, ONLY_SUN, SHARED, Two, make
from trato.foundation import tenancy
from trato.foundation.creditor_walls import OPEN_TO_CREDITORS, PREFIX, view_name
from trato.foundation.database import ask
from trato.foundation.walls import organisation_tables


@pytest.fixture
def two(organisation: UUID) -> Two:
    return make(organisation, at=TUESDAY)


def _tables() -> list[str]:
    return sorted(model._meta.db_table for model in organisation_tables())


def _views() -> list[str]:
    return sorted(view_name(model) for model in organisation_tables() if model.creditor_view)


def _all(relation: str) -> list[tuple[object, ...]]:
    return ask(f'SELECT * FROM "{relation}"')


def test_no_table_but_the_organisations_own_row_shows_anything(two: Two) -> None:
    with tenancy.within(two.organisation_id):
        filled = [name for name in _tables() if _all(name)]
        assert len(filled) > 15
        tenancy.narrow_to_creditors([two.sun.creditor_id])
        assert {name for name in _tables() if _all(name)} == OPEN_TO_CREDITORS


def test_every_view_shows_the_chosen_creditor_and_nothing_of_the_other(two: Two) -> None:
    for own, other in ((two.sun, two.moon), (two.moon, two.sun)):
        with tenancy.within(two.organisation_id):
            assert {name: _all(name) for name in _views() if _all(name)} == {}, "nobody chosen"
            tenancy.narrow_to_creditors([own.creditor_id])
            for name in _views():
                rows = _all(name)
                assert rows, name
                text = repr(rows)
                assert [i for i in other.ids if str(i) in text] == [], name
                assert [w for w in other.words if w in text] == [], name


def test_a_view_shows_nothing_of_who_the_person_is(two: Two) -> None:
    with tenancy.within(two.organisation_id):
        tenancy.narrow_to_creditors([two.sun.creditor_id])
        text = "".join(repr(_all(name)) for name in _views())
    for word in (SHARED, ONLY_SUN, ONLY_MOON, "Zuleica", "palavras ditas", "segredo da pessoa"):
        assert word not in text
    assert "Z*** P***" in text
    assert "W*** T***" not in text


def test_of_a_message_about_both_no_reason_is_told(two: Two) -> None:
    asked = "SELECT id, is_whole FROM creditor_message"
    for own in (two.sun, two.moon):
        with tenancy.within(two.organisation_id):
            tenancy.narrow_to_creditors([own.creditor_id])
            whole = dict(ask(asked))
            assert whole[two.messages["both_refused"]] is False
            assert two.messages["none"] not in whole
            codes = dict(ask("SELECT message_id, codes FROM creditor_decision"))
            assert codes[two.messages["both_refused"]] is None
    with tenancy.within(two.organisation_id):
        tenancy.narrow_to_creditors([two.sun.creditor_id, two.moon.creditor_id])
        assert dict(ask(asked))[two.messages["both_refused"]] is True


def test_nobody_chosen_is_nothing_seen_and_not_everything(two: Two) -> None:
    for nobody in ([], [uuid4()]):
        with tenancy.within(two.organisation_id):
            tenancy.narrow_to_creditors(nobody)
            assert [name for name in _views() if _all(name)] == []
            assert {name for name in _tables() if _all(name)} == OPEN_TO_CREDITORS


def test_another_organisations_creditor_shows_nothing(two: Two, agency: UUID) -> None:
    with tenancy.within(agency):
        tenancy.narrow_to_creditors([two.sun.creditor_id])
        assert [name for name in _views() if _all(name)] == []


def test_nothing_can_be_written_and_the_way_back_is_shut(two: Two) -> None:
    with tenancy.within(two.organisation_id):
        tenancy.narrow_to_creditors([two.sun.creditor_id])
        for statement in (
            "UPDATE portfolios_debt SET paid_cents = 0",
            "DELETE FROM portfolios_creditormember",
            "INSERT INTO portfolios_savedmapping SELECT * FROM portfolios_savedmapping",
            "SET TRANSACTION READ WRITE",
            "SELECT set_config('transaction_read_only', 'off', true)",
        ):
            with pytest.raises(Error), transaction.atomic():
                ask(statement)
        assert ask("SHOW transaction_read_only") == [("on",)]


def test_the_wall_falls_with_its_transaction(two: Two) -> None:
    with tenancy.within(two.organisation_id):
        tenancy.narrow_to_creditors([two.sun.creditor_id])
    with tenancy.within(two.organisation_id):
        assert len(_all("portfolios_debt")) == 4
    with pytest.raises(tenancy.Walled):
        tenancy.narrow_to_creditors([two.sun.creditor_id])


def test_the_application_role_may_only_read_the_views(
    database: Server, superuser: psycopg.Connection
) -> None:
    granted = superuser.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = 'trato_app' AND table_name LIKE %s",
        [PREFIX.replace("_", "\\_") + "%"],
    ).fetchall()
    assert set(granted) == {(name, "SELECT") for name in _views()}
    assert len(granted) >= 13


def test_the_planner_expects_no_fewer_rows_for_whoever_is_in_front_of_it(
    superuser: psycopg.Connection, organisation: UUID
) -> None:
    table = "portfolios_savedmapping"
    with superuser.transaction(force_rollback=True):
        superuser.execute(
            f"INSERT INTO {table} (id, organisation_id, name, columns, created_at)"
            " SELECT gen_random_uuid(), %s, n::text, '{}', now()"
            " FROM generate_series(1, 5000) n",
            [organisation],
        )
        superuser.execute(f"ANALYZE {table}")
        superuser.execute("SELECT set_config('trato.organisation', %s, true)", [str(organisation)])
        walled = _expected(superuser, table)
        superuser.execute(f"DROP POLICY creditors ON {table}")
        assert walled == pytest.approx(_expected(superuser, table), rel=0.01)
        assert walled > 4000


def _expected(superuser: psycopg.Connection, table: str) -> float:
    superuser.execute("SET LOCAL ROLE trato_app")
    row = superuser.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM {table}").fetchone()
    superuser.execute("RESET ROLE")
    assert row is not None
    return float(row[0][0]["Plan"]["Plan Rows"])
