"""Conversations with people: given out, passed on, put off, ended, and never to two at once."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests.flows.test_receive import incoming, receive
from tests.world import World

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def arrive(world: World, number: int) -> UUID:
    """Let a known person write, and return the conversation."""
    from trato.casework.conversations.models import Conversation

    phone = f"+551198765{number:04d}"
    person_id, _ = world.person(phone)
    receive(world, incoming(world, f"oi {number}", wa_id=phone[1:]))
    with world.within():
        return Conversation.objects.get(person_id=person_id).id


def seat(world: World, user_id: int, *, at: datetime = TUESDAY, **more: Any) -> None:
    from trato.casework.conversations import attend
    from trato.casework.conversations.models import Seat

    with world.within():
        attend.attend(user_id, name=f"agente{user_id}", at=at)
        attend.set_available(user_id, is_available=True, at=at)
        if more:
            Seat.objects.filter(user_id=user_id).update(**more)


def hand_over(world: World, conversation_id: UUID, reason: str = "asked", **at: Any) -> None:
    from trato.casework.conversations.hand_over import hand_over as do

    with world.within():
        do(conversation_id, reason=reason, actor="bot", at=at.get("at", TUESDAY))


def assign(world: World, at: datetime = TUESDAY) -> int:
    from trato.casework.conversations.assign import assign_waiting

    with world.within():
        return assign_waiting(now=at)


def shown(world: World, conversation_id: UUID) -> Any:
    from trato.casework.conversations import read

    with world.within():
        return read.conversation(conversation_id)


def facts(world: World, kind: str) -> list[dict[str, Any]]:
    from trato.journal.models import Entry

    with world.within():
        return list(Entry.objects.filter(kind=kind).order_by("id").values_list("facts", flat=True))


def test_the_list_says_when_the_last_message_was_written_not_when_somebody_got_it(
    world: World,
) -> None:
    thread = arrive(world, 30)
    hand_over(world, thread, at=TUESDAY + MINUTE)
    seat(world, 7, at=TUESDAY + 9 * MINUTE)
    assert assign(world, TUESDAY + 9 * MINUTE) == 1
    line = shown(world, thread)
    assert (line.shown_at, line.last_event_at) == (TUESDAY, TUESDAY + 9 * MINUTE)
    later = incoming(world, "oi?", wa_id="5511987650030", written_at=TUESDAY + 4 * MINUTE)
    receive(world, later, at=TUESDAY + 10 * MINUTE)
    assert shown(world, thread).shown_at == TUESDAY + 4 * MINUTE
    row = render(world, thread)
    assert f'datetime="{(TUESDAY + 4 * MINUTE).isoformat()}"' in row
    assert f'datetime="{(TUESDAY + 10 * MINUTE).isoformat()}"' not in row


def test_an_attachment_that_was_given_up_is_fetched_again_by_whoever_answers(world: World) -> None:
    from tests.flows.test_archive_page import member
    from trato.casework.conversations.models import InboundMessage

    thread = arrive(world, 31)
    with world.within():
        rows = InboundMessage.objects.filter(conversation_id=thread)
        rows.update(kind="image", media_id="m", media_state="failed", failures=5)
        (inbound_id,) = rows.values_list("id", flat=True)
    agent, analyst = member(world, "atendente"), member(world, "analista")
    where = f"/conversas/{thread}/buscar/{inbound_id}/"
    assert where in agent.get(f"/conversas/{thread}/fio/").content.decode()
    assert where not in analyst.get(f"/conversas/{thread}/fio/").content.decode()
    assert analyst.post(where).status_code == 403
    other = arrive(world, 32)
    agent.post(f"/conversas/{other}/buscar/{inbound_id}/")
    assert facts(world, "conversations.media_asked_again") == []
    for _ in range(2):
        assert agent.post(where).status_code == 302
    with world.within():
        row = rows.get()
    assert (row.media_state, row.media_after, row.failures) == ("waiting", None, 0)
    (told,) = facts(world, "conversations.media_asked_again")
    assert told["inbound_id"] == str(inbound_id)
    assert "O anexo está chegando" in agent.get(f"/conversas/{thread}/fio/").content.decode()


def render(world: World, thread: UUID) -> str:
    from django.template.loader import render_to_string

    row = {"row": shown(world, thread), "now": TUESDAY + 20 * MINUTE, "entered": None}
    return render_to_string("console/parts/row.html", row)


def test_what_waits_goes_to_the_least_busy_up_to_their_limits(world: World) -> None:
    threads = [arrive(world, n) for n in range(5)]
    for n, thread in enumerate(threads):
        hand_over(world, thread, at=TUESDAY + n * MINUTE)
    at = TUESDAY + 6 * MINUTE
    assert assign(world, at) == 0
    seat(world, 7, at=at, load_max=2)
    seat(world, 8, at=at, load_max=2)
    assert assign(world, at) == 4
    assert [shown(world, t).agent_id for t in threads[:4]] == [7, 8, 7, 8]
    assert shown(world, threads[4]).agent_id is None
    assert [f["agent_id"] for f in facts(world, "conversations.given")] == [7, 8, 7, 8]


def test_a_queue_takes_the_reasons_it_names_and_wants_its_skill(world: World) -> None:
    from trato.casework.conversations.models import Queue
    from trato.foundation import tenancy

    with world.within():
        legal = Queue.objects.create(
            organisation_id=tenancy.current(), name="Jurídico", skill="juridico",
            reasons=["legal_threat"],
        )  # fmt: skip
        Queue.objects.create(organisation_id=tenancy.current(), name="Geral", position=1)
    threatened = arrive(world, 1)
    hand_over(world, threatened, "legal_threat")
    seat(world, 7)
    assert shown(world, threatened).queue_id == legal.id
    assert assign(world) == 0
    seat(world, 8, skills=["juridico"])
    assert assign(world) == 1
    assert shown(world, threatened).agent_id == 8


def end(world: World, thread: UUID, *, by: int, at: datetime, tabulation: str = "promise") -> None:
    from trato.casework.conversations.resolve import resolve

    with world.within():
        resolve(thread, tabulation=tabulation, by=by, at=at)


def test_what_was_ended_and_comes_again_waits_like_anything_else(world: World) -> None:
    from trato.casework.conversations.attend import note_answer
    from trato.casework.conversations.leave import leave

    thread = arrive(world, 1)
    hand_over(world, thread)
    seat(world, 7)
    assert assign(world) == 1
    with world.within():
        note_answer(thread, at=TUESDAY + MINUTE)
    end(world, thread, by=7, at=TUESDAY + 2 * MINUTE)
    assert (shown(world, thread).agent_id, shown(world, thread).handled_by) == (7, "bot")
    # Whoever ended it may be gone by now.
    with world.within():
        leave(7, at=TUESDAY + 3 * MINUTE)
    again = TUESDAY + timedelta(days=5)
    hand_over(world, thread, "legal_threat", at=again)
    line = shown(world, thread)
    assert (line.state, line.agent_id, line.waiting_since) == ("human_queue", None, again)
    assert (line.handed_over_at, line.handed_over_because) == (again, "legal_threat")
    assert (line.queued_at, line.answered_at, line.resolved_at) == (again, None, None)
    seat(world, 8, at=again)
    assert assign(world, again) == 1
    assert shown(world, thread).agent_id == 8
    assert facts(world, "conversations.given")[-1]["before_id"] is None


def test_what_is_taken_or_passed_on_from_the_assistant_begins_anew(world: World) -> None:
    from trato.casework.conversations.attend import note_answer
    from trato.casework.conversations.hand_over import take_over
    from trato.casework.conversations.transfer import transfer

    taken, passed = arrive(world, 1), arrive(world, 2)
    again = TUESDAY + timedelta(days=5)
    for thread in (taken, passed):
        hand_over(world, thread, "legal_threat")
        with world.within():
            take_over(thread, agent_id=7, at=TUESDAY)
            note_answer(thread, at=TUESDAY + MINUTE)
        end(world, thread, by=7, at=TUESDAY + 2 * MINUTE)
    with world.within():
        take_over(taken, agent_id=8, at=again)
        transfer(
            passed, to_agent=None, to_queue=queue(world), note="", by=8, author="beto", at=again
        )
    for thread in (taken, passed):
        line = shown(world, thread)
        assert (line.handed_over_at, line.answered_at, line.resolved_at) == (again, None, None)
        assert line.handed_over_because == ""
    assert facts(world, "conversations.given")[-1]["before_id"] is None
    assert facts(world, "conversations.passed")[-1]["before_id"] is None


def queue(world: World) -> UUID:
    from trato.casework.conversations.models import Queue
    from trato.foundation import tenancy

    return Queue.objects.create(organisation_id=tenancy.current(), name="Geral").id


def test_what_an_agent_has_is_not_handed_over(world: World) -> None:
    from trato.casework.conversations.hand_over import take_over

    thread = arrive(world, 1)
    with world.within():
        take_over(thread, agent_id=7, at=TUESDAY)
    hand_over(world, thread, "unknown_contact", at=TUESDAY + MINUTE)
    line = shown(world, thread)
    assert (line.state, line.agent_id, line.handed_over_at) == ("human", 7, TUESDAY)


def test_who_leaves_lets_those_who_waited_wait_on_since_then(world: World) -> None:
    from trato.casework.conversations.attend import note_answer
    from trato.casework.conversations.leave import leave

    waited, answered = arrive(world, 1), arrive(world, 2)
    for thread in (waited, answered):
        hand_over(world, thread)
    seat(world, 7)
    assert assign(world) == 2
    left = TUESDAY + 50 * MINUTE
    with world.within():
        note_answer(answered, at=TUESDAY + MINUTE)
        assert leave(7, at=left) == 2
    lines = [shown(world, thread) for thread in (waited, answered)]
    assert [line.waiting_since for line in lines] == [TUESDAY, left]
    assert {(line.queued_at, line.agent_id, line.state) for line in lines} == {
        (left, None, "human_queue")
    }


@pytest.mark.parametrize("act", ["transfer", "snooze", "resolve", "give_back"])
def test_what_a_colleague_has_is_theirs_or_a_managers_to_act_on(world: World, act: str) -> None:
    from trato.casework.conversations import hand_over as handing
    from trato.casework.conversations.resolve import resolve
    from trato.casework.conversations.snooze import snooze
    from trato.casework.conversations.transfer import transfer

    acts: dict[str, Any] = {
        "transfer": lambda **who: transfer(
            thread, to_agent=8, to_queue=None, note="minha", author="caio", at=TUESDAY, **who
        ),
        "snooze": lambda **who: snooze(thread, until=None, at=TUESDAY, **who),
        "resolve": lambda **who: resolve(thread, tabulation="other", note="x", at=TUESDAY, **who),
        "give_back": lambda **who: handing.give_back(thread, at=TUESDAY, **who),
    }
    thread = arrive(world, 1)
    seat(world, 8)
    with world.within():
        handing.take_over(thread, agent_id=7, at=TUESDAY)
    before = shown(world, thread)
    with world.within(), pytest.raises(handing.HeldBySomebodyElse):
        acts[act](by=8)
    assert shown(world, thread) == before
    assert facts(world, "conversations.note_written") == []
    with world.within():
        acts[act](by=8, force=True)
    assert shown(world, thread) != before


def test_two_processes_never_give_one_conversation_twice(world: World) -> None:
    threads = [arrive(world, n) for n in range(20)]
    for thread in threads:
        hand_over(world, thread)
    for user_id in (1, 2, 3):
        seat(world, user_id, load_max=20)
    gate = threading.Barrier(4)

    def run() -> None:
        gate.wait()
        for _ in range(5):
            assign(world)
        connections.close_all()

    running = [threading.Thread(target=run) for _ in range(4)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    given = facts(world, "conversations.given")
    assert len(given) == len({f["conversation_id"] for f in given}) == 20


def test_taking_from_a_colleague_needs_a_manager(world: World) -> None:
    from trato.casework.conversations.hand_over import HeldBySomebodyElse, take_over

    thread = arrive(world, 1)
    with world.within():
        take_over(thread, agent_id=7, at=TUESDAY)
    with world.within(), pytest.raises(HeldBySomebodyElse):
        take_over(thread, agent_id=8, at=TUESDAY)
    with world.within():
        take_over(thread, agent_id=9, at=TUESDAY, force=True)
    assert shown(world, thread).agent_id == 9


def test_a_transfer_takes_its_note_along(world: World) -> None:
    from trato.casework.conversations import colleagues
    from trato.casework.conversations.transfer import NobodyToTakeIt, transfer

    thread = arrive(world, 1)
    seat(world, 8)
    common: dict[str, Any] = {"note": "ligar à tarde", "by": 7, "author": "beto", "at": TUESDAY}
    with world.within():
        transfer(thread, to_agent=8, to_queue=None, **common)
        (note,) = colleagues.notes_of(thread, reader=8, may_manage=False)
    assert (note.kind, note.text, shown(world, thread).agent_id) == ("transfer", "ligar à tarde", 8)
    with world.within(), pytest.raises(NobodyToTakeIt):
        transfer(thread, to_agent=99, to_queue=None, **(common | {"by": 8}))
    assert "ligar" not in str(facts(world, "conversations.note_written"))


def test_what_was_put_off_comes_back_in_time_or_when_the_person_writes(world: World) -> None:
    from trato.casework.conversations.hand_over import take_over
    from trato.casework.conversations.snooze import NotLater, snooze, wake_snoozed

    first, second = arrive(world, 1), arrive(world, 2)
    for thread in (first, second):
        with world.within():
            take_over(thread, agent_id=7, at=TUESDAY)
            snooze(thread, until=TUESDAY + 60 * MINUTE, by=7, at=TUESDAY)
    with world.within(), pytest.raises(NotLater):
        snooze(first, until=TUESDAY, by=7, at=TUESDAY)
    receive(world, incoming(world, "voltei", wa_id="5511987650002"), at=TUESDAY + MINUTE)
    assert shown(world, second).snoozed_until is None
    assert shown(world, second).waiting_since == TUESDAY + MINUTE
    with world.within():
        assert wake_snoozed(now=TUESDAY + 59 * MINUTE) == 0
        assert wake_snoozed(now=TUESDAY + 60 * MINUTE) == 1
    assert shown(world, first).snoozed_until is None


def test_the_end_needs_a_word_from_the_list_and_the_assistant_is_next(world: World) -> None:
    from trato.casework.conversations.hand_over import take_over
    from trato.casework.conversations.resolve import UnknownTabulation, resolve

    thread = arrive(world, 1)
    with world.within():
        take_over(thread, agent_id=7, at=TUESDAY)
    with world.within(), pytest.raises(UnknownTabulation):
        resolve(thread, tabulation="", at=TUESDAY)
    assert shown(world, thread).state == "human"
    with world.within():
        resolve(thread, tabulation="promise", at=TUESDAY + MINUTE)
    line = shown(world, thread)
    assert (line.state, line.handled_by, line.tabulation) == ("resolved", "bot", "promise")
    assert line.resolved_at == TUESDAY + MINUTE


def test_a_refused_answer_is_none_and_the_first_real_one_is_kept(world: World) -> None:
    from trato.casework.conversations.attend import note_answer
    from trato.speakers.desk.draft import draft_of, keep_draft
    from trato.speakers.desk.reply import reply

    thread = arrive(world, 1)
    hand_over(world, thread)
    at = TUESDAY + 3 * MINUTE
    with world.within():
        keep_draft(thread, "Bom dia", by=7, at=at)
        assert (draft_of(thread, by=7), draft_of(thread, by=8)) == ("Bom dia", "")
        # Nothing is known of this person's debts: the door lets no words to them leave.
        assert reply(thread, "Bom dia", by=7, at=at, key="k").verdict.value == "refuse"
        assert draft_of(thread, by=7) == "Bom dia"
    assert (shown(world, thread).waiting_since, shown(world, thread).answered_at) == (TUESDAY, None)
    with world.within():
        note_answer(thread, at=at)
        note_answer(thread, at=at + MINUTE)
    assert (shown(world, thread).waiting_since, shown(world, thread).answered_at) == (None, at)


def test_who_looks_and_who_types_is_seen_for_a_moment(world: World) -> None:
    from trato.casework.conversations import attend, colleagues

    thread = arrive(world, 1)
    with world.within():
        attend.look_at(thread, 7, name="beto", is_typing=True, at=TUESDAY)
        attend.look_at(thread, 8, name="caio", is_typing=False, at=TUESDAY)

        def seen(after: int) -> list[tuple[str, bool]]:
            now = TUESDAY + timedelta(seconds=after)
            return [(x.name, x.is_typing) for x in colleagues.lookers(thread, but=8, now=now)]

        assert seen(1) == [("beto", True)]
        assert seen(8) == [("beto", False)]
        assert seen(20) == []


def attach(world: World, thread: UUID, *, mime: str) -> UUID:
    """Store an attachment of a thread's first message."""
    from hashlib import sha256

    from trato.book.organisations import keys
    from trato.casework.conversations.models import InboundMessage, Media
    from trato.foundation import tenancy

    with world.within():
        row = InboundMessage.objects.get(conversation_id=thread)
        InboundMessage.objects.filter(id=row.id).update(media_state="stored", kind="document")
        Media.objects.create(
            organisation_id=tenancy.current(), inbound_id=row.id, mime_type=mime,
            sha256=sha256(b"<script>").hexdigest(), size_bytes=8, fetched_at=TUESDAY,
            body_sealed=keys.vault().seal_bytes(b"<script>", place=f"media:{row.id}"),
        )  # fmt: skip
        return UUID(str(row.id))


@pytest.mark.parametrize(
    ("mime", "kind", "where"),
    [
        ("image/png", "image/png", "inline"),
        ("audio/ogg; codecs=opus", "audio/ogg", "inline"),
        ("text/html", "application/octet-stream", "attachment"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
    ],
)
def test_an_attachment_is_shown_only_if_nothing_in_it_can_run(
    world: World, mime: str, kind: str, where: str
) -> None:
    from tests.flows.test_set_aside import member

    thread, other = arrive(world, 1), arrive(world, 2)
    inbound_id = attach(world, thread, mime=mime)
    client = member(world, "atendente")
    answer = client.get(f"/conversas/{thread}/anexo/{inbound_id}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Content-Disposition"].startswith(where)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.getvalue() == b"<script>"
    assert client.get(f"/conversas/{other}/anexo/{inbound_id}/").status_code == 404
    assert (
        member(world, "analista").get(f"/conversas/{thread}/anexo/{inbound_id}/").status_code == 403
    )
