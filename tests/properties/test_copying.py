"""What is written by hand for a binary COPY is what the database's own client reads back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import PyFormat, Transformer

from trato.foundation import copying

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
VALUES = st.one_of(
    st.tuples(st.just(copying.text), st.text(max_size=600)),
    st.tuples(st.just(copying.word), st.text(max_size=20)),
    st.tuples(st.just(copying.raw), st.binary(max_size=600)),
    st.tuples(st.just(copying.ident), st.uuids()),
    st.tuples(st.just(copying.day), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
    st.tuples(
        st.just(copying.instant),
        st.integers(-(10**15), 10**16).map(lambda us: EPOCH + timedelta(microseconds=us)),
    ),
)


@given(VALUES)
def test_a_value_is_written_as_the_client_writes_it(pair):
    write, value = pair
    (expected,) = Transformer().dump_sequence([value], [PyFormat.BINARY])
    assert write(value) == len(expected).to_bytes(4, "big") + bytes(expected)


@given(st.integers(-(2**15), 2**15 - 1), st.integers(-(2**63), 2**63 - 1))
def test_numbers_have_the_width_of_their_columns(small, large):
    assert copying.small(small) == b"\0\0\0\x02" + small.to_bytes(2, "big", signed=True)
    assert copying.large(large) == b"\0\0\0\x08" + large.to_bytes(8, "big", signed=True)
