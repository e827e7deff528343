"""The archive finds every message both ways, only its own organisation's, and through its index."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import TUESDAY, Server
from tests.world import World
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.conversations.write_note import write_note
from trato.foundation.ids import new_id
from trato.insights.archive.models import Line, Mark
from trato.insights.archive.search import search
from trato.insights.archive.take_in import Intake, keep, take_in
from trato.insights.archive.values import ArchivedLine, Source, Wanted

ANYTHING = ", ".join(["null"] * 9)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def heard(world: World, text: str, *, minutes: int = 0, person: UUID | None = None) -> UUID:
    with world.within():
        thread = Conversation.objects.create(
            organisation_id=world.organisation_id, number_id=world.number_id,
            contact_key=uuid4().bytes, person_id=person, opened_at=TUESDAY, last_event_at=TUESDAY,
        )  # fmt: skip
        at = TUESDAY + timedelta(minutes=minutes)
        row = InboundMessage.objects.create(
            organisation_id=world.organisation_id, conversation_id=thread.id,
            provider_message_id=uuid4().hex, kind="text", text=text, payload_sealed=b"",
            written_at=at, received_at=at, handle_after=at,
        )  # fmt: skip
    return UUID(str(row.id))


def found(world: World, words: str = "", **more: Any) -> list[str]:
    with world.within():
        return [line.text for line in search(Wanted(words=words, **more)).lines]


def told(text: str) -> dict[str, Any]:
    return {"draft": {"content": {"kind": "text", "text": text}}}


def test_words_are_found_without_accents_by_stem_and_as_a_phrase(world: World) -> None:
    for place, text in enumerate(
        ("Eu não devo nada", "Eu devo sim", "Quero negociação", "negociacoes abertas", "dívidas")
    ):
        heard(world, text, minutes=place)
    assert take_in(world.organisation_id) == 5
    assert found(world, "devo") == ["Eu devo sim", "Eu não devo nada"]
    assert found(world, "nao devo") == ["Eu não devo nada"]
    assert found(world, '"não devo"') == ["Eu não devo nada"]
    assert found(world, '"devo nao"') == []
    assert found(world, "devo -não") == ["Eu devo sim"]
    assert found(world, "Negociação") == ["negociacoes abertas", "Quero negociação"]
    assert found(world, "divida") == ["dívidas"]
    assert found(world, '"divida"') == []
    assert found(world, '"eu nao devo nada"') == ["Eu não devo nada"]
    assert found(world, '"eu nao devo sim"') == []
    assert found(world, '"devo"') == ["Eu devo sim", "Eu não devo nada"]
    assert found(world, 'devo -"nao devo nada"') == ["Eu devo sim"]
    assert found(world, '"dev"') == []
    assert found(world, "neg*") == ["negociacoes abertas", "Quero negociação"]


def test_both_ways_by_person_agent_class_and_date(world: World) -> None:
    ana = world.person("+5511987654321")
    heard(world, "quero pagar", person=ana[0])
    heard(world, "quero pagar também", minutes=1)
    world.message(ana, **told("Segue a proposta para pagar"), message_class="offer")
    world.message(
        ana, **told("Pode pagar hoje"), author="human", origin="desk",
        idempotency_key=f"desk:77:{new_id()}", created_at=TUESDAY + timedelta(days=1),
    )  # fmt: skip
    take_in(world.organisation_id)
    assert len(found(world, "pagar")) == 4
    for who in ("(11) 98765-4321", "1187654321", "Ana"):
        assert set(found(world, "pagar", who=who)) == {
            "quero pagar", "Segue a proposta para pagar", "Pode pagar hoje",
        }  # fmt: skip
    assert found(world, "pagar", who="11 91111-1111") == []
    assert found(world, agent_id=77) == ["Pode pagar hoje"]
    assert found(world, classes=("offer",)) == ["Segue a proposta para pagar"]
    assert found(world, since=TUESDAY + timedelta(hours=1)) == ["Pode pagar hoje"]
    inbound = found(world, sources=(Source.INBOUND,), until=TUESDAY + timedelta(seconds=1))
    assert inbound == ["quero pagar"]


def test_pages_are_counted_and_never_overlap(world: World) -> None:
    with world.within():
        keep([line(f"parcela {n}", minutes=n) for n in range(1100)])
        first = search(Wanted(words="parcela", rows=500))
        assert (len(first.lines), first.count, first.is_more) == (200, 1000, True)
        second = search(Wanted(words="parcela", rows=200, after=first.next))
        assert second.count == 900
        assert not {x.line_id for x in first.lines} & {x.line_id for x in second.lines}
        last = search(Wanted(words="parcela", rows=200, who="", since=first.lines[-1].at))
        assert (last.count, last.is_more, last.next) == (200, False, None)


def test_taking_in_resumes_and_never_doubles(world: World) -> None:
    kept = heard(world, "primeira")
    assert take_in(world.organisation_id) == 1
    assert take_in(world.organisation_id) == 0
    with world.within():
        # As after a crash between the two: the mark is behind what is in.
        Mark.objects.all().delete()
        late = heard(world, "segunda")
    assert take_in(world.organisation_id) == 1
    with world.within():
        Line.objects.filter(id=kept).delete()
        Mark.objects.update(upto=new_id())
    assert take_in(world.organisation_id) == 0
    assert take_in(world.organisation_id, from_the_start=True) == 1
    with world.within():
        assert set(Line.objects.values_list("id", flat=True)) == {kept, late}


def test_another_organisation_finds_nothing_also_through_the_function(
    world: World, agency: UUID, database: Server
) -> None:
    heard(world, "segredo")
    take_in(world.organisation_id)
    other = World(agency, TUESDAY)
    assert found(other, "segredo") == []
    assert found(other) == []
    question = f"SELECT * FROM archive_search(%s, 'segredo', '', '', {ANYTHING}, 9)"
    with psycopg.connect(database.application_url) as app:
        for inside in (str(agency), ""):
            with app.transaction():
                app.execute("SELECT set_config('trato.organisation', %s, true)", [inside])
                with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                    app.execute(question, [world.organisation_id])
        with app.transaction():
            app.execute("SELECT set_config('trato.organisation', %s, true)", [str(agency)])
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(question, [None])
            assert app.execute(question, [agency]).fetchall() == []


def test_a_rare_word_is_found_through_the_index_of_words(
    world: World, superuser: psycopg.Connection
) -> None:
    with world.within():
        keep([line(f"parcela {n} do acordo", minutes=n) for n in range(20_000)])
        keep([line("o inventariante respondeu", minutes=30_000)])
    superuser.execute("ANALYZE archive_line")
    assert found(world, "inventariante") == ["o inventariante respondeu"]
    plan = plan_of(superuser, world.organisation_id, stems="inventariante")
    assert "Bitmap Index Scan on archive_words" in plan
    # The owner's own policy is plainly true: nothing of row-level security is left in the plan.
    assert "current_setting" not in plan


def plan_of(superuser: psycopg.Connection, organisation_id: UUID, *, stems: str) -> str:
    """Return the plan of the statement inside the function, as it was really run."""
    said: list[str] = []
    superuser.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    superuser.execute("LOAD 'auto_explain'")
    for name, value in (("log_min_duration", "0"), ("log_nested_statements", "on")):
        superuser.execute(f"SET auto_explain.{name} = '{value}'")
    superuser.execute("SET client_min_messages = log")
    superuser.execute("SELECT set_config('trato.organisation', %s, false)", [str(organisation_id)])
    superuser.execute(
        f"SELECT * FROM archive_search(%s, %s, '', '', {ANYTHING}, 1001)",
        [organisation_id, stems],
    )
    superuser.execute("SET client_min_messages = notice")
    return next(text for text in said if "l.words @@" in text)


def line(text: str, *, minutes: int = 0) -> ArchivedLine:
    return ArchivedLine(
        line_id=new_id(), source=Source.INBOUND, at=TUESDAY + timedelta(minutes=minutes),
        text=text, kind="text", message_class="", agent_id=None, person_id=None,
        conversation_id=None, chat_id=None,
    )  # fmt: skip


def test_a_word_never_without_the_other_is_looked_up_in_the_index(
    world: World, superuser: psycopg.Connection
) -> None:
    """Lines older than those that are looked at first are found all the same."""
    superuser.execute(
        """
        INSERT INTO archive_line (organisation_id, id, source, at, text, kind, message_class, words)
        SELECT %s, gen_random_uuid(), 'inbound', %s - make_interval(secs => n), text, 'text', '',
               to_tsvector('public.trato_stem', text)
        FROM (SELECT n, CASE WHEN n > 31000 THEN 'proposta aceita' ELSE 'proposta com desconto' END
              FROM generate_series(1, 31003) n) AS said (n, text)
        """,
        [world.organisation_id, TUESDAY],
    )
    assert found(world, "proposta -desconto") == ["proposta aceita"] * 3
    assert found(world, "proposta -aceita", rows=200) == ["proposta com desconto"] * 200
    assert found(world, "proposta -desconto -aceita") == []
    with world.within():
        first = search(Wanted(words="proposta -desconto", rows=2))
        assert (first.count, len(first.lines)) == (3, 2)
        assert search(Wanted(words="proposta -desconto", after=first.next)).count == 1


def test_notes_are_found_by_whoever_asks_for_them(world: World) -> None:
    heard(world, "boleto da pessoa")
    with world.within():
        thread = Conversation.objects.get()
        for kind, text in (("note", "boleto já emitido"), ("whisper", "não prometa o boleto")):
            write_note(thread.id, text, kind=kind, by=7, author="bia", at=TUESDAY)
    assert take_in(world.organisation_id) == 3
    assert found(world, "boleto") == ["boleto da pessoa"]
    notes = found(world, "boleto", sources=(Source.NOTE,))
    assert notes == ["boleto já emitido"]
    assert found(world, "boleto", sources=(Source.WHISPER,), agent_id=7) == ["não prometa o boleto"]
    with world.within():
        assert search(Wanted(words="boleto")).count == 1


def test_the_usual_look_takes_in_what_just_came_and_leaves_the_mark_alone(world: World) -> None:
    intake = Intake()
    heard(world, "primeira")
    assert intake.take_in(world.organisation_id) == 1
    with world.within():
        marks = dict(Mark.objects.values_list("source", "upto"))
    heard(world, "segunda")
    assert intake.take_in(world.organisation_id) == 1
    assert intake.take_in(world.organisation_id) == 0
    with world.within():
        assert dict(Mark.objects.values_list("source", "upto")) == marks


def test_whoever_reads_without_addresses_finds_nothing_by_them_and_all_else(world: World) -> None:
    heard(world, "Meu e-mail é joana.lima@casa.example, mande o boleto", minutes=1)
    heard(world, "joana ponto lima arroba casa ponto example é o boleto", minutes=2)
    heard(world, "A casa da Joana recebeu o boleto", minutes=3)
    take_in(world.organisation_id)

    def both(words: str) -> tuple[int, int]:
        return len(found(world, words)), len(found(world, words, is_scrubbed=True))

    assert both("boleto") == (3, 3)
    assert both("joana") == (3, 1)
    assert both("lima") == (2, 0)
    assert both("lim*") == (2, 0)
    assert both('"joana lima"') == (1, 0)
    assert both('"lima casa example"') == (1, 0)
    # An excluded word that only the hidden part has excludes nothing, or its miss would tell.
    assert both("boleto -lima") == (1, 3)
    assert both('boleto -"joana lima"') == (2, 3)
    assert both("boleto -recebeu") == (2, 2)
    assert both('"o boleto" email') == (0, 0)
    assert both('"mande o boleto"') == (1, 1)


def test_whoever_reads_masked_finds_nobody_by_the_name_they_are_called_by(world: World) -> None:
    person_id, _ = world.person("+5511987650077")
    with world.within():
        from trato.book.people import read as people

        name = people.card(person_id).first_name
    heard(world, f"Bom dia, {name}, segue o boleto", minutes=1, person=person_id)
    heard(world, f"O boleto da {name}, que não é ela", minutes=2)
    take_in(world.organisation_id)
    assert len(found(world, name)) == 2
    assert len(found(world, name, is_scrubbed=True)) == 1
    assert len(found(world, f"boleto -{name}", is_scrubbed=True)) == 1
    assert len(found(world, "boleto", is_scrubbed=True)) == 2


def test_what_is_hidden_is_left_out_of_counts_and_pages_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.archive import search as searching
    from trato.insights.archive import seen

    for place in range(12):
        heard(world, f"lima {place}" if place % 3 else "e-mail ana@lima.example", minutes=place)
    take_in(world.organisation_id)
    for module in (searching, seen):
        monkeypatch.setattr(module, "COUNT_MAX", 4)
    got, after, counts = [], None, []
    for _page in range(12):
        with world.within():
            page = search(Wanted(words="lima", is_scrubbed=True, rows=3, after=after))
        got += [line.text for line in page.lines]
        counts.append((page.count, page.is_more))
        after = page.next
        if after is None:
            break
    assert got == [f"lima {place}" for place in range(11, 0, -1) if place % 3]
    assert counts == [(4, True), (4, True), (2, False)]
    monkeypatch.setattr(seen, "_ROUNDS_MAX", 1)
    with world.within():
        page = search(Wanted(words="lima", is_scrubbed=True, rows=9))
    assert (page.is_more, len(page.lines)) == (True, 4)
    assert page.next is not None
