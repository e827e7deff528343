"""Which promises and agreements count as due, and which of them were kept."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from trato.casework.negotiation.values import Commitment
from trato.casework.payments.values import PaidLine
from trato.insights.scores.kept import honoured

GIVEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
DUE_ON = date(2026, 11, 10)
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def word(
    amount_cents: int | None = 10_000, *, replaced_at: datetime | None = None
) -> Commitment:  # fmt: skip
    return Commitment(
        person_id=UUID(int=1), conversation_id=UUID(int=2), is_agreement=False, given_at=GIVEN,
        due_on=DUE_ON, amount_cents=amount_cents, replaced_at=replaced_at,
    )  # fmt: skip


def paid(*rows: tuple[int, float]) -> list[PaidLine]:
    return [
        PaidLine(amount_cents=cents, paid_at=GIVEN + timedelta(days=days)) for cents, days in rows
    ]


@pytest.mark.parametrize(
    ("cents", "rows", "kept"),
    [
        pytest.param(10_000, [(10_000, 5)], True, id="in full and in time"),
        pytest.param(10_000, [(9_500, 5)], True, id="ninety-five percent"),
        pytest.param(10_000, [(9_499, 5)], False, id="a cent less"),
        pytest.param(10_000, [(5_000, 2), (4_500, 5)], True, id="in two parts"),
        pytest.param(10_000, [(10_000, 12.4)], True, id="on the last day of grace"),
        pytest.param(10_000, [(10_000, 12.6)], False, id="after it"),
        pytest.param(10_000, [(10_000, -1)], False, id="before it was promised"),
        pytest.param(None, [(1, 5)], True, id="no amount was named"),
        pytest.param(None, [], False, id="nothing came"),
    ],
)
def test_enough_and_in_time(cents: int | None, rows: list[tuple[int, float]], kept: bool) -> None:
    assert honoured(word(cents), paid(*rows), now=LATER, zone=UTC) is kept


def test_what_is_not_due_yet_is_neither_even_where_it_was_paid() -> None:
    before = datetime(2026, 11, 13, 23, 59, tzinfo=UTC)
    assert honoured(word(), paid((10_000, 5)), now=before, zone=UTC) is None
    assert honoured(word(), paid((10_000, 5)), now=before + timedelta(minutes=1), zone=UTC)


def test_a_word_replaced_in_time_does_not_count_and_one_replaced_too_late_was_broken() -> None:
    in_time = word(replaced_at=GIVEN + timedelta(days=8))
    too_late = word(replaced_at=GIVEN + timedelta(days=20))
    assert honoured(in_time, paid((10_000, 9)), now=LATER, zone=UTC) is None
    assert honoured(in_time, paid((10_000, 7)), now=LATER, zone=UTC) is True
    assert honoured(too_late, [], now=LATER, zone=UTC) is False


def test_an_agreement_waits_as_long_as_it_may_lapse() -> None:
    """Due on a Saturday it is paid in time on Monday, and has three days more."""
    saturday = date(2026, 11, 7)
    last = datetime(2026, 11, 12, 23, 59, tzinfo=UTC)
    for paid_at, kept in ((last, True), (last + timedelta(minutes=1), False)):
        deal = Commitment(
            person_id=UUID(int=1), conversation_id=None, is_agreement=True, given_at=GIVEN,
            due_on=saturday, amount_cents=5_000, first_paid_at=paid_at,
        )  # fmt: skip
        assert honoured(deal, [], now=LATER, zone=UTC) is kept


@pytest.mark.parametrize(
    ("paid_on", "kept"), [(None, False), (9, True), (11.9, True), (13, False)]
)  # fmt: skip
def test_an_agreement_is_kept_by_its_first_part(paid_on: float | None, kept: bool) -> None:
    deal = Commitment(
        person_id=UUID(int=1), conversation_id=None, is_agreement=True, given_at=GIVEN,
        due_on=DUE_ON, amount_cents=5_000,
        first_paid_at=None if paid_on is None else GIVEN + timedelta(days=paid_on),
    )  # fmt: skip
    assert honoured(deal, paid((5_000, 1)), now=LATER, zone=UTC) is kept
