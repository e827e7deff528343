"""When something may go, by clause: nobody's patience is cut short by somebody else's haste."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.insights.retention.rules import (
    after_months,
    due_on,
    kinds_due,
    kinds_due_without_creditor,
)
from trato.insights.retention.values import Ended, Kind, Policy

A, B = UUID(int=1), UUID(int=2)
PATIENT = Policy(text_months=60, media_months=12, index_months=24)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 11, 24), 60, date(2031, 11, 24)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, after: date) -> None:
    assert after_months(day, months) == after


@pytest.mark.parametrize(
    ("ended", "said", "policies", "due"),
    [
        # No policy, no debt, or a second creditor without one: for ever.
        ([Ended(creditor_id=A, on=date(2020, 1, 1))], date(2020, 1, 1), {}, None),
        ([], date(2020, 1, 1), {A: PATIENT}, None),
        ([Ended(creditor_id=A, on=date(2020, 1, 1)), Ended(creditor_id=B, on=date(2019, 1, 1))],
         date(2018, 1, 1), {A: PATIENT}, None),
        # From the end of the debt, or from the last word after it.
        ([Ended(creditor_id=A, on=date(2020, 1, 1))], date(2019, 5, 1), {A: PATIENT},
         date(2025, 1, 1)),
        ([Ended(creditor_id=A, on=date(2020, 1, 1))], date(2021, 5, 1), {A: PATIENT},
         date(2026, 5, 1)),
        # Of two, the later.
        ([Ended(creditor_id=A, on=date(2020, 1, 1)), Ended(creditor_id=B, on=date(2022, 1, 1))],
         date(2018, 1, 1), {A: PATIENT, B: Policy(text_months=6)}, date(2025, 1, 1)),
        # Kept for ever for one kind only.
        ([Ended(creditor_id=A, on=date(2020, 1, 1))], date(2019, 5, 1),
         {A: Policy(media_months=1)}, None),
    ],
)  # fmt: skip
def test_when_the_words_are_due(
    ended: list[Ended], said: date, policies: dict[UUID, Policy], due: date | None
) -> None:
    assert due_on(Kind.TEXT, ended=ended, last_said_on=said, policies=policies) == due


def test_where_the_words_go_the_index_goes() -> None:
    ended = [Ended(creditor_id=A, on=date(2020, 1, 1))]
    policies = {A: Policy(text_months=12)}
    day = date(2020, 12, 31)
    said = date(2019, 1, 1)
    assert not kinds_due(ended=ended, last_said_on=said, policies=policies, today=day)
    due = kinds_due(
        ended=ended, last_said_on=said, policies=policies, today=day + timedelta(days=1)
    )
    assert due == {Kind.TEXT, Kind.INDEX}


days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
months = st.none() | st.integers(1, 600)
some_policies = st.dictionaries(
    st.sampled_from([A, B]), st.builds(Policy, text_months=months, media_months=months)
)
debts = st.lists(st.builds(Ended, creditor_id=st.sampled_from([A, B]), on=days), max_size=4)


@given(debts, days, some_policies, st.sampled_from(list(Kind)))
def test_nothing_is_due_before_everybody_agrees(
    ended: list[Ended], said: date, policies: dict[UUID, Policy], kind: Kind
) -> None:
    due = due_on(kind, ended=ended, last_said_on=said, policies=policies)
    kept = [
        policies[e.creditor_id].months(kind) if e.creditor_id in policies else None for e in ended
    ]
    if not ended or None in kept:
        assert due is None
        return
    assert due is not None
    for debt, span in zip(ended, kept, strict=True):
        assert span is not None
        assert due >= after_months(max(debt.on, said), span)


@pytest.mark.parametrize(
    ("policy", "today", "wanted"),
    [
        (Policy(), date(2090, 1, 1), set()),
        (PATIENT, date(2021, 4, 30), set()),
        (PATIENT, date(2021, 5, 1), {Kind.MEDIA}),
        (PATIENT, date(2022, 5, 1), {Kind.MEDIA, Kind.INDEX}),
        (PATIENT, date(2025, 5, 1), {Kind.TEXT, Kind.MEDIA, Kind.INDEX}),
        # The index that finds the words goes with them, however long it was to be kept.
        (Policy(text_months=1), date(2020, 6, 1), {Kind.TEXT, Kind.INDEX}),
    ],
)
def test_without_a_creditor_it_counts_from_the_last_word(
    policy: Policy, today: date, wanted: set[Kind]
) -> None:
    said = date(2020, 5, 1)
    assert kinds_due_without_creditor(last_said_on=said, policy=policy, today=today) == wanted
