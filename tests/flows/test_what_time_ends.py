"""Promises are kept or broken and offers expire by themselves: once each, with a fact, unsaid."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from tests.flows.test_payments_charge_and_settle import Case
from trato.casework.payments.provider import Settlement
from trato.foundation import clock
from trato.foundation.clock import VirtualTime
from trato.foundation.ids import new_id

BRASILIA = ZoneInfo("America/Sao_Paulo")
TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 27)
# Friday, and three days of grace.
OVER = datetime(2026, 12, 1, tzinfo=BRASILIA)
MOMENT = timedelta(seconds=1)


class Story(Case):
    """One person who owes, promises and pays, told by dates."""

    def __init__(self, organisation_id: UUID) -> None:
        super().__init__(organisation_id, (10_000, 10_000))
        self.charge_id = self.request()

    def promise(
        self, cents: int | None = 10_000, on: date = FRIDAY, *, at: datetime = TUESDAY
    ) -> UUID:
        from trato.casework.negotiation.promise import promise

        with self.within():
            return promise(
                person_id=self.person_id, conversation_id=None, amount_cents=cents,
                promised_on=on, at=at,
            )  # fmt: skip

    def pay(self, cents: int, at: datetime, *, heard_at: datetime | None = None) -> Settlement:
        paid = Settlement(
            end_to_end_id="E" + new_id().hex[1:], txid=self.charge_id.hex, amount_cents=cents,
            pix_key="", paid_at=at,
        )  # fmt: skip
        self.hear(paid, heard_at or at)
        return paid

    def hear(self, paid: Settlement, at: datetime) -> None:
        from trato.casework.payments.settle import settle

        with self.within():
            settle(paid, heard_by="webhook", at=at)

    def judge(self, now: datetime, **more: Any) -> int:
        from trato.casework.payments.judge_promises import judge_over

        with self.within():
            return judge_over(now=now, **more)

    def offer(self, *, expires_at: datetime, cents: int = 90_000) -> UUID:
        from trato.casework.negotiation.models import Offer

        with self.within():
            return Offer.objects.create(
                organisation_id=self.organisation_id, person_id=self.person_id,
                debt_ids=[str(i) for i in self.debt_ids], terms={}, sheet_text="folha",
                sheet_sha256="5" * 64, authority="bot", total_cents=cents, discount_cents=0,
                created_at=TUESDAY, expires_at=expires_at,
            ).id  # fmt: skip

    def expire(self, now: datetime, **more: Any) -> int:
        from trato.casework.negotiation.expire_offers import expire_offers

        with self.within():
            return expire_offers(now=now, **more)

    def state(self, promise_id: UUID) -> str:
        from trato.casework.negotiation.models import Promise

        with self.within():
            return Promise.objects.get(id=promise_id).state

    def told(self) -> list[tuple[str, str]]:
        """What the timeline says of promises and offers that came to something, oldest first."""
        from trato.entrypoints.console.timeline import events_of

        with self.within():
            events, _more = events_of(self.person_id, before=None, sees_alerts=True)
        return [
            (str(e.what), e.detail.replace("\xa0", " ")) for e in reversed(events)
            if e.what in ("promessa", "proposta venceu", "contestação aberta")
        ]  # fmt: skip

    def messages(self) -> int:
        from trato.door.outbox.models import Message

        with self.within():
            return Message.objects.count()

    def counted(self, now: datetime) -> list[bool | None]:
        """What the score cards make of every promise, oldest first."""
        from trato.casework.negotiation.commitments import commitments_between
        from trato.casework.payments.count import paid_by
        from trato.insights.scores.kept import honoured

        with self.within():
            found = commitments_between(since=TUESDAY - DAY, until=now)
            paid = paid_by({self.person_id}, since=TUESDAY - DAY).get(self.person_id, [])
        words = [word for word in found if not word.is_agreement]
        return [honoured(word, paid, now=now, zone=BRASILIA) for word in words]


@pytest.fixture
def story(organisation: UUID) -> Story:
    one = Story(organisation)
    # The offer that the agreement was made of; its rows are made by hand.
    from trato.casework.negotiation.models import Offer

    with one.within():
        Offer.objects.update(state="accepted")
    return one


def test_kept_by_the_payment_itself_and_told_once(story: Story) -> None:
    one = story.promise()
    paid = story.pay(9_500, TUESDAY + 2 * DAY)
    assert story.state(one) == "kept"
    story.hear(paid, TUESDAY + 3 * DAY)
    story.pay(500, TUESDAY + 2 * DAY)
    assert story.judge(OVER) == 0
    assert story.told() == [("promessa", "cumprida · R$ 95,00 de R$ 100,00 · 27/11/2026")]
    assert story.counted(OVER) == [True]
    assert story.messages() == 0


def test_broken_when_its_day_and_the_grace_are_over_and_not_a_moment_before(story: Story) -> None:
    one = story.promise()
    assert story.judge(OVER - MOMENT) == 0
    assert story.state(one) == "pending"
    assert story.judge(OVER) == 1
    assert story.judge(OVER + DAY) == 0
    assert story.state(one) == "broken"
    assert story.told() == [("promessa", "quebrada · R$ 100,00 · 27/11/2026")]
    assert story.counted(OVER) == [False]
    assert story.messages() == 0


def test_kept_in_part_and_by_money_that_comes_in_the_grace(story: Story) -> None:
    one = story.promise()
    story.pay(5_000, TUESDAY + DAY)
    assert story.state(one) == "pending"
    story.pay(4_000, OVER - MOMENT)
    story.pay(1_000, OVER)
    assert story.judge(OVER) == 1
    assert story.state(one) == "partly_kept"
    assert story.told() == [("promessa", "cumprida em parte · R$ 90,00 de R$ 100,00 · 27/11/2026")]
    assert story.counted(OVER) == [False]


def test_a_newer_promise_stands_for_the_one_before_it(story: Story) -> None:
    first = story.promise()
    second = story.promise(None, FRIDAY + 7 * DAY, at=TUESDAY + 2 * DAY)
    story.pay(100, TUESDAY + 4 * DAY)
    assert (story.state(first), story.state(second)) == ("rescheduled", "kept")
    assert story.judge(OVER + 9 * DAY) == 0
    assert story.told() == [
        ("promessa", "trocada por outra · R$ 100,00 · 27/11/2026"),
        ("promessa", "cumprida · R$ 1,00 · 04/12/2026"),
    ]
    assert story.counted(OVER + 9 * DAY) == [None, True]


def test_one_that_is_over_is_replaced_by_nothing_any_more(story: Story) -> None:
    """Whoever looks late finds it broken all the same, and the newer one standing."""
    first = story.promise()
    second = story.promise(on=FRIDAY + 14 * DAY, at=OVER)
    assert story.state(first) == "pending"
    assert story.judge(OVER + MOMENT) == 1
    assert (story.state(first), story.state(second)) == ("broken", "pending")
    assert story.counted(OVER + 30 * DAY) == [False, False]


@pytest.mark.parametrize(
    ("cents", "after", "is_counted"), [(10_000, "kept", True), (3_000, "partly_kept", False)]
)
def test_money_paid_in_time_and_heard_of_late_mends_it(
    story: Story, cents: int, after: str, is_counted: bool
) -> None:
    one = story.promise()
    story.judge(OVER)
    story.pay(cents, TUESDAY + DAY, heard_at=OVER + DAY)
    assert story.state(one) == after
    assert [what for what, _ in story.told()] == ["promessa", "promessa"]
    assert story.counted(OVER + DAY) == [is_counted]


def test_money_from_before_it_was_given_and_money_that_is_late_do_not_count(story: Story) -> None:
    story.pay(10_000, TUESDAY - DAY)
    one = story.promise()
    story.judge(OVER)
    story.pay(10_000, OVER)
    assert story.state(one) == "broken"
    assert story.counted(OVER) == [False]


def test_a_dispute_frees_from_the_promise_where_nothing_else_is_owed(story: Story) -> None:
    from trato.casework.requests.open_dispute import open_dispute

    one = story.promise()

    def contest(debt_ids: tuple[UUID, ...], reason: str) -> None:
        with story.within():
            open_dispute(
                person_id=story.person_id, conversation_id=None, debt_ids=debt_ids,
                reason=reason, words="não é minha", at=TUESDAY + DAY,
            )  # fmt: skip

    contest((story.debt_ids[0],), "not_recognised")
    assert story.state(one) == "pending"
    contest((story.debt_ids[1],), "duplicate")
    assert story.state(one) == "void"
    assert story.judge(OVER) == 0
    assert story.told()[-1] == ("promessa", "sem efeito · R$ 100,00 · 27/11/2026")
    assert story.counted(OVER) == []


def test_offers_expire_when_their_last_day_is_over(story: Story) -> None:
    from trato.casework.negotiation.models import Offer

    over = datetime(2026, 11, 27, tzinfo=BRASILIA)
    one, other = story.offer(expires_at=over), story.offer(expires_at=over + DAY)
    assert story.expire(over - MOMENT) == 0
    assert story.expire(over) == 1
    assert story.expire(over) == 0
    with story.within():
        states = dict(Offer.objects.exclude(state="accepted").values_list("id", "state"))
    assert states == {one: "expired", other: "offered"}
    assert story.told() == [("proposta venceu", "R$ 900,00 · valia até 26/11/2026")]
    assert story.messages() == 0


def test_an_offer_that_expired_is_refused_as_such(story: Story) -> None:
    from trato.casework.negotiation.accept import NotAccepted, accept
    from trato.casework.negotiation.read import newest_offer

    over = datetime(2026, 11, 27, tzinfo=BRASILIA)
    one = story.offer(expires_at=over)
    story.expire(over)
    option: Any = None
    with story.within(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("trato.casework.negotiation.accept.within_authority", lambda *_, **__: True)
        assert newest_offer(story.person_id, "5" * 64) == one
        with pytest.raises(NotAccepted, match="expired"):
            accept(one, option, identity_verified=True, shown_sha256="5" * 64, words="sim",
                   message="wamid", at=over)  # fmt: skip


def test_so_many_at_a_time_the_oldest_first(story: Story) -> None:
    from trato.casework.negotiation.models import Promise

    with story.within():
        for days in range(5):
            Promise.objects.create(
                organisation_id=story.organisation_id, person_id=story.person_id,
                amount_cents=100, promised_on=FRIDAY - days * DAY, created_at=TUESDAY - 9 * DAY,
            )  # fmt: skip
    for days in range(5):
        story.offer(expires_at=TUESDAY - days * DAY)
    assert [story.judge(OVER, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [story.expire(OVER, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_two_workers_at_once_change_each_once(story: Story) -> None:
    from trato.casework.negotiation.models import Promise

    with story.within():
        for _ in range(20):
            Promise.objects.create(
                organisation_id=story.organisation_id, person_id=story.person_id,
                amount_cents=100, promised_on=FRIDAY, created_at=TUESDAY,
            )  # fmt: skip
    for _ in range(20):
        story.offer(expires_at=TUESDAY)
    done: list[int] = []
    start = threading.Barrier(4)

    def work(step: Callable[..., int]) -> None:
        start.wait(timeout=30)
        try:
            done.extend(step(OVER, limit=3) for _ in range(12))
        finally:
            connections.close_all()

    steps = (story.judge, story.judge, story.expire, story.expire)
    threads = [threading.Thread(target=work, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(done) == 40
    assert sorted(what for what, _ in story.told()) == ["promessa"] * 20 + ["proposta venceu"] * 20


def test_another_organisation_is_left_alone(story: Story, agency: UUID) -> None:
    from trato.casework.negotiation.expire_offers import expire_offers
    from trato.casework.payments.judge_promises import judge_over
    from trato.foundation import tenancy

    one = story.promise()
    story.offer(expires_at=TUESDAY)
    with tenancy.within(agency):
        assert (judge_over(now=OVER), expire_offers(now=OVER)) == (0, 0)
    assert story.state(one) == "pending"
    assert story.told() == []


@pytest.fixture
def standing_clock() -> Iterator[None]:
    clock.set_virtual(VirtualTime(starts_at=OVER.astimezone(UTC), anchor_epoch=0, speed=1e-15))
    yield
    clock.set_virtual(None)


@pytest.mark.usefixtures("standing_clock")
def test_the_worker_does_it_as_time_passes(story: Story) -> None:
    from trato.entrypoints.worker.tick import Ticker

    one = story.promise()
    story.offer(expires_at=TUESDAY)
    ticker = Ticker()
    for _ in range(2):
        ticker.tick(story.organisation_id)
    assert story.state(one) == "broken"
    assert sorted(what for what, _ in story.told()) == ["promessa", "proposta venceu"]
