"""What becomes of a promise: a table of cases, and the scores' own answer to the same question."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.casework.negotiation.terms.promises import counts_until, judge, over_by, paid_between
from trato.casework.negotiation.terms.states import PromiseState
from trato.casework.negotiation.values import Commitment
from trato.casework.payments.values import PaidLine
from trato.insights.scores.kept import honoured

BRASILIA = ZoneInfo("America/Sao_Paulo")
FRIDAY = date(2026, 11, 27)
GIVEN = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
P = PromiseState
# Not over, over, replaced in time.
WAITS, OVER, REPLACED = (False, False), (True, False), (True, True)


@pytest.mark.parametrize(
    ("before", "cents", "promised", "when", "after"),
    [
        pytest.param(P.PENDING, 0, 10_000, WAITS, P.PENDING, id="nothing yet"),
        pytest.param(P.PENDING, 9_499, 10_000, WAITS, P.PENDING, id="a cent less, and time left"),
        pytest.param(P.PENDING, 9_500, 10_000, WAITS, P.KEPT, id="enough, before its day"),
        pytest.param(P.PENDING, 9_500, 10_000, OVER, P.KEPT, id="enough, told afterwards"),
        pytest.param(P.PENDING, 9_499, 10_000, OVER, P.PARTLY_KEPT, id="a cent less, and over"),
        pytest.param(P.PENDING, 0, 10_000, OVER, P.BROKEN, id="nothing came"),
        pytest.param(P.PENDING, 1, None, WAITS, P.KEPT, id="no amount was named"),
        pytest.param(P.PENDING, 0, None, OVER, P.BROKEN, id="no amount, and nothing came"),
        pytest.param(P.PENDING, 5_000, 10_000, REPLACED, P.RESCHEDULED, id="another stands for it"),
        pytest.param(P.PENDING, 9_500, 10_000, REPLACED, P.KEPT, id="kept, and then another"),
        pytest.param(P.BROKEN, 9_500, 10_000, OVER, P.KEPT, id="heard of late"),
        pytest.param(P.BROKEN, 100, 10_000, OVER, P.PARTLY_KEPT, id="part of it heard of late"),
        pytest.param(P.PARTLY_KEPT, 9_500, 10_000, OVER, P.KEPT, id="the rest heard of late"),
        pytest.param(P.PARTLY_KEPT, 200, 10_000, OVER, P.PARTLY_KEPT, id="a bit more of it"),
        pytest.param(P.RESCHEDULED, 9_500, 10_000, REPLACED, P.KEPT, id="kept before the other"),
        pytest.param(P.RESCHEDULED, 100, 10_000, REPLACED, P.RESCHEDULED, id="stays replaced"),
        pytest.param(P.KEPT, 20_000, 10_000, OVER, P.KEPT, id="kept stays kept"),
        pytest.param(P.VOID, 20_000, 10_000, OVER, P.VOID, id="void stays void"),
    ],
)
def test_what_becomes_of_it(
    before: PromiseState,
    cents: int,
    promised: int | None,
    when: tuple[bool, bool],
    after: PromiseState,
) -> None:
    is_over, is_replaced = when
    got = judge(
        before, amount_cents=promised, paid_cents=cents, is_over=is_over, is_replaced=is_replaced
    )
    assert got is after


def test_its_day_ends_three_days_later_at_midnight_there() -> None:
    end = counts_until(FRIDAY, BRASILIA)
    assert end == datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert over_by(end, BRASILIA) == FRIDAY
    assert over_by(end - timedelta(microseconds=1), BRASILIA) == FRIDAY - timedelta(days=1)


@given(
    promised=st.none() | st.integers(1, 20_000),
    rows=st.lists(st.tuples(st.integers(1, 20_000), st.floats(-2, 12)), max_size=5),
    replaced=st.none() | st.floats(0.01, 12),
)
def test_the_scores_count_what_became_of_it(
    promised: int | None, rows: list[tuple[int, float]], replaced: float | None
) -> None:
    """Once the day is over a kept promise is one the scores count, and no other."""
    end = counts_until(FRIDAY, BRASILIA)
    paid = [PaidLine(amount_cents=c, paid_at=GIVEN + timedelta(days=d)) for c, d in rows]
    replaced_at = None if replaced is None else GIVEN + timedelta(days=replaced)
    word = Commitment(
        person_id=UUID(int=1), conversation_id=None, is_agreement=False, given_at=GIVEN,
        due_on=FRIDAY, amount_cents=promised, replaced_at=replaced_at,
    )  # fmt: skip
    until = min(end, replaced_at or end)
    after = judge(
        P.PENDING,
        amount_cents=promised,
        paid_cents=paid_between(paid, GIVEN, until),
        is_over=True,
        is_replaced=until < end,
    )
    counted = {P.KEPT: True, P.RESCHEDULED: None, P.PARTLY_KEPT: False, P.BROKEN: False}
    assert honoured(word, paid, now=end, zone=BRASILIA) is counted[after]
