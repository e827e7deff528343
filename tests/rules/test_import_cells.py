"""One row of a file: what is taken, what is turned away and why, what is only noted."""

from datetime import date

import pytest

from tests.conftest import TUESDAY
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.columns import FIELDS
from trato.book.portfolios.rows import ParsedRow, RowProblem, read_row

GOOD = {
    "reference": "A-1",
    "name": "Maria da Silva",
    "document": "111.444.777-35",
    "phones": "(11) 98765-4321",
    "original": "1.234,56",
    "due": "10/08/2026",
}
READING = Reading(
    positions={f: (i,) for i, f in enumerate(FIELDS)}, now=TUESDAY, legal_basis="contract"
)


def _read(**changes: str) -> ParsedRow | RowProblem:
    values = GOOD | changes
    return read_row(7, [values.get(f, "") for f in FIELDS], len(FIELDS), READING)


def _taken(**changes: str) -> ParsedRow:
    row = _read(**changes)
    assert isinstance(row, ParsedRow), row
    return row


def test_a_plain_row():
    row = _taken()
    assert (row.principal_cents, row.paid_cents, row.state) == (123456, 0, "active")
    assert (row.due_on, row.prescribed_on) == (date(2026, 8, 10), date(2031, 8, 10))
    assert (row.legal_basis, row.consent, row.notes) == ("contract", None, ())


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"reference": ""}, "reference", "reference_missing"),
        ({"reference": "=A1"}, "reference", "formula_cell"),
        ({"reference": "x" * 81}, "reference", "text_too_long"),
        ({"name": ""}, "name", "name_missing"),
        ({"name": "-"}, "name", "name_missing"),
        ({"name": "123"}, "name", "name_missing"),
        ({"name": "@SUM(A1)"}, "name", "formula_cell"),
        ({"name": "+cmd"}, "name", "formula_cell"),
        ({"document": ""}, "document", "document_missing"),
        ({"document": "11111111111"}, "document", "document_repeated"),
        ({"phones": "12345"}, "phones", "phone_length"),
        ({"original": ""}, "original", "amount_format"),
        ({"original": "a combinar"}, "original", "amount_format"),
        ({"original": "-10,00"}, "original", "amount_not_positive"),
        ({"original": "0"}, "original", "amount_not_positive"),
        ({"original": "1,234"}, "original", "amount_format"),
        ({"original": "9" * 20}, "original", "amount_format"),
        ({"paid": "-1"}, "paid", "amount_not_positive"),
        ({"due": ""}, "due", "date_missing"),
        ({"due": "31/02/2026"}, "due", "date_impossible"),
        ({"due": "2026/02/01"}, "due", "date_format"),
        ({"due": "10/08/26"}, "due", "date_format"),
        ({"due": "10/08/1926"}, "due", "date_range"),
        ({"birth": "10/08/2027"}, "birth", "date_range"),
        ({"status": "sei lá"}, "status", "status_unknown"),
        ({"legal_basis": "vontade"}, "legal_basis", "legal_basis_unknown"),
        ({"opt_in_at": "01/01/2027", "opt_in_source": "site"}, "opt_in_at", "opt_in_future"),
        ({"opt_in_at": "01/01/2026"}, "opt_in_source", "opt_in_without_source"),
        (
            {"opt_in_at": "01/01/2026", "opt_in_source": "a@b.com"},
            "opt_in_source",
            "opt_in_source_personal",
        ),
        ({"phone_provenance": "sei lá"}, "phone_provenance", "phone_provenance_unknown"),
    ],
)
def test_what_turns_a_row_away(changes, field, code):
    problem = _read(**changes)
    assert isinstance(problem, RowProblem)
    assert (problem.row, problem.field, problem.code) == (7, field, code)
    assert problem.reason.endswith(".")
    assert problem.remedy.endswith(".")


def test_more_cells_than_the_header_turn_a_row_away_unless_they_are_empty():
    cells = [GOOD.get(f, "") for f in FIELDS]
    assert isinstance(read_row(7, [*cells, " ", ""], len(FIELDS), READING), ParsedRow)
    problem = read_row(7, [*cells, "x"], len(FIELDS), READING)
    assert isinstance(problem, RowProblem)
    assert problem.code == "row_width"


def test_a_bad_part_beside_a_good_one_is_noted_only():
    row = _taken(phones="(11) 98765-4321 / 12345", email="nada; A@B.com.br", uf="ZZ")
    assert [c.value for c in row.person.contacts] == ["+5511987654321", "a@b.com.br"]
    assert {n.code for n in row.notes} == {"phone_length", "email_invalid", "uf_unknown"}
    assert row.person.uf == ""


def test_mobiles_go_first_and_the_provenance_is_of_the_phones():
    row = _taken(phones="1134567890 / 11987654321", phone_provenance="Bureau")
    assert [(c.value, c.priority) for c in row.person.contacts] == [
        ("+5511987654321", 0), ("+551134567890", 1),
    ]  # fmt: skip
    assert {c.provenance for c in row.person.contacts} == {"bureau_enriched"}
    assert {c.provenance for c in _taken(phone_provenance="").person.contacts} == {"unknown"}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "PAGO"}, "settled"),
        ({"status": "Quitada"}, "settled"),
        ({"status": "em atraso"}, "active"),
        ({"status": "Contestado"}, "disputed"),
        ({"paid": "1.234,56"}, "settled"),
        ({"paid": "1.234,55"}, "active"),
    ],
)
def test_the_state_a_file_tells(changes, state):
    assert _taken(**changes).state == state


def test_dates_and_opt_ins():
    assert _taken(due="2026-08-10").due_on == _taken(due="10.8.2026 10:30").due_on
    assert _taken(prescribed_on="01/01/2030").prescribed_on == date(2030, 1, 1)
    assert _taken(due="29/02/2024").prescribed_on == date(2029, 2, 28)
    consent = _taken(opt_in_at="2026-02-01T10:30", opt_in_source="agência").consent
    assert consent is not None
    assert consent.granted_at.isoformat() == "2026-02-01T13:30:00+00:00"


def test_a_fingerprint_says_what_repr_says():
    for row in (
        _taken(),
        _taken(phones="1134567890 / 11987654321", email="a@b.com.br", birth="01/02/1980", uf="SP"),
        _taken(phones="", opt_in_at="01/01/2026", opt_in_source="agência 'centro'"),
    ):
        assert row.fingerprint() == repr(
            (row.reference, row.person, row.product, row.principal_cents, row.paid_cents,
             row.due_on, row.prescribed_on, row.legal_basis, row.basis_evidence, row.state,
             row.consent)
        )  # fmt: skip
