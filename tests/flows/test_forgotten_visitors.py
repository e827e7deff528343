"""Visitors are forgotten by date: name, number and index go with their words; the chain holds."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.flows.test_archive_page import member
from tests.flows.test_menus import Desk
from tests.universe import Debtor
from trato.book.organisations import keys
from trato.book.people import read as people
from trato.book.people.models import ContactPoint, Person
from trato.casework.chats import read as chats
from trato.casework.chats.bring_in import confirm, put_down
from trato.casework.conversations import receive as receiving
from trato.casework.conversations.models import Conversation
from trato.casework.conversations.receive import ForgottenMeanwhile
from trato.foundation.ids import new_id
from trato.insights.archive.search import search
from trato.insights.archive.take_in import take_in
from trato.insights.archive.values import Wanted
from trato.insights.retention.keep import place_hold, set_policy_without_creditor
from trato.insights.retention.sweep import sweep_some
from trato.insights.retention.values import HoldKind, Policy
from trato.journal.models import Entry, Salt
from trato.journal.seal import seal_some
from trato.journal.verify import verify

ZONE = ZoneInfo("America/Sao_Paulo")
_PHONES = count(5511987660000)


def stranger() -> Debtor:
    return Debtor(person_id=new_id(), contact_point_id=new_id(), debt_id=new_id(),
                  phone=f"+{next(_PHONES)}")  # fmt: skip


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    found = Desk(organisation)
    found.arrange()
    return found


class Inside:
    """The desk's organisation, as whoever makes members of one wants it."""

    def __init__(self, desk: Desk) -> None:
        self.within = desk.coop.inside


def policy(desk: Desk, months: int = 12) -> None:
    with desk.coop.inside():
        set_policy_without_creditor(
            Policy(text_months=months), by_user=3, at=desk.coop.clock()
        )  # fmt: skip


def sweep(desk: Desk, *, days: int) -> None:
    now = desk.coop.clock() + timedelta(days=days)
    while sweep_some(desk.coop.organisation_id, now=now, zone=ZONE):
        pass


def kept(desk: Desk, person_id: UUID) -> tuple[Any, ...]:
    """Return whatever leads to a visitor: name, number, and each index."""
    with desk.coop.inside():
        person, point = (
            Person.objects.get(id=person_id),
            ContactPoint.objects.get(person_id=person_id),
        )
        keys_ = Conversation.objects.filter(person_id=person_id).values_list(
            "contact_key", flat=True
        )
        return (
            person.name, person.first_name, bytes(person.document_index),
            people.address_of(point.id), bytes(point.value_index), point.wa_id_index,
            point.wa_id_sealed, point.bsuid, point.ddd, *map(bytes, keys_),
        )  # fmt: skip


def test_a_visitor_goes_with_their_words_on_the_day_and_not_before(desk: Desk) -> None:
    guest = stranger()
    desk.says(guest, "oi, comprei aí ontem")
    person_id = desk.only_thread().person_id
    before = kept(desk, person_id)
    assert (before[0], before[3]) == ("maria", guest.phone)
    policy(desk)
    sweep(desk, days=360)
    assert kept(desk, person_id) == before, "not their time yet"
    with desk.coop.inside():
        salted = Entry.objects.filter(subject_id=person_id)
        assert Salt.objects.filter(id__in=salted.values("id")).count() == salted.count() > 2
    sweep(desk, days=366)
    after = kept(desk, person_id)
    assert (after[0], after[1], after[3]) == ("Visitante", "", "")
    assert after[5:9] == (None, None, "", "")
    assert not {v for v in before if isinstance(v, bytes)} & set(after), (
        "an index still leads there"
    )
    (fact,) = desk.facts("book.visitor_forgotten")
    assert fact.facts == {"person_id": str(person_id), "contact_points": 1}
    with desk.coop.inside():
        assert people.search(guest.phone) == ()
        assert people.search("maria") == ()
        left = Salt.objects.filter(id__in=Entry.objects.filter(subject_id=person_id).values("id"))
        # What was journaled before can be tried out no more; only that it is gone was told since.
        assert set(left.values_list("id", flat=True)) == {fact.id}
        seal_some(keys.vault(), at=desk.coop.clock())
        found = verify(keys.vault())
    assert found.is_valid
    assert found.events > 10
    sweep(desk, days=367)
    assert len(desk.facts("book.visitor_forgotten")) == 1


def test_a_chat_filed_under_a_visitor_goes_with_them(desk: Desk) -> None:
    desk.says(stranger(), "oi, comprei aí ontem")
    person_id = desk.only_thread().person_id
    assert person_id is not None
    body = "13/11/2024 09:30 - Maria: já paguei o boleto azul\n".encode()
    with desk.coop.inside():
        at = desk.coop.clock()
        kept_as = put_down(body, file_name="Maria.txt", by_user=3, at=at, zone=ZONE)
        confirm(kept_as.chat_id, order=None, ours=[], person_id=person_id, by_user=3, at=at,
                zone=ZONE)  # fmt: skip
    take_in(desk.coop.organisation_id)
    policy(desk)
    sweep(desk, days=360)
    with desk.coop.inside():
        assert chats.chat(kept_as.chat_id).erased_at is None
        assert search(Wanted(words="boleto azul")).count == 1
    sweep(desk, days=366)
    with desk.coop.inside():
        gone = chats.chat(kept_as.chat_id)
        assert gone.erased_at is not None
        assert gone.file_name == ""
        assert {line.text for line in chats.lines_of(kept_as.chat_id)} == {""}
        assert search(Wanted(words="boleto azul")).count == 0
    assert str(kept_as.chat_id) in [
        f.facts["chat_id"] for f in desk.facts("evidence.content_erased")
    ]


def test_whoever_writes_again_is_another_visitor_in_a_thread_of_their_own(desk: Desk) -> None:
    guest = stranger()
    desk.says(guest, "oi")
    first = desk.only_thread()
    policy(desk)
    sweep(desk, days=366)
    desk.says(guest, "oi de novo")
    with desk.coop.inside():
        threads = list(Conversation.objects.order_by("id"))
    assert [t.id for t in threads][:1] == [first.id]
    assert len({t.person_id for t in threads}) == len(threads) == 2
    assert len(desk.facts("book.visitor_welcomed")) == 2
    client = member(Inside(desk), "supervisor")
    page = client.get(f"/conversas/{first.id}/")
    assert page.status_code == 200
    assert "apagado" in page.content.decode()
    assert guest.phone[-4:] not in page.content.decode()


def test_nothing_is_sent_to_whom_we_forgot(desk: Desk) -> None:
    from trato.speakers.desk.reply import reply

    desk.says(stranger(), "oi")
    thread = desk.only_thread()
    policy(desk)
    desk.coop.clock.pass_(days=366)
    sweep(desk, days=0)
    with desk.coop.inside():
        said = reply(thread.id, "Bom dia.", by=7, at=desk.coop.clock())
    assert said.verdict == "refuse"


@pytest.mark.parametrize("kind", [HoldKind.PERSON, HoldKind.CONVERSATION])
def test_a_hold_keeps_a_visitor_too(desk: Desk, kind: HoldKind) -> None:
    desk.says(stranger(), "oi")
    thread = desk.only_thread()
    before = kept(desk, thread.person_id)
    with desk.coop.inside():
        target = thread.person_id if kind is HoldKind.PERSON else thread.id
        place_hold(kind, target, reason="processo 1", by_user=3, at=desk.coop.clock())
    policy(desk)
    sweep(desk, days=400)
    assert kept(desk, thread.person_id) == before


def test_a_visitor_whose_place_a_record_took_goes_too_and_the_record_stays(desk: Desk) -> None:
    guest = stranger()
    desk.says(guest, "oi")
    visitor = desk.only_thread().person_id
    known = desk.registered(guest.phone)
    desk.says(guest, "oi de novo")
    assert desk.only_thread().person_id == known.person_id
    policy(desk)
    sweep(desk, days=366)
    with desk.coop.inside():
        assert Person.objects.get(id=visitor).erased_at is not None
        assert Person.objects.get(id=known.person_id).erased_at is None
        assert (
            people.address_of(ContactPoint.objects.get(person_id=known.person_id).id) == guest.phone
        )


def test_of_a_thread_of_nobody_known_the_index_of_the_number_goes(desk: Desk) -> None:
    desk.says(stranger(), "oi")
    thread = desk.only_thread()
    with desk.coop.inside():
        Conversation.objects.filter(id=thread.id).update(person_id=None, contact_point_id=None)
    policy(desk)
    sweep(desk, days=366)
    assert bytes(desk.only_thread().contact_key) != bytes(thread.contact_key)
    told = [fact.facts["what"] for fact in desk.facts("evidence.content_erased")]
    assert "sender" in told
    sweep(desk, days=367)
    assert [f.facts["what"] for f in desk.facts("evidence.content_erased")] == told


def test_whoever_is_forgotten_while_a_word_of_theirs_comes_in_is_looked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = stranger()
    desk.says(guest, "oi")
    policy(desk)
    find = receiving.senders

    def find_then_forget(seen: Any) -> Any:
        found = find(list(seen))
        monkeypatch.setattr(receiving, "senders", find)
        from trato.book.people.forget_visitor import forget_visitor

        forget_visitor(desk.only_thread().person_id, at=desk.coop.clock())
        return found

    monkeypatch.setattr(receiving, "senders", find_then_forget)
    with pytest.raises(ForgottenMeanwhile):
        desk.says(guest, "alô")
