"""Opening hours that the assistant keeps to, and the question how it was, told by dates."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.flows.test_receive import incoming, receive
from tests.world import World
from trato.casework.reception.values import Closure, Opening, Span

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
WEEK = tuple(Span(weekday=d, opens_minute=540, closes_minute=1080) for d in range(5))
DAY = timedelta(days=1)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


@pytest.fixture
def thread(world: World) -> UUID:
    from trato.casework.conversations.models import Conversation

    person_id, _ = world.person("+5511987653001")
    receive(world, incoming(world, "oi", wa_id="5511987653001"))
    with world.within():
        return Conversation.objects.get(person_id=person_id).id


def journaled(kind: str) -> list[dict[str, object]]:
    from trato.journal.models import Entry

    return list(Entry.objects.filter(kind=kind).order_by("id").values_list("facts", flat=True))


def test_the_assistant_knows_whether_people_are_there(world: World) -> None:
    from trato.casework.reception import read
    from trato.casework.reception.set_hours import set_hours
    from trato.speakers.bot.know import know

    person_id, contact_point_id = world.person("+5511987653002")
    recess = Closure(first_on=date(2026, 11, 26), last_on=date(2026, 11, 27), name="recesso")
    opening = Opening(spans=WEEK, closures=(recess,))
    with world.within():
        assert know(person_id, contact_point_id, now=TUESDAY + DAY / 2).context.human_available
        set_hours(opening, by=7, at=TUESDAY)
        assert read.opening() == opening

        def told(at: datetime) -> tuple[bool, str]:
            context = know(person_id, contact_point_id, now=at).context
            return context.human_available, context.human_hours

        assert told(TUESDAY)[0]
        assert told(TUESDAY + DAY / 2) == (
            False, "de segunda a sexta, das 9h às 18h. Respondemos a partir de amanhã, às 9h",
        )  # fmt: skip
        assert "hoje não: recesso" in told(TUESDAY + 2 * DAY)[1]
        set_hours(Opening(spans=WEEK), by=8, at=TUESDAY)
        assert told(TUESDAY + 2 * DAY)[0]
        assert [f["by"] for f in journaled("reception.hours_changed")] == [7, 8]


def test_a_score_counts_once_and_only_for_a_question_that_waits(world: World, thread: UUID) -> None:
    from trato.casework.reception import read
    from trato.casework.reception.rate import ANSWER_WITHIN, ask_rating, rate

    with world.within():
        assert not rate(thread, 5, at=TUESDAY)
        ask_rating(thread, agent_id=7, at=TUESDAY)
        assert not rate(thread, 6, at=TUESDAY)
        assert rate(thread, 4, at=TUESDAY + DAY)
        assert not rate(thread, 1, at=TUESDAY + DAY)
        ask_rating(thread, agent_id=7, at=TUESDAY + 2 * DAY)
        assert not rate(thread, 1, at=TUESDAY + 2 * DAY + ANSWER_WITHIN)
        (line,) = read.ratings(since=TUESDAY, until=TUESDAY + 9 * DAY)
        assert (line.agent_id, line.asked, line.answered, line.mean) == (7, 2, 1, 4)
        assert read.rating_of(thread) == 4
        assert [f["score"] for f in journaled("reception.answer_rated")] == [4]


def test_a_tapped_score_is_kept_and_does_not_move_the_dialogue(world: World, thread: UUID) -> None:
    from trato.casework.conversations.models import Conversation, InboundMessage
    from trato.casework.conversations.take_turn import take_turn
    from trato.casework.reception import read
    from trato.casework.reception.rate import ask_rating
    from trato.speakers.bot.reply import reply

    at = TUESDAY + timedelta(minutes=5)
    with world.within():
        InboundMessage.objects.update(handled_at=TUESDAY)
        ask_rating(thread, agent_id=7, at=TUESDAY)
    tap = incoming(
        world, "5 · Muito bom", wa_id="5511987653001", kind="interactive", button_id="rate:5"
    )
    receive(world, tap, at=at)
    with world.within():
        before = Conversation.objects.get(id=thread)
        turn = take_turn(now=at + timedelta(minutes=1))
        assert turn is not None
        reply(turn, now=at)
        after = Conversation.objects.get(id=thread)
        assert (before.state, before.bot_state) == (after.state, after.bot_state)
        assert read.rating_of(thread) == 5
        assert take_turn(now=at + timedelta(minutes=1)) is None


def test_whoever_was_answered_is_asked_once_and_never_after_a_death(
    world: World, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from trato.casework.reception import read
    from trato.door.policy.values import Verdict
    from trato.speakers.desk import ask_rating as asking

    drafts = []

    def let_leave(draft: object, *, at: datetime) -> object:
        drafts.append(draft)
        return SimpleNamespace(verdict=Verdict.ALLOW)

    with world.within():
        # Nothing is known of this person's debts: the real door lets no words to them leave.
        refused = asking.ask_rating(thread, tabulation="promise", agent_id=7, at=TUESDAY)
        assert refused is not None
        assert refused.verdict is Verdict.REFUSE
        assert read.ratings(since=TUESDAY, until=TUESDAY + DAY) == ()
        assert asking.ask_rating(thread, tabulation="deceased", agent_id=7, at=TUESDAY) is None
        monkeypatch.setattr(asking, "submit", let_leave)
        asking.ask_rating(thread, tabulation="promise", agent_id=7, at=TUESDAY)
        (line,) = read.ratings(since=TUESDAY, until=TUESDAY + DAY)
        assert (line.agent_id, line.asked, line.answered) == (7, 1, 0)
    (draft,) = drafts
    assert [row.id for row in draft.content.rows] == [f"rate:{n}" for n in (5, 4, 3, 2, 1)]  # type: ignore[attr-defined]
