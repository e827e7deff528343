"""What the product is held against does the same work: the same bytes, the same verdicts."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from trato.adapters.whatsapp.nodes import encode
from trato.adapters.whatsapp.render import render
from trato.door.outbox import provider
from trato.door.outbox.provider import Cleared, TemplateName
from trato.door.outbox.values import Content
from trato.door.policy import replay
from trato.door.policy.decide import decide_with
from trato.door.policy.values import Kind, Verdict
from trato.entrypoints.cli.bench.decisions import corpus
from trato.entrypoints.cli.bench.dispatch import bare_body
from trato.entrypoints.cli.bench.rivals import cedar, twelve, zen
from trato.entrypoints.cli.bench.sheet import Inhabitant, lines
from trato.entrypoints.cli.world import COOPERATIVE
from trato.foundation import documents


def test_the_bare_client_posts_what_the_dispatcher_posts() -> None:
    cleared = Cleared(
        provider._seal, message_id=UUID(int=1), phone_number_id="1", to="5511960000001",
        recipient="", opaque="trato:1:2", in_reply_to="",
        content=Content(
            kind=Kind.TEMPLATE, template_id=UUID(int=2),
            template_parameters=("Ana", COOPERATIVE.name),
        ),
        template=TemplateName(name="contato_inicial_aurora", language="pt_BR"),
    )  # fmt: skip
    ours = encode(render(cleared, now=datetime(2026, 11, 24, 12, 30, tzinfo=UTC)))
    bare = bare_body(
        to="5511960000001", template="contato_inicial_aurora", first_name="Ana", opaque="trato:1:2"
    )
    assert bare == ours


def test_invented_people_have_true_documents_and_their_own_numbers() -> None:
    people = [Inhabitant(number) for number in (*range(500), 999_999)]
    assert all(documents.is_valid(one.cpf) for one in people)
    assert len({one.cpf for one in people}) == len({one.phone for one in people}) == len(people)


def test_a_spoilt_row_has_a_document_that_cannot_be() -> None:
    rows = list(lines(100, spoilt_every=50))
    assert len(rows) == 101
    assert sum(";11111111111;" in row for row in rows) == 2


@pytest.mark.parametrize("rival", [zen, cedar], ids=["zen", "cedar"])
def test_the_engines_name_the_same_rules(rival: Any) -> None:
    ask, rules = rival.asker(), twelve.our_rules()
    assert len(rules) == len(twelve.TWELVE) == 12
    met: set[str] = set()
    verdicts = set()
    for line in next(corpus.named(corpus.lines())):
        case = replay.decode(line)
        if not twelve.is_complete(case):
            continue
        decision = decide_with(rules, *case)
        ours = twelve.hits_of(decision)
        theirs = rival.hits(ask(rival.request(json.dumps(twelve.context(case)))))
        assert theirs == ours
        assert twelve.verdict_of(theirs) is decision.verdict
        met |= ours
        verdicts.add(decision.verdict)
    assert verdicts == set(Verdict)
    assert len(met) >= 11


def test_recorded_decisions_are_about_ever_new_texts() -> None:
    recorded = corpus.lines()
    rounds = corpus.named(recorded)
    first, second = next(rounds), next(rounds)
    marked = [number for number, line in enumerate(recorded) if corpus.NAME_MARK.encode() in line]
    assert len(marked) > len(recorded) / 4
    assert all(first[number] != second[number] for number in marked)
    assert len({corpus.name(number) for number in range(200_000)}) == 200_000
