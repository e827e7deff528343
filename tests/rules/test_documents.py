"""CPF and CNPJ, the alphanumeric one included."""

import pytest

from trato.foundation import documents
from trato.foundation.documents import Document, NotADocument


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("111.444.777-35", "11144477735", "CPF"),
        (" 11144477735 ", "11144477735", "CPF"),
        ("1234567890", "01234567890", "CPF"),
        ("191000000000", None, None),
        ("11.222.333/0001-81", "11222333000181", "CNPJ"),
        ("191", None, None),
        ("12.ABC.345/01DE-35", "12ABC34501DE35", "CNPJ"),
        ("12abc34501de35", "12ABC34501DE35", "CNPJ"),
        ("00.000.000/0001-91", "00000000000191", "CNPJ"),
    ],
)
def test_masked_and_bare_forms_are_one_document(text, value, kind):
    if value is None:
        assert not documents.is_valid(text)
        return
    assert documents.parse(text) == Document(value=value, kind=kind)
    assert documents.kind_of(value) == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "document_missing"),
        (" . - ", "document_missing"),
        ("111.111.111-11", "document_repeated"),
        ("00.000.000/0000-00", "document_repeated"),
        ("111.444.777-36", "document_check_digits"),
        ("11222333000182", "document_check_digits"),
        ("12ABC34501DE36", "document_check_digits"),
        ("12ABC34501DEXX", "document_check_digits"),
        ("123", "document_length"),
        ("1114447773A", "document_length"),
        ("=1+1", "document_characters"),
        ("¹¹¹44477735", "document_characters"),
    ],
)
def test_what_is_no_document_says_why_without_repeating_it(text, code):
    with pytest.raises(NotADocument) as refused:
        documents.parse(text)
    assert refused.value.code == code
    assert refused.value.reason.endswith(".")
    assert refused.value.remedy.endswith(".")


def test_a_mask_never_shows_an_identity_factor():
    assert documents.mask("111.444.777-35") == "***.444.***-**"
    assert documents.mask("12ABC34501DE35") == "12.***.***/01DE-**"
    assert documents.mask("12345") == "*****"


def test_the_usual_punctuation():
    assert documents.format_document("11144477735") == "111.444.777-35"
    assert documents.format_document("12ABC34501DE35") == "12.ABC.345/01DE-35"
