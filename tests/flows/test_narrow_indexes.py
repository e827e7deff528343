"""Indexes that leave out what nobody looks for are still found by who looks for the rest."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.conftest import Server
from trato.casework.negotiation.sql import (
    OFFERS_OVER,
    PARTS_OVER,
    PARTS_PASSED,
    PARTS_REACHED,
    PROMISES_OVER,
)
from trato.door.outbox.models import Message
from trato.foundation.ids import new_id

_OTHERS = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = %s::regclass AND NOT i.indisprimary AND NOT i.indisunique
   AND c.relname <> %s
"""


@pytest.fixture
def alone(database: Server) -> Iterator[psycopg.Connection]:
    """A transaction in which indexes are dropped: nobody else ever sees it."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("SET lock_timeout = '5s'")
        connection.execute("SET enable_seqscan = off")
        yield connection
        connection.rollback()


def _plan(alone: psycopg.Connection, table: str, index: str, statement: str) -> str:
    """Return how a statement is planned for any values, this being the only index it could use."""
    for (name,) in alone.execute(_OTHERS, [table, index]).fetchall():
        alone.execute(f'DROP INDEX "{name}"')
    alone.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey CASCADE")
    alone.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS message_intent_unique")
    first, *rest = re.split(r"%s|%\(\w+\)s", statement)
    told = first + "".join(f"${n}{part}" for n, part in enumerate(rest, start=1))
    return "\n".join(str(row[0]) for row in alone.execute(f"EXPLAIN (GENERIC_PLAN) {told}"))


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ("message_by_conversation", {"conversation_id": new_id()}),
        ("message_by_conversation", {"conversation_id__anyof": [new_id(), new_id()]}),
        ("message_by_origin", {"origin_id__in": [new_id(), new_id()]}),
    ],
)
def test_a_message_is_found_by_its_index(
    alone: psycopg.Connection, index: str, wanted: dict[str, Any]
) -> None:
    rows = Message.objects.filter(organisation_id=new_id(), **wanted)
    statement, _ = rows.values_list("id").query.sql_with_params()
    assert index in _plan(alone, "outbox_message", index, statement)


@pytest.mark.parametrize(
    ("table", "index", "statement"),
    [
        ("negotiation_promise", "promise_pending", PROMISES_OVER),
        ("negotiation_offer", "offer_standing", OFFERS_OVER),
        ("negotiation_instalment", "instalment_waiting", PARTS_REACHED),
        ("negotiation_instalment", "instalment_due", PARTS_PASSED),
        ("negotiation_instalment", "instalment_overdue", PARTS_OVER),
    ],
)
def test_what_time_ends_is_found_by_its_index_in_its_order(
    alone: psycopg.Connection, table: str, index: str, statement: str
) -> None:
    # What other tests left tells the planner how few there are: in order at any price.
    alone.execute("SET enable_sort = off")
    plan = _plan(alone, table, index, statement)
    assert index in plan
    assert "Sort" not in plan
