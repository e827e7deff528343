"""The simulated Pix provider against the schemas of API Pix 2.9.0, over real loopback HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sim_harness import Receiver, World, wait_until

from trato.foundation.brcode import DynamicCode, parse
from trato.simulator.psp.worth import next_business_day, worth_on

SCHEMAS = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "pix_api_2_9_0_schemas.json").read_text()
)
KEY = "12ABC34501DE35"
TXID = "Parcela0001Acordo0000000001"


def conforms(name: str, body: Any) -> None:
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMAS["$defs"]}
    errors = list(Draft202012Validator(schema).iter_errors(body))
    assert not errors, (name, [error.message for error in errors], body)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    # A token lives for an hour of the world: at this pace it serves all these tests.
    world = World(speed=10.0)
    yield world
    world.close()


@pytest.fixture(scope="module")
def token(world: World, hook: Receiver) -> str:
    status, body = world.pix_token()
    assert status == 200
    assert body["token_type"] == "Bearer"
    token = str(body["access_token"])
    put = world.call("PUT", f"/pix/v2/webhook/{KEY}", {"webhookUrl": hook.url("/psp")}, token=token)
    assert put[0] == 200
    name = {"chave": KEY, "name": "Cooperativa Sol", "city": "São Paulo", "cnpj": KEY}
    assert world.call("POST", "/_sim/psp/keys", name)[0] == 201
    return token


def cob(**more: Any) -> dict[str, Any]:
    body = {
        "calendario": {"expiracao": 3600},
        "devedor": {"cpf": "12345678909", "nome": "Maria da Silva"},
        "valor": {"original": "150.00"},
        "chave": KEY,
        "solicitacaoPagador": "Parcela 1 de 6",
        **more,
    }
    conforms("CobSolicitada", body)
    return body


def cobv(**more: Any) -> dict[str, Any]:
    body = {
        "calendario": {"dataDeVencimento": "2026-12-26", "validadeAposVencimento": 30},
        "devedor": {"cpf": "12345678909", "nome": "Maria da Silva"},
        "valor": {
            "original": "150.00",
            "multa": {"modalidade": 2, "valorPerc": "2.00"},
            "juros": {"modalidade": 3, "valorPerc": "1.00"},
        },
        "chave": KEY,
        **more,
    }
    conforms("CobVSolicitada", body)
    return body


def put(world: World, token: str, kind: str, txid: str, body: Any) -> tuple[int, Any]:
    return world.call("PUT", f"/pix/v2/{kind}/{txid}", body, token=token)


@pytest.mark.parametrize("token", [None, "wrong"])
def test_a_token_is_asked_for(world: World, token: str | None) -> None:
    assert world.call("GET", f"/pix/v2/cob/{TXID}", token=token)[0] == 401


def test_a_client_keeps_its_secret(world: World, token: str) -> None:
    assert world.pix_token(key="outra")[0] == 401


def test_the_same_put_gives_the_same_charge(world: World, token: str) -> None:
    status, first = put(world, token, "cob", TXID, cob())
    assert status == 201
    conforms("CobGerada", first)
    assert put(world, token, "cob", TXID, cob()) == (200, first)
    status, problem = put(world, token, "cob", TXID, cob(valor={"original": "1.00"}))
    assert status == 400
    conforms("Problema", problem)
    assert problem["type"].endswith("/CobOperacaoInvalida")


def test_the_code_is_a_dynamic_br_code(world: World, token: str) -> None:
    body = put(world, token, "cob", "Codigo00000000000000000001", cob())[1]
    code = parse(body["pixCopiaECola"])
    assert isinstance(code, DynamicCode)
    assert code.url == body["location"]
    assert (code.name, code.city) == ("Cooperativa Sol", "Sao Paulo")


def test_a_charge_with_a_due_date(world: World, token: str) -> None:
    status, body = put(world, token, "cobv", "Vence000000000000000000001", cobv())
    assert status == 201
    conforms("CobVGerada", body)
    assert body["recebedor"]["cnpj"] == KEY
    shown = world.call("GET", "/pix/v2/cobv/Vence000000000000000000001", token=token)[1]
    conforms("CobVCompleta", shown)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("cob", {"valor": {"original": "0.00"}}),
        ("cob", {"valor": {"original": "10"}}),
        ("cob", {"calendario": {"expiracao": 0}}),
        ("cob", {"chave": ""}),
        ("cob", {"devedor": {"cpf": "1", "nome": "x"}}),
        ("cobv", {"calendario": {"dataDeVencimento": "2026-01-01"}}),
        ("cobv", {"calendario": {"dataDeVencimento": "amanhã"}}),
        ("cobv", {"devedor": None}),
        ("cobv", {"valor": {"original": "1.00", "multa": {"modalidade": 9, "valorPerc": "1"}}}),
    ],
)
def test_bad_charges(world: World, token: str, kind: str, body: dict[str, Any]) -> None:
    whole = {**(cob() if kind == "cob" else cobv()), **body}
    status, problem = put(world, token, kind, "Errado00000000000000000001", whole)
    assert status == 400
    conforms("Problema", problem)
    assert problem["violacoes"]


@pytest.mark.parametrize("txid", ["curto", "x" * 36, "com-hifen-0000000000000000000"])
def test_bad_txids(world: World, token: str, txid: str) -> None:
    assert put(world, token, "cob", txid, cob())[0] == 400


def test_absent_things(world: World, token: str) -> None:
    for path, kind in (
        ("/cob/Nada0000000000000000000001", "CobNaoEncontrado"),
        ("/cobv/Nada0000000000000000000001", "CobVNaoEncontrada"),
        ("/pix/E00000000000000000000000000000000", "PixNaoEncontrado"),
        ("/webhook/outra", "WebhookNaoEncontrado"),
    ):
        status, problem = world.call("GET", f"/pix/v2{path}", token=token)
        assert status == 404
        conforms("Problema", problem)
        assert problem["type"].endswith(kind)


def test_a_body_that_is_no_json(world: World, token: str) -> None:
    status, problem = put(world, token, "cob", "Errado00000000000000000002", b"{")
    assert status == 400
    conforms("Problema", problem)


def pay(world: World, code: str) -> tuple[int, Any]:
    return world.call("POST", "/_sim/pay", {"code": code, "phone": "5511980000001"})


def test_paid_told_and_listed(world: World, token: str, hook: Receiver) -> None:
    txid = "Pago0000000000000000000001"
    world.settle_webhooks()
    hook.statuses.append(500)
    code = put(world, token, "cob", txid, cob())[1]["pixCopiaECola"]
    assert pay(world, code) == (200, {"paid": True})
    assert pay(world, code)[0] == 400, "a charge is paid once"
    wait_until(lambda: len([p for p in hook.pix() if p["txid"] == txid]) >= 2, 30)
    told = [p for p in hook.pix() if p["txid"] == txid]
    assert len({p["endToEndId"] for p in told}) == 1
    conforms("Pix", told[0])
    shown = world.call("GET", f"/pix/v2/cob/{txid}", token=token)[1]
    conforms("CobCompleta", shown)
    assert shown["status"] == "CONCLUIDA"
    assert shown["pix"] == [told[0]]
    assert world.call("GET", f"/pix/v2/pix/{told[0]['endToEndId']}", token=token)[1] == told[0]
    books = [p for p in world.books()["payments"] if p["txid"] == txid]
    assert [p["cents"] for p in books] == [15000]


def test_polling_by_pages(world: World, token: str) -> None:
    for n in range(5):
        txid = f"Pagina{n}0000000000000000000001"
        assert pay(world, put(world, token, "cob", txid, cob())[1]["pixCopiaECola"])[0] == 200
    start, end = "2026-11-24T00:00:00Z", "2026-11-30T00:00:00Z"
    found: list[str] = []
    for page in range(10):
        path = f"/pix/v2/pix?inicio={start}&fim={end}&paginacao.paginaAtual={page}"
        status, body = world.call("GET", f"{path}&paginacao.itensPorPagina=2", token=token)
        assert status == 200
        conforms("PixConsultados", body)
        found += [pix["endToEndId"] for pix in body["pix"]]
        if page + 1 >= body["parametros"]["paginacao"]["quantidadeDePaginas"]:
            break
    assert len(found) == len(set(found)) >= 5
    assert world.call("GET", f"/pix/v2/pix?inicio={end}&fim={start}", token=token)[0] == 400
    assert world.call("GET", "/pix/v2/pix", token=token)[0] == 400


def test_another_client_sees_nothing_of_it(world: World, token: str) -> None:
    other = world.pix_token("vizinho", "chave-2")[1]["access_token"]
    put(world, token, "cob", "Muro0000000000000000000001", cob())
    assert world.call("GET", "/pix/v2/cob/Muro0000000000000000000001", token=other)[0] == 404


def test_a_removed_charge_cannot_be_paid(world: World, token: str) -> None:
    txid = "Some0000000000000000000001"
    code = put(world, token, "cob", txid, cob())[1]["pixCopiaECola"]
    gone = {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}
    mixed = {**gone, "solicitacaoPagador": "x"}
    path = f"/pix/v2/cob/{txid}"
    assert world.call("PATCH", path, mixed, token=token)[0] == 400
    status, body = world.call("PATCH", path, gone, token=token)
    assert (status, body["status"], body["revisao"]) == (200, gone["status"], 1)
    assert pay(world, code)[0] == 400
    assert world.call("PATCH", path, gone, token=token)[0] == 400


def test_an_expired_charge_cannot_be_paid(world: World, token: str) -> None:
    short = cob(calendario={"expiracao": 1})
    code = put(world, token, "cob", "Curta000000000000000000001", short)[1]["pixCopiaECola"]
    before = datetime.now(UTC) + timedelta(seconds=0.3)
    wait_until(lambda: datetime.now(UTC) > before, 5)
    assert pay(world, code)[0] == 400


def test_a_location_is_taken_once(world: World, token: str) -> None:
    status, location = world.call("POST", "/pix/v2/loc", {"tipoCob": "cob"}, token=token)
    assert status == 201
    conforms("PayloadLocation", location)
    body = cob(loc={"id": location["id"], "tipoCob": "cob"})
    made = put(world, token, "cob", "Local000000000000000000001", body)[1]
    assert made["location"] == location["location"]
    assert put(world, token, "cob", "Local000000000000000000002", body)[0] == 400
    shown = world.call("GET", f"/pix/v2/loc/{location['id']}", token=token)[1]
    assert shown["txid"] == "Local000000000000000000001"


def test_the_webhook_of_a_key(world: World, token: str) -> None:
    shown = world.call("GET", f"/pix/v2/webhook/{KEY}", token=token)[1]
    conforms("WebhookCompleto", shown)
    assert world.call("PUT", "/pix/v2/webhook/k2", {"webhookUrl": "x"}, token=token)[0] == 400
    made = {"webhookUrl": "http://127.0.0.1:1/x"}
    assert world.call("PUT", "/pix/v2/webhook/k2", made, token=token)[0] == 200
    assert world.call("DELETE", "/pix/v2/webhook/k2", token=token)[0] == 204


VALOR: dict[str, Any] = {
    "original": "1500.00",
    "multa": {"modalidade": 2, "valorPerc": "2.00"},
    "juros": {"modalidade": 3, "valorPerc": "1.00"},
}


def test_the_vector_of_fine_and_interest() -> None:
    """R$ 1 500,00 due 2026-09-10 and paid 2026-11-23, 74 days late: 30,00 and 37,00."""
    worth = worth_on(VALOR, date(2026, 9, 10), date(2026, 11, 23))
    assert (worth.multa, worth.juros) == (Decimal("30.00"), Decimal("37.00"))
    assert worth.total == Decimal("1567.00")


@pytest.mark.parametrize(
    ("due", "paid", "total"),
    [
        ("2026-11-21", "2026-11-23", "1500.00"),  # a Saturday moves to Monday
        ("2026-11-21", "2026-11-24", "1530.50"),  # and is counted from there
        ("2026-12-25", "2026-12-28", "1500.00"),  # Christmas is a Friday
        ("2026-11-24", "2026-11-24", "1500.00"),
    ],
)
def test_due_dates_move_to_business_days(due: str, paid: str, total: str) -> None:
    worth = worth_on(VALOR, date.fromisoformat(due), date.fromisoformat(paid))
    assert worth.total == Decimal(total)


def test_discounts_by_date() -> None:
    steps = [
        {"data": "2026-12-01", "valorPerc": "10.00"},
        {"data": "2026-12-05", "valorPerc": "5.00"},
    ]
    valor = {"original": "100.00", "desconto": {"modalidade": 2, "descontoDataFixa": steps}}
    due = date(2026, 12, 10)
    totals = [worth_on(valor, due, date(2026, 12, d)).total for d in (1, 2, 6)]
    assert totals == [Decimal("90.00"), Decimal("95.00"), Decimal("100.00")]
    assert next_business_day(date(2026, 12, 25)) == date(2026, 12, 28)
