"""Columns packed by hand mean to PostgreSQL what the driver's own arrays mean."""

from datetime import UTC, datetime
from typing import Any
from uuid import RFC_4122, UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Server
from trato.entrypoints.ingest import packed
from trato.foundation.ids import from_bytes, new_id, new_ids_as_bytes

_KEPT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Hypothesis wants naive limits.
_INSTANTS = st.datetimes(
    datetime(1900, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    datetime(2300, 1, 1, tzinfo=UTC).replace(tzinfo=None),
    timezones=st.just(UTC),
)
_TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))


@pytest.fixture
def connection(database: Server) -> Any:
    """A connection that takes packed columns."""
    with psycopg.connect(database.application_url) as connection:
        packed.register(connection.adapters)
        yield connection


def told(connection: psycopg.Connection, column: packed.Packed) -> list[Any]:
    row = connection.execute("SELECT %s", [column]).fetchone()
    assert row
    return list(row[0])


@_KEPT
@given(values=st.lists(st.uuids(), min_size=1))
def test_ids(connection: psycopg.Connection, values: list[UUID]) -> None:
    assert told(connection, packed.uuids([value.bytes for value in values])) == values


@_KEPT
@given(values=st.lists(st.binary(min_size=32, max_size=32), min_size=1))
def test_digests(connection: psycopg.Connection, values: list[bytes]) -> None:
    assert told(connection, packed.digests(values)) == values


@_KEPT
@given(values=st.lists(st.binary(), min_size=1))
def test_bytes(connection: psycopg.Connection, values: list[bytes]) -> None:
    assert told(connection, packed.byteas(values)) == values


def test_ids_that_are_only_written_down_come_in_order() -> None:
    made = [new_id(), *map(from_bytes, new_ids_as_bytes(5_000)), new_id()]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


@_KEPT
@given(values=st.lists(_TEXTS, min_size=1))
def test_texts(connection: psycopg.Connection, values: list[str]) -> None:
    assert told(connection, packed.texts(values)) == values


@_KEPT
@given(values=st.lists(_INSTANTS, min_size=1))
def test_instants(connection: psycopg.Connection, values: list[datetime]) -> None:
    assert told(connection, packed.instants(values)) == values
