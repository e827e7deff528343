"""An instalment is charged, paid once, heard of many times; every cent is accounted for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from trato.casework.payments.provider import (
    ChargeOrder,
    IssuedCharge,
    PspRefused,
    PspUnavailable,
    Settlement,
)
from trato.foundation.ids import new_id

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
DUE = date(2026, 12, 1)


class Bank:
    """A PSP in memory that can be told to fail."""

    def __init__(self) -> None:
        self.orders: list[ChargeOrder] = []
        self.cancelled: list[str] = []
        self.paid: list[Settlement] = []
        self.trouble: Exception | None = None

    def issue(self, order: ChargeOrder) -> IssuedCharge:
        self.orders.append(order)
        if self.trouble:
            raise self.trouble
        return IssuedCharge(txid=order.txid, brcode=f"code-{order.txid}", state="ATIVA")

    def settlements(self, *, since: datetime, until: datetime) -> list[Settlement]:
        return [s for s in self.paid if since <= s.paid_at <= until]

    def cancel(self, txid: str) -> None:
        if self.trouble:
            raise self.trouble
        self.cancelled.append(txid)


class Case:
    """One agreement over two debts (3:1) with its instalments."""

    def __init__(self, organisation_id: UUID, amounts: tuple[int, ...]) -> None:
        from trato.book.portfolios.models import Creditor, Debt, Portfolio
        from trato.casework.negotiation.models import Agreement, Instalment, Offer

        self.organisation_id = organisation_id
        with self.within():
            own: dict[str, Any] = {"organisation_id": organisation_id}
            creditor = Creditor.objects.create(
                **own, slug=new_id().hex, name="Aurora", document="11222333000181", address="x",
                pix_key="pix@aurora.example", pix_document="11222333000181", created_at=TUESDAY,
            )  # fmt: skip
            portfolio = Portfolio.objects.create(
                **own, creditor_id=creditor.id, name="p", created_at=TUESDAY
            )
            self.person_id = _person()
            self.debt_ids = [
                Debt.objects.create(
                    **own, creditor_id=creditor.id, portfolio_id=portfolio.id,
                    person_id=self.person_id, reference=new_id().hex, principal_cents=cents,
                    due_on=date(2026, 1, 1), prescribed_on=date(2031, 1, 1),
                    state="in_agreement", state_changed_at=TUESDAY, created_at=TUESDAY,
                ).id
                for cents in (30_000, 10_000)
            ]  # fmt: skip
            debt_ids = [str(i) for i in self.debt_ids]
            offer = Offer.objects.create(
                **own, person_id=self.person_id, debt_ids=debt_ids, terms={}, sheet_text="",
                sheet_sha256="", authority="bot", total_cents=sum(amounts), discount_cents=0,
                created_at=TUESDAY, expires_at=TUESDAY,
            )  # fmt: skip
            agreement = Agreement.objects.create(
                **own, person_id=self.person_id, offer_id=offer.id, creditor_id=creditor.id,
                debt_ids=debt_ids, state="accepted", terms_sha256="", accepted_words="sim",
                accepted_message="wamid", total_cents=sum(amounts), discount_cents=0,
                accepted_at=TUESDAY,
            )  # fmt: skip
            self.agreement_id = agreement.id
            self.instalment_ids = [
                Instalment.objects.create(
                    **own, agreement_id=agreement.id, number=n + 1, amount_cents=cents,
                    due_on=DUE + timedelta(days=30 * n),
                ).id
                for n, cents in enumerate(amounts)
            ]  # fmt: skip

    @contextmanager
    def within(self) -> Iterator[None]:
        from trato.foundation import tenancy

        with tenancy.within(self.organisation_id):
            yield

    def request(self, number: int = 0) -> UUID:
        from trato.casework.payments.issue import request_charge

        with self.within():
            return request_charge(self.instalment_ids[number], at=TUESDAY)

    def issue(self, bank: Bank, *, now: datetime = TUESDAY, on_issued: Any = None) -> int:
        from trato.casework.payments.issue import issue_waiting

        return issue_waiting(self.organisation_id, bank, now=now, on_issued=on_issued)

    def charge(self, charge_id: UUID) -> Any:
        from trato.casework.payments import read

        with self.within():
            return read.charge(charge_id)

    def settle(self, settlement: Settlement, *, heard_by: str = "webhook") -> Any:
        from trato.casework.payments.settle import settle

        with self.within():
            return settle(settlement, heard_by=heard_by, at=TUESDAY + timedelta(minutes=1))

    def shares(self, payment_id: UUID) -> list[tuple[bool, UUID | None, int]]:
        from trato.casework.payments import read

        with self.within():
            shares = read.shares_of(payment_id)
        return [(s.instalment_id is not None, s.debt_id, s.amount_cents) for s in shares]

    def paid_on_debts(self) -> list[int]:
        from trato.book.portfolios import read

        with self.within():
            cards = read.debts(self.debt_ids)
        return [cards[i].paid_cents for i in self.debt_ids]


def _person() -> UUID:
    from trato.book.people.register import register_person
    from trato.book.people.values import NewPerson

    person = NewPerson(name="Maria de Souza", document="52998224725")
    return register_person(person, at=TUESDAY)


@pytest.fixture
def case(organisation: UUID) -> Callable[..., Case]:
    return lambda *amounts: Case(organisation, amounts or (15_001, 15_000))


def paid(txid: str, cents: int, *, at: datetime = TUESDAY, key: str = "") -> Settlement:
    return Settlement(
        end_to_end_id="E" + new_id().hex[1:], txid=txid, amount_cents=cents, pix_key=key, paid_at=at
    )


def test_a_charge_is_asked_for_once(case: Callable[..., Case]) -> None:
    one = case()
    assert one.request() == one.request()
    assert one.request(0) != one.request(1)


def test_issued_after_commit_and_told(case: Callable[..., Case]) -> None:
    one, bank, told = case(), Bank(), []
    charge_id = one.request()
    assert one.issue(bank, on_issued=told.append) == 1
    assert one.issue(bank, on_issued=told.append) == 0
    (order,) = bank.orders
    assert order.amount_cents == 15_001
    assert (order.payer_document, order.payer_name) == ("52998224725", "Maria de Souza")
    assert (order.pix_key, order.due_on, order.txid) == ("pix@aurora.example", DUE, charge_id.hex)
    charge = one.charge(charge_id)
    assert (charge.state, charge.brcode) == ("issued", f"code-{charge_id.hex}")
    assert [c.charge_id for c in told] == [charge_id]


def test_a_psp_that_is_away_is_asked_again_later(case: Callable[..., Case]) -> None:
    one, bank = case(), Bank()
    charge_id = one.request()
    bank.trouble = PspUnavailable("HTTP 503")
    assert one.issue(bank) == 0
    assert one.issue(bank) == 0
    assert len(bank.orders) == 1
    bank.trouble = None
    assert one.issue(bank, now=TUESDAY + timedelta(minutes=1)) == 1
    assert bank.orders[0] == bank.orders[1]
    assert one.charge(charge_id).state == "issued"


def test_a_refused_charge_waits_for_a_person(case: Callable[..., Case]) -> None:
    from trato.casework.payments import read

    one, bank = case(), Bank()
    charge_id = one.request()
    bank.trouble = PspRefused("HTTP 400: Cobrança inválida")
    assert one.issue(bank) == 0
    with one.within():
        assert [c.charge_id for c in read.failed_charges()] == [charge_id]
    assert one.charge(charge_id).failure == "HTTP 400: Cobrança inválida"


def test_a_claim_that_crashed_is_repeated_under_the_same_txid(case: Callable[..., Case]) -> None:
    one, bank = case(), Bank()
    one.request()

    def crash(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one.issue(bank, on_issued=crash)
    assert one.issue(bank) == 0
    assert one.issue(bank, now=TUESDAY + timedelta(minutes=2)) == 1
    assert bank.orders[0].txid == bank.orders[1].txid


def test_first_payment_activates_the_agreement(case: Callable[..., Case]) -> None:
    from trato.casework.negotiation import read

    one, bank = case(), Bank()
    charge_id = one.request()
    one.issue(bank)
    settled = one.settle(paid(charge_id.hex, 15_001))
    assert (settled.is_new, settled.state, settled.became_active) == (True, "matched", True)
    assert (settled.next_cents, settled.next_due_on) == (15_000, DUE + timedelta(days=30))
    assert one.charge(charge_id).state == "paid"
    with one.within():
        assert read.agreement(one.agreement_id).state == "active"
    # 3:1 over the two debts, to the cent.
    assert one.paid_on_debts() == [11_251, 3_750]
    assert sum(cents for _, _, cents in one.shares(settled.payment_id)) == 15_001


def test_heard_twice_counts_once(case: Callable[..., Case]) -> None:
    one = case()
    charge_id = one.request()
    settlement = paid(charge_id.hex, 15_001)
    first, second = one.settle(settlement), one.settle(settlement, heard_by="poll")
    assert (first.is_new, second.is_new) == (True, False)
    assert first.payment_id == second.payment_id
    assert sum(one.paid_on_debts()) == 15_001


def test_too_little_and_then_the_rest(case: Callable[..., Case]) -> None:
    one = case()
    charge_id = one.request()
    little = one.settle(paid(charge_id.hex, 5_000))
    assert (little.shortfall_cents, little.became_active) == (10_001, False)
    assert one.charge(charge_id).state == "part_paid"
    rest = one.settle(paid(charge_id.hex, 10_001))
    assert (rest.shortfall_cents, rest.surplus_cents, rest.became_active) == (0, 0, True)
    assert one.charge(charge_id).state == "paid"


def test_too_much_leaves_the_surplus_apart(case: Callable[..., Case]) -> None:
    one = case()
    charge_id = one.request()
    settled = one.settle(paid(charge_id.hex, 16_000))
    assert settled.surplus_cents == 999
    assert one.shares(settled.payment_id)[-1] == (False, None, 999)
    assert sum(one.paid_on_debts()) == 15_001
    again = one.settle(paid(charge_id.hex, 15_001))
    assert again.surplus_cents == 15_001
    assert sum(one.paid_on_debts()) == 15_001


def test_money_nobody_knows_is_kept(case: Callable[..., Case]) -> None:
    from trato.casework.payments import read

    one = case()
    settled = one.settle(paid("", 700))
    unknown = one.settle(paid("a" * 32, 800))
    assert (settled.state, unknown.state) == ("unmatched", "unmatched")
    assert one.shares(unknown.payment_id) == [(False, None, 800)]
    with one.within():
        assert sum(p.amount_cents for p in read.loose_payments()) == 1_500


def test_an_agreement_that_does_not_take_it_does_not_lose_the_money(
    case: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.casework.payments import settle as module

    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("odd state")

    one = case()
    charge_id = one.request()
    monkeypatch.setattr(module, "credit_debt", refuse)
    settled = one.settle(paid(charge_id.hex, 15_001))
    assert settled.state == "unallocated"
    assert one.shares(settled.payment_id) == [(False, None, 15_001)]
    assert one.paid_on_debts() == [0, 0]


def test_last_payment_completes_and_settles(case: Callable[..., Case]) -> None:
    from trato.book.portfolios import read

    one = case(100, 1)
    for number, cents in enumerate((100, 1)):
        settled = one.settle(paid(one.request(number).hex, cents))
    assert settled.is_completed
    assert settled.next_due_on is None
    with one.within():
        assert {d.state for d in read.debts(one.debt_ids).values()} == {"settled"}


def test_polling_finds_what_no_webhook_told(case: Callable[..., Case]) -> None:
    from trato.casework.payments.poll import poll_settlements

    one, bank, told = case(), Bank(), []
    bank.paid = [
        paid(one.request().hex, 15_001),
        paid("b" * 32, 500, key="pix@aurora.example"),
        paid("", 600, key="pix@aurora.example"),
        paid("", 900, key="somebody@else.example"),
    ]

    def poll() -> int:
        return poll_settlements(
            one.organisation_id, bank, since=TUESDAY - timedelta(days=1), until=TUESDAY,
            at=TUESDAY, on_settled=told.append,
        )  # fmt: skip

    assert [poll(), poll()] == [2, 0]
    assert [s.amount_cents for s in told] == [15_001, 600]


def test_a_receipt_that_fails_does_not_take_the_money_back(case: Callable[..., Case]) -> None:
    from trato.casework.payments.settle import tell

    one = case()
    settlement = paid(one.request().hex, 15_001)
    with one.within():
        tell(lambda _: 1 / 0, one.settle(settlement))
    assert sum(one.paid_on_debts()) == 15_001
    assert not one.settle(settlement).is_new


def test_a_part_paid_instalment_is_charged_for_the_rest(case: Callable[..., Case]) -> None:
    from trato.casework.payments.withdraw import withdraw_waiting

    one, bank = case(), Bank()
    first = one.request()
    one.issue(bank)
    one.settle(paid(first.hex, 5_000))
    second = one.request()
    assert second != first
    assert one.charge(second).amount_cents == 10_001
    with one.within():
        from trato.casework.payments.withdraw import withdraw_charge

        withdraw_charge(second, at=TUESDAY)
    assert withdraw_waiting(one.organisation_id, bank, now=TUESDAY) == 1
    assert bank.cancelled == [second.hex]
    assert one.charge(second).state == "cancelled"
    assert withdrawn(one) == [(one.charge(second).person_id, str(second), 10_001)]
    assert withdraw_waiting(one.organisation_id, bank, now=TUESDAY) == 0
    assert len(withdrawn(one)) == 1, "told once"


def withdrawn(one: Case) -> list[tuple[UUID | None, str, int]]:
    """Return what the journal tells of charges taken back, with whose they were."""
    from trato.journal.models import Entry

    with one.within():
        rows = Entry.objects.filter(kind="payments.charge_withdrawn").order_by("id")
        return [(r.subject_id, r.facts["charge_id"], r.facts["amount_cents"]) for r in rows]


def test_a_charge_paid_while_being_withdrawn_still_counts(case: Callable[..., Case]) -> None:
    from trato.casework.payments.withdraw import withdraw_charges, withdraw_waiting

    one, bank = case(), Bank()
    charge_id = one.request()
    one.issue(bank)
    with one.within():
        assert withdraw_charges(one.agreement_id, at=TUESDAY) == 1
    bank.trouble = PspRefused("paid")
    assert withdraw_waiting(one.organisation_id, bank, now=TUESDAY) == 0
    assert one.charge(charge_id).state == "issued"
    assert withdrawn(one) == []
    assert one.settle(paid(charge_id.hex, 15_001)).state == "matched"
