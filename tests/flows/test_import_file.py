"""A creditor's file becomes people and debts: taken once, corrected, recalled, paid, or refused."""

import io
from uuid import UUID

import openpyxl
import pytest

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within

HEADER = "contrato;nome;cpf_cnpj;nascimento;telefones;uf;valor_original;vencimento;situacao"
MARIA = "A-1;Maria da Silva;111.444.777-35;07/03/1980;(11) 98765-4321;SP;1.234,56;10/08/2026;"
JOAO = "A-2;João Souza;52998224725;;11 3456-7890 ou 11 8765-1234;SP;500,00;2026-09-01;em atraso"


def _file(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEADER, *rows, ""]).encode(encoding)


@pytest.fixture
def inside(organisation: UUID):
    from trato.book.portfolios.create_creditor import create_creditor

    with within(organisation):
        create_creditor(
            slug="aurora",
            name="Cooperativa Aurora",
            document="11222333000181",
            address="Rua das Flores, 100, São Paulo/SP",
            pix_key="pix@aurora.example",
            at=TUESDAY,
        )
        yield organisation


def _take(content, **options):
    from trato.book.portfolios.import_file import import_file

    return import_file(
        creditor_slug="aurora", portfolio_name="Cartões", path=content, at=TUESDAY, **options
    )


def _counts(result):
    return result.imported, result.updated, result.unchanged, result.rejected, result.recalled


def _states(portfolio_id):
    from trato.book.portfolios.models import Debt

    return dict(Debt.objects.filter(portfolio_id=portfolio_id).values_list("reference", "state"))


def _snapshot():
    from django.apps import apps

    return {
        m.__name__: sorted(map(repr, m.objects.values_list()))
        for m in apps.get_models()
        if m._meta.app_label in ("people", "portfolios", "journal")
    }


def test_people_and_debts_arrive_and_the_same_file_again_changes_nothing(inside):
    from trato.book.people import read as people
    from trato.book.portfolios import read

    first = _take(_file(MARIA, JOAO), legal_basis="contract")
    assert _counts(first) == (2, 0, 0, 0, 0)
    assert (first.people_created, first.contacts_created) == (2, 3)
    maria = people.find_by_document("11144477735")
    assert maria is not None
    (debt,) = read.debts_of_person(maria)
    assert (debt.principal_cents, debt.due_on.isoformat()) == (123456, "2026-08-10")
    assert (debt.prescribed_on.isoformat(), debt.legal_basis) == ("2031-08-10", "contract")
    joao = people.find_by_document("52998224725")
    contacts = people.contacts_of([joao])[joao]
    values = people.addresses_of([c.contact_point_id for c in contacts])
    assert [values[c.contact_point_id] for c in contacts] == ["+5511987651234", "+551134567890"]
    assert [p for p, _ in read.people_of_portfolio(first.portfolio_id)] == sorted([maria, joao])

    before = _snapshot()
    again = _take(_file(MARIA, JOAO), legal_basis="contract")
    assert again.already_imported
    assert _counts(again) == (0, 0, 2, 0, 0)
    assert _snapshot() == before


def test_a_corrected_row_updates_and_the_others_stay(inside):
    first = _take(_file(MARIA, JOAO))
    changed = MARIA.replace("1.234,56", "1.300,00").replace("98765-4321", "97777-1234")
    second = _take(_file(changed, JOAO))
    assert _counts(second) == (0, 1, 1, 0, 0)
    assert second.contacts_created == 1
    assert second.portfolio_id == first.portfolio_id


def test_a_debt_gone_from_the_file_is_recalled_and_may_be_placed_again(inside):
    from trato.journal.models import Entry

    first = _take(_file(MARIA, JOAO))
    second = _take(_file(MARIA))
    assert _counts(second) == (0, 0, 1, 0, 1)
    assert len(second.closed_debt_ids) == 1
    assert _states(first.portfolio_id) == {"A-1": "active", "A-2": "recalled"}
    assert Entry.objects.filter(kind="book.debt_state_changed").count() == 1
    third = _take(_file(MARIA, JOAO))
    assert (third.updated, third.placed_again) == (1, 1)
    assert _states(first.portfolio_id)["A-2"] == "active"


def test_a_partial_file_recalls_nothing_and_another_portfolio_is_not_touched(inside):
    from trato.book.portfolios.import_file import import_file

    first = _take(_file(MARIA))
    other = import_file(
        creditor_slug="aurora", portfolio_name="Outra", path=_file(JOAO), at=TUESDAY
    )
    assert other.recalled == 0
    assert _states(first.portfolio_id) == {"A-1": "active"}
    rest = JOAO.replace("A-2", "A-3")
    assert _take(_file(rest), is_full_placement=False).recalled == 0


def test_a_paid_row_settles_and_no_later_file_opens_it_again(inside):
    first = _take(_file(MARIA, JOAO))
    paid = _take(_file(MARIA + "quitado", JOAO))
    assert (paid.settled, paid.updated, len(paid.closed_debt_ids)) == (1, 1, 1)
    _take(_file(MARIA.replace("1.234,56", "1.234,57"), JOAO))
    assert _states(first.portfolio_id) == {"A-1": "settled", "A-2": "active"}


def test_what_was_learned_about_a_number_survives_the_next_file(inside):
    from trato.book.people import read as people
    from trato.book.people.mark_contact import mark_contact

    _take(_file(MARIA, JOAO))
    maria = people.find_by_document("11144477735")
    (point,) = people.contacts_of([maria])[maria]
    mark_contact(point.contact_point_id, state="wrong_party", reason="said_so", at=TUESDAY)
    _take(_file(MARIA.replace("(11) 98765-4321", "5511 8765-4321"), JOAO.replace("500", "510")))
    assert [c.state for c in people.contacts_of([maria])[maria]] == ["wrong_party"]


def test_a_file_does_not_wait_for_people_whom_the_dispatcher_holds(organisation, superuser):
    from django.db import connection

    from trato.book.portfolios.create_creditor import create_creditor

    with within(organisation):
        create_creditor(slug="aurora", name="Aurora", document="11222333000181",
            address="Rua A, 1", pix_key="p@aurora.example", at=TUESDAY)  # fmt: skip
        _take(_file(MARIA, JOAO))
    with superuser.transaction():
        superuser.execute(
            "SELECT 1 FROM people_person WHERE organisation_id = %s FOR NO KEY UPDATE",
            [organisation],
        )
        with within(organisation):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
            new = JOAO.replace("A-2", "A-9")
            result = _take(_file(MARIA.replace("1.234,56", "9,99"), JOAO, new))
    assert _counts(result) == (1, 1, 1, 0, 0)


def test_bad_rows_are_reported_masked_and_do_not_recall_their_debts(inside):
    from trato.book.portfolios import read
    from trato.book.portfolios.report import rejected_csv

    first = _take(_file(MARIA, JOAO))
    second = _take(
        _file(
            MARIA.replace("777-35", "777-36"),
            JOAO,
            JOAO,
            '=1+1;"=cmd|calc";1;;;;;;',
        )
    )
    assert _counts(second) == (0, 0, 1, 3, 0)
    assert _states(first.portfolio_id) == {"A-1": "active", "A-2": "active"}
    rows = read.rejected_rows(second.placement_id)
    assert [(r.row, r.column, r.code) for r in rows] == [
        (2, "cpf_cnpj", "document_check_digits"),
        (4, "contrato", "reference_repeated"),
        (5, "contrato", "formula_cell"),
    ]
    assert rows[0].masked_value == "***.444.***-**"
    assert all(r.reason.endswith(".") and r.remedy.endswith(".") for r in rows)
    report = rejected_csv(rows)
    assert "111.444.777" not in report
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for line in report.splitlines()
        for cell in line.split(";")
    )  # fmt: skip


def test_a_contract_does_not_change_hands_silently(inside):
    _take(_file(MARIA))
    taken = _take(_file(MARIA.replace("111.444.777-35", "52998224725")))
    assert (taken.rejected, taken.rejected_rows[0].code) == (1, "document_changed")


def test_a_file_that_empties_a_portfolio_is_refused_unless_asked_for(inside):
    from trato.book.portfolios.refusal import ImportRefused

    rows = [JOAO.replace("A-2", f"B-{i}") for i in range(30)]
    first = _take(_file(*rows))
    with pytest.raises(ImportRefused) as refused:
        _take(_file(*rows[:3]))
    assert refused.value.code == "mass_recall"
    assert set(_states(first.portfolio_id).values()) == {"active"}
    assert _take(_file(*rows[:3]), allow_mass_recall=True).recalled == 27


def test_a_dry_run_counts_everything_and_keeps_nothing(inside):
    before = _snapshot()
    result = _take(_file(MARIA, JOAO), dry_run=True)
    assert (_counts(result), result.dry_run) == ((2, 0, 0, 0, 0), True)
    assert _snapshot() == before


def test_opt_ins_go_to_the_caller(inside):
    got = []
    header = f"{HEADER};opt_in_em;opt_in_origem;opt_in_texto"
    rows = [f"{MARIA};01/02/2026 10:30;aplicativo;Aceito mensagens.", f"{JOAO};;;"]
    content = "\n".join([header, *rows]).encode()
    result = _take(content, on_consents=got.extend)
    assert result.consents == len(got) == 1
    assert got[0].granted_at.isoformat() == "2026-02-01T13:30:00+00:00"
    assert (got[0].source, got[0].notice) == ("aplicativo", "Aceito mensagens.")


def test_a_spreadsheet_reads_like_the_csv(inside):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Nº do contrato", "Cliente", "CPF", "Celular", "Saldo devedor", "Dt. Vencimento"])
    sheet.append(["A-1", "Maria da Silva", 11144477735, 11987654321, 1234.56, TUESDAY.date()])
    sheet.append(["A-2", "João", 3740606009, "=1+1", 10, TUESDAY.date()])
    out = io.BytesIO()
    book.save(out)
    result = _take(out.getvalue(), mapping={"reference": "Nº do contrato", "name": "Cliente",
        "document": "CPF", "phones": "Celular", "original": "Saldo devedor",
        "due": "Dt. Vencimento"})  # fmt: skip
    assert result.imported >= 1
    from trato.book.people import read as people
    from trato.book.portfolios import read

    maria = people.find_by_document("11144477735")
    assert [d.principal_cents for d in read.debts_of_person(maria)] == [123456]


def test_the_samples_arrive_with_their_dirt_turned_away(inside):
    from trato.book.portfolios import sample

    result = _take(sample.path("cooperativa"))
    assert result.rows == 2600
    assert 75 <= result.rejected <= 95
    codes = {r.code for r in result.rejected_rows}
    assert codes == {
        "document_check_digits", "document_repeated", "name_missing", "amount_not_positive",
        "date_impossible", "formula_cell", "reference_repeated", "phone_length", "amount_format",
    }  # fmt: skip
    agency = _take(sample.path("assessoria"), is_full_placement=False)
    assert agency.rows == 400
    assert 9 <= agency.rejected <= 20


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"%PDF-1.7\n", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "wrong_type"),
        (b"PK\x03\x04 not a workbook", "wrong_type"),
        (b"contrato;nome;cpf\n", "no_rows"),
        (b"uma coluna\nso\n", "one_column"),
        (b"A-1;Maria;11144477735;1.234,56\n", "no_header"),
        (b"contrato;nome\nA-1;Maria\n", "column_missing"),
        (b"contrato;" * 300 + b"nome\nA-1\n", "too_many_columns"),
        (HEADER.encode() + b'\nA-1;"' + b"x" * 10_000_000 + b'";1\n', "cell_too_large"),
        (HEADER.encode() + b'\nA-1;"' + b"x\n" * 100_000 + b'";1\n', "cell_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_taken_is_refused_and_leaves_nothing(inside, content, code):
    from trato.book.portfolios.refusal import ImportRefused

    before = _snapshot()
    with pytest.raises(ImportRefused) as refused:
        _take(content)
    assert refused.value.code == code
    assert refused.value.message
    assert refused.value.remedy
    assert _snapshot() == before


def test_a_cell_that_is_too_large_far_down_leaves_nothing_half_done(inside):
    from trato.book.portfolios.refusal import ImportRefused

    rows = [JOAO.replace("A-2", f"B-{i}") for i in range(5200)]
    before = _snapshot()
    with pytest.raises(ImportRefused):
        _take(_file(*rows, f"Z-1;{'x' * 40_000};;;;;;;"))
    assert _snapshot() == before


def test_a_saved_mapping_is_found_again_and_a_wrong_one_refused(inside):
    from trato.book.portfolios import read
    from trato.book.portfolios.refusal import ImportRefused
    from trato.book.portfolios.save_mapping import save_mapping

    save_mapping("banco x", {"reference": "Chave", "phones": ["T1", "T2"]}, at=TUESDAY)
    save_mapping("banco x", {"reference": "Chave", "phones": ["T1"]}, at=TUESDAY)
    assert read.saved_mapping("banco x") == {"reference": ["Chave"], "phones": ["T1"]}
    assert read.saved_mapping("banco y") is None
    assert read.saved_mappings() == ("banco x",)
    with pytest.raises(ImportRefused):
        save_mapping("banco x", {"no_such_field": "Chave"}, at=TUESDAY)
    with pytest.raises(ImportRefused) as refused:
        _take(_file(MARIA), mapping={"reference": "Chave"})
    assert refused.value.code == "column_missing"
