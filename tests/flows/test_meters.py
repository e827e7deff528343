"""What is counted, is counted once and under the right name; who asked is known by a name."""

import io
import sys
from contextlib import redirect_stdout
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import TUESDAY, Server
from tests.universe import Cooperative, cooperative, rejection
from tests.world import World
from trato.adapters.measured import MeasuredProvider, MeasuredPsp
from trato.casework.conversations.receive import receive
from trato.casework.conversations.values import Incoming
from trato.casework.payments.provider import PspUnavailable
from trato.door.outbox.values import ErrorClass, NoAnswer
from trato.entrypoints.ops.requests import Named
from trato.entrypoints.worker.answer import answer_some
from trato.foundation.meters import REGISTRY


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def test_decisions_and_sends_are_counted_by_what_they_said(coop: Cooperative) -> None:
    decided = value("trato_decisions_total", stage="submit", verdict="allow")
    dispatched = value("trato_decisions_total", stage="dispatch", verdict="allow")
    kinds = ("accepted", "no_answer", "bug")
    before = {kind: value("trato_sends_total", outcome=kind) for kind in kinds}
    timed = value("trato_provider_call_seconds_count", provider="whatsapp", call="send")
    coop.provider.answers += [None, NoAnswer(reason="x"), rejection(ErrorClass.BUG), OSError("x")]
    measured: Any = MeasuredProvider(coop.provider)
    whole, coop.provider = coop.provider, measured
    for debtor in coop.debtors(4):
        coop.submit(coop.first_contact(debtor))
    coop.drain()
    coop.provider = whole
    after = {kind: value("trato_sends_total", outcome=kind) - before[kind] for kind in kinds}
    assert after == {"accepted": 1, "no_answer": 2, "bug": 1}
    assert value("trato_decisions_total", stage="submit", verdict="allow") == decided + 4
    assert value("trato_decisions_total", stage="dispatch", verdict="allow") == dispatched + 4
    found = value("trato_provider_call_seconds_count", provider="whatsapp", call="send")
    assert found == timed + 4


def test_a_psp_that_fails_is_timed_all_the_same() -> None:
    class Away:
        def cancel(self, txid: str) -> None:
            raise PspUnavailable(txid)

    before = value("trato_provider_call_seconds_count", provider="pix", call="cancel")
    away: Any = Away()
    with pytest.raises(PspUnavailable):
        MeasuredPsp(away).cancel("x")
    assert value("trato_provider_call_seconds_count", provider="pix", call="cancel") == before + 1


def test_a_turn_is_timed_once_it_is_committed(organisation: UUID) -> None:
    world = World(organisation, TUESDAY)
    with world.within():
        receive(
            Incoming(
                provider_message_id="wamid.turn", phone_number_id=world.phone_number_id,
                kind="text", text="oi", written_at=TUESDAY, payload=b"{}", wa_id="5511987650009",
            ),
            received_at=TUESDAY,
        )  # fmt: skip
    before = value("trato_turn_seconds_count")
    assert answer_some(organisation) == 1
    assert answer_some(organisation) == 0
    assert value("trato_turn_seconds_count") == before + 1


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [(b"019acb12-3456-7890-8000-000000000001", True), (b"Maria 123.456.789-09", False),
     (b"", False)],
)  # fmt: skip
async def test_a_request_has_a_name_in_its_answer_and_a_stranger_cannot_write_into_the_log(
    given: bytes, is_kept: bool
) -> None:
    from structlog.contextvars import get_contextvars

    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(get_contextvars()["request"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def send(message: Any) -> None:
        seen.append(dict(message["headers"])[b"x-request-id"])

    headers = [(b"X-Request-Id", given)] if given else []
    await Named(application)({"type": "http", "headers": headers}, None, send)  # type: ignore[arg-type]
    assert seen[0].encode() == seen[1]
    assert (seen[1] == given) is is_kept
    assert "request" not in get_contextvars()


def test_no_letter_ends_up_on_the_output(database: Server) -> None:
    from django.core.mail import send_mail

    printed = io.StringIO()
    with redirect_stdout(printed):
        sent = send_mail("Senha", "https://trato/reset/token", "a@b.c", ["maria@exemplo.com"])
    assert sent == 0
    assert "maria" not in printed.getvalue()
    assert "token" not in printed.getvalue()
    assert sys.stdout is not printed


def test_what_else_an_address_of_the_database_says_is_followed() -> None:
    from trato.entrypoints.django_settings import _database

    found = _database("postgresql://u:p@db:5433/d?sslmode=verify-full&sslrootcert=/ca.pem")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", "5433", "d")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["sslrootcert"] == "/ca.pem"
    assert "password" not in found["OPTIONS"]
