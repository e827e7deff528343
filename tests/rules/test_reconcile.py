"""What counts as doubled, lost or forbidden when two sides' books are compared."""

from typing import Any
from uuid import UUID

import pytest

from trato.door.outbox.audit import LeftRow
from trato.door.outbox.correlation import opaque
from trato.entrypoints.cli.reconcile import Ours, Verdict, reconcile

MESSAGE, ATTEMPT = UUID(int=1), UUID(int=2)
SEND = {"opaque": opaque(MESSAGE, ATTEMPT), "wamid": "wamid.1"}


def compared(*, state: str = "sent", wamid: str = "wamid.1", **changes: Any) -> Verdict:
    books = {
        "sends": [SEND],
        "inbound": [{"wamid": "wamid.in"}],
        "statuses": [{"wamid": "wamid.1", "status": "sent"}],
        "payments": [{"e2eid": "E1", "cents": 100}],
        "forbidden": [],
        **changes.pop("books", {}),
    }
    row = LeftRow(message_id=MESSAGE, provider_message_id=wamid, state=state, allowed=True)
    ours: dict[str, Any] = {
        "left": {MESSAGE: row},
        "received": {"wamid.in"},
        "statuses": {("wamid.1", "sent")},
        "payments": {"E1": 100},
        **changes,
    }
    return reconcile(books, Ours(**ours))


def test_equal_books_have_no_difference() -> None:
    assert compared() == Verdict(duplicates=(), lost=(), forbidden=())


def test_one_message_seen_twice_is_a_duplicate() -> None:
    assert len(compared(books={"sends": [SEND, SEND]}).duplicates) == 1


def test_money_that_never_was_is_a_duplicate() -> None:
    assert compared(payments={"E1": 100, "E2": 5}).duplicates
    assert compared(payments={"E1": 101}).duplicates


@pytest.mark.parametrize(
    "missing",
    [
        {"received": set()},
        {"statuses": set()},
        {"payments": {}},
        {"left": {}},
        {"books": {"sends": []}},
    ],
)
def test_what_one_side_lacks_is_lost(missing: dict[str, Any]) -> None:
    assert len(compared(**missing).lost) == 1


@pytest.mark.parametrize(
    ("state", "wamid", "is_lost"),
    [
        ("unknown", "", True),
        ("sending", "", True),
        ("failed", "", True),
        ("failed", "wamid.1", False),
        ("sent", "wamid.1", False),
    ],
)
def test_what_was_accepted_there_must_be_known_here(state: str, wamid: str, is_lost: bool) -> None:
    assert bool(compared(state=state, wamid=wamid).lost) is is_lost


def test_what_the_world_condemns_or_nothing_allowed_is_forbidden() -> None:
    row = LeftRow(message_id=MESSAGE, provider_message_id="wamid.1", state="sent", allowed=False)
    assert compared(left={MESSAGE: row}).forbidden
    assert compared(books={"forbidden": [{"wamid": "", "why": "after_stop"}]}).forbidden
