"""Who may call the simulated Cloud API, and how often: asked of the gate itself."""

from datetime import UTC, datetime

import pytest

from trato.foundation import clock
from trato.foundation.clock import VirtualTime
from trato.simulator.cloud_api.accounts import CALLS_PER_HOUR, Accounts, Portfolios, settle
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.gate import Gate
from trato.simulator.cloud_api.numbers import Numbers, number_from
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.http import Request

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.fixture
def gate() -> Gate:
    row = {"phone_number_id": "1", "waba_id": "2", "token": "t"}
    numbers, accounts = Numbers(), Accounts()
    settle(row, accounts, Portfolios())
    numbers["1"] = number_from(row, NOW)
    return Gate(numbers, accounts, Shelf())


def asks(token: str) -> Request:
    headers = {"authorization": f"Bearer {token}"}
    return Request(method="GET", path="/v25.0/2", query={}, headers=headers, body=b"")


def at(instant: datetime) -> None:
    clock.set_virtual(VirtualTime(starts_at=instant, anchor_epoch=0, speed=1e-15))


def test_an_account_is_managed_so_often_an_hour(gate: Gate) -> None:
    try:
        at(NOW)
        found = [gate.account(asks("t"), "2") for _ in range(CALLS_PER_HOUR + 1)]
        refused = [one for one in found if isinstance(one, Failure)]
        assert [failure.code for failure in refused] == [80007]
        at(NOW.replace(hour=14))
        assert not isinstance(gate.account(asks("t"), "2"), Failure)
    finally:
        clock.set_virtual(None)


@pytest.mark.parametrize(
    ("token", "thing", "code"), [("x", "2", 190), ("", "2", 190), ("t", "3", 100)]
)
def test_no_account_without_its_token(gate: Gate, token: str, thing: str, code: int) -> None:
    found = gate.account(asks(token), thing)
    assert isinstance(found, Failure)
    assert found.code == code
