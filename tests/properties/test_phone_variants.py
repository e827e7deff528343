"""However a provider writes a number, it is one number."""

from hypothesis import given
from hypothesis import strategies as st

from trato.foundation import phone
from trato.foundation.regions import UF_BY_DDD

ddds = st.sampled_from(sorted(UF_BY_DDD))
mobiles = st.builds(
    lambda ddd, first, rest: f"+55{ddd}9{first}{rest:07d}",
    ddds,
    st.sampled_from("6789"),
    st.integers(0, 9_999_999),
)
landlines = st.builds(
    lambda ddd, first, rest: f"+55{ddd}{first}{rest:07d}",
    ddds,
    st.sampled_from("2345"),
    st.integers(0, 9_999_999),
)


@given(st.one_of(mobiles, landlines))
def test_every_variant_leads_back_to_the_same_number(e164):
    variants = phone.variants(e164)
    assert {phone.canonical(v) for v in variants} == {e164}
    assert all(phone.variants(v) == variants for v in variants)


@given(mobiles, mobiles)
def test_two_numbers_never_share_a_variant(one, other):
    shared = set(phone.variants(one)) & set(phone.variants(other))
    assert bool(shared) == (one == other)


@given(mobiles)
def test_reading_what_is_written_gives_it_back(e164):
    d = e164[3:]
    try:
        read = phone.parse(e164)
    except phone.NotAPhone:
        return
    assert read.e164 == e164
    for text in (d, f"({d[:2]}) {d[2:7]}-{d[7:]}", f"{d[:2]} {d[3:]}", f"0{d}", f"0xx{d}"):
        assert phone.parse(text) == read
    assert e164[6:-4] not in phone.mask(e164)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    for one in phone.parse_cell(text):
        assert isinstance(one, (phone.Phone, phone.Problem))
    phone.canonical(text)
    phone.variants(text)
    phone.mask(text)
