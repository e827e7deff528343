"""What stands beside a thread: that a person said stop is shown whatever else stands there."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.flows.test_offers_at_the_desk import Desk


@pytest.mark.parametrize("role", ["atendente", "supervisor"])
@pytest.mark.parametrize("has_offer", [False, True])
@pytest.mark.parametrize("has_stopped", [False, True])
def test_a_stop_is_shown_with_and_without_an_offer(
    organisation: UUID, role: str, has_offer: bool, has_stopped: bool
) -> None:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member

    desk = Desk(organisation)
    if has_offer:
        desk.send(desk.simulate())
        desk.coop.drain()
    if has_stopped:
        desk.coop.stop(desk.debtor)
    email = f"{role}.{organisation.hex[-12:]}@aurora.example"
    with desk.coop.inside():
        add_member(email=email, password="uma senha longa de teste", role=role)
    client = Client(headers={"host": "localhost", "hx-request": "true"})
    client.force_login(get_user_model().objects.get(username=email))
    answer = client.get(f"/conversas/{desk.conversation_id}/lado/")
    assert answer.status_code == 200, answer.headers
    shown = answer.content.decode()
    assert ("pediu para parar" in shown) is has_stopped


def test_promises_and_disputes_stand_there_whoever_has_the_conversation(
    organisation: UUID,
) -> None:
    from trato.casework.conversations.hand_over import give_back
    from trato.casework.negotiation.promise import promise
    from trato.casework.requests.open_dispute import open_dispute
    from trato.foundation import clock

    desk = Desk(organisation)
    now, person_id = clock.now(), desk.debtor.person_id
    today = now.date()
    with desk.coop.inside():
        for days, cents in ((-3, 10_000), (9, 12_345)):
            promise(
                person_id=person_id, amount_cents=cents, promised_on=today + timedelta(days=days),
                conversation_id=desk.conversation_id, at=now,
            )  # fmt: skip
        open_dispute(
            person_id=person_id, debt_ids=(desk.debtor.debt_id,), reason="not_recognised",
            words="não é minha",
            conversation_id=desk.conversation_id, at=now,
        )  # fmt: skip
        give_back(desk.conversation_id, by=7, at=now)
    shown = beside(desk)
    assert "R$ 123,45" in shown.replace("\xa0", " ")
    assert "trocada por outra" in shown
    assert "não reconhece a dívida" in shown
    assert "responder até" in shown
    assert "não é minha" not in shown, "what was said stays in the thread"


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("kept", "cumprida"),
        ("partly_kept", "cumprida em parte"),
        ("broken", "quebrada"),
        ("void", "sem efeito"),
        ("pending", "o dia passou"),
    ],
)
def test_a_promise_says_what_became_of_it(organisation: UUID, state: str, shown: str) -> None:
    from trato.casework.negotiation.models import Promise
    from trato.casework.negotiation.promise import promise
    from trato.foundation import clock

    desk, now = Desk(organisation), clock.now()
    with desk.coop.inside():
        promise(
            person_id=desk.debtor.person_id, conversation_id=desk.conversation_id,
            amount_cents=10_000, promised_on=now.date() - timedelta(days=2), at=now,
        )  # fmt: skip
        Promise.objects.update(state=state)
    assert shown in beside(desk).partition("Promessas")[2].partition("</section>")[0]


def beside(desk: Desk) -> str:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member

    email = f"quem.{desk.coop.organisation_id.hex[-12:]}@aurora.example"
    with desk.coop.inside():
        add_member(email=email, password="uma senha longa de teste", role="atendente")
    client = Client(headers={"host": "localhost", "hx-request": "true"})
    client.force_login(get_user_model().objects.get(username=email))
    answer = client.get(f"/conversas/{desk.conversation_id}/lado/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("is_newest", [True, False])
def test_a_contact_tells_its_last_delivery_and_why_the_newest_failed(
    organisation: UUID, is_newest: bool
) -> None:
    from tests.universe import rejection
    from trato.door.outbox.models import Message
    from trato.door.outbox.values import ErrorClass

    desk = Desk(organisation)
    coop = desk.coop
    got = coop.submit(coop.answer(desk.debtor, conversation_id=desk.conversation_id))
    assert coop.dispatch() == 1
    lost = coop.submit(coop.answer(desk.debtor, conversation_id=desk.conversation_id))
    coop.provider.answers.append(rejection(ErrorClass.UNDELIVERABLE, code=131026))
    coop.clock.pass_(minutes=20)
    assert coop.dispatch() == 1
    assert coop.row(lost.message_id).state == "failed"
    told_at = coop.clock() + timedelta(minutes=-10 if is_newest else 10)
    with coop.inside():
        Message.objects.filter(id=got.message_id).update(delivered_at=told_at, status_rank=2)
    shown = beside(desk)
    assert "Última entrega" in shown
    assert ("Este número não recebe mensagens pelo WhatsApp agora." in shown) is is_newest


def test_a_contact_nobody_wrote_to_tells_nothing(organisation: UUID) -> None:
    shown = beside(Desk(organisation))
    assert "Última entrega" not in shown
    assert "Falhou" not in shown
