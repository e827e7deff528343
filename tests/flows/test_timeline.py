"""Beside a thread: campaigns' messages by name, alerts for those who watch, all in words."""

import dataclasses
import importlib
import pkgutil
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from tests.flows.test_supervision import say, thread_with
from tests.universe import Cooperative, cooperative
from trato.entrypoints.console.timeline import events_of
from trato.entrypoints.console.timeline_words import DETAILS, TITLES, detail_of
from trato.journal import facts as families
from trato.journal.fact import Fact
from trato.journal.facts.casework import ConversationMoved
from trato.journal.facts.monitoring import AlertRaised
from trato.journal.record import record

# What is never told of a person: of the house, its members, files and numbers.
NOT_OF_A_PERSON = frozenset(
    {
        "archive.searched", "book.placement_imported", "campaigns.moved",
        "conversations.message_received", "conversations.messages_held", "conversations.looked_at",
        "evidence.raw_erased", "evidence.retention_set", "monitoring.lexicon_changed",
        "outbox.message_decided",
        "outbox.message_cleared", "outbox.message_accepted", "outbox.message_status",
        "reviews.sample_drawn", "reviews.conversation_reviewed", "reception.hours_changed",
        "reception.greeting_changed", "sorting.tag_arranged", "sorting.view_arranged",
        "sorting.segment_arranged",
    }
)  # fmt: skip
HOUSE = (
    "access",
    "creditors",
    "members",
    "notices",
    "organisations",
    "training",
    "tokens.token",
    "routing",
)


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def kinds() -> dict[str, type[Fact]]:
    found = {}
    for module in pkgutil.iter_modules(families.__path__):
        for value in vars(importlib.import_module(f"{families.__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Fact) and value is not Fact:
                found[value.KIND] = value
    return found


def shown(coop: Cooperative, person_id: UUID, *, sees_alerts: bool = True) -> list[tuple[str, str]]:
    with coop.inside():
        events, _more = events_of(person_id, before=None, sees_alerts=sees_alerts)
        return [(str(e.what), e.detail) for e in events]


def test_every_fact_that_may_be_told_of_a_person_has_a_name() -> None:
    known = kinds()
    unnamed = {
        kind for kind in known
        if kind not in TITLES and kind not in NOT_OF_A_PERSON and not kind.startswith(HOUSE)
    }  # fmt: skip
    assert unnamed == set()
    assert set(TITLES) <= set(known)
    assert set(DETAILS) <= set(TITLES)


def test_details_read_fields_that_the_facts_have() -> None:
    known = kinds()
    samples: dict[str, Any] = {
        "before": "active", "after": "settled", "reason": "asked", "state": "granted",
        "score": 4, "count": 2, "total_cents": 100, "amount_cents": 100, "form": "pdf",
        "word_class": "threat", "severity": "urgent", "side": "person", "until": "2026-11-24",
        "promised_on": "2026-11-24", "answer_by_on": "2026-11-24", "verdict": "true",
        "due_on": "2026-11-24", "paid_cents": 50, "expires_at": "2026-11-24T03:00:00+00:00",
    }  # fmt: skip
    for kind in DETAILS:
        names = {field.name for field in dataclasses.fields(known[kind])}
        told = detail_of(kind, {n: samples.get(n, "x") for n in names})
        assert "_" not in told, (kind, told)


@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_campaigns_alerts_and_states_are_told_in_words(coop: Cooperative, language: str) -> None:
    from trato.door.outbox.models import Message
    from trato.speakers.campaigns.models import Campaign

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    done = say(coop, debtor, thread)
    refused = say(coop, debtor, thread, key="2")
    coop.drain()
    with coop.inside():
        campaign = Campaign.objects.create(
            organisation_id=coop.organisation_id, portfolio_id=coop.portfolio_id,
            template_id=coop.template_id, name="Novembro", created_at=coop.clock(),
        )  # fmt: skip
        Message.objects.filter(id__in=[done.message_id, refused.message_id]).update(
            origin="campaign", origin_id=campaign.id
        )
        Message.objects.filter(id=done.message_id).update(status_rank=3)
        for fact in (
            ConversationMoved(conversation_id=thread, before="identified", after="human_queue",
                              actor="bot", reason="legal"),
            AlertRaised(alert_id=uuid4(), message_id=done.message_id, word_class="threat",
                        severity="urgent", side="person"),
        ):  # fmt: skip
            record(fact, at=coop.clock(), subject_id=debtor.person_id)
    with translation.override(language):
        told = shown(coop, debtor.person_id)
        for_agents = shown(coop, debtor.person_id, sees_alerts=False)
    words = {
        "pt-br": {
            ("mensagem da campanha Novembro", "lida"),
            ("alerta", "Ameaça · da pessoa · urgente"),
            ("conversa mudou de estado",
             "identificada → fila humana · falou em advogado, Procon ou justiça"),
        },
        "en": {("message of the campaign Novembro", "read")},
    }[language]  # fmt: skip
    assert words <= set(told), told
    assert len(for_agents) == len(told) - 1
    assert not any("_" in what or "_" in detail for what, detail in told)


def test_what_the_door_refused_says_why(coop: Cooperative) -> None:
    from trato.journal.facts.outbox import MessageDecided

    debtor = coop.debtor()
    with coop.inside():
        fact = MessageDecided(
            message_id=uuid4(), decision_id=uuid4(), stage="submit", verdict="refuse",
            rulebook="b", codes=("OPTED_OUT", "REPRESENTED"),
        )  # fmt: skip
        record(fact, at=coop.clock(), subject_id=debtor.person_id)
    (event,) = [e for e in shown(coop, debtor.person_id) if "recusada" in e[0]]
    assert event == ("mensagem recusada pela porta", "A pessoa indicou um advogado.")
    with translation.override("en"):
        said = [detail for _what, detail in shown(coop, debtor.person_id)]
    assert "The person named a lawyer." in said
