"""Our Pix client against the simulated PSP (Bacen's contract), and against bad servers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sim_harness import World

from trato.adapters.pix import client as module
from trato.adapters.pix.client import PixApi
from trato.adapters.pix.parse import PixParseError, parse_webhook
from trato.casework.payments.provider import ChargeOrder, PspRefused, PspUnavailable
from trato.foundation.brcode import DynamicCode, parse, render

SCHEMAS = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "pix_api_2_9_0_schemas.json").read_text()
)
KEY = "12ABC34501DE35"
ORDER = ChargeOrder(
    txid="f" * 32, pix_key=KEY, amount_cents=15_000, due_on=date(2026, 12, 26),
    valid_days_after_due=30, payer_name="Maria da Silva", payer_document="52998224725",
    description="Acordo com Aurora",
)  # fmt: skip
DAY = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
    name = {"chave": KEY, "name": "Cooperativa Sol", "city": "São Paulo", "cnpj": KEY}
    assert world.call("POST", "/_sim/psp/keys", name)[0] == 201
    # The first secret a client shows becomes its own: let that be the right one in any order.
    assert world.pix_token("credor", "chave-1")[0] == 200
    yield world
    world.close()


@pytest.fixture
def api(world: World) -> Iterator[PixApi]:
    with closing(PixApi(f"http://127.0.0.1:{world.port}", "credor", "chave-1")) as api:
        yield api


def order(number: int, **more: Any) -> ChargeOrder:
    return replace(ORDER, txid=f"{number:032x}", **more)


def test_the_request_conforms_to_bacens_contract() -> None:
    body = module._charge_body(ORDER)
    schema = {"$ref": "#/$defs/CobVSolicitada", "$defs": SCHEMAS["$defs"]}
    Draft202012Validator(schema).validate(body)
    assert body["valor"]["original"] == "150.00"
    company = replace(ORDER, payer_document="12ABC34501DE35")
    assert "cnpj" in module._charge_body(company)["devedor"]


def test_issued_twice_is_one_charge(api: PixApi) -> None:
    first = api.issue(order(1))
    assert api.issue(order(1)) == first
    assert isinstance(parse(first.brcode), DynamicCode)
    assert (first.txid, first.state) == (order(1).txid, "ATIVA")


def test_the_same_txid_for_another_amount_is_refused(api: PixApi) -> None:
    api.issue(order(2))
    with pytest.raises(PspRefused):
        api.issue(order(2, amount_cents=1))


def test_refusals_never_repeat_the_document(api: PixApi) -> None:
    with pytest.raises(PspRefused) as refused:
        api.issue(order(3, due_on=date(2020, 1, 1)))
    assert ORDER.payer_document not in str(refused.value)


def test_settlements_of_all_pages(
    api: PixApi, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PER_PAGE", 2)
    for number in range(10, 15):
        code = api.issue(order(number, amount_cents=100 + number)).brcode
        assert world.call("POST", "/_sim/pay", {"code": code, "phone": "x"})[0] == 200
    found = api.settlements(since=DAY, until=DAY + timedelta(days=5))
    ours = {s.txid: s for s in found if s.txid in {order(n).txid for n in range(10, 15)}}
    assert sorted(s.amount_cents for s in ours.values()) == [110, 111, 112, 113, 114]
    assert len({s.end_to_end_id for s in found}) == len(found)
    assert all(s.paid_at.tzinfo for s in found)


def test_a_paid_charge_is_still_the_same_charge(api: PixApi, world: World) -> None:
    first = api.issue(order(20))
    assert world.call("POST", "/_sim/pay", {"code": first.brcode, "phone": "x"})[0] == 200
    again = api.issue(order(20))
    assert again.brcode == first.brcode
    with pytest.raises(PspRefused):
        api.cancel(order(20).txid)


def test_cancelled_twice_is_no_error(api: PixApi, world: World) -> None:
    code = api.issue(order(21)).brcode
    api.cancel(order(21).txid)
    api.cancel(order(21).txid)
    api.cancel("e" * 32)
    assert world.call("POST", "/_sim/pay", {"code": code, "phone": "x"})[0] == 400


def test_wrong_credentials(world: World) -> None:
    wrong = PixApi(f"http://127.0.0.1:{world.port}", "credor", "errada")
    with closing(wrong), pytest.raises(PspUnavailable):
        wrong.issue(ORDER)


Reply = Callable[[str, str], tuple[int, Any]]


@contextmanager
def psp(reply: Reply) -> Iterator[tuple[PixApi, list[str]]]:
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            calls.append(f"{self.command} {self.path.split('?')[0]}")
            if self.path == "/oauth/token":
                status, body = 200, {"access_token": f"t{len(calls)}", "expires_in": 600}
            else:
                status, body = reply(self.command, self.headers["Authorization"])
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_PUT = do_POST = do_GET = do_PATCH = answer

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    api = PixApi(f"http://127.0.0.1:{server.server_address[1]}", "id", "secret")
    try:
        yield api, calls
    finally:
        api.close()
        server.shutdown()
        server.server_close()


GOOD = render(DynamicCode(url="psp.example/v2/cobv/1", name="Aurora", city="SAO PAULO"))


def made(**more: Any) -> dict[str, Any]:
    return {
        "txid": ORDER.txid, "valor": {"original": "150.00"}, "status": "ATIVA",
        "pixCopiaECola": GOOD, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        made(pixCopiaECola=GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1")),
        made(pixCopiaECola="pague aqui"),
        made(valor={"original": "15.00"}),
        made(txid="0" * 32),
    ],
)
def test_a_code_that_is_not_what_was_ordered_never_reaches_anybody(answer: dict[str, Any]) -> None:
    with psp(lambda *_: (201, answer)) as (api, _), pytest.raises(PspRefused):
        api.issue(ORDER)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_trouble_at_the_psp_is_for_later(status: int) -> None:
    with psp(lambda *_: (status, b"")) as (api, _), pytest.raises(PspUnavailable):
        api.issue(ORDER)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"{}"])
def test_nonsense_is_for_later(body: bytes) -> None:
    with psp(lambda *_: (200, body)) as (api, _), pytest.raises(PspUnavailable):
        api.issue(ORDER)


def test_nobody_there_is_for_later() -> None:
    with pytest.raises(PspUnavailable):
        PixApi("http://127.0.0.1:9", "id", "secret", timeout_seconds=2).issue(ORDER)


def test_one_token_serves_many_calls_and_a_withdrawn_one_is_renewed() -> None:
    withdrawn = {"Bearer t1"}

    def reply(_: str, token: str) -> tuple[int, Any]:
        return (401, {}) if token in withdrawn else (201, made())

    with psp(reply) as (api, calls):
        api.issue(ORDER)
        api.issue(ORDER)
    assert sum("oauth" in call for call in calls) == 2
    assert sum("cobv" in call for call in calls) == 3


PIX = {"endToEndId": "E" + "1" * 31, "txid": "a" * 32, "valor": "150.00", "chave": KEY,
       "horario": "2026-11-24T14:20:00.123Z"}  # fmt: skip


def test_webhook_of_several_payments() -> None:
    refunded = PIX | {"devolucoes": [{"id": "1", "valor": "1.00", "status": "DEVOLVIDO"}]}
    other = PIX | {"txid": None, "valor": "0.01"}
    parsed = parse_webhook(json.dumps({"pix": [PIX, refunded, other, {"valor": "1"}]}).encode())
    assert [s.amount_cents for s in parsed.settlements] == [15_000, 15_000, 1]
    assert parsed.settlements[0].paid_at == datetime(2026, 11, 24, 14, 20, 0, 123000, tzinfo=UTC)
    assert [left.kind for left in parsed.leftovers] == ["devolucao", "pix"]


@pytest.mark.parametrize(
    "change",
    [{"valor": "1"}, {"valor": "0.00"}, {"valor": 1.5}, {"valor": "-1.00"}, {"horario": "ontem"},
     {"horario": "2026-11-24T14:20:00"}, {"endToEndId": ""}, {"txid": "-"}, {"txid": 7}],
)  # fmt: skip
def test_what_is_no_settlement_is_kept(change: dict[str, Any]) -> None:
    parsed = parse_webhook(json.dumps({"pix": [PIX | change]}).encode())
    assert (len(parsed.settlements), len(parsed.leftovers)) == (0, 1)


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"pix": {}}', b"[1]", b"\xff"])
def test_what_is_no_list_says_so(raw: bytes) -> None:
    with pytest.raises(PixParseError):
        parse_webhook(raw)
