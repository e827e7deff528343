"""Phones as Brazilians write them."""

import pytest

from trato.foundation import phone
from trato.foundation.phone import NotAPhone, Phone, Problem


@pytest.mark.parametrize(
    "text",
    [
        "(11) 98765-4321", "11987654321", "11 98765 4321", "11 8765-4321", "(11)8765-4321",
        "+55 11 98765-4321", "+55 (11) 8765-4321", "5511987654321", "551187654321",
        "011 98765-4321", "0xx11 98765-4321", "0XX11 8765-4321", "0 15 11 98765-4321",
        "0xx15 11 98765-4321", "0055 11 98765 4321", "whats: 11 98765-4321", "Cel. 11 98765-4321",
        "+5511987654321", "11\u00a098765\u20114321",
    ],
)  # fmt: skip
def test_one_mobile_has_one_form(text):
    assert phone.parse(text) == Phone(e164="+5511987654321", ddd="11", is_mobile=True)


def test_a_landline_keeps_its_eight_digits():
    assert phone.parse("(11) 3456-7890") == Phone(e164="+551134567890", ddd="11", is_mobile=False)
    assert phone.parse("(11) 3456-7890 ramal 12").e164 == "+551134567890"


def test_55_is_also_an_area_code():
    assert phone.parse("(55) 99123-4567").e164 == "+5555991234567"
    assert phone.parse("55 9123-4567").e164 == "+5555991234567"
    assert phone.parse("55 55 99123-4567").e164 == "+5555991234567"


def test_a_number_of_another_country_is_kept():
    assert phone.parse("+351 912 345 678") == Phone(e164="+351912345678", ddd="", is_mobile=True)
    with pytest.raises(NotAPhone):
        phone.parse("+999 1")
    with pytest.raises(NotAPhone):
        phone.parse("+1 000 000 0000")


def test_a_missing_area_code_may_be_lent():
    assert phone.parse("98765-4321", "21").e164 == "+5521987654321"
    assert phone.parse("3456-7890", "21").e164 == "+552134567890"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "phone_length"),
        ("98765-4321", "phone_without_ddd"),
        ("(20) 98765-4321", "phone_ddd"),
        ("(11) 99999-9999", "phone_placeholder"),
        ("(11) 00000-0000", "phone_placeholder"),
        ("(11) 1234-5678", "phone_invalid"),
        ("(11) 88765-4321", "phone_invalid"),
        ("não tem", "phone_characters"),
        ("=1+1", "phone_characters"),
        ("1" * 100, "phone_length"),
        ("", "phone_length"),
    ],
)
def test_what_is_no_phone_says_why_without_repeating_it(text, code):
    with pytest.raises(NotAPhone) as refused:
        phone.parse(text)
    assert refused.value.problem.code == code
    assert not any(c.isdigit() for c in refused.value.problem.reason)


def test_a_cell_may_hold_several():
    found = phone.parse_cell("(11) 98765-4321 / 91234-5678; 21 3456-7890 ou abc | 11987654321\n-")
    assert [p.e164 if isinstance(p, Phone) else p.code for p in found] == [
        "+5511987654321", "+5511912345678", "+552134567890", "phone_characters",
    ]  # fmt: skip
    assert phone.parse_cell("") == phone.parse_cell(" ; / ") == []
    assert isinstance(phone.parse_cell("12345")[0], Problem)


@pytest.mark.parametrize(
    ("wa_id", "e164"),
    [
        ("5511987654321", "+5511987654321"),
        ("553187654321", "+5531987654321"),
        ("551134567890", "+551134567890"),
        ("14155552671", "+14155552671"),
        ("552087654321", "+552087654321"),
        ("+55 31 8765-4321", "+5531987654321"),
    ],
)
def test_a_whatsapp_id_gets_its_ninth_digit_back(wa_id, e164):
    assert phone.canonical(wa_id) == e164


def test_the_variants_never_name_somebody_elses_landline():
    assert phone.variants("+5531987654321") == ("5531987654321", "553187654321")
    assert phone.variants("553187654321") == ("5531987654321", "553187654321")
    assert phone.variants("+5531945671234") == ("5531945671234",)
    assert phone.variants("+551134567890") == ("551134567890",)
    assert phone.variants("+14155552671") == ("14155552671",)


def test_a_mask_hides_the_middle():
    assert phone.mask("+5511987654321") == "+55 11 9****-4321"
    assert phone.mask("+551134567890") == "+55 11 ****-7890"
    assert phone.mask("+14155552671") == "+****71"
    assert phone.mask("12") == "****"
