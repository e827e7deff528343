"""Agreements come due, late, lapse and are broken by themselves, and payments bring them back."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.test_beside_a_thread import beside
from tests.flows.test_payments_charge_and_settle import Bank, Case
from tests.flows.test_pix_of_agents import Pix
from trato.casework.negotiation.terms.lateness import FIRST_GRACE_DAYS, GRACE_DAYS
from trato.casework.payments.provider import Settlement
from trato.foundation import clock
from trato.foundation.clock import VirtualTime
from trato.foundation.ids import new_id

BRASILIA = ZoneInfo("America/Sao_Paulo")
TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


def day(on: date, more_days: int = 0) -> datetime:
    """Return the first instant of a day in Brasília."""
    return datetime(on.year, on.month, on.day, tzinfo=BRASILIA) + more_days * DAY


# The parts of the case are due on the first of December, the thirty-first, and so on.
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 31)
LAPSES = day(FIRST, FIRST_GRACE_DAYS + 1)
BREAKS = day(SECOND, GRACE_DAYS + 1)


class Story(Case):
    """One agreement over two debts, told by dates."""

    def __init__(self, organisation_id: UUID, amounts: tuple[int, ...] = (15_000, 15_000)) -> None:
        super().__init__(organisation_id, amounts)
        self.amounts = amounts
        # The offer that the agreement was made of; its rows are made by hand.
        from trato.casework.negotiation.models import Offer

        with self.within():
            Offer.objects.update(state="accepted")

    def charge_of(self, number: int) -> UUID:
        from trato.casework.payments.models import Charge

        with self.within():
            rows = Charge.objects.filter(instalment_id=self.instalment_ids[number])
            return rows.values_list("id", flat=True).first() or self.request(number)

    def pay(
        self, at: datetime, *, number: int = 0, cents: int | None = None,
        heard_at: datetime | None = None,
    ) -> Any:  # fmt: skip
        from trato.casework.payments.settle import settle

        paid = Settlement(
            end_to_end_id="E" + new_id().hex[1:], txid=self.charge_of(number).hex,
            amount_cents=self.amounts[number] if cents is None else cents, pix_key="", paid_at=at,
        )  # fmt: skip
        with self.within():
            return settle(paid, heard_by="webhook", at=heard_at or at)

    def follow(self, now: datetime, **more: Any) -> int:
        from trato.casework.payments.follow_agreements import follow_agreements

        with self.within():
            return follow_agreements(now=now, **more)

    def stands(self) -> tuple[str, ...]:
        """Return the states of the agreement, its parts and its debts."""
        from trato.book.portfolios import read as portfolios
        from trato.casework.negotiation import read as negotiation

        with self.within():
            deal = negotiation.agreement(self.agreement_id)
            debts = portfolios.debts(self.debt_ids)
        return (
            deal.state, " ".join(part.state for part in deal.instalments),
            " ".join(debts[i].state for i in self.debt_ids),
        )  # fmt: skip

    def told(self) -> list[str]:
        """What the timeline says of the agreement, oldest first."""
        from trato.entrypoints.console.timeline import events_of

        with self.within():
            events, _more = events_of(self.person_id, before=None, sees_alerts=True)
        return [
            f"{e.what} {e.detail}".replace("\xa0", " ") for e in reversed(events)
            if e.what in ("acordo", "parcela")
        ]  # fmt: skip

    def facts(self) -> list[tuple[str, str]]:
        from trato.journal.models import Entry

        with self.within():
            rows = Entry.objects.filter(
                kind__in=("negotiation.agreement_moved", "negotiation.instalment_moved")
            )
            return [(row.kind.split(".")[1], row.facts["after"]) for row in rows.order_by("id")]

    def messages(self) -> int:
        from trato.door.outbox.models import Message

        with self.within():
            return Message.objects.count()


IN, OUT = "in_agreement in_agreement", "active active"


@pytest.fixture
def story(organisation: UUID) -> Story:
    return Story(organisation)


def test_accepted_and_never_paid_lapses(story: Story) -> None:
    bank = Bank()
    charge_id = story.request()
    story.issue(bank)
    assert story.follow(day(FIRST) - MOMENT) == 0
    assert story.follow(day(FIRST)) == 1
    assert story.stands() == ("accepted", "due scheduled", IN)
    assert story.follow(day(FIRST, 1)) == 1
    assert story.stands() == ("accepted", "overdue scheduled", IN)
    assert story.follow(LAPSES - MOMENT) == 0
    assert story.follow(LAPSES) == 1
    assert story.follow(LAPSES) == 0
    assert story.stands() == ("lapsed", "broken cancelled", OUT)
    assert story.charge(charge_id).state == "withdrawing"
    assert story.told() == [
        "parcela no vencimento · 1 · R$ 150,00 · 01/12/2026",
        "parcela vencida · 1 · R$ 150,00 · 01/12/2026",
        "parcela quebrada · 1 · R$ 150,00 · 01/12/2026",
        "parcela cancelada · 2 · R$ 150,00 · 31/12/2026",
        "acordo caducou · R$ 300,00 · parcela de 01/12/2026",
    ]
    assert story.messages() == 0


def test_active_late_paid_and_active_again_to_the_end(story: Story) -> None:
    story.pay(TUESDAY)
    assert story.stands() == ("active", "paid scheduled", IN)
    story.follow(day(SECOND))
    # The first of January is a Friday on which no bank opens; it was due the day before.
    story.follow(day(SECOND, 1))
    assert story.stands() == ("late", "paid overdue", IN)
    settled = story.pay(day(SECOND, 5), number=1, cents=5_000)
    assert settled.state == "matched"
    assert story.stands() == ("late", "paid overdue", IN)
    settled = story.pay(day(SECOND, 6), number=1, cents=10_000)
    assert (settled.is_completed, settled.became_active) == (True, False)
    assert story.stands() == ("completed", "paid paid_late", "settled settled")
    assert story.follow(BREAKS) == 0


def test_late_is_active_again_where_nothing_else_is_overdue(organisation: UUID) -> None:
    story = Story(organisation, (100, 100, 100))
    story.pay(TUESDAY)
    story.follow(day(SECOND, 1))
    story.pay(day(SECOND, 2), number=1)
    assert story.stands()[:2] == ("active", "paid paid_late scheduled")
    assert [line for line in story.told() if line.startswith("acordo")] == [
        "acordo ativo · R$ 3,00", "acordo em atraso · R$ 3,00 · parcela de 31/12/2026",
        "acordo ativo · R$ 3,00",
    ]  # fmt: skip


def test_paid_late_before_the_worker_looked_is_late_all_the_same(story: Story) -> None:
    story.pay(day(FIRST, 1))
    assert story.stands()[:2] == ("active", "paid_late scheduled")


def test_paid_on_the_last_moment_and_heard_of_late_is_in_time(story: Story) -> None:
    story.follow(day(FIRST, 2))
    story.pay(day(FIRST, 1) - MOMENT, heard_at=day(FIRST, 2))
    assert story.stands()[:2] == ("active", "paid scheduled")


def test_broken_after_the_grace_its_debts_are_collected_again(story: Story) -> None:
    bank = Bank()
    story.pay(TUESDAY)
    charge_id = story.charge_of(1)
    story.issue(bank)
    story.follow(day(SECOND, 1))
    assert story.follow(BREAKS - MOMENT) == 0
    assert story.follow(BREAKS) == 1
    assert story.stands() == ("broken", "paid broken", OUT)
    assert sum(story.paid_on_debts()) == 15_000
    assert story.charge(charge_id).state == "withdrawing"
    from trato.casework.payments.issue import AgreementEnded
    from trato.casework.payments.withdraw import withdraw_waiting

    withdraw_waiting(story.organisation_id, bank, now=BREAKS)
    assert bank.cancelled == [charge_id.hex]
    with pytest.raises(AgreementEnded):
        story.request(1)


def test_old_rows_move_at_once_and_name_their_own_day(story: Story) -> None:
    story.pay(TUESDAY)
    now = day(SECOND, 400)
    assert story.follow(now) == 1
    assert story.stands() == ("broken", "paid broken", OUT)
    assert story.told()[-2:] == [
        "acordo em atraso · R$ 300,00 · parcela de 31/12/2026",
        "acordo quebrado · R$ 300,00 · parcela de 31/12/2026",
    ]
    assert story.follow(now + DAY) == 0


def test_what_is_contested_or_in_another_agreement_stays_where_it_is(story: Story) -> None:
    from trato.book.portfolios.change_debt_state import change_debt_state
    from trato.casework.negotiation.models import Agreement, Offer

    with story.within():
        offer = Offer.objects.get()
        offer.id = new_id()
        offer.save(force_insert=True)
        change_debt_state([story.debt_ids[0]], state="disputed", reason="x", at=TUESDAY)
        Agreement.objects.create(
            organisation_id=story.organisation_id, person_id=story.person_id, offer_id=offer.id,
            creditor_id=Agreement.objects.get().creditor_id, debt_ids=[str(story.debt_ids[1])],
            state="active", terms_sha256="", accepted_words="", accepted_message="",
            total_cents=1, discount_cents=0, accepted_at=TUESDAY,
        )  # fmt: skip
    story.follow(LAPSES)
    assert story.stands() == ("lapsed", "broken cancelled", "disputed in_agreement")


def test_a_dispute_that_ends_after_it_leaves_the_debt_to_collection(story: Story) -> None:
    from trato.casework.requests.close_dispute import close_dispute
    from trato.casework.requests.open_dispute import open_dispute

    with story.within():
        dispute_id = open_dispute(
            person_id=story.person_id, conversation_id=None, debt_ids=(story.debt_ids[0],),
            reason="duplicate", words="x", at=TUESDAY,
        )  # fmt: skip
    story.follow(LAPSES)
    with story.within():
        close_dispute(
            dispute_id, person_id=story.person_id, outcome="withdrawn", is_answered=True, by=1,
            at=LAPSES,
        )  # fmt: skip
    assert story.stands()[2] == OUT


# --- money that comes for an agreement that has ended
def test_it_is_credited_to_the_debts_and_the_agreement_stays_ended(story: Story) -> None:
    from trato.casework.payments import read

    charge_id = story.charge_of(0)
    story.follow(LAPSES)
    settled = story.pay(LAPSES + DAY)
    assert (settled.state, settled.surplus_cents) == ("credited", 0)
    assert (settled.became_active, settled.is_completed) == (False, False)
    assert story.stands() == ("lapsed", "broken cancelled", OUT)
    assert story.paid_on_debts() == [11_250, 3_750]
    assert story.charge(charge_id).state == "paid"
    with story.within():
        shares = read.shares_of(settled.payment_id)
    assert [(share.instalment_id, share.amount_cents) for share in shares] == [
        (None, 11_250), (None, 3_750),
    ]  # fmt: skip


def test_more_than_the_debts_owe_waits_for_a_person(story: Story) -> None:
    from trato.casework.payments import read

    story.charge_of(0)
    story.follow(LAPSES)
    more = story.pay(LAPSES + DAY, cents=41_000)
    assert (more.state, more.surplus_cents) == ("credited", 1_000)
    assert story.paid_on_debts() == [30_000, 10_000]
    assert story.stands()[::2] == ("lapsed", "settled settled")
    none = story.pay(LAPSES + 2 * DAY, cents=500)
    assert none.state == "unallocated"
    with story.within():
        assert [p.amount_cents for p in read.loose_payments()] == [500]
        assert [s.debt_id for s in read.shares_of(none.payment_id)] == [None]


def test_paid_while_it_ran_and_heard_of_later_it_runs_again(story: Story) -> None:
    story.charge_of(0)
    story.follow(LAPSES)
    settled = story.pay(LAPSES - MOMENT, heard_at=LAPSES + DAY)
    assert (settled.state, settled.became_active) == ("matched", True)
    assert story.stands() == ("active", "paid_late scheduled", IN)
    assert story.follow(LAPSES + DAY) == 0
    assert story.told()[-2:] == [
        "parcela a vencer · 2 · R$ 150,00 · 31/12/2026", "acordo ativo · R$ 300,00",
    ]  # fmt: skip


def test_a_broken_one_runs_again_and_may_be_done_with_it(story: Story) -> None:
    story.pay(TUESDAY)
    story.charge_of(1)
    story.follow(BREAKS)
    settled = story.pay(BREAKS - DAY, number=1, heard_at=BREAKS + DAY)
    assert settled.is_completed
    assert story.stands() == ("completed", "paid paid_late", "settled settled")


def test_part_of_it_does_not_make_it_run_again(story: Story) -> None:
    story.charge_of(0)
    story.follow(LAPSES)
    settled = story.pay(LAPSES - MOMENT, cents=14_999, heard_at=LAPSES + DAY)
    assert settled.state == "credited"
    assert story.stands()[0] == "lapsed"


def test_nor_does_it_where_a_debt_is_settled_or_in_another_agreement(story: Story) -> None:
    from trato.book.portfolios.change_debt_state import change_debt_state

    story.charge_of(0)
    story.follow(LAPSES)
    with story.within():
        change_debt_state([story.debt_ids[0]], state="settled", reason="x", at=LAPSES)
    settled = story.pay(LAPSES - MOMENT, heard_at=LAPSES + DAY)
    assert (settled.state, settled.surplus_cents) == ("credited", 5_000)
    assert story.paid_on_debts() == [0, 10_000]
    assert story.stands()[::2] == ("lapsed", "settled settled")


# --- at the desk
def test_nothing_carries_a_dead_code_and_people_are_told_of_the_money(organisation: UUID) -> None:
    from trato.casework.conversations.read import conversation
    from trato.casework.payments.follow_agreements import follow_agreements
    from trato.casework.payments.read import charge
    from trato.casework.payments.settle import settle, tell
    from trato.speakers.bot.thank import thank
    from trato.speakers.desk.pix import NotHere

    desk = Pix(organisation)
    desk.hold("all")
    card = desk.pix(desk.part.instalment_id)
    desk.issue()
    (order,) = desk.orders()
    assert order.state == "held"
    over = day(desk.part.due_on, FIRST_GRACE_DAYS + 5)
    desk.coop.clock.pass_(seconds=int((over - desk.coop.clock()).total_seconds()))
    with desk.coop.inside():
        assert follow_agreements(now=desk.coop.clock()) == 1
        assert charge(card.charge_id).state == "withdrawing"
    shown = beside(desk)
    assert all(words in shown for words in ("caducou", "quebrada", "cancelada"))
    row = desk.coop.row(order.id)
    assert (row.state, row.failed_reason, row.awaits_approval_by) == (
        "cancelled", "charge_withdrawn", None,
    )  # fmt: skip
    desk.coop.drain()
    assert desk.coop.provider.log[-1].message_id != order.id
    with pytest.raises(NotHere, match="ended"):
        desk.pix(desk.part.instalment_id)
    with desk.coop.inside():
        now = desk.coop.clock()
        paid = Settlement(
            end_to_end_id="E" + new_id().hex[1:], txid=card.txid, amount_cents=card.amount_cents,
            pix_key="", paid_at=now,
        )  # fmt: skip
        settled = settle(paid, heard_by="webhook", at=now)
        assert settled.state == "credited"
        tell(lambda one: thank(one, at=now), settled)
        thread = conversation(desk.conversation_id)
    assert thread.handled_by == "human"
    assert "recebemos" in desk.coop.rows()[-1].draft["content"]["text"].lower()


# --- at once
def _both(*steps: Callable[[], object]) -> None:
    start = threading.Barrier(len(steps))

    def work(step: Callable[[], object]) -> None:
        start.wait(timeout=30)
        try:
            step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()


@pytest.mark.parametrize("_round", range(8))
def test_a_payment_and_the_worker_at_once_never_leave_it_ended(story: Story, _round: int) -> None:
    story.charge_of(0)
    paid_at = LAPSES - MOMENT
    _both(lambda: story.pay(paid_at, heard_at=LAPSES), lambda: story.follow(LAPSES))
    story.follow(LAPSES)
    assert story.stands() == ("active", "paid_late scheduled", IN)
    assert sum(story.paid_on_debts()) == 15_000


def test_the_worker_passes_by_what_a_payment_holds_and_a_payment_waits(story: Story) -> None:
    from trato.casework.negotiation.hold_agreements import hold_agreement

    story.charge_of(0)
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with story.within():
            hold_agreement(story.agreement_id)
            held.set()
            assert go.wait(timeout=30)

    def look() -> None:
        assert held.wait(timeout=30)
        looked.append(story.follow(LAPSES))
        go.set()

    looked: list[int] = []
    _both(hold, look)
    assert looked == [0]
    assert story.follow(LAPSES) == 1


def test_two_workers_at_once_move_each_once(organisation: UUID) -> None:
    stories = [Story(organisation, (100,)) for _ in range(10)]
    done: list[int] = []

    def work() -> None:
        done.extend(stories[0].follow(LAPSES, limit=3) for _ in range(8))

    _both(work, work)
    assert sum(done) == 10
    assert {one.stands() for one in stories} == {("lapsed", "broken", OUT)}
    assert (
        sorted(stories[0].facts())
        == [("agreement_moved", "lapsed")] * 10 + [("instalment_moved", "broken")] * 10
    )


def test_so_many_at_a_time_the_oldest_first(organisation: UUID) -> None:
    story = Story(organisation, (100,))
    for _ in range(4):
        Story(organisation, (100,))
    assert [story.follow(LAPSES, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_another_organisation_is_left_alone(story: Story, agency: UUID) -> None:
    from trato.casework.payments.follow_agreements import follow_agreements
    from trato.foundation import tenancy

    with tenancy.within(agency):
        assert follow_agreements(now=LAPSES) == 0
    assert story.stands()[0] == "accepted"


@pytest.fixture
def standing_clock() -> Iterator[None]:
    clock.set_virtual(VirtualTime(starts_at=LAPSES.astimezone(UTC), anchor_epoch=0, speed=1e-15))
    yield
    clock.set_virtual(None)


@pytest.mark.usefixtures("standing_clock")
def test_the_worker_does_it_as_time_passes(story: Story) -> None:
    from trato.entrypoints.worker.tick import Ticker

    ticker = Ticker()
    for _ in range(2):
        ticker.tick(story.organisation_id)
    assert story.stands()[0] == "lapsed"
    assert story.facts().count(("agreement_moved", "lapsed")) == 1


# --- whatever happens
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("look"), st.integers(0, 20), st.just(0), st.just(0)),
        st.tuples(
            st.just("pay"), st.integers(0, 20), st.integers(0, 2), st.sampled_from([40, 60, 100])
        ),
    ),
    max_size=14,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EVENTS)
def test_any_sequence_of_payments_and_days_ends_as_the_rule_says(
    organisation: UUID, events: list[tuple[str, int, int, int]]
) -> None:
    """Told apart from the code: cents and days alone say how it stands once the worker looked."""
    story = Story(organisation, (100, 100, 100))
    due = [FIRST + 30 * n * DAY for n in range(3)]
    for number in range(3):
        story.charge_of(number)
    now, paid, ended = day(FIRST, -2), [0, 0, 0], ""
    late: list[bool] = [False] * 3
    for what, days, number, cents in events:
        now += days * DAY
        if what == "pay":
            is_taken = not ended and paid[number] < 100
            story.pay(now, number=number, cents=cents)
            if is_taken:
                paid[number] = min(paid[number] + cents, 100)
                if paid[number] == 100:
                    late[number] = now >= day(_last(due[number]), 1)
        story.follow(now)
        if not ended and min(paid) < 100:
            ended = _ended(due, paid, now)
        stands, parts, debts = story.stands()
        open_late = [p < 100 and now >= day(_last(d), 1) for d, p in zip(due, paid, strict=True)]
        running = "accepted" if max(paid) < 100 else "late" if any(open_late) else "active"
        expected = ended or ("completed" if min(paid) == 100 else running)
        assert stands == expected
        assert debts == {"completed": "settled settled"}.get(expected, OUT if ended else IN)
        for state, is_paid, was_late in zip(
            parts.split(), [p == 100 for p in paid], late, strict=True
        ):
            assert (state in ("paid", "paid_late")) is is_paid
            assert not is_paid or (state == "paid_late") is was_late


def _last(due_on: date) -> date:
    # The days of this story without banks: two week-ends and the New Year.
    return {date(2027, 1, 30): date(2027, 2, 1)}.get(due_on, due_on)


def _ended(due: list[date], paid: list[int], now: datetime) -> str:
    grace = GRACE_DAYS if max(paid) == 100 else FIRST_GRACE_DAYS
    over = [
        p < 100 and now >= day(_last(d), grace + 1) for d, p in zip(due, paid, strict=True)
    ]  # fmt: skip
    if not any(over):
        return ""
    return "broken" if max(paid) == 100 else "lapsed"
