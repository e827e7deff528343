"""Health, readiness and metrics: what each says, when it says no, and to whom it says nothing."""

import asyncio
import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import TUESDAY, Server
from tests.contracts.test_ingest_http import BODY, connect, serve
from tests.world import World
from trato.entrypoints.ingest.app import Ingest
from trato.entrypoints.ops import depths
from trato.entrypoints.ops.app import Ops
from trato.entrypoints.ops.depths import Depths, depths_of
from trato.entrypoints.ops.webhooks import Webhooks
from trato.foundation import clock, tenancy
from trato.foundation.meters import REGISTRY
from trato.insights.archive import queues as archive_queues
from trato.insights.archive import take_in
from trato.insights.monitoring import queues as monitoring_queues
from trato.insights.monitoring import watch


def ask(
    path: str, *, private: bool = True, method: str = "GET", token: str = ""
) -> tuple[int, str]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    scope = {"type": "http", "path": path, "method": method, "headers": headers}
    asyncio.run(Ops(is_private=private)(scope, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], sent[1]["body"].decode()


def test_alive_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "HOST", "/nowhere")
    assert ask("/healthz") == (200, "ok")
    assert ask("/healthz", method="HEAD") == (200, "")
    assert (ask("/healthz", method="POST"))[0] == 405
    assert (ask("/else"))[0] == 404


def test_ready_when_everything_is_there(database: Server, organisation: UUID) -> None:
    status, body = ask("/readyz", private=False)
    assert status == 200
    said = {"database": "ok", "migrations": "ok", "role": "ok", "keys": "ok", "clock": "ok"}
    assert json.loads(body) == {"ready": True, "checks": said}


@pytest.fixture
def missing_migration(superuser: psycopg.Connection) -> Iterator[None]:
    row = superuser.execute(
        "DELETE FROM django_migrations WHERE app = 'ingest' AND name LIKE '0003%'"
        " RETURNING app, name, applied"
    ).fetchone()
    yield
    superuser.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_a_missing_migration_is_not_ready(database: Server, missing_migration: None) -> None:
    status, body = ask("/readyz")
    assert status == 503
    assert json.loads(body)["checks"]["migrations"] == "1 missing"


@pytest.mark.parametrize(
    ("change", "failing", "said"),
    [({"HOST": "/nowhere"}, "database", "unreachable"),
     ({"USER": "postgres"}, "role", "too strong"),
     ({"NAME": "segredo"}, "database", "unreachable")],
)  # fmt: skip
def test_which_check_fails_is_named_and_nothing_else(
    database: Server, organisation: UUID, monkeypatch: pytest.MonkeyPatch,
    change: dict[str, str], failing: str, said: str,
) -> None:  # fmt: skip
    for name, value in change.items():
        monkeypatch.setitem(connections.settings["default"], name, value)
    status, body = ask("/readyz")
    assert status == 503
    assert json.loads(body)["checks"][failing] == said
    assert not re.search(r"nowhere|segredo|postgres|trato_|Error", body)


@pytest.mark.parametrize("skew_seconds", [-3600.0, 3600.0])
def test_a_clock_far_from_the_databases_is_not_ready(
    database: Server, monkeypatch: pytest.MonkeyPatch, skew_seconds: float
) -> None:
    right = clock.wall_epoch
    monkeypatch.setattr(clock, "wall_epoch", lambda: right() + skew_seconds)
    status, body = ask("/readyz")
    assert status == 503
    said = json.loads(body)["checks"]
    assert re.fullmatch(r"3[56]\d\d s apart", said.pop("clock"))
    assert set(said.values()) == {"ok"}


def test_another_master_key_is_not_ready(
    database: Server, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (base64.b64encode(b"o" * 32).decode(), "short", ""):
        monkeypatch.setenv("TRATO_MASTER_KEY", key)
        status, body = ask("/readyz")
        assert (status, json.loads(body)["checks"]["keys"]) == (503, "wrong")


def test_metrics_are_not_public(database: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ask("/metrics", private=False))[0] == 404
    assert (ask("/metrics", private=True))[0] == 200
    monkeypatch.setenv("TRATO_METRICS_TOKEN", "only for Prometheus")
    for private in (False, True):
        assert (ask("/metrics", private=private))[0] == 404
        assert (ask("/metrics", private=private, token="guess"))[0] == 404
        assert (ask("/metrics", private=private, token="only for Prometheus"))[0] == 200


EXPECTED = {
    "webhooks", "items_retried", "webhooks_unreadable", "items_set_aside", "turns", "media",
    "turns_set_aside", "messages_ready_replies", "messages_ready_openings",
    "messages_held_replies", "messages_held_openings", "messages_sending", "messages_unknown",
    "messages_for_person", "messages_for_approval", "charges_issue", "charges_withdraw",
    "charges_set_aside",
    "journal_unsealed", "campaigns_running", "people_waiting", "unwatched", "alerts_open",
    "unarchived", "copies", "notices",
}  # fmt: skip


def read(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_queue_tells_its_depth_and_age(
    database: Server, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(organisation, TUESDAY)
    owner = world.person("+5511987654321")
    for state in ("sending", "unknown", "unknown"):
        world.message(owner, state=state)
    monkeypatch.setattr(depths, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(depths, "ROUND_SECONDS", 120.0)
    # The database of a whole test run holds more organisations than have a label of their own.
    monkeypatch.setattr(depths, "LABELS_MAX", 100_000)
    _, text = ask("/metrics")
    found = read(text)
    with tenancy.within(organisation):
        slug, queues = depths_of(organisation)
    assert {queue.name for queue in queues} == EXPECTED
    for name in EXPECTED:
        assert ("trato_queue_depth", slug, name) in found, name
        assert ("trato_queue_oldest_seconds", slug, name) in found, name
    assert found["trato_queue_depth", slug, "messages_unknown"] == 2
    assert found["trato_queue_depth", slug, "messages_sending"] == 1
    assert found["trato_queue_oldest_seconds", slug, "messages_sending"] > 0
    assert found["trato_queue_oldest_seconds", slug, "turns"] == 0
    assert found["trato_queues_readable",] == 1


def test_what_nobody_has_watched_or_taken_in_is_told_until_somebody_has(
    database: Server, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(organisation, TUESDAY)
    owner = world.person("+5511987654321")
    for _ in range(3):
        world.message(owner)

    def depth() -> dict[str, int]:
        with tenancy.within(organisation):
            return {queue.name: queue.depth for queue in depths_of(organisation)[1]}

    # They are a moment old: in time.
    assert (depth()["unwatched"], depth()["unarchived"]) == (0, 0)
    # Nothing is in time, and a mark trails by nothing.
    for module in (monitoring_queues, archive_queues):
        monkeypatch.setattr(module, "_BEHIND_SECONDS", -1.0)
    for module in (watch, take_in):
        monkeypatch.setattr(module, "LATEST_SECONDS", 0.0)
    assert (depth()["unwatched"], depth()["unarchived"]) == (3, 3)
    watch.Watch().watch(organisation)
    assert (depth()["unwatched"], depth()["unarchived"]) == (0, 3)
    take_in.take_in(organisation)
    assert (depth()["unwatched"], depth()["unarchived"]) == (0, 0)


def test_labels_are_few_and_hold_nothing_of_a_person(
    database: Server, organisation: UUID, agency: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    World(organisation, TUESDAY).person("+5511987654321")
    monkeypatch.setattr(depths, "LABELS_MAX", 1)
    monkeypatch.setattr(depths, "ROUND_SECONDS", 120.0)
    collector = Depths()
    seen = {
        sample.labels["organisation"]
        for family in collector.collect()
        for sample in family.samples
        if sample.labels
    }
    assert len(seen) == 2
    assert "other" in seen
    _, text = ask("/metrics")
    allowed = {"organisation", "queue", "answer", "stage", "verdict", "loop", "outcome", "provider",
               "call", "le", "implementation", "major", "minor", "patchlevel", "version",
               "generation"}  # fmt: skip
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            assert set(sample.labels) <= allowed, sample


def test_a_database_that_is_away_leaves_the_process_metrics(
    database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depths, "KEPT_SECONDS", -1.0)
    monkeypatch.setitem(connections.settings["default"], "HOST", "/nowhere")
    status, text = ask("/metrics")
    assert status == 200
    found = read(text)
    assert found["trato_queues_readable",] == 0
    assert not any(name == "trato_queue_depth" for name, *_ in found)


def test_asking_twice_in_a_moment_asks_the_database_once(
    database: Server, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[UUID] = []
    monkeypatch.setattr(depths, "depths_of", lambda one: (looked.append(one), ("x", ()))[1])
    collector = Depths()
    first = [*collector.collect()]
    count = len(looked)
    assert count >= 1
    assert len(first) == 3
    assert len([*collector.collect()]) == 3
    assert len(looked) == count


def test_a_look_that_takes_too_long_goes_on_where_it_stopped(
    database: Server, organisation: UUID, agency: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depths, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(depths, "ROUND_SECONDS", -1.0)
    present = [organisation, agency]
    monkeypatch.setattr(depths, "organisation_ids", lambda: tuple(present))
    looked: list[UUID] = []
    monkeypatch.setattr(depths, "depths_of", lambda one: (looked.append(one), ("x", ()))[1])
    collector = Depths()
    for _ in range(4):
        assert len([*collector.collect()]) == 3
    assert sorted(looked[:2]) == sorted(looked[2:]) == sorted(present)


INDEXES = (
    r"delivery_|leftover_|inbound_|message_|charge_|conversation_with_people|alert_open|watch_mark|"
    r"archive_mark|bundle_alive|notice_waiting"
)


def test_no_queue_is_found_by_reading_a_whole_table(database: Server, organisation: UUID) -> None:
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    world = World(organisation, TUESDAY)
    owner = world.person("+5511987654321")
    world.message(owner, needs_human="x", state="unknown")
    with tenancy.within(organisation), connection.execute_wrapper(note):
        for source in depths._SOURCES:
            source()
    assert len(asked) >= len(EXPECTED)
    short = [one for one in asked if "campaigns_campaign" in one[0] or "journal" in one[0]]
    by_ids = [one for one in asked if re.search(r'"id" (IN|= ANY)', one[0])]
    with planner(database, organisation) as plan:
        for sql, params in asked:
            found = plan(sql, params)
            assert "Seq Scan" not in found, f"{sql}\n{found}"
    # A filter over an index of everything would still read everything. In tables this small any
    # index costs the same, so the planner is asked without the primary keys, where none is needed.
    with planner(database, organisation, primary_keys=False) as plan:
        for sql, params in asked:
            if (sql, params) not in [*short, *by_ids]:
                found = plan(sql, params)
                assert "Seq Scan" not in found, f"{sql}\n{found}"
                assert re.search(INDEXES, found), f"{sql}\n{found}"


@contextmanager
def planner(
    database: Server, organisation: UUID, *, primary_keys: bool = True
) -> Iterator[Callable[[str, Any], str]]:
    """Give a planner that would rather read anything than a table, with or without its keys."""
    with psycopg.connect(database.superuser_url) as connected, connected.cursor() as cursor:
        if not primary_keys:
            # Only of our own tables: the server's catalogues need theirs.
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false FROM pg_class t WHERE t.oid = indrelid"
                " AND indisprimary AND t.relnamespace = 'public'::regnamespace"
            )
        cursor.execute("SELECT set_config('trato.organisation', %s, true)", (str(organisation),))
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL ROLE trato_app")

        def plan(sql: str, params: Any) -> str:
            cursor.execute(cast(LiteralString, f"EXPLAIN {sql}"), params)
            return "\n".join(row[0] for row in cursor.fetchall())

        yield plan
        connected.rollback()


def test_webhooks_are_counted_by_answer_and_timed_to_the_disk(
    database: Server, organisation: UUID
) -> None:
    slug, ingest = connect(organisation), Ingest()
    before = REGISTRY.get_sample_value("trato_ingest_commit_seconds_count") or 0.0
    for web in serve(ingest):
        assert web.post(slug, BODY) == 200
        assert web.post(slug, BODY, secret="another") == 401
        assert web.post("nobody", BODY) == 404
    told = {
        sample.labels["answer"]: sample.value
        for family in Webhooks(lambda: ingest.counts).collect()
        for sample in family.samples
    }
    assert {answer: n for answer, n in told.items() if n} == {
        "accepted": 1, "not_trusted": 1, "unknown": 1,
    }  # fmt: skip
    assert REGISTRY.get_sample_value("trato_ingest_commit_seconds_count") == before + 1
