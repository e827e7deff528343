"""The blind indexes' hash is HMAC-SHA256, whatever the key and the value."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from trato.foundation.crypto import keyed_hash


@given(st.binary(max_size=200), st.text(max_size=300), st.text(max_size=10))
def test_it_is_the_library_s_hmac(key, value, kind):
    expected = hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")
    assert keyed_hash(key, value, kind=kind) == expected
    assert keyed_hash(key, value, kind=kind) == expected
