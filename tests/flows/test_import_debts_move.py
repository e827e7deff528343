"""Debts move along the table, payments are counted, and an erased person stays erased."""

from datetime import date
from uuid import UUID

import pytest

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within

FILE = (
    b"contrato;nome;cpf_cnpj;telefones;valor_original;vencimento\n"
    b"A-1;Maria da Silva;111.444.777-35;(11) 98765-4321;1.234,56;10/08/2026\n"
    b"A-2;Maria da Silva;111.444.777-35;(11) 98765-4321;500,00;10/07/2026\n"
)


@pytest.fixture
def taken(organisation: UUID):
    from trato.book.portfolios.create_creditor import create_creditor
    from trato.book.portfolios.import_file import import_file

    with within(organisation):
        create_creditor(
            slug="aurora", name="Aurora", document="11.222.333/0001-81", address="Rua A, 1",
            pix_key="pix@aurora.example", at=TUESDAY,
        )  # fmt: skip
        yield import_file(creditor_slug="aurora", portfolio_name="Cartões", path=FILE, at=TUESDAY)


def test_a_move_is_journaled_and_an_illegal_one_changes_nothing(taken):
    from trato.book.portfolios import read
    from trato.book.portfolios.change_debt_state import change_debt_state
    from trato.book.portfolios.rules import IllegalDebtMove
    from trato.journal.models import Entry

    [(person, ids)] = read.people_of_portfolio(taken.portfolio_id)
    assert [read.debt(i).due_on for i in ids] == [date(2026, 7, 10), date(2026, 8, 10)]
    assert change_debt_state(ids, state="disputed", reason="not_recognised", at=TUESDAY) == (
        tuple(sorted(ids))
    )
    assert change_debt_state(ids, state="disputed", reason="again", at=TUESDAY) == ()
    change_debt_state(ids[:1], state="cancelled", reason="undue", at=TUESDAY)
    with pytest.raises(IllegalDebtMove):
        change_debt_state(ids, state="in_agreement", reason="x", at=TUESDAY)
    with pytest.raises(read.UnknownDebt):
        change_debt_state([*ids, UUID(int=7)], state="active", reason="x", at=TUESDAY)
    states = {d.debt_id: d.state for d in read.debts_of_person(person)}
    assert states == {ids[0]: "cancelled", ids[1]: "disputed"}
    assert Entry.objects.filter(kind="book.debt_state_changed").count() == 3
    assert read.debts_of_person(person, states=["cancelled"]) == (read.debt(ids[0]),)


def test_money_is_counted_and_settles_when_the_caller_says_so(taken):
    from trato.book.portfolios import read
    from trato.book.portfolios.credit_payment import credit_debt

    [(person, ids)] = read.people_of_portfolio(taken.portfolio_id)
    assert credit_debt(ids[0], amount_cents=100_00, at=TUESDAY) == 100_00
    assert read.debt(ids[0]).state == "active"
    assert credit_debt(ids[0], amount_cents=400_00, at=TUESDAY, settles=True) == 500_00
    assert read.debt(ids[0]).state == "settled"
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="positive"):
            credit_debt(ids[0], amount_cents=wrong, at=TUESDAY)
    with pytest.raises(read.UnknownDebt):
        credit_debt(UUID(int=7), amount_cents=1, at=TUESDAY)
    assert read.people_of_portfolio(taken.portfolio_id) == [(person, ids[1:])]
    assert [d.debt_id for d in read.debts_of_people([person])[person]] == ids


def test_what_may_be_asked_of_creditors_portfolios_and_placements(taken):
    from trato.book.portfolios import read

    creditor = read.creditor_by_slug("aurora")
    assert (creditor.document, creditor.pix_document) == ("11222333000181", "11222333000181")
    assert read.creditor(creditor.creditor_id) == creditor
    assert read.all_creditors() == (creditor,)
    (portfolio,) = read.portfolios()
    assert read.portfolio(portfolio.portfolio_id) == portfolio
    assert read.portfolios(creditor.creditor_id) == (portfolio,)
    placement = read.placement(taken.placement_id)
    assert (placement.counts["rows"], placement.counts["imported"]) == (2, 2)
    assert read.placements(portfolio.portfolio_id) == (placement,)
    nobody = UUID(int=7)
    for question, wrong in (
        (read.creditor, read.UnknownCreditor),
        (read.portfolio, read.UnknownPortfolio),
        (read.placement, read.UnknownPlacement),
    ):
        with pytest.raises(wrong):
            question(nobody)


def test_a_file_does_not_bring_back_an_erased_person(taken):
    from trato.book.people.models import ContactPoint, Person
    from trato.book.portfolios.import_file import import_file

    ContactPoint.objects.all().delete()
    Person.objects.update(erased_at=TUESDAY, name="", uf="")
    changed = FILE.replace(b"500,00", b"510,00")
    import_file(creditor_slug="aurora", portfolio_name="Cartões", path=changed, at=TUESDAY)
    assert not ContactPoint.objects.exists()
    assert Person.objects.get().name == ""
