"""Documents and phones are judged quickly here, and exactly as the libraries judge them."""

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st
from validate_docbr import CPF

from trato.foundation import documents, phone
from trato.foundation.regions import UF_BY_DDD

many = settings(max_examples=2000, deadline=None)
DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=11)
NATIONAL = st.builds(
    lambda ddd, lead, rest: f"{ddd}{lead}{rest}",
    st.sampled_from(sorted(UF_BY_DDD)),
    st.sampled_from(["9", "", "99", "98", "90", "2", "3", "4", "5", "30"]),
    st.text(alphabet="0123456789", min_size=5, max_size=9),
)


def _with_check_digits(nine: str) -> str:
    digits = [int(c) for c in nine[:9]]
    for length in (9, 10):
        total = sum(d * (length + 1 - i) for i, d in enumerate(digits[:length]))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))


@many
@given(st.one_of(DIGITS, DIGITS.map(_with_check_digits)))
def test_a_cpf_is_one_when_the_library_says_so(text: str) -> None:
    value = text.zfill(11)
    known = len(set(value)) > 1 and CPF().validate(value)
    assert documents.is_valid(value) == known


@many
@given(NATIONAL)
def test_a_number_is_refused_only_when_the_library_refuses_it(national: str) -> None:
    number = phonenumbers.PhoneNumber(country_code=55, national_number=int(national))
    try:
        phone._check(national)
    except phone.NotAPhone:
        is_refused = True
    else:
        is_refused = False
    assert is_refused == (not phonenumbers.is_valid_number(number))
