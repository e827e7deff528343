"""What stands beside a thread: that a person said stop is shown whatever else stands there."""

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
