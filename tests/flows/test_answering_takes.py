"""Whoever answers where no agent has the conversation has it: two voices are one too many."""

import pytest

from tests.flows.test_handed_in_together import Composer, composer
from tests.flows.test_offers_at_the_desk import AGENT
from trato.casework.conversations import read
from trato.casework.conversations.hand_over import give_back, hand_over
from trato.casework.conversations.read import ConversationLine
from trato.journal.models import Entry

__all__ = ["composer"]


def back_to_the_assistant(composer: Composer) -> None:
    with composer.coop.inside():
        give_back(composer.thread, at=composer.coop.clock())


def shown(composer: Composer) -> ConversationLine:
    with composer.coop.inside():
        return read.conversation(composer.thread)


def given(composer: Composer) -> list[tuple[int, str]]:
    with composer.coop.inside():
        rows = Entry.objects.filter(kind="conversations.given").order_by("id")
        return [(row.facts["agent_id"], row.facts["reason"]) for row in rows]


@pytest.mark.parametrize("waits", [False, True])
def test_an_answer_takes_what_the_assistant_has_or_what_waits_for_anybody(
    composer: Composer, *, waits: bool
) -> None:
    back_to_the_assistant(composer)
    if waits:
        with composer.coop.inside():
            hand_over(composer.thread, reason="asked", actor="bot", at=composer.coop.clock())
    composer.post("responder", text="Bom dia", key="k1")
    line = shown(composer)
    assert (line.state, line.handled_by, line.agent_id) == ("human", "human", composer.me)
    assert (line.waiting_since, line.answered_at) == (None, composer.coop.clock())
    assert given(composer)[-1] == (composer.me, "answered")
    # The same form once more, after it went back: nobody answers anew.
    back_to_the_assistant(composer)
    composer.post("responder", text="Bom dia", key="k1")
    assert shown(composer).handled_by == "bot"


def test_what_the_door_refuses_takes_nothing(composer: Composer) -> None:
    back_to_the_assistant(composer)
    composer.post("responder", text="Pague já, seu caloteiro", key="k1")
    assert shown(composer).handled_by == "bot"
    assert len(given(composer)) == 1


def test_what_a_colleague_has_stays_theirs(composer: Composer) -> None:
    assert composer.me != AGENT
    composer.post("responder", text="Bom dia", key="k1")
    assert shown(composer).agent_id == AGENT
    assert len(given(composer)) == 1
