"""Parse and render undo each other; a single wrong character never passes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.foundation.brcode import (
    BrCodeError,
    DynamicCode,
    StaticCode,
    decode,
    encode,
    parse,
    render,
)

_word = string.ascii_letters + string.digits
_name = st.text(_word + " .-", min_size=1, max_size=25).filter(lambda t: t.strip() != "")
_city = st.text(_word + " ", min_size=1, max_size=15).filter(lambda t: t.strip() != "")
_txid = st.one_of(st.just("***"), st.text(_word, min_size=1, max_size=25))
_digits = string.digits
_key = st.one_of(
    st.text(_digits, min_size=11, max_size=11),
    st.tuples(
        st.text(_digits + string.ascii_uppercase, min_size=12, max_size=12),
        st.text(_digits, min_size=2, max_size=2),
    ).map("".join),
    st.text(_digits, min_size=10, max_size=11).map(lambda d: "+55" + d),
    st.uuids().map(str),
    st.text(string.ascii_lowercase, min_size=1, max_size=20).map(lambda u: f"{u}@credor.com.br"),
)
_path = st.text(_word + "/-", min_size=1, max_size=50)
_codes = st.one_of(
    st.builds(
        StaticCode,
        key=_key,
        name=_name,
        city=_city,
        amount_cents=st.one_of(st.none(), st.integers(1, 10**12 - 1)),
        txid=_txid,
        note=st.text(_word + " ", max_size=20),
    ),
    st.builds(
        DynamicCode,
        url=_path.map(lambda p: f"pix.example.com/{p}"),
        name=_name,
        city=_city,
        txid=_txid,
    ),
)


@given(_codes)
def test_parse_undoes_render(code: StaticCode | DynamicCode) -> None:
    try:
        text = render(code)
    except BrCodeError:
        # Only a key and a note that together outgrow the 99 characters of their field.
        assert isinstance(code, StaticCode)
        assert len(code.key) + len(code.note) > 60
        return
    assert parse(text) == code


@given(_codes, st.data())
def test_one_wrong_character_never_passes(
    code: StaticCode | DynamicCode, data: st.DataObject
) -> None:
    try:
        text = render(code)
    except BrCodeError:
        return
    at = data.draw(st.integers(0, len(text) - 5))
    other = data.draw(st.sampled_from(_word).filter(lambda c: c != text[at]))
    with pytest.raises(BrCodeError):
        parse(text[:at] + other + text[at + 1 :])


_tags = st.integers(0, 99).map(lambda n: f"{n:02d}")


@given(st.lists(st.tuples(_tags, st.text(min_size=1, max_size=99)), max_size=8))
def test_decode_undoes_encode(fields: list[tuple[str, str]]) -> None:
    assert list(decode(encode(fields))) == fields


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except BrCodeError:
        return
