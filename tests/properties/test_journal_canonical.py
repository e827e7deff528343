"""The quick writing of a fact's JSON is the sealed one, byte for byte."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from trato.journal.verify import _canonical

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
)
FACTS = st.dictionaries(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
    st.one_of(PLAIN, st.lists(PLAIN, max_size=4)),
    max_size=8,
)


@given(FACTS, st.booleans())
@example({"what": '\x00\x01\b\f\n\r\t"\\/\x7f\u2028\U0001f600'}, False)
@example({"é": 1, "z": 2, "\U0001f600": 3, "\uffff": 4, "Z": 5}, True)
def test_the_bytes_are_those_of_the_standard_library(facts: object, ascii_only: bool) -> None:
    stored = json.dumps(facts, ensure_ascii=ascii_only).encode()
    sealed = json.dumps(
        json.loads(stored), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert _canonical(stored) == sealed.encode()


def test_what_cannot_be_read_stays_as_it_is() -> None:
    assert _canonical(b"{") == b"{"
