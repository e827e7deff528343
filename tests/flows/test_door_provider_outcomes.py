"""Everything a provider may answer, and what becomes of message, number and template."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.universe import Cooperative, cooperative, rejection
from trato.book.organisations import change
from trato.book.organisations import read as organisations
from trato.book.organisations.models import Number
from trato.book.people import read as people
from trato.door.outbox.clear import clear_some
from trato.door.outbox.open_window import open_window
from trato.door.outbox.record_status import record_status
from trato.door.outbox.settle_unknown import NO_OUTCOME, settle_unknown
from trato.door.outbox.values import ErrorClass, NoAnswer, StatusReport

PATIENCE = timedelta(minutes=10)


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    """Return a cooperative on a Tuesday morning."""
    return cooperative(organisation)


def carry_one(coop: Cooperative, answer: object) -> UUID:
    done = coop.submit(coop.first_contact(coop.debtor()))
    coop.provider.answers.append(answer)  # type: ignore[arg-type]
    assert coop.dispatch() == 1
    return done.message_id


def test_a_passing_error_is_retried_ever_later_until_attempts_run_out(
    coop: Cooperative,
) -> None:
    coop.provider.answers = [rejection(ErrorClass.RETRY)] * 9
    done = coop.submit(coop.first_contact(coop.debtor()))
    waits = []
    for _ in range(4):
        assert coop.dispatch() == 1
        row = coop.row(done.message_id)
        assert row.state == "held"
        assert row.hold_until
        assert coop.dispatch() == 0
        waits.append((row.hold_until - coop.clock()).total_seconds())
        coop.clock.at = row.hold_until
    assert waits == sorted(waits)
    assert waits[3] >= 2 * waits[1]
    assert coop.dispatch() == 1
    row = coop.row(done.message_id)
    assert (row.state, row.attempts, row.needs_human) == ("failed", 5, "tentativas esgotadas")
    coop.clock.pass_(hours=2)
    assert coop.drain() == 0
    # Every attempt stands under an allowing decision of its own.
    stages = [d.stage for d in coop.decisions(row.id) if d.verdict == "allow"]
    assert stages == ["submit", *["dispatch"] * 5]


def test_a_stop_during_the_wait_for_a_retry_wins(coop: Cooperative) -> None:
    debtor = coop.debtor()
    done = coop.submit(coop.first_contact(debtor))
    coop.provider.answers = [rejection(ErrorClass.RETRY)]
    coop.dispatch()
    coop.stop(debtor)
    coop.clock.pass_(minutes=10)
    assert coop.drain() == 0
    assert coop.row(done.message_id).state == "refused"
    assert len(coop.provider.log) == 1


def test_the_provider_s_own_wait_is_kept(coop: Cooperative) -> None:
    message_id = carry_one(coop, rejection(ErrorClass.RETRY, retry_after=90))
    hold_until = coop.row(message_id).hold_until
    assert hold_until
    assert hold_until - coop.clock() == timedelta(seconds=90)


def test_slow_down_halves_the_rate_and_empties_the_bucket(coop: Cooperative) -> None:
    carry_one(coop, rejection(ErrorClass.SLOW_DOWN, 80007))
    with coop.inside():
        number = Number.objects.get(id=coop.number_id)
    assert (number.rate_per_second, number.tokens) == (40, 0)
    assert number.tokens_at > coop.clock()


def test_a_slowed_number_gets_back_to_its_usual_rate_little_by_little(coop: Cooperative) -> None:
    carry_one(coop, rejection(ErrorClass.SLOW_DOWN, 130429))
    rates = []
    for _ in range(5):
        coop.clock.pass_(seconds=30)
        coop.submit(coop.first_contact(coop.debtor()))
        assert coop.dispatch() > 0
        with coop.inside():
            rates.append(Number.objects.get(id=coop.number_id).rate_per_second)
    assert rates == sorted(rates)
    assert 40 < rates[0] < 80
    assert rates[-1] == 80


def test_calls_refused_together_slow_a_number_down_once(coop: Cooperative) -> None:
    for _ in range(10):
        coop.submit(coop.first_contact(coop.debtor()))
    coop.provider.answers = [rejection(ErrorClass.SLOW_DOWN, 130429)] * 10
    assert coop.dispatch() == 10
    with coop.inside():
        assert Number.objects.get(id=coop.number_id).rate_per_second == 40


def test_a_busy_pair_is_left_alone(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    one = coop.submit(coop.answer(debtor))
    coop.provider.answers = [rejection(ErrorClass.RETRY_RECIPIENT, 131056)]
    coop.dispatch()
    until = coop.row(one.message_id).hold_until
    assert until
    assert until - coop.clock() >= timedelta(seconds=4)
    two = coop.submit(coop.answer(debtor))
    assert coop.dispatch() == 0
    assert coop.row(two.message_id).hold_until == until
    coop.clock.at = until
    assert coop.drain() == 2


def test_a_paused_template_is_held_for_everybody(coop: Cooperative) -> None:
    message_id = carry_one(coop, rejection(ErrorClass.HOLD_TEMPLATE, 132015))
    row = coop.row(message_id)
    assert row.state == "held"
    other = coop.submit(coop.first_contact(coop.debtor()))
    coop.dispatch()
    assert coop.row(other.message_id).refusal_codes == ["TEMPLATE_PAUSED"]
    coop.clock.pass_(hours=3)
    assert coop.drain() == 2


def test_a_refused_template_is_used_no_more(coop: Cooperative) -> None:
    message_id = carry_one(coop, rejection(ErrorClass.STOP_TEMPLATE, 132016))
    row = coop.row(message_id)
    assert (row.state, row.needs_human) == ("failed", "modelo recusado pelo provedor")
    with coop.inside():
        assert organisations.template(coop.template_id).status == "DISABLED"
    other = coop.submit(coop.first_contact(coop.debtor()))
    assert other.codes == ("TEMPLATE_NOT_APPROVED",)


@pytest.mark.parametrize("error", [ErrorClass.STOP_NUMBER, ErrorClass.STOP_ACCOUNT])
def test_a_stopped_number_stops_everything_behind_it(coop: Cooperative, error: ErrorClass) -> None:
    message_id = carry_one(coop, rejection(error, 368))
    row = coop.row(message_id)
    assert row.state == "failed"
    assert row.needs_human
    with coop.inside():
        assert organisations.number(coop.number_id).state == "stopped"
    other = coop.submit(coop.first_contact(coop.debtor()))
    assert "SENDER_RESTRICTED" in other.codes
    assert coop.drain() == 0


def test_a_campaign_waits_for_a_stopped_number_and_an_answer_does_not(coop: Cooperative) -> None:
    carry_one(coop, rejection(ErrorClass.STOP_NUMBER, 131048))
    waiting = coop.submit(coop.first_contact(coop.debtor()))
    assert waiting.codes == ("SENDER_RESTRICTED",)
    assert coop.row(waiting.message_id).state == "held"
    somebody = coop.debtor()
    with coop.inside():
        open_window(somebody.contact_point_id, coop.number_id, at=coop.clock())
    answer = coop.submit(coop.answer(somebody))
    assert coop.row(answer.message_id).state == "refused"
    for _ in range(3):
        coop.clock.pass_(hours=1)
        assert coop.drain() == 0
    with coop.inside():
        assert change.start_number(coop.number_id, at=coop.clock())
        assert not change.start_number(coop.number_id, at=coop.clock())
    coop.clock.pass_(hours=1)
    assert coop.drain() == 1
    assert coop.row(waiting.message_id).state == "sent"


def test_who_has_no_whatsapp_is_not_written_to_again(coop: Cooperative) -> None:
    debtor = coop.debtor()
    done = coop.submit(coop.first_contact(debtor))
    coop.provider.answers = [rejection(ErrorClass.UNDELIVERABLE, 131026)]
    coop.dispatch()
    row = coop.row(done.message_id)
    assert (row.state, row.needs_human) == ("failed", "")
    with coop.inside():
        assert people.contact(debtor.contact_point_id).whatsapp is False


@pytest.mark.parametrize(
    ("error", "needs_human"),
    [
        (ErrorClass.BUG, "mensagem malformada"),
        (ErrorClass.SWITCH_TO_TEMPLATE, "janela de 24 horas fechada no provedor"),
        (ErrorClass.BLOCKED_BY_US, "contato bloqueado por nós"),
        (ErrorClass.OTHER_CHANNEL, ""),
        (ErrorClass.SUPPRESS_MARKETING, ""),
    ],
)
def test_other_refusals_end_it(coop: Cooperative, error: ErrorClass, needs_human: str) -> None:
    message_id = carry_one(coop, rejection(error, 100))
    row = coop.row(message_id)
    assert (row.state, row.needs_human, row.failed_code) == ("failed", needs_human, 100)
    coop.clock.pass_(days=2)
    assert coop.drain() == 0


@pytest.mark.parametrize("silence", [NoAnswer(reason="timeout"), RuntimeError("adapter bug")])
def test_silence_is_unknown_and_never_sent_again(coop: Cooperative, silence: object) -> None:
    message_id = carry_one(coop, silence)
    row = coop.row(message_id)
    assert row.state == "unknown"
    coop.clock.pass_(minutes=11)
    with coop.inside():
        assert settle_unknown(now=coop.clock(), patience=PATIENCE) == (0, 1)
        assert settle_unknown(now=coop.clock(), patience=PATIENCE) == (0, 0)
    assert coop.row(message_id).needs_human == NO_OUTCOME
    coop.clock.pass_(days=3)
    assert coop.drain() == 0
    assert coop.provider.ids == [message_id]


def test_silence_is_settled_by_a_later_status(coop: Cooperative) -> None:
    message_id = carry_one(coop, NoAnswer(reason="timeout"))
    report = StatusReport(
        provider_message_id="wamid.late", status="delivered", at=coop.clock.pass_(seconds=9),
        opaque=coop.provider.log[0].opaque,
    )  # fmt: skip
    with coop.inside():
        assert record_status(report, received_at=coop.clock())
        assert not record_status(report, received_at=coop.clock())
    row = coop.row(message_id)
    assert (row.state, row.provider_message_id, row.status_rank) == ("sent", "wamid.late", 2)
    with coop.inside():
        coop.clock.pass_(days=1)
        assert settle_unknown(now=coop.clock(), patience=PATIENCE) == (0, 0)


def test_a_crash_before_the_call_leaves_it_sending_and_unsent(coop: Cooperative) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    with coop.inside():
        assert len(clear_some(now=coop.clock())) == 1
    # The process died here: nobody knows whether the call was made.
    assert coop.row(done.message_id).state == "sending"
    coop.clock.pass_(minutes=6)
    assert coop.drain() == 0
    with coop.inside():
        assert settle_unknown(now=coop.clock(), patience=PATIENCE) == (1, 0)
    assert coop.row(done.message_id).state == "unknown"
    coop.clock.pass_(hours=2)
    assert coop.drain() == 0
    assert coop.provider.log == []
    with coop.inside():
        assert settle_unknown(now=coop.clock(), patience=PATIENCE) == (0, 1)


def clear_and_die(coop: Cooperative) -> None:
    with coop.inside():
        assert len(clear_some(now=coop.clock())) == 1
        raise KeyboardInterrupt


def test_a_crash_before_sending_is_committed_sends_later(coop: Cooperative) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    with pytest.raises(KeyboardInterrupt):
        clear_and_die(coop)
    assert coop.row(done.message_id).state == "ready"
    assert coop.drain() == 1
    assert coop.provider.ids == [done.message_id]


def test_marking_read_never_spoils_the_answer(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    coop.provider.mark_read_problem = RuntimeError("read receipts are down")
    done = coop.submit(coop.answer(debtor, in_reply_to="wamid.in.7"))
    assert coop.dispatch() == 1
    assert coop.row(done.message_id).state == "sent"
    assert coop.provider.reads == ["wamid.in.7"]
