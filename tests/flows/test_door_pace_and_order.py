"""Rates, limits, order within a conversation, and several dispatchers at once."""

import threading
from collections import Counter
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection

from tests.universe import Cooperative, FakeProvider, cooperative, rejection, run_dispatch, texts
from trato.book.organisations.models import Number
from trato.book.organisations.take_tokens import hold_numbers, take_tokens
from trato.door.consent.withdraw import withdraw
from trato.door.outbox import tier
from trato.door.outbox.cancel import cancel_for_person
from trato.door.outbox.models import Decision, Message
from trato.door.outbox.open_window import open_window
from trato.door.outbox.submit import submit_many
from trato.door.outbox.values import ErrorClass
from trato.door.policy import replay
from trato.foundation.database import ask
from trato.foundation.ids import new_id


def submit_first_contacts(coop: Cooperative, number: int) -> None:
    debtors = coop.debtors(number)
    with coop.inside():
        submit_many([coop.first_contact(d) for d in debtors], at=coop.clock())


def in_window(coop: Cooperative) -> object:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    return debtor


def test_no_more_leave_than_there_are_tokens(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=5)
    submit_first_contacts(coop, 12)
    assert coop.drain() == 5
    coop.clock.pass_(seconds=0.4)
    assert coop.drain() == 2
    coop.clock.pass_(seconds=60)
    assert coop.drain() == 5
    assert len(coop.provider.log) == 12


def test_waiting_for_tokens_costs_no_decision(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=1)
    submit_first_contacts(coop, 8)
    coop.drain()
    for _ in range(20):
        coop.dispatch()
    with coop.inside():
        assert Decision.objects.filter(stage="dispatch").count() <= 2


def test_refused_messages_use_no_tokens(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=3)
    debtors = coop.debtors(5)
    with coop.inside():
        submit_many([coop.first_contact(d) for d in debtors], at=coop.clock())
        for debtor in debtors[:2]:
            withdraw(debtor.contact_point_id, channel="whatsapp", reason="opt_out", words="",
                     source_message="", at=coop.clock())  # fmt: skip
    assert coop.drain() == 3
    assert Counter(row.state for row in coop.rows()) == {"refused": 2, "sent": 3}


def test_tokens_never_exceed_the_rate(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=4)

    def take(count: int, *, after: float) -> int:
        at = coop.clock() + timedelta(seconds=after)
        with coop.inside():
            (held,) = hold_numbers(now=at)
            take_tokens({coop.number_id: min(count, held.tokens)}, now=at)
        return held.tokens

    assert take(3, after=0) == 4
    assert take(1, after=0) == 1
    assert take(1, after=0.2) == 0
    assert take(1, after=0.5) == 2
    assert take(4, after=86_400) == 4
    # A clock that goes back neither gives nor takes.
    assert take(1, after=0) == 0


def test_one_person_gets_a_small_burst_and_then_one_per_six_seconds(organisation: UUID) -> None:
    coop = cooperative(organisation)
    debtor = in_window(coop)
    for i in range(14):
        coop.submit(coop.answer(debtor, f"{i}"))  # type: ignore[arg-type]
    assert coop.drain() == 10
    coop.clock.pass_(seconds=6)
    assert coop.drain() == 1
    coop.clock.pass_(seconds=18)
    assert coop.drain() == 3
    assert texts(coop.provider.log) == [str(i) for i in range(14)]


def test_the_tier_is_kept_within_one_batch(organisation: UUID) -> None:
    coop = cooperative(organisation, tier_limit=3)
    submit_first_contacts(coop, 7)
    assert coop.drain() == 3
    held = [row for row in coop.rows() if row.state == "held"]
    assert len(held) == 4
    assert {tuple(row.refusal_codes) for row in held} == {("TIER_EXHAUSTED",)}
    # Answers inside a person's own window do not count.
    debtor = in_window(coop)
    coop.submit(coop.answer(debtor))  # type: ignore[arg-type]
    assert coop.drain() == 1
    coop.clock.pass_(hours=25)
    assert coop.drain() == 3


def test_a_conversation_is_carried_in_order(organisation: UUID) -> None:
    coop = cooperative(organisation)
    debtor, thread = in_window(coop), new_id()
    for i in range(5):
        coop.submit(coop.answer(debtor, f"{i}", conversation_id=thread))  # type: ignore[arg-type]
    assert coop.drain() == 5
    assert texts(coop.provider.log) == ["0", "1", "2", "3", "4"]


def test_a_retried_message_is_not_overtaken_in_its_conversation(organisation: UUID) -> None:
    coop = cooperative(organisation)
    debtor, thread = in_window(coop), new_id()
    coop.provider.answers = [rejection(ErrorClass.RETRY)]
    for i in range(3):
        coop.submit(coop.answer(debtor, f"{i}", conversation_id=thread))  # type: ignore[arg-type]
    assert coop.drain() == 1
    coop.clock.pass_(seconds=5)
    assert coop.drain() == 3
    assert texts(coop.provider.log) == ["0", "0", "1", "2"]


def test_a_message_held_for_the_night_does_not_hold_up_answers(organisation: UUID) -> None:
    coop = cooperative(organisation)
    coop.clock.until_local(22)
    debtor, thread = coop.debtor(), new_id()
    held = coop.submit(coop.first_contact(debtor, conversation_id=thread))
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    coop.submit(coop.answer(debtor, "Claro.", conversation_id=thread))
    assert coop.drain() >= 1
    assert "Claro." in texts(coop.provider.log)
    assert coop.row(held.message_id).state in {"held", "sent"}


def test_answers_go_before_campaigns(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=2)
    submit_first_contacts(coop, 4)
    debtor = in_window(coop)
    coop.submit(coop.answer(debtor, "primeiro"))  # type: ignore[arg-type]
    coop.dispatch()
    assert coop.provider.log[0].text == "primeiro"


def test_a_day_is_counted_once_in_a_while_and_never_too_low(
    organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []

    def count(statement: str, values: object) -> list[tuple[object, ...]]:
        counted.append(values)
        return ask(statement, values)  # type: ignore[arg-type]

    monkeypatch.setattr(tier, "ask", count)
    coop = cooperative(organisation, rate_per_second=1000, tier_limit=20)
    for reached in range(4):
        submit_first_contacts(coop, 2)
        coop.drain()
        assert 2 * reached <= tier_said(coop) <= 2 * reached + 2
    # Once for the first of them; what came later was added to it.
    assert len(counted) == 1
    coop.clock.pass_(minutes=11)
    submit_first_contacts(coop, 2)
    coop.drain()
    assert len(counted) == 2
    # Near the limit it is counted each time: none too many leaves, and none too few.
    submit_first_contacts(coop, 15)
    assert coop.drain() == 10
    assert len(counted) > 2
    assert Counter(row.state for row in coop.rows()) == {"sent": 20, "held": 5}


def test_what_failed_and_is_delivered_after_all_is_within_the_count(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=1000, tier_limit=20)
    submit_first_contacts(coop, 6)
    coop.drain()
    with coop.inside():
        Message.objects.all().update(state="failed")
    coop.clock.pass_(minutes=11)
    submit_first_contacts(coop, 1)
    coop.drain()
    # Counted as failed; now the proof of delivery comes, and nobody counts again for a while.
    with coop.inside():
        Message.objects.all().update(state="sent")
    submit_first_contacts(coop, 1)
    coop.drain()
    assert tier_said(coop) >= 7
    # What failed for good gives its place back where the limit is near.
    with coop.inside():
        Message.objects.filter(id__in=[row.id for row in coop.rows()[:6]]).update(state="failed")
    submit_first_contacts(coop, 20)
    assert coop.drain() == 18


def tier_said(coop: Cooperative) -> int:
    with coop.inside():
        newest = Decision.objects.filter(stage="dispatch").order_by("id").last()
    assert newest
    sender = replay.decode(bytes(newest.inputs))[1].sender
    assert sender
    return sender.tier_used


def test_what_others_opened_meanwhile_is_seen(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=1000, tier_limit=30)
    submit_first_contacts(coop, 3)
    coop.drain()
    kept = dict(tier._counted)
    submit_first_contacts(coop, 26)
    coop.drain()
    # Another process has counted only the first three; what was opened since stands on the row.
    tier._counted.clear()
    tier._counted.update(kept)
    submit_first_contacts(coop, 4)
    assert coop.drain() == 1
    assert Counter(row.state for row in coop.rows()) == {"sent": 30, "held": 3}


def test_four_dispatchers_carry_each_message_once(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=1000, tier_limit=60)
    submit_first_contacts(coop, 70)
    providers = [FakeProvider(coop.clock) for _ in range(4)]
    problems: list[BaseException] = []

    def work(provider: FakeProvider) -> None:
        try:
            idle = 0
            while idle < 20:
                done = run_dispatch(organisation, provider, coop.clock, limit=5)
                idle = 0 if done else idle + 1
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(p,)) for p in providers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    carried = Counter(i for p in providers for i in p.ids)
    # The tier's sixty, each once, however many looked at the budget at the same time.
    assert len(carried) == 60
    assert set(carried.values()) == {1}
    assert Counter(row.state for row in coop.rows()) == {"sent": 60, "held": 10}


def test_a_stop_and_a_dispatch_at_once_never_deadlock(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=1000)
    debtors = coop.debtors(40)
    with coop.inside():
        submit_many([coop.first_contact(d) for d in debtors], at=coop.clock())
    problems: list[BaseException] = []
    stopped_before: dict[UUID, int] = {}

    def stop_everybody() -> None:
        try:
            for debtor in reversed(debtors):
                with coop.inside():
                    withdraw(debtor.contact_point_id, channel="whatsapp", reason="opt_out",
                             words="", source_message="", at=coop.clock())  # fmt: skip
                    cancel_for_person(debtor.person_id, reason="opt_out", at=coop.clock())
                # From here on, nothing more may be cleared for this person.
                stopped_before[debtor.person_id] = len(coop.provider.log)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=stop_everybody)
    thread.start()
    try:
        for _ in range(30):
            run_dispatch(organisation, coop.provider, coop.clock, limit=7)
    except BaseException as problem:
        problems.append(problem)
    thread.join(60)
    assert problems == []
    assert coop.drain() == 0
    states = Counter(row.state for row in coop.rows())
    assert set(states) <= {"sent", "cancelled", "refused"}
    assert states["sent"] == len(coop.provider.log)


@pytest.mark.parametrize("state", ["ready", "sending", "unknown", "sent"])
def test_the_table_itself_keeps_what_was_not_allowed_from_leaving(
    organisation: UUID, state: str
) -> None:
    coop = cooperative(organisation)
    done = coop.submit(coop.first_contact(coop.debtor(opted_in=False)))
    assert done.verdict.value == "refuse"
    update = "UPDATE outbox_message SET state = %s WHERE id = %s"
    refused = pytest.raises(IntegrityError, match="message_leaves_only_allowed")
    with refused, coop.inside(), connection.cursor() as cursor:
        cursor.execute(update, [state, done.message_id])


def test_a_message_without_a_decision_cannot_exist(organisation: UUID) -> None:
    coop = cooperative(organisation)
    row = coop.row(coop.submit(coop.first_contact(coop.debtor())).message_id)
    forged = Message(**{f.name: getattr(row, f.name) for f in row._meta.concrete_fields
                        if f.name not in {"id", "idempotency_key", "decision_id"}},
                     idempotency_key="forged", decision_id=new_id())  # fmt: skip
    with pytest.raises(IntegrityError, match="decision_id"), coop.inside():
        forged.save(force_insert=True)
    forged.decision_id = None  # type: ignore[assignment]
    with pytest.raises(IntegrityError, match="decision_id"), coop.inside():
        forged.save(force_insert=True)


def test_decisions_cannot_be_rewritten(organisation: UUID) -> None:
    coop = cooperative(organisation)
    done = coop.submit(coop.first_contact(coop.debtor()))
    with pytest.raises(Exception, match="permission denied"), coop.inside():
        Decision.objects.filter(message_id=done.message_id).update(verdict="allow")


def test_one_unreadable_row_does_not_stop_the_others(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    coop = cooperative(organisation)
    odd, sound = coop.debtors(2)
    bad = coop.submit(coop.first_contact(odd))
    good = coop.submit(coop.first_contact(sound))
    superuser.execute(
        "UPDATE people_contactpoint SET provenance = 'rumour' WHERE id = %s",
        [odd.contact_point_id],
    )
    assert coop.drain() == 1
    assert coop.row(good.message_id).state == "sent"
    row = coop.row(bad.message_id)
    assert row.state == "refused"
    assert "MISSING_FACT" in row.refusal_codes


def test_a_restarted_rate_is_never_above_the_number_s(organisation: UUID) -> None:
    coop = cooperative(organisation, rate_per_second=2)
    submit_first_contacts(coop, 6)
    coop.provider.answers = [rejection(ErrorClass.SLOW_DOWN, 80007)]
    assert coop.dispatch() == 2
    assert coop.drain() == 0
    with coop.inside():
        assert Number.objects.get(id=coop.number_id).rate_per_second == 1
    coop.clock.pass_(seconds=3)
    assert coop.drain() == 1
