"""I4: the dispatcher dies at each of its named points in turn, and goes on as if nothing had been.

Before the commit of `sending` nothing has left, and everything leaves afterwards, once. After it
nothing is ever called again, whatever had been heard of the call.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.crash.one_dispatcher import Written
from tests.universe import Cooperative, Debtor, cooperative
from trato.book.certificates.set_gate import set_gate
from trato.book.certificates.values import GateCard
from trato.book.organisations import keys
from trato.door.outbox.attach import attach
from trato.door.outbox.models import Message
from trato.door.outbox.open_window import open_window
from trato.door.outbox.record_status import record_status
from trato.door.outbox.values import Attached, Content, StatusReport
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation import faults
from trato.journal.verify import verify

BEFORE = "before"
"""Nothing has left: the claim is undone."""
AFTER = "after"
"""`sending` is committed: never called again."""

_LEAVING = (
    "dispatch.before_clear", "dispatch.entered", "clear.claimed", "clear.numbers_held",
    "clear.people_held", "clear.messages_held", "gather.people_asked", "gather.people_known",
    "keys.read", "gather.accounts_known", "recent.organisation_read", "recent.numbers_read",
    "gather.recent_known", "gather.templates_known", "gather.lately_known",
    "gather.counts_asked", "gather.counted", "gather.words_known", "clear.gathered",
    "clear.judged", "clear.tokens_taken", "clear.written", "clear.journalled",
    "dispatch.before_commit_sending",
)  # fmt: skip
_LEFT = (
    "dispatch.after_commit_sending", "dispatch.before_call", "dispatch.after_call",
    "dispatch.receipts_entered", "record.messages_held", "record.accepted",
    "record.acceptance_journalled", "wa_id.compared", "record.wa_id_kept",
    "dispatch.before_commit_receipts", "dispatch.after_commit_receipts",
)  # fmt: skip
_REFUSED = {
    "record.message_read": "retry",
    "record.attempt_closed": "retry",
    "record.reacted": "retry",
    "record.pair_backed_off": "retry_recipient",
    "record.person_asked": "bug",
    "record.rejected": "bug",
    "record.rejection_journalled": "bug",
    "change.number_stopped": "stop_number",
    "change.template_paused": "hold_template",
    "change.template_stopped": "stop_template",
    "record.unanswered": "no_answer",
    "record.unanswered_journalled": "no_answer",
}
_SPECIAL = (
    "clear.unreadable_failed", "clear.unreadable_journalled", "clear.confirmation_taken",
    "gather.gate_known", "gather.certificates_known", "dispatch.file_entered",
    "dispatch.file_found", "dispatch.file_opened", "dispatch.part_entered", "dispatch.part_read",
)  # fmt: skip
_ELSEWHERE = {"media.held", "media.kept", "media.noted", "media.before_commit"}
"""Those of attachments that come in: `test_files_cut_short` and the bench pass them."""


def test_each_point_of_the_dispatcher_has_its_turn() -> None:
    tried = {*_LEAVING, *_LEFT, *_REFUSED, *_SPECIAL}
    assert tried == set(faults.POINTS["dispatcher"]) - _ELSEWHERE


class Mortal:
    """The process that forks a dispatcher for each death, and what the world has seen of it."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self.process, self.log = process, log

    def die(self, coop: Cooperative, point: str, answer: str = "accept") -> None:
        order = {
            "point": point, "answer": answer, "log": str(self.log),
            "organisation": str(coop.organisation_id),
        }  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        assert json.loads(self.process.stdout.readline()) == {"ended": -signal.SIGKILL}

    def seen(self) -> list[UUID]:
        return [UUID(word) for word in self.log.read_text().split()]


@pytest.fixture(scope="module")
def process(database: Any) -> Iterator["subprocess.Popen[str]"]:
    """Start it once: what costs time is to load everything."""
    root = Path(__file__).parents[2]
    environment = {**database.environment(), "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.one_dispatcher"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, env=environment, cwd=root,
    ) as child:  # fmt: skip
        yield child
        assert child.stdin
        child.stdin.close()


@pytest.fixture
def mortal(process: "subprocess.Popen[str]", tmp_path: Path) -> Mortal:
    log = tmp_path / "seen"
    log.touch()
    return Mortal(process, log)


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    """Return a cooperative on a Tuesday morning."""
    return cooperative(organisation)


def go_on(coop: Cooperative, mortal: Mortal) -> Counter[UUID]:
    """Dispatch what is left as the next process would; return how often each message left."""
    coop.provider = Written(coop.clock, mortal.log, "accept")
    for _ in range(4):
        coop.drain()
        coop.clock.pass_(hours=1)
    with coop.inside():
        assert verify(keys.vault()).is_valid
    return Counter(mortal.seen())


def open_for(coop: Cooperative) -> Debtor:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    return debtor


@pytest.mark.parametrize("point", _LEAVING)
def test_before_the_commit_nothing_left_and_all_leaves(
    coop: Cooperative, mortal: Mortal, point: str
) -> None:
    ids = [coop.submit(coop.first_contact(d)).message_id for d in coop.debtors(3)]
    mortal.die(coop, point)
    assert mortal.seen() == []
    assert {coop.row(i).state for i in ids} == {"ready"}
    assert go_on(coop, mortal) == Counter(ids)


@pytest.mark.parametrize("point", _LEFT)
def test_after_the_commit_nothing_is_called_again(
    coop: Cooperative, mortal: Mortal, point: str
) -> None:
    ids = [coop.submit(coop.first_contact(d)).message_id for d in coop.debtors(3)]
    mortal.die(coop, point)
    assert {coop.row(i).state for i in ids} <= {"sending", "sent"}
    seen = Counter(mortal.seen())
    assert go_on(coop, mortal) == seen
    assert set(seen.values()) <= {1}
    # A status settles what died on its way.
    for message_id in seen:
        told = StatusReport(
            provider_message_id=f"wamid.{message_id.hex}", status="sent", at=coop.clock(),
            opaque=_opaque(coop, message_id),
        )  # fmt: skip
        with coop.inside():
            record_status(told, received_at=coop.clock())
        assert coop.row(message_id).state == "sent"


@pytest.mark.parametrize("point", _REFUSED)
def test_while_an_answer_is_recorded(coop: Cooperative, mortal: Mortal, point: str) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    mortal.die(coop, point, answer=_REFUSED[point])
    # The call is over; what died with its record is a call without an answer.
    assert coop.row(done.message_id).state == "sending"
    seen = Counter(mortal.seen())
    assert go_on(coop, mortal) == seen


@pytest.mark.parametrize("point", [p for p in _SPECIAL if p.startswith("clear.unreadable")])
def test_over_a_draft_that_nobody_can_read(coop: Cooperative, mortal: Mortal, point: str) -> None:
    bad, good = (coop.submit(coop.first_contact(d)).message_id for d in coop.debtors(2))
    with coop.inside():
        Message.objects.filter(id=bad).update(draft={"?": 1})
    mortal.die(coop, point)
    assert coop.row(bad).state == "ready"
    assert go_on(coop, mortal) == Counter([good])
    assert coop.row(bad).state == "failed"


def test_over_the_confirmation_of_a_stop(coop: Cooperative, mortal: Mortal) -> None:
    debtor = open_for(coop)
    coop.stop(debtor)
    kind = MessageClass.OPTOUT_CONFIRM
    ids = [coop.submit(coop.answer(debtor, "Pronto.", message_class=kind)).message_id
           for _ in range(2)]  # fmt: skip
    mortal.die(coop, "clear.confirmation_taken")
    assert mortal.seen() == []
    assert go_on(coop, mortal) == Counter(ids[:1])


@pytest.mark.parametrize("point", ["gather.gate_known", "gather.certificates_known"])
def test_over_an_agents_certificate(coop: Cooperative, mortal: Mortal, point: str) -> None:
    draft = coop.answer(open_for(coop))
    done = coop.submit(replace(draft, author=Author.HUMAN, author_id=1, origin="desk"))
    with coop.inside():
        set_gate(GateCard(is_on=True, valid_months=6), by=1, at=coop.clock())
    mortal.die(coop, point)
    assert coop.row(done.message_id).state == "ready"
    assert go_on(coop, mortal) == Counter()
    assert coop.row(done.message_id).refusal_codes == ["AGENT_UNCERTIFIED"]


@pytest.mark.parametrize("point", [p for p in _SPECIAL if p.startswith("dispatch.")])
def test_over_a_file_on_its_way(coop: Cooperative, mortal: Mortal, point: str) -> None:
    debtor = open_for(coop)
    with coop.inside():
        file_id = attach(
            [b"%PDF-1.4"], mime_type="application/pdf", conversation_id=None, at=coop.clock()
        )
    file = Attached(
        attachment_id=file_id, mime_type="application/pdf", name="folha.pdf", size_bytes=8
    )
    content = Content(kind=Kind.TEXT, text="A folha.", attached=file)
    done = coop.submit(replace(coop.answer(debtor), content=content))
    mortal.die(coop, point)
    assert coop.row(done.message_id).state == "sending"
    assert go_on(coop, mortal) == Counter()


def _opaque(coop: Cooperative, message_id: UUID) -> str:
    from trato.door.outbox.correlation import opaque

    attempt_id = coop.row(message_id).attempt_id
    assert attempt_id
    return opaque(message_id, attempt_id)
