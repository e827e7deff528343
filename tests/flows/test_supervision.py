"""What a supervisor holds: it stays until it is let go, and then the door decides as ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.universe import Cooperative, Debtor, cooperative
from trato.door.outbox.open_window import open_window

ANA, BETO, CAIO = 1, 2, 3


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def thread_with(coop: Cooperative, debtor: Debtor, *, agent_id: int | None = BETO) -> UUID:
    """Open a conversation of a debtor's that an agent has, with the provider's window open."""
    from trato.casework.conversations.models import Conversation

    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
        return Conversation.objects.create(
            organisation_id=coop.organisation_id, number_id=coop.number_id,
            contact_key=debtor.contact_point_id.bytes * 2, person_id=debtor.person_id,
            contact_point_id=debtor.contact_point_id, state="human", handled_by="human",
            agent_id=agent_id, waiting_since=coop.clock(), opened_at=coop.clock(),
            last_event_at=coop.clock(),
        ).id  # fmt: skip


def hold(coop: Cooperative, thread: UUID, holds: str) -> None:
    from trato.casework.conversations.hold_messages import hold_messages

    with coop.inside():
        hold_messages(thread, holds=holds, by=ANA, at=coop.clock())


def say(
    coop: Cooperative, debtor: Debtor, thread: UUID, key: str = "", by: int | None = None
) -> Any:
    from trato.speakers.desk.hand_in import hand_in

    draft = coop.answer(debtor, key=key, conversation_id=thread, author_id=by)
    with coop.inside():
        return hand_in(draft, conversation_id=thread, at=coop.clock())


def shown(coop: Cooperative, thread: UUID) -> Any:
    from trato.casework.conversations.read import conversation

    with coop.inside():
        return conversation(thread)


def facts(coop: Cooperative, kind: str) -> list[dict[str, Any]]:
    from trato.journal.models import Entry

    with coop.inside():
        return list(Entry.objects.filter(kind=kind).order_by("id").values_list("facts", flat=True))


def test_the_next_message_waits_and_those_after_it_do_not(coop: Cooperative) -> None:
    from trato.door.outbox.read import awaiting_approval
    from trato.speakers.desk.hand_in import let_go

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    hold(coop, thread, "next")
    first = say(coop, debtor, thread)
    assert first.awaits_approval
    assert shown(coop, thread).holds == ""
    assert shown(coop, thread).waiting_since, "a message that waits is no answer yet"
    second = say(coop, debtor, thread)
    assert not second.awaits_approval
    coop.drain()
    assert coop.provider.ids == [second.message_id]
    with coop.inside():
        assert [card.message_id for card in awaiting_approval()] == [first.message_id]
    # Days later it still waits: nobody's absence lets it go.
    coop.clock.pass_(minutes=20)
    coop.drain()
    assert coop.row(first.message_id).state == "held"
    with coop.inside():
        assert let_go(first.message_id, by=ANA, at=coop.clock())
        assert not let_go(first.message_id, by=ANA, at=coop.clock())
    coop.drain()
    assert coop.provider.ids == [second.message_id, first.message_id]
    assert shown(coop, thread).waiting_since is None
    (approved,) = facts(coop, "outbox.message_approved")
    assert approved == {"message_id": str(first.message_id), "by": ANA}
    coop.must_be_lawful()


def test_what_is_let_go_is_asked_about_again(coop: Cooperative) -> None:
    from trato.speakers.desk.hand_in import let_go

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    hold(coop, thread, "all")
    held = say(coop, debtor, thread)
    coop.stop(debtor)
    with coop.inside():
        let_go(held.message_id, by=ANA, at=coop.clock())
    coop.drain()
    assert coop.provider.ids == []
    assert coop.row(held.message_id).state in ("refused", "cancelled")


def test_what_is_turned_down_never_leaves_and_says_why(coop: Cooperative) -> None:
    from trato.door.outbox.approve import NoReason, turn_down
    from trato.door.outbox.read import message

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    hold(coop, thread, "all")
    held = say(coop, debtor, thread)
    with coop.inside(), pytest.raises(NoReason):
        turn_down(held.message_id, reason="  ", by=ANA, at=coop.clock())
    with coop.inside():
        assert turn_down(held.message_id, reason="Tom duro", by=ANA, at=coop.clock())
        assert not turn_down(held.message_id, reason="Tom duro", by=ANA, at=coop.clock())
    coop.drain()
    with coop.inside():
        assert (message(held.message_id).state, message(held.message_id).failed_reason) == (
            "cancelled", "Tom duro",
        )  # fmt: skip
    assert coop.provider.ids == []
    assert shown(coop, thread).holds == "all"
    assert "Tom duro" not in str(facts(coop, "outbox.message_turned_down"))


def test_what_waits_for_its_hour_is_turned_down_too(coop: Cooperative) -> None:
    from trato.door.outbox.approve import turn_down
    from trato.door.outbox.read import message

    coop.clock.until_local(22)
    held = coop.submit(coop.first_contact(coop.debtor()))
    assert held.hold_until is not None
    with coop.inside():
        assert turn_down(held.message_id, reason="Assim não", by=ANA, at=coop.clock())
    coop.clock.at = held.hold_until
    coop.drain()
    assert coop.provider.ids == []
    with coop.inside():
        found = message(held.message_id)
    assert (found.state, found.failed_reason) == ("cancelled", "Assim não")
    (fact,) = facts(coop, "outbox.message_turned_down")
    assert fact == {"message_id": str(held.message_id), "by": ANA}


def test_what_has_left_cannot_be_turned_down(coop: Cooperative) -> None:
    from trato.door.outbox.approve import turn_down

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    gone = say(coop, debtor, thread)
    coop.drain()
    assert coop.provider.ids == [gone.message_id]
    with coop.inside():
        assert not turn_down(gone.message_id, reason="Tarde", by=ANA, at=coop.clock())
    assert coop.row(gone.message_id).state == "sent"


def test_the_same_message_again_is_the_one_that_waits(coop: Cooperative) -> None:
    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    hold(coop, thread, "next")
    first = say(coop, debtor, thread, key="same")
    hold(coop, thread, "next")
    again = say(coop, debtor, thread, key="same")
    assert (again.message_id, again.is_new, again.awaits_approval) == (
        first.message_id, False, True,
    )  # fmt: skip
    assert shown(coop, thread).holds == "next", "a repeated form spends no second hold"


def test_the_database_itself_lets_nothing_unapproved_leave(coop: Cooperative) -> None:
    from trato.door.outbox.models import Message

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    hold(coop, thread, "next")
    held = say(coop, debtor, thread)
    for state in ("ready", "sending", "unknown", "sent"):
        with pytest.raises(IntegrityError), coop.inside(), transaction.atomic():
            Message.objects.filter(id=held.message_id).update(state=state)


def test_holding_is_journaled_once_for_each_change(coop: Cooperative) -> None:
    thread = thread_with(coop, coop.debtor())
    for holds in ("next", "next", "all", "", ""):
        hold(coop, thread, holds)
    assert [f["holds"] for f in facts(coop, "conversations.messages_held")] == ["next", "all", ""]


@pytest.mark.parametrize("holds", ["next", "all"])
def test_a_hold_ends_when_somebody_takes_over_or_the_conversation_ends(
    coop: Cooperative, holds: str
) -> None:
    from trato.casework.conversations.hand_over import give_back, take_over
    from trato.casework.conversations.resolve import resolve

    taken, ended, back = (thread_with(coop, coop.debtor()) for _ in range(3))
    for thread in (taken, ended, back):
        hold(coop, thread, holds)
    with coop.inside():
        take_over(taken, agent_id=ANA, at=coop.clock(), force=True)
        resolve(ended, tabulation="information_given", by=BETO, at=coop.clock())
        give_back(back, by=BETO, at=coop.clock())
    assert [shown(coop, thread).holds for thread in (taken, ended, back)] == ["", "", ""]
    told = [f for f in facts(coop, "conversations.messages_held") if f["because"]]
    assert [(f["conversation_id"], f["holds"], f["because"], f["by"]) for f in told] == [
        (str(taken), "", "taken", ANA),
        (str(ended), "", "resolved", BETO),
        (str(back), "", "given_back", BETO),
    ]


def test_what_the_next_agent_writes_is_held_only_where_all_is(coop: Cooperative) -> None:
    from trato.casework.conversations.models import Queue
    from trato.casework.conversations.transfer import transfer
    from trato.foundation.ids import new_id

    seat_of(coop, CAIO)
    with coop.inside():
        queue = Queue.objects.create(
            organisation_id=coop.organisation_id, id=new_id(), name="Segunda linha", position=9
        )
    for holds, left in (("next", ""), ("all", "all")):
        to_caio, to_queue = thread_with(coop, coop.debtor()), thread_with(coop, coop.debtor())
        for thread, agent_id, queue_id in ((to_caio, CAIO, None), (to_queue, None, queue.id)):
            hold(coop, thread, holds)
            with coop.inside():
                transfer(thread, to_agent=agent_id, to_queue=queue_id, note="", by=BETO,
                         author="Beto", at=coop.clock())  # fmt: skip
            assert shown(coop, thread).holds == left
    whys = [f["because"] for f in facts(coop, "conversations.messages_held")]
    assert [why for why in whys if why] == ["transferred", "transferred"]


def test_a_hold_laid_while_nobody_has_it_waits_for_whoever_gets_it(coop: Cooperative) -> None:
    from trato.casework.conversations.hand_over import take_over

    debtor = coop.debtor()
    thread = thread_with(coop, debtor, agent_id=None)
    hold(coop, thread, "next")
    with coop.inside():
        take_over(thread, agent_id=BETO, at=coop.clock())
    assert say(coop, debtor, thread).awaits_approval


def seat_of(coop: Cooperative, user_id: int) -> None:
    from trato.casework.conversations.attend import attend

    with coop.inside():
        attend(user_id, name=f"agente{user_id}", at=coop.clock())


def test_a_whisper_is_for_the_agent_the_author_and_who_manages(coop: Cooperative) -> None:
    from trato.casework.conversations.colleagues import notes_of
    from trato.casework.conversations.write_note import write_note

    thread = thread_with(coop, coop.debtor())
    with coop.inside():
        write_note(thread, "Ofereça 10%", kind="whisper", by=ANA, author="ana", at=coop.clock())
        write_note(thread, "Liga à tarde", kind="note", by=CAIO, author="caio", at=coop.clock())

        def kinds(reader: int, may_manage: bool = False) -> list[str]:
            return sorted(n.kind for n in notes_of(thread, reader=reader, may_manage=may_manage))

        assert kinds(BETO) == kinds(ANA) == kinds(9, may_manage=True) == ["note", "whisper"]
        assert kinds(CAIO) == ["note"]


class Floor:
    """A conversation with a supervisor over it, and what ought to be waiting."""

    def __init__(self, coop: Cooperative) -> None:
        self.coop, self.debtor = coop, coop.debtor()
        self.thread = thread_with(coop, self.debtor)
        self.holds = ""
        self.waits: list[UUID] = []

    def hold(self, holds: str) -> None:
        hold(self.coop, self.thread, holds)
        self.holds = holds

    def say(self) -> None:
        done = say(self.coop, self.debtor, self.thread)
        assert done.awaits_approval == (bool(self.holds) and done.verdict.value != "refuse")
        if done.awaits_approval:
            self.waits.append(done.message_id)
            self.holds = "" if self.holds == "next" else self.holds

    def settle(self, *, lets_go: bool) -> None:
        from trato.door.outbox.approve import turn_down
        from trato.speakers.desk.hand_in import let_go

        if not self.waits:
            return
        one, at = self.waits.pop(0), self.coop.clock()
        with self.coop.inside():
            if lets_go:
                let_go(one, by=ANA, at=at)
            else:
                turn_down(one, reason="não", by=ANA, at=at)


ACTS: dict[str, Callable[[Floor], object]] = {
    "next": lambda floor: floor.hold("next"),
    "all": lambda floor: floor.hold("all"),
    "none": lambda floor: floor.hold(""),
    "say": lambda floor: floor.say(),
    "go": lambda floor: floor.settle(lets_go=True),
    "down": lambda floor: floor.settle(lets_go=False),
    "stop": lambda floor: floor.coop.stop(floor.debtor),
    "later": lambda floor: floor.coop.clock.pass_(hours=1),
}


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(acts=st.lists(st.sampled_from([*ACTS, "say", "say"]), max_size=14))
def test_no_sequence_of_acts_lets_an_unapproved_message_leave(
    coop: Cooperative, acts: list[str]
) -> None:
    floor = Floor(coop)
    for act in acts:
        ACTS[act](floor)
        coop.drain()
        assert not set(floor.waits) & set(coop.provider.ids)
    coop.must_be_lawful()


def test_a_silent_look_is_journaled_and_shown_to_nobody(coop: Cooperative) -> None:
    from trato.casework.conversations import attend, colleagues

    thread = thread_with(coop, coop.debtor())
    now = coop.clock()
    with coop.inside():
        attend.look_in(thread, by=ANA, at=now)
        assert colleagues.lookers(thread, but=BETO, now=now + timedelta(seconds=1)) == ()
    (fact,) = facts(coop, "conversations.looked_at")
    assert fact == {"conversation_id": str(thread), "by": ANA}


def test_whoever_writes_in_an_agents_conversation_barges_in_and_the_agent_does_not(
    coop: Cooperative,
) -> None:
    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    say(coop, debtor, thread, by=BETO)
    assert facts(coop, "conversations.barged_into") == []
    done = say(coop, debtor, thread, by=ANA, key="once")
    say(coop, debtor, thread, by=ANA, key="once")
    (fact,) = facts(coop, "conversations.barged_into")
    assert fact == {
        "conversation_id": str(thread), "message_id": str(done.message_id),
        "agent_id": BETO, "by": ANA,
    }  # fmt: skip
    assert shown(coop, thread).agent_id == BETO, "it stays whose it was"


def test_more_authority_is_asked_once_lent_for_a_day_and_for_one_person(coop: Cooperative) -> None:
    from trato.casework.negotiation.ask_for_authority import BadWords, ask_for_authority
    from trato.casework.negotiation.authority import latest_request, level_of, open_requests
    from trato.casework.negotiation.decide_authority import grant_authority, refuse_authority

    one, other = coop.debtors(2)
    at = coop.clock()
    asked: dict[str, Any] = {"conversation_id": None, "by": BETO, "at": at}

    def level(debtor: Debtor, *, hours: int = 0, user_id: int = BETO) -> str:
        return level_of(
            may_manage=False, person_id=debtor.person_id, user_id=user_id,
            now=at + timedelta(hours=hours),
        ).value  # fmt: skip

    with coop.inside():
        with pytest.raises(BadWords):
            ask_for_authority(one.person_id, words="   ", **asked)
        first = ask_for_authority(one.person_id, words="Quita hoje com 30%", **asked)
        assert ask_for_authority(one.person_id, words="De novo", **asked) == first
        assert [line.words for line in open_requests()] == ["Quita hoje com 30%"]
        assert level(one) == "agent"
        assert grant_authority(first, by=ANA, at=at)
        assert not refuse_authority(first, reason="tarde", by=ANA, at=at)
        assert [level(one), level(one, hours=25), level(other), level(one, user_id=CAIO)] == [
            "supervisor", "agent", "agent", "agent",
        ]  # fmt: skip
        second = ask_for_authority(other.person_id, words="Mais prazo", **asked)
        assert refuse_authority(second, reason="Já tem o máximo", by=ANA, at=at)
        last = latest_request(other.person_id, by=BETO, now=at)
        assert last is not None
        assert (last.state, last.reason, level(other)) == ("refused", "Já tem o máximo", "agent")
    decided = facts(coop, "negotiation.authority_decided")
    assert [f["verdict"] for f in decided] == ["granted", "refused"]
    assert "30%" not in str(facts(coop, "negotiation.authority_asked"))


def test_the_floor_asks_no_more_for_many_that_are_held_or_in_trouble(coop: Cooperative) -> None:
    from types import SimpleNamespace

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.flows.test_live import member
    from trato.insights.monitoring.models import Alert

    world: Any = SimpleNamespace(within=coop.inside)
    client: Any = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = member(world, "supervisor")[1]

    def in_trouble() -> UUID:
        debtor = coop.debtor()
        thread = thread_with(coop, debtor)
        hold(coop, thread, "all")
        say(coop, debtor, thread)
        with coop.inside():
            Alert.objects.create(
                organisation_id=coop.organisation_id, message_id=thread, word_class="threat",
                side="person", severity="serious", sign="x", conversation_id=thread,
                person_id=debtor.person_id, written_at=coop.clock(), raised_at=coop.clock(),
            )  # fmt: skip
        return thread

    def asked(threads: list[UUID]) -> int:
        with CaptureQueriesContext(connection) as statements:
            page = client.get("/piso/").content.decode()
        held, trouble = page.split('id="floor-held"')[1].split('id="floor-trouble"')
        for thread in threads:
            assert f"/conversas/{thread}/" in held
            assert f"/conversas/{thread}/" in trouble
        # Which roles need a second factor is remembered for a while, and asked again after it.
        return sum("access_" not in one["sql"] for one in statements.captured_queries)

    threads = [in_trouble()]
    asked(threads)
    few = asked(threads)
    threads += [in_trouble() for _ in range(4)]
    assert asked(threads) == few
