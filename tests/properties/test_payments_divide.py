"""However a payment is divided, the parts add up to it and nobody gets more than asked."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from trato.casework.payments.rules import divide

INSTALMENT = UUID(int=1)
OPEN = st.lists(st.integers(-(10**6), 10**9), max_size=6).map(
    lambda cents: [(UUID(int=n + 2), c) for n, c in enumerate(cents)]
)


@given(st.integers(1, 10**9), st.integers(-(10**6), 10**9), OPEN)
def test_parts_add_up(amount: int, missing: int, open_cents: list[tuple[UUID, int]]) -> None:
    shares = divide(amount, missing_cents=missing, instalment_id=INSTALMENT, open_cents=open_cents)
    assert sum(s.amount_cents for s in shares) == amount
    assert all(s.amount_cents > 0 for s in shares)
    taken = sum(s.amount_cents for s in shares if s.instalment_id)
    assert taken == min(amount, max(missing, 0))
    assert all(s.instalment_id for s in shares if s.debt_id)
