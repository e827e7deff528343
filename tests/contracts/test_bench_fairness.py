"""What the product is held against does the same work: the same bytes to the provider."""

from datetime import UTC, datetime
from uuid import UUID

from trato.adapters.whatsapp.nodes import encode
from trato.adapters.whatsapp.render import render
from trato.door.outbox import provider
from trato.door.outbox.provider import Cleared, TemplateName
from trato.door.outbox.values import Content
from trato.door.policy.values import Kind
from trato.entrypoints.cli.bench.dispatch import bare_body
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
