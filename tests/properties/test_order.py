"""I5: each message handled once, in the order its person wrote; a status never goes backwards.

Whatever the provider does to its webhooks: splits, batches, repeats and reorders them.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Server
from tests.world import World
from trato.foundation import clock
from trato.foundation.clock import VirtualTime

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
EPOCH = int(TUESDAY.timestamp())
LATER = TUESDAY + timedelta(hours=1)
RANK = {"sent": 1, "delivered": 2, "read": 3}
PHONES = ("5511987654321", "5521987654322", "551187654321")
"""The last one is the first one's other form: the same person."""

slow = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def traffic(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Return the nodes of a true story and the webhooks that tell it, at least once each."""
    nodes = [
        {
            "from": draw(st.sampled_from(PHONES)), "id": f"wamid.in{n}", "type": "text",
            "timestamp": str(EPOCH + n), "text": {"body": str(n)},
        }
        for n in range(draw(st.integers(1, 7)))
    ]  # fmt: skip
    for message in range(draw(st.integers(0, 3))):
        told = draw(st.sets(st.sampled_from(["sent", "delivered", "read", "failed"]), min_size=1))
        for status in sorted(told):
            nodes.append({"status": status, "id": f"wamid.out{message}", "timestamp": str(EPOCH)})
    repeats = draw(st.lists(st.sampled_from(nodes), max_size=6))
    told_nodes = draw(st.permutations(nodes + repeats))
    webhooks: list[list[dict[str, Any]]] = [[]]
    for node in told_nodes:
        if draw(st.booleans()):
            webhooks.append([])
        webhooks[-1].append(node)
    return nodes, [w for w in webhooks if w]


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stop_at(TUESDAY)
    # Time stands still, and yet the grace is as long as with a real clock.
    monkeypatch.setattr(clock, "speed", lambda: 1.0)
    yield
    clock.set_virtual(None)


def stop_at(instant: datetime) -> None:
    clock.set_virtual(VirtualTime(starts_at=instant, anchor_epoch=0, speed=1e-15))


@slow
@given(story=traffic(), cuts=st.lists(st.integers(1, 4), max_size=4))
def test_any_telling_of_a_story_ends_the_same(
    database: Server, standing_clock: None, story: Any, cuts: list[int]
) -> None:
    nodes, webhooks = story
    world = world_of_its_own()
    owner = world.person("+5511987654321")
    ours = {
        f"wamid.out{n}": world.message(owner, provider_message_id=f"wamid.out{n}") for n in range(3)
    }
    ranks = dict.fromkeys(ours, 0)
    for batch in batches(webhooks, cuts):
        store(world, batch)
        unpack(world)
        for name, message_id in ours.items():
            rank = world.row(message_id).status_rank
            assert rank >= ranks[name], "a status went backwards"
            ranks[name] = rank
    for name, message_id in ours.items():
        told = {node["status"] for node in nodes if node["id"] == name}
        row = world.row(message_id)
        assert row.status_rank == max((RANK.get(s, 0) for s in told), default=0)
        failed = "failed" in told and row.status_rank < RANK["delivered"]
        expected = "failed" if failed else "sent" if told else "sending"
        assert row.state == expected
    written = [node for node in nodes if "from" in node]
    handled = handle_all(world)
    assert sorted(handled, key=int) == [node["text"]["body"] for node in written]
    for person in (PHONES[0::2], PHONES[1:2]):
        own = [node["text"]["body"] for node in written if node["from"] in person]
        assert [text for text in handled if text in own] == own


@slow
@given(story=traffic(), data=st.data())
def test_who_wrote_is_answered_in_order_while_more_comes_in(
    database: Server, standing_clock: None, story: Any, data: st.DataObject
) -> None:
    """Asked for within the grace nothing is handed out: what was overtaken still comes first."""
    nodes, webhooks = story
    world = world_of_its_own()
    world.person("+5511987654321")
    handled: list[str] = []
    for webhook in webhooks:
        store(world, [webhook])
        unpack(world)
        if data.draw(st.booleans()):
            handled += handle_all(world, now=TUESDAY + timedelta(milliseconds=70))
    assert handled == [], "nothing before the grace is over"
    handled += handle_all(world)
    written = [node for node in nodes if "from" in node]
    assert len(handled) == len(written)
    for person in (PHONES[0::2], PHONES[1:2]):
        own = [node["text"]["body"] for node in written if node["from"] in person]
        assert [text for text in handled if text in own] == own


def world_of_its_own() -> World:
    from trato.book.organisations.create import create_organisation

    organisation_id: UUID = create_organisation(
        slug=f"ordem-{uuid4().hex[:12]}", name="Cooperativa Ordem", actor_role="original_creditor",
        document="11222333000181", address="Rua A, 1", contact="0800", data_contact="d@e.example",
        at=TUESDAY,
    )  # fmt: skip
    return World(organisation_id, TUESDAY)


def batches(webhooks: list[Any], cuts: list[int]) -> Iterator[list[Any]]:
    rest = list(webhooks)
    for cut in cuts:
        if rest:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def body(world: World, nodes: list[dict[str, Any]]) -> bytes:
    value = {
        "metadata": {"phone_number_id": world.phone_number_id},
        "messages": [n for n in nodes if "from" in n],
        "statuses": [n for n in nodes if "status" in n],
    }
    change = {"field": "messages", "value": value}
    # A repeated webhook differs in nothing; what the table already has is met before this.
    return json.dumps({"nonce": uuid4().hex, "entry": [{"id": "1", "changes": [change]}]}).encode()


def store(world: World, webhooks: list[list[dict[str, Any]]]) -> None:
    from trato.book.organisations import keys
    from trato.entrypoints.ingest.models import Delivery

    with world.within():
        for nodes in webhooks:
            told = body(world, nodes)
            Delivery.objects.create(
                organisation_id=world.organisation_id, source="whatsapp",
                fingerprint=hashlib.sha256(told).digest(),
                body_sealed=keys.vault().seal_bytes(told, place="delivery.body"),
                received_at=TUESDAY, next_try_at=TUESDAY,
            )  # fmt: skip


def unpack(world: World) -> None:
    from trato.entrypoints.ingest import waiting
    from trato.entrypoints.worker.unpack import unpack_some

    unpack_some(world.organisation_id)
    with world.within():
        assert waiting.count_waiting() == 0
        assert waiting.claim_items(limit=9, now=LATER) == []


def handle_all(world: World, *, now: datetime = LATER) -> list[str]:
    from trato.casework.conversations.take_turn import finish_turn, take_turn

    handled = []
    while True:
        with world.within():
            turn = take_turn(now=now)
            if turn is None:
                return handled
            handled.append(turn.text)
            finish_turn(turn, at=now)
