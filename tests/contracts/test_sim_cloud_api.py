"""The simulated Cloud API over real loopback HTTP: what it takes, and how it refuses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest
from sim_harness import PHONE_ID, SPEED, TOKEN, WABA, Receiver, World, person, wait_until

EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "meta_send_examples.json").read_text()
)["examples"]
META_CODES = {100, 131008, 131009, 131047, 131051, 131053, 132000, 132001}


@pytest.fixture(scope="module")
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


_next_person = iter(range(1000, 2000))


@pytest.fixture
def reader(world: World) -> str:
    """Return the phone of somebody who wrote a moment ago and answers nothing."""
    row = person(next(_next_person), "silent")
    world.people(row)
    world.say(row["phone"], "oi")
    return str(row["phone"])


def refused(answer: tuple[int, Any], code: int, status: int = 400) -> None:
    assert answer[1].get("error", {}).get("code") == code, answer
    assert answer[0] == status
    assert answer[1]["error"]["type"] == "OAuthException"


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_metas_examples_are_taken_or_refused_with_metas_code(
    world: World, reader: str, name: str
) -> None:
    body = dict(EXAMPLES[name])
    if "to" in body:
        body["to"] = reader
    status, answer = world.send(body)
    if status == 200:
        assert answer.get("success") or answer["messages"][0]["id"].startswith("wamid.")
    else:
        refused((status, answer), answer["error"]["code"], status)
        assert answer["error"]["code"] in META_CODES
        # Placeholders such as <AUDIO_OBJECT_ID> and unknown templates, and nothing else.
        marks = ("<", "{{", "http(s)", "template", "unique-reference-id")
        assert any(mark in json.dumps(body) for mark in marks), answer


def test_most_of_metas_examples_are_taken(world: World, reader: str) -> None:
    """Filled in with real media, templates and addresses, every example is accepted."""
    media = world.call(
        "POST",
        f"/v25.0/{PHONE_ID}/media",
        b'--x\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        b'--x\r\ncontent-disposition: form-data; name="type"\r\n\r\nimage/png\r\n'
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n'
        b"content-type: image/png\r\n\r\n\x89PNG\r\n--x--\r\n",
        token=TOKEN,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )[1]["id"]
    world.send(dict(EXAMPLES["Send Order Details Message"], to=reader))
    for name, example in EXAMPLES.items():
        body = _filled(example, media)
        if "to" in body:
            body["to"] = reader
        if body.get("type") == "template":
            _create_template(world, body["template"])
        if name == "Send Order Details Message":
            body["interactive"]["action"]["parameters"]["reference_id"] = "another"
        if name == "Send Order Status Message":
            body["interactive"]["action"]["parameters"]["reference_id"] = "unique-reference-id"
        if name == "Send Multi-Product Message":
            body["interactive"]["header"]["type"] = "text"
        row = person(next(_next_person), "silent")
        if "to" in body:
            world.people(row)
            world.say(row["phone"], "oi")
            body["to"] = row["phone"]
        status, answer = world.send(body)
        assert status == 200, (name, answer)


def _filled(node: Any, media: str) -> Any:
    if isinstance(node, dict):
        return {key: _one(key, _filled(value, media), media) for key, value in node.items()}
    return [_filled(item, media) for item in node] if isinstance(node, list) else node


def _one(key: str, value: Any, media: str) -> Any:
    if key == "id" and isinstance(value, str) and "OBJECT_ID" in value.upper():
        return media
    if key == "id" and isinstance(value, str) and "MEDIA" in value.upper():
        return media
    if key == "link":
        return "https://example.com/file.png"
    return value


def _create_template(world: World, node: dict[str, Any]) -> None:
    node["name"] = node["name"].lower().strip("<>").replace("-", "_")
    parameters = [
        p
        for c in node.get("components", ())
        if c["type"].lower() == "body"
        for p in c["parameters"]
    ]
    count = len(parameters)
    text = " ".join(["Texto", *(f"{{{{{n + 1}}}}}" for n in range(count))])
    heads = [c for c in node.get("components", ()) if c["type"].lower() == "header"]
    components = [{"type": "BODY", "text": text}]
    if heads:
        components.append({"type": "HEADER", "format": "IMAGE"})
    body = {
        "name": node["name"],
        "language": node["language"]["code"],
        "category": "UTILITY",
        "components": components,
    }
    node["name"] = body["name"] = f"{node['name']}_{count}_{len(heads)}"
    world.call("POST", f"/v25.0/{WABA}/message_templates", body, token=TOKEN)


@pytest.mark.parametrize("token", [None, "wrong"])
def test_a_token_is_asked_for(world: World, token: str | None) -> None:
    refused(world.send({"to": "5511980000001", "text": {"body": "a"}}, token=token), 190, 401)


def test_an_unknown_number_is_code_100(world: World) -> None:
    answer = world.call("POST", "/v25.0/999/messages", {}, token=TOKEN)
    refused(answer, 100)
    assert answer[1]["error"]["error_subcode"] == 33


def _button(*titles: str) -> dict[str, Any]:
    rows = [{"type": "reply", "reply": {"id": f"b{n}", "title": t}} for n, t in enumerate(titles)]
    return {"type": "button", "body": {"text": "Como?"}, "action": {"buttons": rows}}


def _list(rows: int, title: str = "Linha") -> dict[str, Any]:
    found = [{"id": f"r{n}", "title": f"{title} {n}"} for n in range(rows)]
    action = {"button": "Ver", "sections": [{"title": "A", "rows": found}]}
    return {"type": "list", "body": {"text": "Escolha"}, "action": action}


def _order(reference: str = "a-1", total: int = 5000, **more: Any) -> dict[str, Any]:
    amount = {"value": 5000, "offset": 100}
    pix = {"code": "0002", "merchant_name": "Credor", "key": "12345678000195", "key_type": "CNPJ"}
    parameters = {
        "reference_id": reference,
        "type": "digital-goods",
        "payment_type": "br",
        "currency": "BRL",
        "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": pix}],
        "total_amount": {"value": total, "offset": 100},
        "order": {
            "status": "pending",
            "tax": {"value": 0, "offset": 100},
            "items": [{"retailer_id": "1", "name": "Parcela 1", "amount": amount, "quantity": 1}],
            "subtotal": amount,
        },
        **more,
    }
    action = {"name": "review_and_pay", "parameters": parameters}
    return {"type": "order_details", "body": {"text": "Fatura"}, "action": action}


@pytest.mark.parametrize(
    ("interactive", "code"),
    [
        (_button("Sim", "Não"), 0),
        (_button(), 131008),
        (_button("a", "b", "c", "d"), 131009),
        (_button("x" * 21), 131009),
        (_button("Sim", "Sim"), 131009),
        (_list(10), 0),
        (_list(11), 131009),
        (_list(2, "x" * 24), 131009),
        (_order("ok-1"), 0),
        (_order("soma", 4999), 131009),
        (_order("com espaço"), 131009),
        (_order("moeda", currency="USD"), 131009),
        (_order("sem", payment_settings=[]), 131008),
        ({"type": "nada", "body": {"text": "a"}, "action": {}}, 131009),
        ({**_button("Sim"), "body": {"text": "x" * 1025}}, 131009),
        (
            {
                "type": "location_request_message",
                "body": {"text": "Onde?"},
                "action": {"name": "send_location"},
            },
            0,
        ),
        (
            {
                "type": "cta_url",
                "body": {"text": "2ª via"},
                "action": {
                    "name": "cta_url",
                    "parameters": {"display_text": "Abrir", "url": "https://example.com"},
                },
            },
            0,
        ),
    ],
)
def test_interactive_limits(
    world: World, reader: str, interactive: dict[str, Any], code: int
) -> None:
    answer = world.send({"to": reader, "type": "interactive", "interactive": interactive})
    if code:
        refused(answer, code)
    else:
        assert answer[0] == 200, answer


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": {"body": "a"}}, 100),
        ({"to": "não é número", "text": {"body": "a"}}, 131009),
        ({"recipient": "não é id", "text": {"body": "a"}}, 131009),
        ({"to": "R", "type": "text"}, 131008),
        ({"to": "R", "type": "text", "text": {"body": ""}}, 131008),
        ({"to": "R", "type": "text", "text": {"body": "x" * 4097}}, 131009),
        ({"to": "R", "type": "fax", "fax": {}}, 131051),
        ({"to": "R", "text": {"body": "a"}, "biz_opaque_callback_data": "x" * 513}, 131009),
        ({"to": "R", "type": "image", "image": {"id": "1234567890"}}, 131009),
        (
            {
                "to": "R",
                "type": "template",
                "template": {"name": "nada", "language": {"code": "pt_BR"}},
            },
            132001,
        ),
    ],
)
def test_bad_bodies(world: World, reader: str, body: dict[str, Any], code: int) -> None:
    if body.get("to") == "R":
        body = {**body, "to": reader}
    refused(world.send(body), code, 404 if code == 132001 else 400)


def test_free_text_needs_an_open_window(world: World) -> None:
    row = person(next(_next_person), "silent")
    world.people(row)
    refused(world.text(row["phone"], "Olá"), 131047)
    world.say(row["phone"], "oi")
    assert world.text(row["phone"], "Olá")[0] == 200


@contextmanager
def standing_still(world: World) -> Iterator[None]:
    """Stop the world's clock: nothing grows back however long what is done takes."""
    world.call("POST", "/_sim/clock", {"speed": 0})
    try:
        yield
    finally:
        world.call("POST", "/_sim/clock", {"speed": SPEED})


def test_the_pair_rate_lets_a_burst_of_45_through(world: World, reader: str) -> None:
    with standing_still(world):
        answers = [world.text(reader, f"mensagem {n}") for n in range(60)]
    accepted = [answer for answer in answers if answer[0] == 200]
    assert len(accepted) == 45
    refused(next(answer for answer in answers if answer[0] != 200), 131056)


def test_templates_live(world: World, reader: str) -> None:
    def create(name: str, **more: Any) -> tuple[int, Any]:
        body = {
            "name": name,
            "language": "pt_BR",
            "category": "UTILITY",
            "components": [{"type": "BODY", "text": "Olá, {{1}}."}],
            **more,
        }
        return world.call("POST", f"/v25.0/{WABA}/message_templates", body, token=TOKEN)

    def use(name: str, *values: str) -> tuple[int, Any]:
        parameters = [{"type": "text", "text": value} for value in values]
        components = [{"type": "body", "parameters": parameters}] if values else []
        node = {"name": name, "language": {"code": "pt_BR"}, "components": components}
        return world.send({"to": reader, "type": "template", "template": node})

    assert create("saudacao")[1]["status"] == "APPROVED"
    assert create("saudacao_reject")[1]["status"] == "REJECTED"
    assert create("Saudação")[0] == 400
    assert use("saudacao", "Maria")[0] == 200
    refused(use("saudacao"), 132000)
    refused(use("saudacao", "a", "b"), 132000)
    refused(use("saudacao_reject", "a"), 132001, 404)
    pause = {"waba_id": WABA, "name": "saudacao", "status": "PAUSED"}
    assert world.call("POST", "/_sim/templates", pause)[0] == 200
    refused(use("saudacao", "Maria"), 132015)
    rows = world.call("GET", f"/v25.0/{WABA}/message_templates?name=saudacao", token=TOKEN)[1]
    assert [row["status"] for row in rows["data"]] == ["PAUSED"]
    gone = f"/v25.0/{WABA}/message_templates?name=saudacao"
    assert world.call("DELETE", gone, token=TOKEN)[0] == 200
    refused(use("saudacao", "Maria"), 132001, 404)


def test_media_in_two_hops(world: World) -> None:
    form = (
        b'--x\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n'
        b"content-type: text/plain\r\n\r\nconteudo\r\n--x--\r\n"
    )
    media_id = world.call(
        "POST",
        f"/v25.0/{PHONE_ID}/media",
        form,
        token=TOKEN,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )[1]["id"]
    found = world.call("GET", f"/v25.0/{media_id}", token=TOKEN)[1]
    path = "/" + found["url"].split("/", 3)[3]
    assert world.call("GET", path, token=None)[0] == 401
    assert world.call("GET", path, token=TOKEN) == (200, b"conteudo")
    assert found["file_size"] == 8
    refused(world.call("GET", "/v25.0/1", token=TOKEN), 100)


def test_the_number_shows_itself(world: World) -> None:
    shown = world.call("GET", f"/v25.0/{PHONE_ID}", token=TOKEN)[1]
    assert shown["id"] == PHONE_ID
    assert shown["throughput"] == {"level": "STANDARD"}


def test_a_wrong_handshake_is_no_registration(world: World, hook: Receiver) -> None:
    assert world.register(hook, phone_number_id="2", verify_token="outro")[0] == 400


def test_sending_to_a_user_id(world: World) -> None:
    row = person(next(_next_person), "silent")
    user_id = world.people(row)[0]["user_id"]
    world.say(row["phone"], "oi")
    status, answer = world.send({"recipient": user_id, "type": "text", "text": {"body": "olá"}})
    assert status == 200
    assert answer["contacts"] == [{"input": user_id, "user_id": user_id}]


def test_throughput_is_limited(world: World, hook: Receiver) -> None:
    slow = {"phone_number_id": "777", "token": "token-b", "throughput_per_second": 1}
    assert world.register(hook, **slow)[0] == 201
    row = {"messaging_product": "whatsapp", "text": {"body": "a"}}
    path = "/v25.0/777/messages"
    with standing_still(world):
        answers = [
            world.call("POST", path, {**row, "to": f"55119700{n:05d}"}, token="token-b")
            for n in range(100)
        ]
    assert answers[0][0] == 200
    refused(next(answer for answer in answers if answer[0] != 200), 130429, 429)


class TestFaults:
    @pytest.fixture(autouse=True)
    def _lift(self, world: World) -> Iterator[None]:
        yield
        world.call("DELETE", "/_sim/faults")

    def test_http_and_code(self, world: World, reader: str) -> None:
        rule = {"match": {"kind": "next", "n": 2}, "action": {"http": 500, "code": 131000}}
        assert world.call("POST", "/_sim/faults", rule)[0] == 201
        refused(world.text(reader, "a"), 131000, 500)
        refused(world.text(reader, "a"), 131000, 500)
        assert world.text(reader, "a")[0] == 200

    def test_accepted_but_unanswered(self, world: World, reader: str, hook: Receiver) -> None:
        rule = {"match": {"kind": "next", "n": 1}, "action": {"drop_after_accept": True}}
        world.call("POST", "/_sim/faults", rule)
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            world.text(reader, "a", biz_opaque_callback_data="sem-resposta")
        wait_until(
            lambda: any(
                row.get("biz_opaque_callback_data") == "sem-resposta"
                for row in hook.values("statuses")
            ),
            10,
        )
        sends = [s for s in world.books()["sends"] if s["opaque"] == "sem-resposta"]
        assert len(sends) == 1

    def test_accepted_and_late(self, world: World, reader: str) -> None:
        rule = {"match": {"kind": "next", "n": 1}, "action": {"timeout_after_accept": 5}}
        world.call("POST", "/_sim/faults", rule)
        with pytest.raises(TimeoutError):
            world.call(
                "POST",
                f"/v25.0/{PHONE_ID}/messages",
                {"messaging_product": "whatsapp", "to": reader, "text": {"body": "tarde"}},
                token=TOKEN,
                timeout=2,
            )
        wait_until(lambda: any(s["text"] == "tarde" for s in world.books()["sends"]), 10)

    def test_a_rule_that_is_none(self, world: World) -> None:
        assert world.call("POST", "/_sim/faults", {"match": {"kind": "nunca"}})[0] == 400

    @pytest.mark.parametrize(
        ("code", "status"),
        [(131056, 400), (130429, 429), (131048, 400), (132015, 400), (368, 403), (131016, 503)],
    )
    def test_each_error_has_its_documented_form(
        self, world: World, reader: str, code: int, status: int
    ) -> None:
        self._strike_once(world, code=code)
        refused(world.text(reader, "a"), code, status)

    @pytest.mark.parametrize("code", [131026, 131047, 131049])
    def test_accepted_and_failed_later(
        self, world: World, reader: str, hook: Receiver, code: int
    ) -> None:
        self._strike_once(world, fail_after_accept=code)
        status, body = world.text(reader, "depois", biz_opaque_callback_data=f"falha-{code}")
        assert status == 200
        world.settle()
        told = [s for s in hook.values("statuses") if s["id"] == body["messages"][0]["id"]]
        assert {s["status"] for s in told} == {"failed"}
        assert told[0]["errors"][0]["code"] == code
        assert told[0]["biz_opaque_callback_data"] == f"falha-{code}"

    def test_a_gateway_says_nothing_about_the_message(self, world: World, reader: str) -> None:
        self._strike_once(world, http=502, is_bare=True)
        status, body = world.text(reader, "não chegou")
        assert (status, b"<html>" in body) == (502, True)
        self._strike_once(world, gateway_after_accept=504)
        status, body = world.text(reader, "chegou assim mesmo")
        assert (status, b"<html>" in body) == (504, True)
        texts = [s["text"] for s in world.books()["sends"]]
        assert "chegou assim mesmo" in texts
        assert "não chegou" not in texts

    def test_cut_off_before_anything_was_taken(self, world: World, reader: str) -> None:
        self._strike_once(world, drop_before_accept=True)
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            world.text(reader, "cortada antes")
        assert "cortada antes" not in [s["text"] for s in world.books()["sends"]]

    def test_it_says_how_long_to_wait(self, world: World, reader: str) -> None:
        self._strike_once(world, http=429, code=130429, retry_after=7)
        connection = HTTPConnection("127.0.0.1", world.port, timeout=10)
        body = {"messaging_product": "whatsapp", "to": reader, "text": {"body": "a"}}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        connection.request("POST", f"/v25.0/{PHONE_ID}/messages", json.dumps(body), headers)
        response = connection.getresponse()
        assert (response.status, response.getheader("Retry-After")) == (429, "7")
        connection.close()

    def test_trouble_with_one_number_is_lifted_by_its_name(self, world: World, reader: str) -> None:
        elsewhere = {"kind": "always", "phone_number_id": "999"}
        here = {"kind": "always", "phone_number_id": PHONE_ID}
        rules = [
            {"name": "b", "match": elsewhere, "action": {"code": 368}},
            {"name": "a", "match": here, "action": {"code": 131048}},
        ]
        assert world.call("POST", "/_sim/faults", rules)[1]["rules"] == 2
        refused(world.text(reader, "a"), 131048)
        refused(world.text(reader, "a"), 131048)
        assert world.call("DELETE", "/_sim/faults?name=a")[1]["lifted"] == 1
        assert world.text(reader, "a")[0] == 200

    def test_trouble_with_one_recipient_alone(self, world: World, reader: str) -> None:
        other = person(next(_next_person), "silent")
        world.people(other)
        world.say(str(other["phone"]), "oi")
        match = {"kind": "always", "to": reader}
        world.call("POST", "/_sim/faults", {"match": match, "action": {"code": 131056}})
        for _ in range(2):
            refused(world.text(reader, "a"), 131056)
            assert world.text(str(other["phone"]), "a")[0] == 200

    def test_trouble_that_lets_some_pass_first(self, world: World, reader: str) -> None:
        match = {"kind": "next", "n": 1, "after": 2}
        world.call("POST", "/_sim/faults", {"match": match, "action": {"code": 131048}})
        assert [world.text(reader, "a")[0] for _ in range(4)] == [200, 200, 400, 200]
        wrong = {"match": {"kind": "next", "after": -1}, "action": {"code": 368}}
        assert world.call("POST", "/_sim/faults", wrong)[0] == 400

    def _strike_once(self, world: World, **action: object) -> None:
        rule = {"match": {"kind": "next", "n": 1}, "action": action}
        assert world.call("POST", "/_sim/faults", rule)[0] == 201
