"""Score cards from what the journal, the outbox, alerts and ratings really hold."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.flows.test_supervision import ANA, BETO, say, thread_with
from tests.universe import Cooperative, cooperative


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def test_an_agents_work_is_counted_where_it_was_done(coop: Cooperative) -> None:
    from trato.casework.conversations.hand_over import hand_over, take_over
    from trato.casework.conversations.models import Conversation
    from trato.casework.conversations.resolve import resolve
    from trato.door.outbox.models import Message
    from trato.insights.monitoring.models import Alert
    from trato.insights.scores.read import score_cards

    debtor = coop.debtor()
    thread = thread_with(coop, debtor, agent_id=None)
    began = coop.clock()
    with coop.inside():
        Conversation.objects.filter(id=thread).update(
            handled_by="bot", state="open", waiting_since=None
        )
        hand_over(thread, reason="asked", actor="bot", at=coop.clock())
    coop.clock.pass_(minutes=4)
    with coop.inside():
        take_over(thread, agent_id=BETO, at=coop.clock())
    coop.clock.pass_(minutes=1)
    done = say(coop, debtor, thread)
    with coop.inside():
        # The desk names the agent in the intent; the draft of this test is the assistant's.
        Message.objects.filter(id=done.message_id).update(
            author="human", idempotency_key=f"desk:{BETO}:1"
        )
    coop.drain()
    coop.clock.pass_(minutes=10)
    with coop.inside():
        Alert.objects.create(
            organisation_id=coop.organisation_id, message_id=done.message_id,
            word_class="harassment", side="company", severity="serious", sign="x",
            author="human", agent_id=BETO, person_id=debtor.person_id, conversation_id=thread,
            written_at=coop.clock(), raised_at=coop.clock(), state="true",
        )  # fmt: skip
        Alert.objects.create(
            organisation_id=coop.organisation_id, message_id=uuid4(), word_class="harassment",
            side="company", severity="serious", sign="y", author="human", agent_id=BETO,
            written_at=coop.clock(), raised_at=coop.clock(), state="false",
        )  # fmt: skip
        resolve(thread, tabulation="agreement", at=coop.clock(), by=BETO)
        until = coop.clock() + timedelta(minutes=1)
        agents, bot = score_cards([ANA, BETO], since=began, until=until)
        nothing, _bot = score_cards([BETO], since=until, until=until + timedelta(days=1))
    idle, busy = agents
    assert (idle.messages, idle.ended, idle.answers) == (0, 0, [])
    assert busy.answers == [300.0]
    assert busy.handlings == [660.0]
    assert (busy.ended, busy.resolved, busy.messages, busy.violations) == (1, 1, 1, 1)
    assert bot == ()
    assert (nothing[0].ended, nothing[0].messages) == (0, 0)


def test_the_assistant_has_a_line_for_each_rulebook(coop: Cooperative) -> None:
    from trato.door.policy.decide import RULEBOOK
    from trato.insights.scores.read import score_cards

    debtor = coop.debtor()
    began = coop.clock()
    thread = thread_with(coop, debtor)
    say(coop, debtor, thread)
    coop.drain()
    with coop.inside():
        _agents, bot = score_cards([], since=began, until=coop.clock() + timedelta(hours=1))
    assert [(card.version, card.messages) for card in bot] == [(RULEBOOK, 1)]
