"""What a person said is put on record at the desk: its effect, its fact, and the door's word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.flows.test_close_dispute import signed_in
from tests.flows.test_offers_at_the_desk import AGENT, Desk
from trato.casework.conversations.read import UnknownConversation
from trato.door.policy.values import Verdict
from trato.speakers.desk import on_record
from trato.speakers.desk.on_record import NotNoted

DAY = timedelta(days=1)
DISPUTE = {"reason": "not_recognised", "words": "não é minha"}


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    return Desk(organisation)


def noted(desk: Desk, act: Callable[..., Any], **more: Any) -> Any:
    with desk.coop.inside():
        return act(desk.conversation_id, by=AGENT, at=desk.coop.clock(), **more)


ACTS: dict[str, Callable[[Desk], Any]] = {
    "dispute": lambda desk: noted(
        desk, on_record.note_dispute, debt_ids=(desk.debtor.debt_id,), **DISPUTE
    ),
    "stop": lambda desk: noted(desk, on_record.note_stop, is_everywhere=False, words="chega"),
    "everywhere": lambda desk: noted(desk, on_record.note_stop, is_everywhere=True, words="chega"),
    "wrong": lambda desk: noted(desk, on_record.note_not_theirs, kind="wrong"),
    "third_party": lambda desk: noted(desk, on_record.note_not_theirs, kind="third_party"),
    "death": lambda desk: noted(desk, on_record.note_of_death),
    "lawyer": lambda desk: noted(desk, on_record.note_protection, flag="is_represented"),
    "vulnerable": lambda desk: noted(desk, on_record.note_protection, flag="is_vulnerable"),
    "indebted": lambda desk: noted(desk, on_record.note_protection, flag="is_superindebted"),
}
PROTECTS = {
    "dispute": ("DISPUTED", "requests.dispute_opened", {"reason": "not_recognised"}),
    "stop": ("SUPPRESSED", "consent.contact_stopped", {"channel": "whatsapp"}),
    "everywhere": ("SUPPRESSED", "consent.contact_stopped", {"channel": "whatsapp"}),
    "wrong": ("WRONG_PARTY", "book.contact_point_changed", {"state": "wrong_party"}),
    "third_party": ("WRONG_PARTY", "book.contact_point_changed", {"state": "third_party"}),
    "death": ("PROTECTED_PERSON", "book.person_flagged", {"flag": "is_deceased"}),
    "lawyer": ("REPRESENTED", "book.person_flagged", {"flag": "is_represented"}),
    "vulnerable": ("VULNERABLE", "book.person_flagged", {"flag": "is_vulnerable"}),
    "indebted": ("SUPERINDEBTED", "book.person_flagged", {"flag": "is_superindebted"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_it_is_told_with_who_noted_it_and_the_door_lets_no_campaign_charge(
    desk: Desk, act: str
) -> None:
    code, kind, shown = PROTECTS[act]
    assert desk.coop.submit(desk.coop.first_contact(desk.debtor)).verdict is not Verdict.REFUSE
    desk.coop.drain()
    assert ACTS[act](desk)
    fact = desk.facts(kind)[0]
    assert {name: fact[name] for name in ("by", *shown)} == {"by": AGENT, **shown}
    desk.coop.clock.pass_(days=8)
    refused = desk.coop.submit(desk.coop.first_contact(desk.debtor))
    assert refused.verdict is Verdict.REFUSE
    assert code in refused.codes


@pytest.mark.parametrize("act", ["dispute", "stop", "everywhere", "wrong", "third_party", "death"])
def test_what_waits_for_the_person_is_withdrawn_and_nothing_is_sent(desk: Desk, act: str) -> None:
    waiting = desk.coop.submit(desk.coop.first_contact(desk.debtor))
    before = len(desk.coop.rows())
    ACTS[act](desk)
    assert desk.coop.row(waiting.message_id).state == "cancelled"
    assert len(desk.coop.rows()) == before
    assert desk.coop.dispatch() == 0


@pytest.mark.parametrize("act", ["lawyer", "vulnerable", "indebted"])
def test_what_waits_is_refused_at_the_door(desk: Desk, act: str) -> None:
    waiting = desk.coop.submit(desk.coop.first_contact(desk.debtor))
    ACTS[act](desk)
    assert desk.coop.dispatch() == 0
    assert desk.coop.row(waiting.message_id).state == "refused"


@pytest.mark.parametrize("act", ACTS)
def test_twice_is_once(desk: Desk, act: str) -> None:
    first = ACTS[act](desk)
    facts = desk.facts(PROTECTS[act][1])
    again = ACTS[act](desk)
    assert (again == first) if act == "dispute" else (first, again) == (True, False)
    assert desk.facts(PROTECTS[act][1]) == facts


@pytest.mark.parametrize("act", ACTS)
def test_another_organisation_knows_no_such_conversation(
    desk: Desk, agency: UUID, act: str
) -> None:
    from trato.foundation import tenancy

    desk.coop.organisation_id, here = agency, desk.coop.organisation_id
    with pytest.raises(UnknownConversation):
        ACTS[act](desk)
    desk.coop.organisation_id = here
    assert desk.facts(PROTECTS[act][1]) == []
    assert tenancy.is_inside() is False


def test_a_dispute_stops_the_debt_and_another_one_joins_it(desk: Desk) -> None:
    from trato.book.portfolios import read as portfolios
    from trato.casework.requests.read import disputes_of

    first = ACTS["dispute"](desk)
    with desk.coop.inside():
        (line,) = disputes_of(desk.debtor.person_id)
        assert portfolios.debt(desk.debtor.debt_id).state == "disputed"
    assert line.answer_by_on == (desk.coop.clock() + 10 * DAY).date()
    other = another_debt(desk)
    second = noted(desk, on_record.note_dispute, debt_ids=(desk.debtor.debt_id, other), **DISPUTE)
    assert second != first
    with desk.coop.inside():
        assert portfolios.debt(other).state == "disputed"
        assert len(disputes_of(desk.debtor.person_id)) == 2


def another_debt(desk: Desk) -> UUID:
    from trato.book.portfolios.models import Debt
    from trato.foundation.ids import new_id

    with desk.coop.inside():
        row = Debt.objects.get(id=desk.debtor.debt_id)
        row.id, row.reference, row.state = new_id(), "CT-outra", "active"
        row.save(force_insert=True)
    return row.id


def test_a_promise_stands_once_and_a_dispute_of_all_voids_it(desk: Desk) -> None:
    from trato.casework.negotiation.put_forward import promises_of

    def promise(cents: int | None, days: int) -> bool:
        day = (desk.coop.clock() + days * DAY).date()
        done: bool = noted(desk, on_record.note_promise, amount_cents=cents, promised_on=day)
        return done

    assert promise(10_000, 3)
    assert not promise(10_000, 3)
    assert promise(None, 5)
    ACTS["dispute"](desk)
    with desk.coop.inside():
        assert [p.state for p in promises_of(desk.debtor.person_id)] == ["void", "rescheduled"]
    made = desk.facts("negotiation.promise_made")
    assert [(f["amount_cents"], f["by"]) for f in made] == [(10_000, AGENT), (None, AGENT)]


@pytest.mark.parametrize(
    ("cents", "days", "code"), [(0, 3, "amount"), (1, -1, "day"), (1, 400, "day")]
)
def test_no_promise_of_nothing_nor_for_another_time(
    desk: Desk, cents: int, days: int, code: str
) -> None:
    day = (desk.coop.clock() + days * DAY).date()
    with pytest.raises(NotNoted, match=code):
        noted(desk, on_record.note_promise, amount_cents=cents, promised_on=day)


def test_of_whoever_owes_nothing_nothing_is_contested_or_promised(desk: Desk) -> None:
    from trato.book.portfolios.models import Debt

    with desk.coop.inside():
        Debt.objects.update(state="settled")
    with pytest.raises(NotNoted, match="no_debt"):
        ACTS["dispute"](desk)
    day = desk.coop.clock().date()
    with pytest.raises(NotNoted, match="no_debt"):
        noted(desk, on_record.note_promise, amount_cents=1, promised_on=day)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": "porque sim"}, "reason"),
        ({"debt_ids": ()}, "debt"),
        ({"debt_ids": "other"}, "debt"),
    ],
)
def test_only_for_a_listed_reason_and_their_own_debts(
    desk: Desk, more: dict[str, Any], code: str
) -> None:
    if more.get("debt_ids") == "other":
        more = {"debt_ids": (desk.coop.debtor().debt_id,)}
    given: dict[str, Any] = {"debt_ids": (desk.debtor.debt_id,), **DISPUTE, **more}
    with pytest.raises(NotNoted, match=code):
        noted(desk, on_record.note_dispute, **given)
    assert desk.facts("requests.dispute_opened") == []


def test_a_stop_of_everything_covers_every_contact_until_the_person_comes_back(desk: Desk) -> None:
    from trato.book.people.add_contact import add_contact
    from trato.book.people.values import NewContact
    from trato.door.consent.withdraw import resume

    with desk.coop.inside():
        for kind, value in (("phone", "+5511955554444"), ("email", "maria@aurora.example")):
            add_contact(
                desk.debtor.person_id, NewContact(kind=kind, value=value), at=desk.coop.clock()
            )
    ACTS["everywhere"](desk)
    stopped = sorted(f["channel"] for f in desk.facts("consent.contact_stopped"))
    assert stopped == ["email", "sms", "sms", "whatsapp", "whatsapp"]
    with desk.coop.inside():
        assert resume(
            desk.debtor.contact_point_id, channel="whatsapp", words="VOLTAR", message="wamid",
            at=desk.coop.clock.pass_(minutes=1),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "state"), [("stop", "stopped"), ("wrong", "wrong_party"), ("death", "wrong_party")]
)
def test_a_thread_of_the_assistants_moves_as_if_it_had_been_told(
    desk: Desk, act: str, state: str
) -> None:
    from trato.casework.conversations import read
    from trato.casework.conversations.hand_over import give_back

    with desk.coop.inside():
        give_back(desk.conversation_id, by=AGENT, at=desk.coop.clock())
    ACTS[act](desk)
    with desk.coop.inside():
        assert read.conversation(desk.conversation_id).state == state


@pytest.mark.parametrize("act", ACTS)
def test_of_nobody_known_nothing_is_noted(desk: Desk, act: str) -> None:
    from trato.casework.conversations.models import Conversation

    with desk.coop.inside():
        Conversation.objects.update(person_id=None)
    with pytest.raises(NotNoted, match="nobody"):
        ACTS[act](desk)


FORMS: dict[str, tuple[dict[str, str], str]] = {
    "promessa": ({"promised_on": "+3", "amount": "150,00"}, "Promessa registrada."),
    "contestacao": ({"reason": "duplicate", "debt": "mine"}, "Contestação registrada."),
    "parar": ({"scope": "number", "words": "chega"}, "Parada registrada"),
    "engano": ({"kind": "third_party"}, "Contato retirado"),
    "falecimento": ({}, "Falecimento registrado."),
    "advogado": ({}, "Advogado registrado."),
    "cuidado": ({"flag": "is_superindebted"}, "só gente trata"),
}


def filled(desk: Desk, form: dict[str, str]) -> dict[str, str]:
    from trato.foundation import clock

    return {
        name: {"mine": str(desk.debtor.debt_id), "+3": f"{clock.now() + 3 * DAY:%Y-%m-%d}"}.get(
            value, value
        )
        for name, value in form.items()
    }


def post(client: Client, desk: Desk, what: str, form: dict[str, str]) -> Any:
    address = f"/conversas/{desk.conversation_id}/registrar/{what}/"
    return client.post(address, filled(desk, form), follow=True)


@pytest.mark.parametrize("what", FORMS)
def test_whoever_answers_notes_it_beside_the_thread(desk: Desk, what: str) -> None:
    agent, analyst = signed_in(desk, "atendente"), signed_in(desk, "analista")
    form, words = FORMS[what]
    assert post(analyst, desk, what, form).status_code == 403
    panel = f"/conversas/{desk.conversation_id}/lado/"
    assert f"/registrar/{what}/" not in analyst.get(panel).content.decode()
    assert f"/registrar/{what}/" in agent.get(panel).content.decode()
    assert words in post(agent, desk, what, form).content.decode()
    again = post(agent, desk, what, form).content.decode()
    assert "Já estava registrado assim." in again or what == "contestacao"
    told = agent.get(f"/conversas/{desk.conversation_id}/linha/").content.decode()
    assert "registrado por atendente" in told


@pytest.mark.parametrize(
    ("what", "form", "words"),
    [
        ("promessa", {"promised_on": "ontem"}, "o dia da promessa"),
        ("promessa", {"promised_on": "+3", "amount": "muito"}, "escreva o valor"),
        ("promessa", {"promised_on": "2020-01-01"}, "o dia da promessa"),
        ("contestacao", {"debt": "mine"}, "escolha o motivo"),
        ("contestacao", {"reason": "duplicate"}, "ao menos uma dívida"),
        ("contestacao", {"reason": "duplicate", "debt": "x"}, "ao menos uma dívida"),
        ("parar", {}, "escolha uma das opções"),
        ("engano", {"kind": "deceased"}, "escolha uma das opções"),
        ("cuidado", {"flag": "is_minor"}, "escolha uma das opções"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(
    desk: Desk, what: str, form: dict[str, str], words: str
) -> None:
    from trato.journal.models import Entry

    agent = signed_in(desk, "atendente")
    with desk.coop.inside():
        before = Entry.objects.count()
    assert words in post(agent, desk, what, form).content.decode()
    with desk.coop.inside():
        assert Entry.objects.count() == before


def test_there_is_nothing_else_to_note(desk: Desk) -> None:
    assert post(signed_in(desk, "atendente"), desk, "outra", {}).status_code == 404


def test_a_supervisor_takes_back_what_was_noted_in_error(desk: Desk) -> None:
    agent, chief = signed_in(desk, "atendente"), signed_in(desk, "supervisor")
    panel = f"/conversas/{desk.conversation_id}/lado/"
    address, form = f"/conversas/{desk.conversation_id}/protecao/retirar/", {"flag": "is_deceased"}
    assert address not in chief.get(panel).content.decode()
    post(agent, desk, "falecimento", {})
    assert address not in agent.get(panel).content.decode()
    assert address in chief.get(panel).content.decode()
    assert agent.post(address, form).status_code == 403
    assert "Proteção retirada." in chief.post(address, form, follow=True).content.decode()
    assert "já não estava" in chief.post(address, form, follow=True).content.decode()
    wrong = chief.post(address, {"flag": "name"}, follow=True).content.decode()
    assert "escolha uma das opções" in wrong
    (fact,) = desk.facts("book.person_unflagged")
    assert fact["flag"] == "is_deceased"
    assert fact["by"]
