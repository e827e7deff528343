"""The phone's addresses: what the page asks for and does, and what the business gets of it."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sim_harness import PHONE_ID, TOKEN, WABA, Receiver, World, person, wait_until

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_next_person = iter(range(7000, 8000))


@pytest.fixture(scope="module")
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


class Holder:
    """Somebody with a telephone in their hand."""

    def __init__(self, world: World, hook: Receiver, row: dict[str, Any]) -> None:
        self.world, self.hook = world, hook
        self.phone = str(row["phone"]).lstrip("+")
        self.whom = {"phone": self.phone, "number": PHONE_ID}

    def does(self, name: str, /, **more: Any) -> Any:
        status, body = self.world.call("POST", f"/phone/api/{name}", {**self.whom, **more})
        assert status in (200, 201), body
        return body

    def chat(self) -> Any:
        return self.world.call("GET", f"/phone/api/chat?{urlencode(self.whom)}")[1]

    def entries(self) -> Any:
        return self.chat()["entries"]

    def sends(self, **more: Any) -> str:
        status, body = self.world.send({"to": self.phone, **more})
        assert status == 200, body
        return str(body["messages"][0]["id"])

    def statuses(self, wamid: str) -> list[str]:
        return sorted({row["status"] for row in self.hook.values("statuses") if row["id"] == wamid})

    def told(self, wamid: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found.extend(row for row in self.hook.values("messages") if row["id"] == wamid)
            return bool(found)

        wait_until(is_there, 10)
        return found[0]


@pytest.fixture
def holder(world: World, hook: Receiver) -> Holder:
    row = person(next(_next_person), "cooperative")
    world.people(row)
    holder = Holder(world, hook, row)
    holder.does("say", text="oi")
    return holder


def test_the_page_comes_with_a_strict_policy_and_nothing_from_outside(world: World) -> None:
    status, page = world.call("GET", "/phone")
    assert status == 200
    assert b"http://" not in page
    assert b"https://" not in page
    for name in ("phone.js", "phone.css", "inter.woff2"):
        assert world.call("GET", f"/phone/static/{name}")[0] == 200
    assert world.call("GET", "/phone/static/..%2fhand.py")[0] == 404


def test_a_held_telephone_is_answered_by_nobody_else(holder: Holder) -> None:
    wamid = holder.sends(type="text", text={"body": "Confirme seu nascimento, por favor."})
    wait_until(lambda: holder.statuses(wamid) == ["delivered", "sent"], 10)
    holder.world.settle()
    assert [entry["is_mine"] for entry in holder.entries()] == [True, False]
    assert holder.statuses(wamid) == ["delivered", "sent"]
    assert holder.does("seen") == {"read": 1}
    wait_until(lambda: "read" in holder.statuses(wamid), 10)
    holder.does("hold", value=False)
    wamid = holder.sends(type="text", text={"body": "Confirme seu nascimento, por favor."})
    wait_until(lambda: len(holder.entries()) > 3, 20)


def test_a_telephone_switched_off_holds_delivery_until_it_is_on(holder: Holder) -> None:
    holder.does("power", value=False)
    wamid = holder.sends(type="text", text={"body": "um"})
    wait_until(lambda: holder.chat()["waiting"] == 1, 10)
    wait_until(lambda: holder.statuses(wamid) == ["sent"], 10)
    assert [e["id"] for e in holder.entries() if not e["is_mine"]] == []
    assert holder.does("seen") == {"read": 0}
    holder.does("power", value=True)
    wait_until(lambda: "delivered" in holder.statuses(wamid), 10)


def test_a_blocked_business_stays_at_one_tick_and_gets_no_words(holder: Holder) -> None:
    holder.does("block", value=True)
    wamid = holder.sends(type="text", text={"body": "um"})
    wait_until(lambda: holder.statuses(wamid) == ["sent"], 10)
    # As long as it would have taken to arrive.
    time.sleep(0.4)
    assert holder.statuses(wamid) == ["sent"]
    status, body = holder.world.call("POST", "/phone/api/say", {**holder.whom, "text": "oi"})
    assert (status, "unblock" in body["error"]) == (400, True)
    holder.does("block", value=False)
    assert holder.does("say", text="oi")["wamid"]


def test_buttons_and_lists_are_tapped_and_messages_quoted(holder: Holder) -> None:
    buttons = [{"type": "reply", "reply": {"id": "a", "title": "Pix"}}]
    wamid = holder.sends(
        type="interactive",
        interactive={"type": "button", "body": {"text": "Como?"}, "action": {"buttons": buttons}},
    )
    wait_until(lambda: len(holder.entries()) == 2, 10)
    choice = holder.entries()[-1]["card"]["replies"][0]
    said = holder.told(holder.does("tap", choice=choice, quotes=wamid)["wamid"])
    assert said["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "a", "title": "Pix"},
    }
    assert said["context"] == {"from": "551140000001", "id": wamid}
    quoted = holder.told(holder.does("say", text="certo", quotes=wamid)["wamid"])
    assert quoted["context"]["id"] == wamid
    assert holder.entries()[-1]["quotes"] == wamid
    emoji = holder.told(holder.does("reaction", wamid=wamid, emoji="👍")["wamid"])
    assert emoji["reaction"] == {"message_id": wamid, "emoji": "👍"}
    assert holder.entries()[1]["reactions"] == {"mine": "👍"}


@pytest.mark.parametrize(
    ("mime_type", "more", "kind"),
    [
        ("image/png", {"caption": "o comprovante"}, "image"),
        ("audio/ogg; codecs=opus", {"voice": "1"}, "audio"),
        ("application/pdf", {"name": "extrato.pdf"}, "document"),
    ],
)
def test_files_are_fetched_by_the_business_in_two_hops(
    holder: Holder, mime_type: str, more: dict[str, str], kind: str
) -> None:
    query = urlencode({**holder.whom, **more})
    path = f"/phone/api/file?{query}"
    status, body = holder.world.call("POST", path, PNG, headers={"content-type": mime_type})
    assert status == 201, body
    node = holder.told(body["wamid"])[kind]
    assert node["sha256"] == base64.b64encode(hashlib.sha256(PNG).digest()).decode()
    status, where = holder.world.call("GET", f"/v25.0/{node['id']}", token=TOKEN)
    assert (status, where["mime_type"]) == (200, mime_type)
    address = urlsplit(where["url"]).path
    assert holder.world.call("GET", address)[0] == 401
    assert holder.world.call("GET", address, token=TOKEN) == (200, PNG)
    assert holder.world.call("GET", f"/phone/media/{node['id']}") == (200, PNG)


def test_who_is_asked_for_the_number_shares_it(world: World, hook: Receiver) -> None:
    number = next(_next_person)
    row = {"phone": f"+55119{number:08d}", "name": "Caio Reis", "username": "caio"}
    made = world.call("POST", "/phone/api/people", row)[1]["person"]
    holder = Holder(world, hook, made)
    shown = holder.told(holder.does("say", text="oi")["wamid"])
    assert "from" not in shown
    action = {"name": "contact_request"}
    body = {"type": "contact_request", "body": {"text": "Qual é o seu número?"}, "action": action}
    status, answer = world.call(
        "POST", f"/v25.0/{PHONE_ID}/messages",
        {"messaging_product": "whatsapp", "recipient": shown["from_user_id"],
         "type": "interactive", "interactive": body}, token=TOKEN,
    )  # fmt: skip
    assert status == 200, answer
    wait_until(lambda: len(holder.entries()) == 2, 10)
    asked = holder.entries()[-1]
    assert asked["card"]["asks_contact"] is True
    said = holder.told(holder.does("contact", quotes=asked["id"])["wamid"])
    (card,) = said["contacts"]
    assert card["origin"] == "contact_request"
    assert card["phones"][0]["phone"] == f"+{holder.phone}"
    assert said["context"]["id"] == asked["id"]
    assert holder.told(holder.does("say", text="é esse")["wamid"])["from"]


def test_a_voice_message_is_told_as_played_once(holder: Holder) -> None:
    link = "https://files.example/a.ogg"
    voice = holder.sends(type="audio", audio={"link": link, "voice": True})
    music = holder.sends(type="audio", audio={"link": link})
    wait_until(lambda: len(holder.entries()) == 3, 10)
    assert holder.does("played", wamid=voice) == {"told": False}
    assert holder.does("seen") == {"read": 2}
    assert holder.does("played", wamid=voice) == {"told": True}
    assert holder.does("played", wamid=voice) == {"told": False}
    assert holder.does("played", wamid=music) == {"told": False}
    wait_until(lambda: "played" in holder.statuses(voice), 10)
    assert holder.entries()[1]["status"] == "played"
    assert "played" not in holder.statuses(music)


def test_a_place_is_sent(holder: Holder) -> None:
    body = holder.does("location", latitude="-23.5", longitude="-46.6", name="Praça")
    told = holder.told(body["wamid"])["location"]
    assert told == {"latitude": -23.5, "longitude": -46.6, "name": "Praça"}


def test_marketing_is_stopped_and_the_business_told(holder: Holder) -> None:
    holder.does("marketing", value=True)
    wait_until(lambda: len(holder.hook.values("user_preferences")) > 0, 10)
    row = holder.hook.values("user_preferences")[-1]
    assert (row["category"], row["value"]) == ("marketing_messages", "stop")
    assert holder.chat()["has_stopped_marketing"] is True
    holder.does("marketing", value=False)


def test_typing_and_reading_of_the_business_are_shown(holder: Holder) -> None:
    wamid = holder.does("say", text="estou aqui")["wamid"]
    mark = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    assert holder.world.send(mark)[0] == 200
    chat = holder.chat()
    assert chat["is_typing"] is True
    assert [entry["status"] for entry in chat["entries"]] == ["read", "read"]


def test_somebody_with_a_username_writes_without_a_phone(world: World, hook: Receiver) -> None:
    row = person(next(_next_person))
    made = {"name": "Rita Prado", "phone": row["phone"], "username": "@rita"}
    status, body = world.call("POST", "/phone/api/people", made)
    assert status == 201, body
    assert body["person"]["is_held"] is True
    assert world.call("POST", "/phone/api/people", made)[0] == 400
    holder = Holder(world, hook, row)
    told = holder.told(holder.does("say", text="oi")["wamid"])
    assert "from" not in told
    assert told["from_user_id"] == body["person"]["user_id"]
    found = world.call("GET", "/phone/api/people?q=rita")[1]["people"]
    assert [one["name"] for one in found] == ["Rita Prado"]


def test_right_answers_typed_by_hand_prove_who_one_is(world: World, hook: Receiver) -> None:
    row = person(next(_next_person))
    world.people(row)
    holder = Holder(world, hook, row)
    holder.does("say", text="7 de março")
    holder.does("say", text=f"os últimos são {row['cpf'][-3:]}")
    people = {one["phone"]: one for one in world.books()["persons"]}
    assert people[row["phone"]]["proved_identity_at"]


def test_who_is_not_there_is_not_found(world: World) -> None:
    assert world.call("GET", f"/phone/api/chat?phone=1&number={PHONE_ID}")[0] == 404
    assert (
        world.call("POST", "/phone/api/say", {"phone": "1", "number": "2", "text": "x"})[0] == 404
    )
    assert world.call("POST", "/phone/api/say", b"[]")[0] == 400


def test_a_flow_is_shown_as_a_form_and_its_answer_told(holder: Holder) -> None:
    options = [{"id": "5", "title": "Ótima"}, {"id": "1", "title": "Ruim"}]
    fields = [
        {"type": "RadioButtonsGroup", "name": "nota", "label": "Nota", "data-source": "${data.n}"},
        {"type": "Form", "children": [{"type": "TextInput", "name": "porque", "required": True}]},
    ]
    screen = {
        "id": "A", "terminal": True, "data": {"n": {"__example__": options}},
        "layout": {"type": "SingleColumnLayout", "children": fields},
    }  # fmt: skip
    body = {
        "name": f"pesquisa {holder.phone}", "categories": ["SURVEY"], "publish": True,
        "flow_json": json.dumps({"version": "7.3", "screens": [screen]}),
    }  # fmt: skip
    status, made = holder.world.call("POST", f"/v25.0/{WABA}/flows", body, token=TOKEN)
    assert (status, made["validation_errors"]) == (200, [])
    parameters = {
        "flow_message_version": "3", "flow_id": made["id"], "flow_cta": "Abrir", "flow_token": "t9",
    }  # fmt: skip
    action = {"name": "flow", "parameters": parameters}
    node = {"type": "flow", "body": {"text": "Responda"}, "action": action}
    wamid = holder.sends(type="interactive", interactive=node)
    wait_until(lambda: len(holder.entries()) == 2, 10)
    flow = holder.entries()[-1]["card"]["flow"]
    assert [(f["name"], f["kind"], f["is_required"]) for f in flow["fields"]] == [
        ("nota", "choice", False), ("porque", "text", True),
    ]  # fmt: skip
    assert flow["fields"][0]["options"] == options
    given = {"nota": "5", "porque": "rápido"}
    told = holder.told(holder.does("form", given=given, token="t9", quotes=wamid)["wamid"])
    reply = told["interactive"]["nfm_reply"]
    assert json.loads(reply["response_json"]) == {"flow_token": "t9", **given}
    assert told["context"]["id"] == wamid
    assert holder.entries()[-1]["card"]["form"] == given


def test_ticks_of_a_chat_never_go_backwards() -> None:
    from datetime import UTC, datetime
    from types import SimpleNamespace

    from trato.simulator.books.ledger import Sent, Step
    from trato.simulator.phone.history import History

    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    sent = Sent(
        wamid="wamid.1", phone_number_id=PHONE_ID, to="+5511980000001", kind="text", opaque="",
        text="Olá", template="", business_initiated=True, identified=False, accepted_at=at,
    )  # fmt: skip
    books = SimpleNamespace(sends=[sent], inbound=[], statuses=[])
    hand = SimpleNamespace(recent=lambda wamid: None)
    history = History(ledger=books, shelf=None, hand=hand)  # type: ignore[arg-type]
    shown = []
    for status in ("delivered", "sent", "read", "delivered", "failed", "sent"):
        books.statuses.append(Step(wamid="wamid.1", status=status, code=0, at=at))
        shown.append(history.chat("+5511980000001", PHONE_ID).entries[0].status)
    assert shown == ["delivered", "delivered", "read", "read", "failed", "failed"]
