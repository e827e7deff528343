"""Between every two statements of the dispatcher there is a named place where it may be killed.

Each way through the dispatcher is gone once while the driver's statements and the points are noted
as they pass; two statements of one thread without a point between them are a gap.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.universe import Cooperative, cooperative, rejection
from trato.book.certificates.set_gate import set_gate
from trato.book.certificates.values import GateCard
from trato.book.organisations import keys
from trato.book.organisations.read import forget_recent
from trato.door.outbox.attach import attach
from trato.door.outbox.models import Message
from trato.door.outbox.open_window import open_window
from trato.door.outbox.record_status import record_status
from trato.door.outbox.values import (
    Attached,
    Content,
    ErrorClass,
    NoAnswer,
    Receipt,
    StatusReport,
)
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation import faults

# What a new connection is told before anybody uses it; nothing of ours has begun.
_GREETING = "set_config('TimeZone'"


class Track:
    """What passed, by thread: statements and points."""

    def __init__(self) -> None:
        self.passed: list[tuple[int, str, str]] = []

    def statement(self, query: Any) -> None:
        text = " ".join(str(query).split())
        if _GREETING not in text:
            self.passed.append((threading.get_ident(), "statement", text[:120]))

    def points(self) -> set[str]:
        return {what for _, kind, what in self.passed if kind == "point"}

    def gaps(self) -> list[tuple[str, str]]:
        found, last = [], dict[int, tuple[str, str]]()
        for thread, kind, what in self.passed:
            before = last.get(thread)
            if before and kind == before[0] == "statement":
                found.append((before[1], what))
            last[thread] = (kind, what)
        return found


class Armed(dict[str, float]):
    """Points of which none strikes, and each is noted."""

    def __init__(self, track: Track) -> None:
        super().__init__({"none": 0.0})
        self.track = track

    def get(self, name: str, _default: Any = None) -> Any:
        self.track.passed.append((threading.get_ident(), "point", name))
        return 0.0


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    """Return a cooperative on a Tuesday morning."""
    return cooperative(organisation)


@pytest.fixture
def track(coop: Cooperative, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Track]:
    """Return what begins to watch: a process that has just been started, which knows nothing."""

    def begin() -> Track:
        one, real = Track(), psycopg.Cursor.execute

        def execute(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
            one.statement(query)
            return real(cursor, query, *args, **options)

        with coop.inside():
            forget_recent()
        keys._vaults.pop(coop.organisation_id, None)
        monkeypatch.setattr(psycopg.Cursor, "execute", execute)
        monkeypatch.setattr(faults, "_armed", Armed(one))
        return one

    return begin


def must_be_whole(track: Track, *points: str) -> None:
    assert track.gaps() == []
    assert set(points) <= track.points()


def open_for(coop: Cooperative) -> Any:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    return debtor


def test_what_the_watch_is_for() -> None:
    track = Track()
    for query in ("SELECT 1", "SELECT 2"):
        track.statement(query)
    assert track.gaps() == [("SELECT 1", "SELECT 2")]


@pytest.mark.parametrize("answer", [None, NoAnswer(reason="nada"), *ErrorClass], ids=str)
def test_each_answer_of_the_provider(
    coop: Cooperative, track: Callable[[], Track], answer: Any
) -> None:
    for _ in range(3):
        coop.submit(coop.first_contact(coop.debtor()))
    one = rejection(answer) if isinstance(answer, ErrorClass) else answer
    coop.provider.answers = [one] * 3
    seen = track()
    assert coop.dispatch() == 3
    must_be_whole(seen, "clear.written", "dispatch.after_commit_receipts")


def test_the_last_attempt(coop: Cooperative, track: Callable[[], Track]) -> None:
    coop.provider.answers = [rejection(ErrorClass.RETRY)] * 5
    done = coop.submit(coop.first_contact(coop.debtor()))
    for _ in range(4):
        coop.dispatch()
        until = coop.row(done.message_id).hold_until
        assert until
        coop.clock.at = until
    seen = track()
    assert coop.dispatch() == 1
    must_be_whole(seen, "record.person_asked")


def test_a_whole_page_in_one_go(coop: Cooperative, track: Callable[[], Track]) -> None:
    for debtor in coop.debtors(20):
        coop.submit(coop.first_contact(debtor))
    seen = track()
    assert coop.dispatch() == 20
    must_be_whole(seen, "clear.journalled", "record.accepted")


def test_what_is_held_and_what_is_refused(coop: Cooperative, track: Callable[[], Track]) -> None:
    stopped = coop.debtor()
    coop.submit(coop.first_contact(coop.debtor()))
    coop.submit(coop.first_contact(stopped))
    coop.stop(stopped)
    coop.clock.until_local(23)
    seen = track()
    assert coop.dispatch() == 0
    must_be_whole(seen, "clear.journalled")


def test_the_confirmation_of_a_stop(coop: Cooperative, track: Callable[[], Track]) -> None:
    debtor = open_for(coop)
    coop.stop(debtor)
    kind = MessageClass.OPTOUT_CONFIRM
    for _ in range(2):
        coop.submit(coop.answer(debtor, "Pronto.", message_class=kind))
    seen = track()
    assert coop.dispatch() == 1
    must_be_whole(seen, "clear.confirmation_taken")


def test_a_draft_that_nobody_can_read(coop: Cooperative, track: Callable[[], Track]) -> None:
    ids = [coop.submit(coop.first_contact(d)).message_id for d in coop.debtors(2)]
    with coop.inside():
        Message.objects.filter(id__in=ids).update(draft={"?": 1})
    seen = track()
    assert coop.dispatch() == 0
    must_be_whole(seen, "clear.unreadable_failed", "clear.unreadable_journalled")


def test_an_agent_where_a_certificate_is_asked_for(
    coop: Cooperative, track: Callable[[], Track]
) -> None:
    draft = coop.answer(open_for(coop))
    coop.submit(replace(draft, author=Author.HUMAN, author_id=1, origin="desk"))
    with coop.inside():
        set_gate(GateCard(is_on=True, valid_months=6), by=1, at=coop.clock())
    seen = track()
    coop.dispatch()
    must_be_whole(seen, "gather.gate_known", "gather.certificates_known")


def test_a_status_that_came_before_the_answer(
    coop: Cooperative, track: Callable[[], Track]
) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    name = f"wamid.{done.message_id.hex}"
    failed = StatusReport(
        provider_message_id=name, status="failed", at=coop.clock(), error_code=131026,
        error_class=ErrorClass.UNDELIVERABLE,
    )  # fmt: skip
    with coop.inside():
        record_status(failed, received_at=coop.clock())
    seen = track()
    assert coop.dispatch() == 1
    must_be_whole(seen, "status.late_told", "status.late_held", "status.advanced")


def test_another_id_of_the_same_phone(coop: Cooperative, track: Callable[[], Track]) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    name = f"wamid.{done.message_id.hex}"
    receipt = Receipt(provider_message_id=name, wa_id="551187654321", bsuid="BR.1")
    coop.provider.answers = [receipt]
    seen = track()
    assert coop.dispatch() == 1
    must_be_whole(seen, "wa_id.compared", "record.wa_id_kept")


def test_a_file_on_its_way(coop: Cooperative, track: Callable[[], Track]) -> None:
    debtor = open_for(coop)
    with coop.inside():
        file_id = attach(
            [b"%PDF-1.4"], mime_type="application/pdf", conversation_id=None, at=coop.clock()
        )
    file = Attached(
        attachment_id=file_id, mime_type="application/pdf", name="folha.pdf", size_bytes=8
    )
    content = Content(kind=Kind.TEXT, text="A folha.", attached=file)
    coop.submit(replace(coop.answer(debtor), content=content))
    seen = track()
    assert coop.dispatch() == 1
    must_be_whole(seen, "dispatch.file_found", "dispatch.part_entered")
