"""Every message both ways is watched: one alert per message and class, triaged and counted."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import TUESDAY
from tests.world import World
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.insights.monitoring.lexicon import change, lexicon
from trato.insights.monitoring.models import Alert, WatchMark
from trato.insights.monitoring.preview import preview
from trato.insights.monitoring.read import alerts, by_message, precision_by_class, precision_by_term
from trato.insights.monitoring.terms import BadTerm
from trato.insights.monitoring.triage import UnknownAlert, triage
from trato.insights.monitoring.values import Side, Term, WordClass
from trato.insights.monitoring.watch import Watch

LATER = TUESDAY + timedelta(minutes=5)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def heard(world: World, text: str) -> UUID:
    with world.within():
        thread = Conversation.objects.create(
            organisation_id=world.organisation_id, number_id=world.number_id,
            contact_key=uuid4().bytes, opened_at=TUESDAY, last_event_at=TUESDAY,
        )  # fmt: skip
        row = InboundMessage.objects.create(
            organisation_id=world.organisation_id, conversation_id=thread.id,
            provider_message_id=uuid4().hex, kind="text", text=text, payload_sealed=b"",
            written_at=TUESDAY, received_at=TUESDAY, handle_after=TUESDAY,
        )  # fmt: skip
    return UUID(str(row.id))


def told(world: World, text: str, **more: Any) -> UUID:
    draft = {"draft": {"content": {"kind": "text", "text": text}}}
    return world.message(world.person(f"+55119{uuid4().int % 10**8:08d}"), **draft, **more)


def raised(world: World) -> list[tuple[str, str, str]]:
    with world.within():
        return [(a.word_class, a.side, a.text) for a in reversed(alerts().rows)]


def test_what_one_message_raised_stands_together_the_gravest_first(world: World) -> None:
    both, one = heard(world, "Já paguei, e quero morrer"), heard(world, "Vou no Procon")
    Watch().watch(world.organisation_id)
    with world.within():
        found = by_message(alerts().rows)
        assert {(cards[0].message_id, len(cards)) for cards in found} == {(both, 2), (one, 1)}
        (together,) = [cards for cards in found if len(cards) == 2]
        assert [a.word_class for a in together] == ["self_harm", "already_paid"]
        # Each is judged by itself, and counts in its own lexicon alone.
        triage(together[1].alert_id, "false", by=1, at=LATER)
        assert [a.word_class for (a,) in by_message(alerts(state="open").rows)].count(
            "self_harm"
        ) == 1
        assert precision_by_class()[WordClass.ALREADY_PAID].looked_at == 1
        assert precision_by_class()[WordClass.SELF_HARM].looked_at == 0


def test_both_ways_are_watched_and_nothing_is_raised_twice(world: World) -> None:
    heard(world, "Já paguei, e vou no Procon")
    heard(world, "Bom dia")
    told(world, "Faz o pix na minha conta pessoal", author="human")
    watch = Watch()
    assert watch.watch(world.organisation_id) == 3
    expected = [
        ("already_paid", "person", "Já paguei, e vou no Procon"),
        ("lawyer", "person", "Já paguei, e vou no Procon"),
        ("fraud", "company", "Faz o pix na minha conta pessoal"),
    ]
    assert raised(world) == expected
    assert watch.watch(world.organisation_id) == 0
    # Another process, or this one after a crash, looks again and raises nothing anew.
    assert Watch().watch(world.organisation_id) == 3
    assert raised(world) == expected
    assert len(world.facts("monitoring.alert_raised")) == 3


def test_what_failed_half_way_is_watched_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(world, "quero morrer")

    def fall(_: str) -> None:
        raise RuntimeError

    watch = Watch()
    with monkeypatch.context() as patched:
        patched.setattr("trato.insights.monitoring.watch.fault_point", fall)
        with pytest.raises(RuntimeError):
            watch.watch(world.organisation_id)
    assert raised(world) == []
    with world.within():
        assert not WatchMark.objects.exists()
    assert watch.watch(world.organisation_id) == 1
    assert [found[0] for found in raised(world)] == ["self_harm"]


def test_a_message_that_the_door_refused_raises_what_the_door_knew(world: World) -> None:
    told(world, "Segue a chave", state="refused", verdict="refuse",
         refusal_codes=["FOREIGN_PIX_KEY", "ID_BEFORE_DEBT"])  # fmt: skip
    Watch().watch(world.organisation_id)
    assert {found[0] for found in raised(world)} == {"fraud", "disclosure"}


def test_triage_is_journaled_and_makes_precision(world: World) -> None:
    for text in ("já paguei", "paguei ontem", "ja paguei"):
        heard(world, text)
    Watch().watch(world.organisation_id)
    with world.within():
        first, second, third = [a.alert_id for a in alerts().rows]
        assert triage(first, "true", by=3, at=LATER)
        assert not triage(first, "true", by=4, at=LATER)
        assert triage(second, "false", by=3, at=LATER)
        assert triage(third, "coached", by=3, at=LATER)
        found = precision_by_class()[WordClass.ALREADY_PAID]
        assert (found.raised, found.looked_at, found.right) == (3, 3, 2)
        assert sum(p.right for p in precision_by_term(WordClass.ALREADY_PAID).values()) == 2
        assert triage(second, "open", by=3, at=LATER)
        assert precision_by_class()[WordClass.ALREADY_PAID].looked_at == 2
        assert precision_by_class()[WordClass.THREAT].share is None
        with pytest.raises(UnknownAlert):
            triage(uuid4(), "true", by=3, at=LATER)
        with pytest.raises(ValueError, match="perhaps"):
            triage(first, "perhaps", by=3, at=LATER)
    facts = world.facts("monitoring.alert_triaged")
    assert [(f["verdict"], f["by_user"]) for f in facts] == [
        ("true", 3), ("false", 3), ("coached", 3), ("open", 3)]  # fmt: skip


def test_an_organisation_changes_its_own_terms_only(world: World, organisation: UUID) -> None:
    heard(world, "vou chamar o batalhão das sombras, já paguei")
    with world.within():
        changed = change(WordClass.THREAT, own=["batalhão das sombras", " "], switched_off=[],
                         by=3, at=TUESDAY)  # fmt: skip
        assert changed == 1
        change(WordClass.ALREADY_PAID, own=[], switched_off=["ja paguei", "paguei", "no such"],
               by=3, at=LATER)  # fmt: skip
        assert lexicon(WordClass.ALREADY_PAID).switched_off == {"ja paguei", "paguei"}
    Watch().watch(world.organisation_id)
    assert [found[0] for found in raised(world)] == ["threat"]
    with world.within():
        assert change(WordClass.ALREADY_PAID, own=[], switched_off=[], by=3, at=LATER) == 2
        assert change(WordClass.ALREADY_PAID, own=[], switched_off=[], by=3, at=LATER) == 0
        with pytest.raises(BadTerm):
            change(WordClass.THREAT, own=["x"], switched_off=[], by=3, at=LATER)
    Watch().watch(world.organisation_id)
    assert [found[0] for found in raised(world)] == ["threat", "already_paid"]
    assert [f["added"] for f in world.facts("monitoring.lexicon_changed")] == [1, 0, 0]


def test_a_preview_says_what_would_have_been_raised_and_keeps_nothing(world: World) -> None:
    heard(world, "vou chamar o batalhão")
    heard(world, "não vou chamar o batalhão")
    heard(world, "bom dia")
    with world.within():
        term = Term(word_class=WordClass.THREAT, text="chamar o batalhao")
        found = preview([term], side=Side.PERSON)
        assert (found.alerts, found.looked_at, found.is_cut) == (1, 3, False)
        assert [(said.written.text, sign) for said, sign in found.examples] == [
            ("vou chamar o batalhão", "chamar o batalhao")
        ]
        assert preview([term], side=Side.COMPANY).looked_at == 0
        with pytest.raises(BadTerm, match=r"^\*"):
            preview([Term(word_class=WordClass.THREAT, text="*")], side=Side.PERSON)
        assert not Alert.objects.exists()


def test_what_is_typed_in_the_app_is_watched_and_its_past_is_not(world: World) -> None:
    from trato.casework.conversations.note_outside import note_outside
    from trato.casework.conversations.values import Outside

    def typed(name: str, *, is_past: bool) -> Outside:
        return Outside(
            provider_message_id=name, phone_number_id=world.phone_number_id, is_ours=True,
            kind="text", text="Paga logo seu caloteiro", written_at=TUESDAY, payload=b"{}",
            wa_id="5511987654321", is_past=is_past,
        )  # fmt: skip

    with world.within():
        note_outside([(typed("a", is_past=False), TUESDAY), (typed("b", is_past=True), TUESDAY)])
    watch = Watch()
    watch.watch(world.organisation_id)
    watch.watch(world.organisation_id)
    with world.within():
        (alert,) = Alert.objects.all()
        # A preview counts what is watched: that, too, and on the side that said it.
        term = Term(word_class=WordClass.IMPROPER_LANGUAGE, text="caloteiro")
        found = preview([term], side=Side.COMPANY)
        assert (found.alerts, found.looked_at, len(found.examples)) == (1, 1, 1)
        assert preview([term], side=Side.PERSON).looked_at == 0
    assert (alert.word_class, alert.author) == ("improper_language", "outside")


def test_who_wants_to_be_told_of_grave_alerts_is_told_once(world: World) -> None:
    from trato.insights.notices.models import Notice
    from trato.insights.notices.recipients import add_recipient
    from trato.insights.notices.values import Channel

    with world.within():
        add_recipient(
            Channel.EMAIL, "supervisao@aurora.example", severity_min=3, by_user=1, at=TUESDAY
        )
    heard(world, "Vou te matar")
    heard(world, "Já paguei isso semana passada")
    Watch().watch(world.organisation_id)
    Watch().watch(world.organisation_id)
    with world.within():
        (notice,) = Notice.objects.all()
    assert (notice.kind, notice.severity, notice.about["class"]) == (
        "monitoring.alert", 3, "threat",
    )  # fmt: skip


def test_what_is_found_true_protects_the_person_and_is_lifted_if_it_was_not(world: World) -> None:
    from trato.book.people.read import card

    person_id, _ = world.person("+5511987650001")
    with world.within():
        Alert.objects.create(
            organisation_id=world.organisation_id, message_id=uuid4(), word_class="self_harm",
            side="person", severity="urgent", sign="x", person_id=person_id, written_at=TUESDAY,
            raised_at=TUESDAY,
        )  # fmt: skip
        (alert,) = alerts().rows

        def protected_after(verdict: str) -> bool:
            triage(alert.alert_id, verdict, by=1, at=LATER)
            return card(person_id).is_vulnerable

        verdicts = ("true", "true", "false", "coached", "true", "open")
        assert [protected_after(v) for v in verdicts] == [True, True, False, True, True, False]
    assert len(world.facts("book.person_flagged")) == len(world.facts("book.person_unflagged")) == 2


def test_a_protection_that_stood_before_the_alert_stays(world: World) -> None:
    from trato.book.people.flag_person import flag_person
    from trato.book.people.read import card

    person_id, _ = world.person("+5511987650002")
    with world.within():
        flag_person(person_id, flag="is_deceased", at=TUESDAY)
        Alert.objects.create(
            organisation_id=world.organisation_id, message_id=uuid4(), word_class="death",
            side="person", severity="urgent", sign="x", person_id=person_id, written_at=TUESDAY,
            raised_at=TUESDAY,
        )  # fmt: skip
        (alert,) = alerts().rows
        triage(alert.alert_id, "true", by=1, at=LATER)
        triage(alert.alert_id, "false", by=1, at=LATER)
        assert card(person_id).is_deceased
