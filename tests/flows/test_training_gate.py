"""Where an organisation asks for a certificate: refused, failed, passed, sent, and lapsed again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_supervision import BETO, facts, thread_with
from tests.universe import Cooperative, cooperative
from trato.book.certificates.values import GateCard


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def ask_for_certificates(coop: Cooperative, *, is_on: bool = True) -> None:
    from trato.book.certificates.set_gate import set_gate

    with coop.inside():
        set_gate(GateCard(is_on=is_on, valid_months=6), by=1, at=coop.clock())


def write(coop: Cooperative, thread: UUID, *, at: Any = None) -> Any:
    from trato.speakers.desk.reply import reply

    with coop.inside():
        return reply(thread, "Bom dia. Como posso ajudar?", by=BETO, at=at or coop.clock())


def take(coop: Cooperative, *, rightly: bool, at: Any) -> Any:
    from trato.casework.training.take_quiz import begin_quiz, hand_in_quiz

    with coop.inside():
        card = begin_quiz(user_id=BETO, at=at)
        given = {a.question.code: a.question.right if rightly else 3 for a in card.asked}
        return hand_in_quiz(card.quiz_id, given, user_id=BETO, name="beto", at=at)


def test_without_the_gate_nobody_is_asked(coop: Cooperative) -> None:
    thread = thread_with(coop, coop.debtor())
    assert "AGENT_UNCERTIFIED" not in write(coop, thread).codes


def test_refused_then_failed_then_passed_then_sent_then_lapsed(coop: Cooperative) -> None:
    from trato.book.certificates.read import certificates
    from trato.casework.training.take_quiz import TooSoon, begin_quiz

    thread, now = thread_with(coop, coop.debtor()), coop.clock()
    ask_for_certificates(coop)
    refused = write(coop, thread)
    assert refused.verdict.value == "refuse"
    assert refused.codes == ("AGENT_UNCERTIFIED",)
    assert not take(coop, rightly=False, at=now).has_passed
    with coop.inside(), pytest.raises(TooSoon):
        begin_quiz(user_id=BETO, at=now + timedelta(minutes=14))
    passed = take(coop, rightly=True, at=now + timedelta(minutes=15))
    assert passed.has_passed
    with coop.inside():
        (card,) = certificates(user_id=BETO)
    (told,) = facts(coop, "training.certificate_granted")
    assert told["sha256"] == card.sha256
    assert [f["has_passed"] for f in facts(coop, "training.quiz_taken")] == [False, True]
    sent = write(coop, thread, at=now + timedelta(minutes=16))
    assert "AGENT_UNCERTIFIED" not in sent.codes
    lapsed = write(coop, thread, at=card.valid_until)
    assert "AGENT_UNCERTIFIED" in lapsed.codes


def test_the_recorded_decision_says_so_and_replays(coop: Cooperative) -> None:
    from trato.door.outbox.models import Decision
    from trato.door.policy.replay import decode, replay

    thread = thread_with(coop, coop.debtor())
    ask_for_certificates(coop)
    take(coop, rightly=True, at=coop.clock())
    done = write(coop, thread)
    with coop.inside():
        kept = Decision.objects.get(message_id=done.message_id)
    draft, known, _now = decode(bytes(kept.inputs))
    assert known.organisation.requires_certificate
    assert draft.author_certified_until is not None
    assert replay(bytes(kept.inputs), bytes(kept.result)).is_same


def test_an_open_quiz_keeps_its_questions_and_is_marked_once(coop: Cooperative) -> None:
    from trato.book.certificates.read import certificates
    from trato.casework.training.take_quiz import UnknownQuiz, begin_quiz, hand_in_quiz, quiz

    now = coop.clock()
    with coop.inside():
        first = begin_quiz(user_id=BETO, at=now)
        assert begin_quiz(user_id=BETO, at=now + timedelta(hours=1)) == first
        right = {a.question.code: a.question.right for a in first.asked}
        for given in ({}, right):
            hand_in_quiz(first.quiz_id, given, user_id=BETO, name="beto", at=now)
        assert certificates(user_id=BETO) == ()
        with pytest.raises(UnknownQuiz):
            quiz(first.quiz_id, user_id=99)


def test_questions_of_the_house_are_put_until_they_are_retired(coop: Cooperative) -> None:
    from trato.casework.training.keep_question import BadQuestion, add_question, retire_question
    from trato.casework.training.questions import by_code, own_questions

    with coop.inside():
        for wrong in (("", ["a", "b"], 0), ("q", ["a", ""], 0), ("q", ["a", "b", ""], 2)):
            with pytest.raises(BadQuestion):
                add_question(*wrong, by=1, at=coop.clock())
        mine = add_question("Qual é o ramal?", ["", "12", "13"], 2, by=1, at=coop.clock())
        (kept,) = own_questions()
        assert (kept.options, kept.right) == (("12", "13"), 1)
        retire_question(mine, by=1, at=coop.clock())
        assert own_questions() == ()
        assert str(mine) in by_code()
    told = facts(coop, "training.question_kept")
    assert [f["is_retired"] for f in told] == [False, True]
