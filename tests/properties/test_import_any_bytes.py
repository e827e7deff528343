"""No file breaks the preview: it is read, or refused with a reason."""

import io
import zipfile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import TUESDAY
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.columns import FIELDS
from trato.book.portfolios.masks import mask_cell, neutral
from trato.book.portfolios.preview import Preview, preview
from trato.book.portfolios.refusal import ImportRefused
from trato.book.portfolios.rows import ParsedRow, RowProblem, read_row

HEADER = b"contrato;nome;cpf_cnpj;nascimento;telefones;email;uf;valor_original;vencimento\n"


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


contents = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=400).map(lambda b: HEADER + b),
    st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b),
    st.binary(max_size=200).map(lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b),
    st.binary(max_size=200).map(lambda b: b"\xff\xfe" + b),
    st.binary(max_size=200).map(lambda b: _zip("xl/workbook.xml", b)),
    st.text(max_size=400).map(lambda t: HEADER + t.encode("utf-8", "surrogatepass")),
)


@settings(max_examples=300, deadline=None)
@example(b"sep=;\n")
@example(b"sep=;\nsep=;\n;;\n")
@example(b'"\n')
@example(b'a;b\n1;"')
@given(contents)
def test_any_bytes_are_previewed_or_refused(content):
    outcome = _outcome(content)
    if isinstance(outcome, ImportRefused):
        assert outcome.code
        assert outcome.message.endswith(".")
        assert outcome.remedy.endswith(".")


def _outcome(content: bytes) -> Preview | ImportRefused:
    try:
        return preview(content, "remessa.csv", now=TUESDAY)
    except ImportRefused as refused:
        return refused


words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["111.444.777-35", "10/08/2026", "1.234,56", "-1", "=1", "pago", "SP", ""]),
)


@given(st.lists(words, min_size=len(FIELDS), max_size=len(FIELDS) + 2))
def test_any_cells_become_a_row_or_a_problem(row):
    reading = Reading(positions={f: (i,) for i, f in enumerate(FIELDS)}, now=TUESDAY)
    read = read_row(2, row, len(FIELDS), reading)
    assert isinstance(read, (ParsedRow, RowProblem))
    if isinstance(read, ParsedRow):
        assert read.principal_cents > 0
        assert read.paid_cents >= 0


@given(st.sampled_from(("", *FIELDS)), st.text(max_size=200))
def test_a_mask_is_short_and_hides_long_numbers(field, text):
    masked = mask_cell(field, text)
    assert len(masked) <= 60
    run = 0
    for c in masked:
        run = run + 1 if c in "0123456789" else 0
        assert run < 9


@given(st.text(max_size=20))
def test_no_cell_of_a_report_starts_a_formula(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
