"""The timeline has what happened in a person's conversations, too, whoever did it there."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.flows.test_live import member
from tests.flows.test_supervision import thread_with
from tests.universe import Cooperative, Debtor, cooperative
from trato.casework.sorting.values import On, Rule
from trato.entrypoints.console.timeline import events_of
from trato.foundation.ids import new_id

BETO = 7


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


@pytest.fixture
def debtor(coop: Cooperative) -> Debtor:
    return coop.debtor()


@pytest.fixture
def thread(coop: Cooperative, debtor: Debtor) -> UUID:
    return thread_with(coop, debtor)


def told(coop: Cooperative, debtor: Debtor, **sees: bool) -> list[tuple[str, str]]:
    with coop.inside():
        asked = {"sees_alerts": True, **sees}
        events, _more = events_of(debtor.person_id, before=None, **asked)  # type: ignore[arg-type]
        return [(str(e.what), e.detail) for e in events]


def inbound(coop: Cooperative, thread: UUID, **values: Any) -> UUID:
    from trato.casework.conversations.models import InboundMessage

    with coop.inside():
        return InboundMessage.objects.create(
            organisation_id=coop.organisation_id, id=new_id(), conversation_id=thread,
            provider_message_id=uuid4().hex, kind="image", text="", payload_sealed=b"",
            written_at=coop.clock(), received_at=coop.clock(), handle_after=coop.clock(),
            handled_at=coop.clock(), **values,
        ).id  # fmt: skip


def test_ratings_asked_and_given(coop: Cooperative, debtor: Debtor, thread: UUID) -> None:
    from trato.casework.conversations.take_turn import take_turn
    from trato.speakers.bot.reply import reply
    from trato.speakers.desk.ask_rating import ask_rating

    with coop.inside():
        ask_rating(thread, tabulation="promise", agent_id=BETO, at=coop.clock())
        assert ("nota pedida", "") in told(coop, debtor)
    one = inbound(coop, thread)
    with coop.inside():
        from trato.casework.conversations.models import Conversation, InboundMessage

        Conversation.objects.filter(id=thread).update(handled_by="bot", state="open")
        rows = InboundMessage.objects.filter(id=one)
        rows.update(handled_at=None, kind="button", button_id="rate:4", text="4")
        turn = take_turn(now=coop.clock())
        assert turn
        reply(turn, now=coop.clock())
    assert ("nota dada", "4 de 5") in told(coop, debtor)


def test_tags_by_hand_and_by_rule(coop: Cooperative, debtor: Debtor, thread: UUID) -> None:
    from trato.casework.conversations.hand_over import hand_over
    from trato.casework.sorting.arrange_tag import keep_tag
    from trato.casework.sorting.tag import tag

    with coop.inside():
        rule = Rule(on=On.REASON, value="legal")
        keep_tag(None, name="jurídico", rules=[rule], by=1, at=coop.clock())
        keep_tag(None, name="vip", rules=[], by=1, at=coop.clock())
        hand_over(thread, reason="legal", actor="bot", at=coop.clock())
    assert told(coop, debtor).count(("etiqueta", "posta")) == 1
    with coop.inside():
        tag(thread, [], by=BETO, at=coop.clock(), person_id=debtor.person_id)
    assert ("etiqueta", "tirada") in told(coop, debtor)


def test_notes_for_who_reads_them_and_whispers_for_who_watches(
    coop: Cooperative, debtor: Debtor, thread: UUID
) -> None:
    from trato.casework.conversations.write_note import write_note

    with coop.inside():
        for kind in ("note", "whisper"):
            write_note(thread, "liga às 15h", kind=kind, by=BETO, author="beto", at=coop.clock())
    for sees, count in (
        ({}, 2), ({"sees_alerts": False}, 1), ({"sees_alerts": False, "sees_notes": False}, 0),
    ):  # fmt: skip
        found = [what for what, _ in told(coop, debtor, **sees)]
        assert found.count("nota entre colegas") == count, sees
    assert "15h" not in str(told(coop, debtor))


def test_the_page_tells_of_notes_to_who_may_read_them(
    coop: Cooperative, debtor: Debtor, thread: UUID
) -> None:
    from trato.casework.conversations.write_note import write_note

    with coop.inside():
        write_note(thread, "liga às 15h", kind="note", by=BETO, author="beto", at=coop.clock())
    for role, reads in (("supervisor", True), ("analista", False)):
        client: Any = Client(headers={"host": "localhost"})
        world: Any = SimpleNamespace(within=coop.inside)
        client.cookies["sessionid"] = member(world, role)[1]
        answer = client.get(f"/conversas/{thread}/linha/")
        assert answer.status_code == 200
        assert ("nota entre colegas" in answer.content.decode()) is reads, role


def test_what_the_assistant_was_told_and_when_it_fell_silent(
    coop: Cooperative, debtor: Debtor, thread: UUID
) -> None:
    from trato.casework.conversations.hand_over import give_back
    from trato.casework.conversations.manners import fall_silent, speak_again
    from trato.casework.conversations.values import Done

    with coop.inside():
        give_back(thread, at=coop.clock(), done=Done.OFFER_SENT, by=BETO, force=True)
    assert ("assistente informado do que foi feito", "proposta enviada") in told(coop, debtor)
    silent = "assistente em silêncio: respondida pelo celular"
    with coop.inside():
        fall_silent({thread: coop.clock()}, at=coop.clock())
        assert [what for what, _ in told(coop, debtor)].count(silent) == 1
        speak_again(thread, by=BETO, at=coop.clock() + timedelta(minutes=1))
    assert [what for what, _ in told(coop, debtor)].count(silent) == 2


def test_attachments_asked_again_and_what_was_set_aside(
    coop: Cooperative, debtor: Debtor, thread: UUID
) -> None:
    from trato.casework.conversations import set_aside
    from trato.casework.conversations.fetch_again import fetch_again

    failed = inbound(coop, thread, media_state="failed")
    stuck, other = (inbound(coop, thread, failures=5, failure="KeyError") for _ in range(2))
    with coop.inside():
        assert fetch_again(thread, failed, by=BETO, at=coop.clock())
        assert set_aside.retry(stuck, by_user=BETO, at=coop.clock())
        assert set_aside.dismiss(other, reason="handled", by_user=BETO, at=coop.clock())
    found = [what for what, _ in told(coop, debtor)]
    for what in ("anexo buscado de novo", "pendência tentada de novo", "pendência encerrada"):
        assert found.count(what) == 1, what


def test_copies_that_were_fetched(coop: Cooperative, debtor: Debtor, thread: UUID) -> None:
    from trato.insights.evidence.models import Bundle
    from trato.insights.evidence.order import fetch

    with coop.inside():
        one = Bundle.objects.create(
            organisation_id=coop.organisation_id, id=new_id(), conversation_id=thread, form="pdf",
            asked_by=BETO, asked_as="beto", asked_at=coop.clock(), is_masked=False, state="ready",
            ready_at=coop.clock(),
        )  # fmt: skip
        fetch(one.id, by=BETO, at=coop.clock(), sees_masked=False)
    assert ("cópia da conversa baixada", "") in told(coop, debtor)
