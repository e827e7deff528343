"""A supervisor draws ended conversations and reviews one; the agent reads what they thought."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_supervision import ANA, BETO, CAIO, facts, thread_with
from tests.universe import Cooperative, cooperative
from trato.insights.reviews.review import BadReview, UnknownReview
from trato.insights.reviews.rules import CRITERIA


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def end(coop: Cooperative, agent_id: int) -> UUID:
    from trato.casework.conversations.resolve import resolve

    thread = thread_with(coop, coop.debtor(), agent_id=agent_id)
    with coop.inside():
        resolve(thread, tabulation="agreement", at=coop.clock(), by=agent_id)
    return thread


def draw(coop: Cooperative, **more: Any) -> int:
    from trato.insights.reviews.draw_sample import draw_sample

    now = coop.clock()
    values = {"seed": "x", "each": 2, "since": now - timedelta(days=1), "by": ANA, "at": now}
    with coop.inside():
        return draw_sample(until=now + timedelta(seconds=1), **{**values, **more})


def test_drawn_reviewed_read_and_never_ones_own(coop: Cooperative) -> None:
    from trato.insights.reviews.read import reviewed, reviewed_lines, to_review
    from trato.insights.reviews.review import review

    own = end(coop, ANA)
    ended = {agent: {end(coop, agent) for _ in range(3)} for agent in (BETO, CAIO)}
    assert draw(coop) == 4
    with coop.inside():
        todo = to_review(ANA).rows
        assert own not in {card.conversation_id for card in todo}
        for agent, threads in ended.items():
            drawn = [card.conversation_id for card in todo if card.agent_id == agent]
            assert len(drawn) == 2
            assert set(drawn) <= threads
        one = next(card for card in todo if card.agent_id == BETO)
        marks: dict[str, int | None] = {**dict.fromkeys(CRITERIA, 2), "record": None}
        for wrong in ({}, dict.fromkeys(CRITERIA), dict.fromkeys(CRITERIA, 3)):
            with pytest.raises(BadReview):
                review(one.review_id, wrong, "", by=ANA, at=coop.clock())
        with pytest.raises(UnknownReview):
            review(one.review_id, marks, "", by=CAIO, at=coop.clock())
        assert review(one.review_id, marks, "Muito bem.", by=ANA, at=coop.clock()) == 100
        with pytest.raises(UnknownReview):
            review(one.review_id, marks, "outra", by=ANA, at=coop.clock())
        (read,) = reviewed(of=BETO).rows
        assert (read.percent, read.comment) == (100, "Muito bem.")
        lines = reviewed_lines(since=coop.clock(), until=coop.clock() + timedelta(seconds=1))
        assert (lines[BETO].reviewed, lines[BETO].percent) == (1, 100)
        assert len(to_review(ANA).rows) == 3
    assert [f["drawn"] for f in facts(coop, "reviews.sample_drawn")] == [4]
    (told,) = facts(coop, "reviews.conversation_reviewed")
    assert (told["by"], told["agent_id"], told["percent"]) == (ANA, BETO, 100)
    assert "Muito bem" not in str(told)


def test_the_same_seed_draws_the_same_again(coop: Cooperative) -> None:
    from trato.insights.reviews.read import to_review

    for _ in range(6):
        end(coop, BETO)
    draw(coop)
    draw(coop)
    with coop.inside():
        cards = [card.conversation_id for card in to_review(ANA).rows]
    assert len(cards) == 4
    assert len(set(cards)) == 2


def test_nobody_fills_in_a_form_about_themselves(coop: Cooperative) -> None:
    from trato.insights.reviews.models import Review
    from trato.insights.reviews.review import review

    end(coop, BETO)
    draw(coop)
    with coop.inside():
        Review.objects.update(reviewer_id=BETO)
        mine = Review.objects.get()
        with pytest.raises(UnknownReview):
            review(mine.id, dict.fromkeys(CRITERIA, 2), "", by=BETO, at=coop.clock())


def test_a_share_is_read_twice_blindly_and_counts_for_agreement_only(coop: Cooperative) -> None:
    from trato.insights.reviews.agreement import agreement
    from trato.insights.reviews.draw_sample import Second
    from trato.insights.reviews.read import pairs_of_marks, reviewed, reviewed_lines, to_review
    from trato.insights.reviews.review import review

    dora = 9
    for _ in range(4):
        end(coop, BETO)
    end(coop, dora)
    assert draw(coop, each=4, second=Second(user_id=dora, percent=50)) == 5
    now, later = coop.clock(), coop.clock() + timedelta(seconds=1)
    with coop.inside():
        firsts = {card.conversation_id: card for card in to_review(ANA).rows}
        seconds = to_review(dora).rows
        assert len(seconds) == 2, "half of the four that she had no hand in"
        assert all(card.is_second and card.agent_id == BETO for card in seconds)
        assert not any(card.is_second for card in firsts.values())
        yes: dict[str, int | None] = dict.fromkeys(CRITERIA, 2)
        for card in seconds:
            review(firsts[card.conversation_id].review_id, yes, "bem", by=ANA, at=now)
        no: dict[str, int | None] = {**yes, "truth": 0}
        review(seconds[0].review_id, yes, "", by=dora, at=now)
        review(seconds[1].review_id, no, "", by=dora, at=now)
        pairs, conversations = pairs_of_marks(since=now, until=later)
        assert conversations == 2
        assert sorted(pairs["truth"]) == [(2, 0), (2, 2)]
        assert agreement(pairs["respect"]).same == 2
        assert agreement(pairs["truth"]).kappa == 0
        assert {card.reviewer_id for card in reviewed(of=BETO).rows} == {ANA}
        assert reviewed_lines(since=now, until=later)[BETO].reviewed == 2
        assert pairs_of_marks(since=later, until=later + timedelta(days=1)) == (
            {code: [] for code in CRITERIA}, 0,
        )  # fmt: skip
    (told,) = facts(coop, "reviews.sample_drawn")
    assert (told["second"], told["second_by"]) == (2, dora)
    assert [f["is_second"] for f in facts(coop, "reviews.conversation_reviewed")].count(True) == 2


@pytest.mark.parametrize(("who", "percent"), [(ANA, 50), (CAIO, 0), (CAIO, 101)])
def test_no_second_reading_by_oneself_or_of_an_impossible_share(
    coop: Cooperative, who: int, percent: int
) -> None:
    from trato.insights.reviews.draw_sample import BadSample, Second

    with pytest.raises(BadSample):
        draw(coop, second=Second(user_id=who, percent=percent))


def test_a_made_up_seed_of_digits_alone_is_no_document(
    coop: Cooperative, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.reviews import draw_sample as module
    from trato.insights.reviews.models import Sample

    sample_id = UUID("01a22562-a366-7000-8ba7-123456789012")
    monkeypatch.setattr(module, "new_id", lambda: sample_id)
    end(coop, BETO)
    assert draw(coop, seed="") == 1
    with coop.inside():
        assert Sample.objects.get(id=sample_id).seed == "bcdefghijabc"


@pytest.mark.parametrize("seed", ["x" * 41, "390.533.447-05", "54 99123-4567 8", "a@b.example"])
def test_a_seed_that_may_be_personal_is_refused_before_anything_is_drawn(
    coop: Cooperative, seed: str
) -> None:
    from trato.insights.reviews.draw_sample import BadSeed
    from trato.insights.reviews.models import Sample

    end(coop, BETO)
    with pytest.raises(BadSeed):
        draw(coop, seed=seed)
    with coop.inside():
        assert not Sample.objects.exists()
