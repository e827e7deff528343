"""What the simulated world tells: signed over raw bytes, repeated until taken, batched, twice."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from sim_harness import SECRET, TOKEN, WABA, Receiver, World, person, wait_until


@pytest.fixture(scope="module")
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


_numbers = iter(range(3000, 9000))


def writer(world: World, text: str, persona: str = "silent", count: int = 1) -> list[str]:
    rows = [person(next(_numbers), persona) for _ in range(count)]
    world.people(*rows)
    for row in rows:
        world.say(row["phone"], text)
    return [str(row["phone"]) for row in rows]


def test_bodies_are_signed_and_escaped(world: World, hook: Receiver) -> None:
    writer(world, "não é ação 🛑")
    world.settle()
    # What other tests set off may still arrive behind it.
    path, headers, body = next(
        one for one in reversed(hook.calls) if b"n\\u00e3o \\u00e9" in one[2]
    )
    assert path == "/webhook"
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={digest}"
    assert body.isascii()
    told = [row["text"]["body"] for row in hook.values("messages") if row["type"] == "text"]
    assert "não é ação 🛑" in told


def test_what_is_not_taken_is_told_again(world: World, hook: Receiver) -> None:
    world.settle()
    hook.statuses.extend([500, 503, 404])
    phone = writer(world, "de novo")[0]
    world.settle()
    tries = [body for _, _, body in hook.calls if b"de novo" in body]
    assert len(tries) >= 4
    assert len(set(tries[:4])) == 1, "a repeated webhook has the same bytes"
    row = next(r for r in world.books()["inbound"] if r["from"] == phone.lstrip("+"))
    assert row["acknowledged_at"] > row["at"]


def test_some_webhooks_carry_several_items(world: World, hook: Receiver) -> None:
    for phone in writer(world, "oi", count=60):
        world.text(phone, "olá")
    world.settle()
    sizes = Counter()
    for path, _, body in hook.calls:
        if path == "/webhook":
            changes = [c for e in json.loads(body)["entry"] for c in e["changes"]]
            sizes[
                sum(
                    len(c["value"].get("messages", ())) + len(c["value"].get("statuses", ()))
                    for c in changes
                )
            ] += 1
    assert sizes[1] > sum(n for size, n in sizes.items() if size > 1) > 0


def test_statuses_echo_the_opaque_data_and_the_price(world: World, hook: Receiver) -> None:
    phone = writer(world, "oi")[0]
    sent = world.text(phone, "olá", biz_opaque_callback_data="caso:1")[1]["messages"][0]["id"]
    world.settle()
    rows = {r["status"]: r for r in hook.values("statuses") if r["id"] == sent}
    assert {"sent", "delivered"} <= set(rows)
    assert all(row["biz_opaque_callback_data"] == "caso:1" for row in rows.values())
    assert all(row["recipient_user_id"].startswith("BR.") for row in rows.values())
    assert rows["sent"]["pricing"]["category"] == "service"


def test_a_number_without_whatsapp_fails_later(world: World, hook: Receiver) -> None:
    status, answer = world.text("+5511900009999", "olá", biz_opaque_callback_data="caso:2")
    assert status == 200
    world.settle()
    rows = [r for r in hook.values("statuses") if r["id"] == answer["messages"][0]["id"]]
    assert {row["status"] for row in rows} == {"failed"}
    assert rows[0]["errors"][0]["code"] == 131026
    assert rows[0]["biz_opaque_callback_data"] == "caso:2"


def test_ids_without_the_ninth_digit(world: World, hook: Receiver) -> None:
    phones = writer(world, "sou eu", count=40)
    world.settle()
    dialled = {phone.lstrip("+") for phone in phones}
    ids = {
        row["from"]
        for row in hook.values("messages")
        if row.get("text", {}).get("body") == "sou eu" and "from" in row
    }
    old = {i for i in ids if len(i) == 12}
    assert 2 <= len(old) <= 25
    assert {f"{i[:4]}9{i[4:]}" for i in old} <= dialled
    # Either form reaches the same person.
    one = old.pop()
    assert world.text(f"{one[:4]}9{one[4:]}", "a")[1]["contacts"][0]["wa_id"] == one
    assert world.text(one, "a")[1]["contacts"][0]["wa_id"] == one


def test_who_has_a_username_and_writes_first_shows_no_phone(world: World, hook: Receiver) -> None:
    rows = [person(next(_numbers), "silent") for _ in range(200)]
    world.people(*rows)
    for row in rows:
        world.say(row["phone"], "primeiro eu")
    world.settle()
    told = [r for r in hook.values("messages") if r.get("text", {}).get("body") == "primeiro eu"]
    hidden = {r["from_user_id"] for r in told if "from" not in r}
    assert 0 < len(hidden) < 40
    assert all(r["from_user_id"].startswith("BR.") for r in told)


def test_times_of_one_person_never_repeat(world: World, hook: Receiver) -> None:
    row = person(next(_numbers), "silent")
    world.people(row)
    for n in range(5):
        world.say(row["phone"], f"linha {n}")
    world.settle()
    told = {
        m["text"]["body"]: int(m["timestamp"])
        for m in hook.values("messages")
        if m.get("text", {}).get("body", "").startswith("linha")
    }
    stamps = [told[f"linha {n}"] for n in range(5)]
    assert stamps == sorted(set(stamps))


def test_templates_tell_their_status(world: World, hook: Receiver) -> None:
    body = {
        "name": "aviso",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Olá."}],
    }
    world.call("POST", f"/v25.0/{WABA}/message_templates", body, token=TOKEN)
    wait_until(lambda: any(b'"message_template_name":"aviso"' in c[2] for c in hook.calls), 5)


class TestFaults:
    @pytest.fixture(autouse=True)
    def _lift(self, world: World) -> Iterator[None]:
        yield
        world.call("DELETE", "/_sim/faults")

    def _trouble(self, world: World, **action: object) -> None:
        rule = {"match": {"kind": "next", "n": 1, "type": "text"}, "action": action}
        assert world.call("POST", "/_sim/faults", rule)[0] == 201

    def test_twice(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="duplicate")
        writer(world, "duas vezes")
        world.settle()
        told = [m["id"] for m in hook.values("messages") if "duas vezes" in str(m)]
        assert len(told) == 2
        assert len(set(told)) == 1

    def test_out_of_order(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="reorder", seconds=20)
        writer(world, "primeira a")
        writer(world, "segunda b")
        world.settle()
        told = [str(m["text"]) for m in hook.values("messages") if m["type"] == "text"]
        order = [t for t in told if "primeira a" in t or "segunda b" in t]
        assert "segunda b" in order[0]
        assert "primeira a" in order[-1]

    def test_nothing_comes_to_overtake_it(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="reorder", seconds=0.5)
        writer(world, "sozinha")
        world.settle()
        assert [m for m in hook.values("messages") if "sozinha" in str(m)]

    def test_late(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="delay", seconds=3)
        writer(world, "atrasada")
        assert not [m for m in hook.values("messages") if "atrasada" in str(m)]
        assert not world.call("GET", "/_sim/idle")[1]["idle"]
        world.settle()
        assert [m for m in hook.values("messages") if "atrasada" in str(m)]

    def test_lost(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="drop")
        writer(world, "perdida")
        world.settle()
        assert not [m for m in hook.values("messages") if "perdida" in str(m)]

    def test_gathered_into_one_body(self, world: World, hook: Receiver) -> None:
        rule = {
            "match": {"kind": "next", "n": 3, "type": "text"},
            "action": {"webhook": "gather", "items": 3, "seconds": 5},
        }
        assert world.call("POST", "/_sim/faults", rule)[0] == 201
        writer(world, "juntas", count=3)
        world.settle()
        bodies = [body for path, _, body in hook.calls if path == "/webhook" and b"juntas" in body]
        assert bodies[0].count(b"juntas") == 3
        assert world.call("GET", "/_sim/faults")[1]["webhooks"]["largest_batch"] >= 3

    def test_what_is_gathered_does_not_wait_for_ever(self, world: World, hook: Receiver) -> None:
        self._trouble(world, webhook="gather", items=50, seconds=0.3)
        writer(world, "sozinha")
        world.settle()
        assert [m for m in hook.values("messages") if "sozinha" in str(m)]

    def test_every_strike_is_counted(self, world: World) -> None:
        before = world.call("GET", "/_sim/faults")[1]["struck"].get("webhook duplicate", 0)
        self._trouble(world, webhook="duplicate")
        writer(world, "contada", count=2)
        world.settle()
        found = world.call("GET", "/_sim/faults")[1]
        assert found["struck"]["webhook duplicate"] == before + 1
        assert found["webhooks"]["repeated"] > 0
