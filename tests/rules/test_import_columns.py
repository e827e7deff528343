"""What a file's columns mean, guessed from names and values."""

import pytest

from tests.conftest import TUESDAY
from trato.book.portfolios import columns, sample
from trato.book.portfolios.preview import preview
from trato.book.portfolios.refusal import ImportRefused


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nº do Contrato", "reference"), ("CONTRATO", "reference"), ("Título", "reference"),
        ("Nome do Cliente", "name"), ("Razão Social", "name"), ("Sacado", "name"),
        ("CPF/CNPJ", "document"), ("cpf_cnpj", "document"), ("Documento", "document"),
        ("Dt. Nascimento", "birth"), ("Celular", "phones"), ("Telefone 2", "phones"),
        ("E-mail", "email"), ("Estado", "uf"), ("Município", "municipality"),
        ("Cidade", "municipality"), ("Saldo Devedor", "original"), ("Vlr. Original", "original"),
        ("Data de Vencimento", "due"), ("Dt. Vcto", "due"), ("Valor Pago", "paid"),
        ("Situação", "status"), ("Base Legal", "legal_basis"), ("Prescrição", "prescribed_on"),
        ("Origem do telefone", "phone_provenance"), ("opt_in_em", "opt_in_at"),
        ("Observação", ""),
    ],
)  # fmt: skip
def test_names_that_brazilian_files_use(header, field):
    (guess,) = columns.guess([header], [])
    assert guess.field == field
    assert (guess.confidence > 0) == bool(field)


def test_values_tell_what_names_do_not():
    sample_rows = [["111.444.777-35", "(11) 98765-4321", "SP", "a@b.com.br", "x"]] * 3
    guesses = columns.guess(["c1", "c2", "c3", "c4", "c5"], sample_rows)
    assert [g.field for g in guesses] == ["document", "phones", "uf", "email", ""]
    assert all(g.confidence <= 0.6 for g in guesses)


def test_several_phone_columns_are_all_kept():
    guesses = columns.guess(["Telefone 1", "Telefone 2", "Celular"], [])
    assert columns.mapping_of(guesses) == {"phones": ["Telefone 1", "Telefone 2", "Celular"]}


def test_values_that_contradict_a_name_lower_the_confidence():
    sure = columns.guess(["cpf"], [["11144477735"]])[0].confidence
    unsure = columns.guess(["cpf"], [["abc"]])[0].confidence
    assert sure == 1.0
    assert unsure == 0.7


@pytest.mark.parametrize(
    ("name", "encoding"), [("cooperativa", "utf-8-sig"), ("assessoria", "latin-1")]
)
def test_the_samples_are_understood_and_shown_masked(name, encoding):
    seen = preview(sample.path(name), f"{name}.csv", now=TUESDAY)
    assert (seen.encoding, seen.separator, seen.missing) == (encoding, ";", ())
    assert len(seen.mapping) == 19
    assert all(c.confidence >= 0.9 for c in seen.columns if c.field in columns.REQUIRED)
    raw = sample.path(name).read_text(encoding="utf-8" if encoding != "latin-1" else "latin-1")
    first = raw.splitlines()[1].split(";")
    shown = seen.sample[0]
    for i in (1, 2, 4):
        assert first[i] not in shown[i]
    assert seen.problems


@pytest.mark.parametrize(
    ("text", "encoding", "separator"),
    [
        ("contrato;nome\nA;João\n", "utf-8", ";"),
        ("contrato,nome\nA,João\n", "utf-8-sig", ","),
        ("contrato\tnome\nA\tJoão\n", "latin-1", "\t"),
        ("sep=,\ncontrato,nome\nA,João\n", "utf-8", ","),
        ("contrato;nome\nA;João\n", "utf-16", ";"),
    ],
)
def test_separators_and_encodings(text, encoding, separator):
    seen = preview(text.encode(encoding), "x.csv", now=TUESDAY)
    assert (seen.separator, seen.encoding) == (separator, encoding)
    assert [c.field for c in seen.columns] == ["reference", "name"]
    assert seen.missing == ("document", "original", "due")
    assert seen.rows_checked == 1


def test_an_unknown_field_or_column_is_refused():
    for mapping in ({"nada": "contrato"}, {"reference": "nada"}):
        with pytest.raises(ImportRefused):
            columns.positions(mapping, ["contrato"])
