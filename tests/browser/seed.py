"""Fills organisations with people, campaigns, threads, agreements and money, for looking at pages.

Everything that the product can do itself it does (plan, release, decide, stop, seal); only the
provider's and the people's side is written straight into the tables.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from trato.book.organisations import keys
from trato.book.organisations.create import (
    add_member,
    add_number,
    add_template,
    create_organisation,
)
from trato.book.people import read as people
from trato.book.people.models import ContactPoint
from trato.book.people.register import register_people
from trato.book.people.values import NewContact, NewPerson
from trato.book.portfolios.create_creditor import create_creditor
from trato.book.portfolios.models import Debt, Portfolio
from trato.casework.conversations.link import conversation_for
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.casework.negotiation.models import Agreement, Instalment, Offer
from trato.casework.payments.models import Charge, Payment
from trato.door.consent.grant import Word, grant
from trato.door.consent.load_list import load_nao_me_ligue_sp
from trato.door.consent.withdraw import withdraw
from trato.door.outbox.models import Attempt, Message, StatusEvent, Window
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Button, Content, Draft
from trato.door.policy.values import Author, Kind, MessageClass
from trato.entrypoints.cli.world import offer_policy
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.seal import seal_some
from trato.speakers.campaigns.approve import approve_campaign
from trato.speakers.campaigns.plan import plan_campaign
from trato.speakers.campaigns.release import release_wave

PASSWORD = "uma senha longa de teste"
MEMBERS = (
    ("ana@aurora.example", "supervisor"),
    ("dora@aurora.example", "supervisor"),
    ("beto@aurora.example", "atendente"),
    ("caio@aurora.example", "atendente"),
    ("clara@aurora.example", "analista"),
)
FIRST = (
    "Ana Beatriz", "João Pedro", "Maria", "Francisco", "Luciana", "Rafael", "Patrícia", "Marcos",
    "Camila", "Antônio", "Juliana", "Carlos Eduardo", "Fernanda", "José", "Renata", "Paulo",
)  # fmt: skip
LAST = ("Souza", "Oliveira", "Lima", "Ferreira", "Nascimento", "Araújo", "Ribeiro", "Carvalho")
PLACES = (
    ("SP", "São Paulo", "11"), ("SP", "Campinas", "19"), ("MG", "Belo Horizonte", "31"),
    ("BA", "Salvador", "71"), ("PR", "Curitiba", "41"), ("AM", "Manaus", "92"),
)  # fmt: skip
BODY = (
    "Olá, {{1}}. Aqui é o assistente virtual da {{2}}. Falo com {{1}}? "
    "Responda SIM, NÃO SOU EU, ou PARAR para não receber mais mensagens."
)


@dataclass(frozen=True)
class Seeded:
    """What the tests need to find their way."""

    organisation_id: UUID
    campaign_id: UUID
    planned_id: UUID
    conversation_id: UUID
    refused_id: UUID
    delivered_id: UUID


def cpf(number: int) -> str:
    """Return the `number`-th valid CPF of a synthetic series."""
    digits = [int(c) for c in f"{900000000 + number * 7919:09d}"[:9]]
    for length in (9, 10):
        total = sum(d * (length + 1 - i) for i, d in enumerate(digits[:length]))
        digits.append((total * 10 % 11) % 10)
    return "".join(map(str, digits))


def create(slug: str, name: str, *, now: datetime, role: str = "original_creditor") -> UUID:
    """Make an organisation without people."""
    return create_organisation(
        slug=slug, name=name, actor_role=role, document="11222333000181",
        address="Rua das Flores, 100, São Paulo/SP", contact="0800 000 0000",
        data_contact="privacidade@aurora.example", at=now - timedelta(days=40),
        whatsapp_approval="",
    )  # fmt: skip


def fill(
    organisation_id: UUID, *, now: datetime, number: str = "1", members: bool = True
) -> Seeded:
    """Fill one organisation and return where to look."""
    with tenancy.within(organisation_id):
        for email, role in MEMBERS if members else ():
            add_member(email=email, password=PASSWORD, role=role)
        number_id = add_number(
            phone_number_id=f"10000000000000{number}", account_id="200", display="+55 11 4000-0000",
            app_secret="segredo", verify_token="token", at=now,
        )  # fmt: skip
        template_id = add_template(
            account_id="200", name="primeiro_contato", category="UTILITY", body=BODY,
            buttons=["Sim, sou eu", "Não sou eu", "Parar"], message_class="first_contact",
            status="APPROVED", at=now,
        )  # fmt: skip
        creditor_id = create_creditor(
            slug="aurora", name="Cooperativa Aurora", document="11222333000181",
            address="Rua das Flores, 100, São Paulo/SP", pix_key="pix@aurora.example",
            at=now, offer_policy=offer_policy(),
        )  # fmt: skip
        first = _portfolio(creditor_id, "Consignado novembro", 0, 44, now)
        second = _portfolio(creditor_id, "Cartão dezembro", 44, 62, now)
        asked_at = now - timedelta(hours=18)
        campaign_id = plan_campaign(
            name="Primeiro contato, consignado", portfolio_id=first, template_id=template_id,
            at=asked_at,
        )  # fmt: skip
        approve_campaign(campaign_id, by="ana@aurora.example", at=asked_at)
        release_wave(campaign_id, at=asked_at)
        planned_id = plan_campaign(
            name="Primeiro contato, cartão", portfolio_id=second, template_id=template_id, at=now
        )
        _provider(campaign_id, asked_at)
        shown = _threads(campaign_id, number_id, creditor_id, now)
        while seal_some(keys.vault(), at=now):
            pass
        delivered = Message.objects.filter(origin_id=campaign_id, status_rank__gte=2).first()
    assert delivered is not None
    return Seeded(
        organisation_id=organisation_id, campaign_id=campaign_id, planned_id=planned_id,
        conversation_id=shown[0], refused_id=shown[1], delivered_id=delivered.id,
    )  # fmt: skip


def _portfolio(creditor_id: UUID, name: str, start: int, end: int, now: datetime) -> UUID:
    organisation_id = tenancy.current()
    portfolio = Portfolio.objects.create(
        organisation_id=organisation_id, creditor_id=creditor_id, name=name, created_at=now
    )
    new = [_person(i) for i in range(start, end)]
    ids = register_people(new, at=now - timedelta(days=30)).ids
    words = []
    listed = []
    for i, person in enumerate(new, start=start):
        person_id = ids[person.document]
        if i % 9 != 4:
            words.append(
                Word(person_id=person_id, channel="whatsapp", state="granted",
                     source="contrato", notice="Aceito receber avisos pelo WhatsApp.",
                     at=now - timedelta(days=20))
            )  # fmt: skip
        if i % 13 == 6:
            listed.append(person.contacts[0].value)
        _debt(portfolio.id, creditor_id, person_id, i, now)
    grant(words, at=now - timedelta(days=20))
    load_nao_me_ligue_sp(listed, listed_on=date(2025, 1, 1))
    return portfolio.id


def _person(i: int) -> NewPerson:
    uf, town, ddd = PLACES[i % len(PLACES)]
    name = f"{FIRST[i % len(FIRST)]} {LAST[(i * 5 + i // 16) % len(LAST)]}"
    return NewPerson(
        document=cpf(i), name=name, born_on=date(1970 + i % 30, 1 + i % 12, 1 + i % 28), uf=uf,
        municipality=town,
        contacts=(
            NewContact(
                kind="phone", value=f"+55{ddd}9{80000000 + i:08d}", ddd=ddd,
                provenance="creditor_contract" if i % 11 != 3 else "purchased",
            ),
        ),
    )  # fmt: skip


def _debt(portfolio_id: UUID, creditor_id: UUID, person_id: UUID, i: int, now: datetime) -> None:
    due = now.date() - timedelta(days=20 + i * 9 if i % 17 != 8 else 2100)
    Debt.objects.create(
        organisation_id=tenancy.current(), creditor_id=creditor_id, portfolio_id=portfolio_id,
        person_id=person_id, reference=f"CT-{2026000 + i}", product="Empréstimo pessoal",
        principal_cents=45_000 + i * 7_313, due_on=due, prescribed_on=due + timedelta(days=1826),
        legal_basis="credit_protection", basis_evidence="contrato", state_changed_at=now,
        state="disputed" if i % 19 == 7 else "active", created_at=now,
    )  # fmt: skip


def _provider(campaign_id: UUID, at: datetime) -> None:
    """Play the provider: most are accepted, delivered, read; a few fail or stay unanswered."""
    rows = Message.objects.filter(origin_id=campaign_id, state="ready").order_by("id")
    for i, row in enumerate(rows):
        row.sending_at = at + timedelta(seconds=2 + i)
        row.attempts = 1
        attempt = Attempt(
            organisation_id=row.organisation_id, message_id=row.id, started_at=row.sending_at
        )
        row.attempt_id = attempt.id
        if i % 12 == 11:
            row.state = "unknown"
        elif i % 12 == 10:
            row.state, row.failed_code = "failed", 131026
            row.failed_reason = "Mensagem não pôde ser entregue."
            attempt.outcome, attempt.error_code = "rejected", 131026
        else:
            attempt.outcome = "accepted"
            _accepted(row, i)
        attempt.ended_at = row.sending_at + timedelta(milliseconds=420)
        attempt.save(force_insert=True)
        row.save(force_update=True)


def _accepted(row: Message, i: int) -> None:
    assert row.sending_at is not None
    row.state, row.status_rank = "sent", 1 + (i % 8 != 5) + (i % 3 == 0 and i % 8 != 5)
    row.provider_message_id = f"wamid.{row.id.hex}"
    moments = [row.sending_at + timedelta(seconds=s) for s in (1, 6, 400)]
    row.sent_at = moments[0]
    row.delivered_at = moments[1] if row.status_rank > 1 else None
    row.read_at = moments[2] if row.status_rank > 2 else None
    for name, at in list(zip(("sent", "delivered", "read"), moments, strict=True))[
        : row.status_rank
    ]:
        StatusEvent.objects.create(
            organisation_id=row.organisation_id, provider_message_id=row.provider_message_id,
            status=name, at=at, received_at=at, message_id=row.id,
        )  # fmt: skip


STORIES = (
    ("agreement", "bot", ["SIM", "07/03", "123", "Consigo 150 por mês", "ACEITO"]),
    ("human_queue", "human", ["sim", "Quero falar com uma pessoa, por favor"]),
    ("disputed", "bot", ["sou eu", "Não reconheço essa dívida"]),
    ("stopped", "bot", ["PARAR"]),
    ("wrong_party", "bot", ["Não sou eu, esse número agora é meu"]),
    ("open", "bot", ["Sim"]),
    ("agreement", "bot", ["SIM", "12/05", "à vista faz quanto?", "aceito"]),
    ("open", "bot", ["Oi, quem é?"]),
    ("human", "human", ["sim", "Perdi o emprego, não tenho como pagar agora"]),
    ("open", "bot", ["SIM", "03/11"]),
)


def _threads(
    campaign_id: UUID, number_id: UUID, creditor_id: UUID, now: datetime
) -> tuple[UUID, UUID]:
    rows = list(Message.objects.filter(origin_id=campaign_id, status_rank__gte=2).order_by("id"))
    first: UUID | None = None
    refused: UUID | None = None
    for i, row in enumerate(rows):
        state, by, said = STORIES[i % len(STORIES)]
        contact = people.contacts_of([row.person_id])[row.person_id][0]
        thread_id = row.conversation_id or conversation_for(
            contact.contact_point_id, number_id, at=now
        )
        Message.objects.filter(id=row.id).update(conversation_id=thread_id)
        if i >= 18:
            Conversation.objects.filter(id=thread_id).update(preview="", person_id=row.person_id)
            continue
        last = now - timedelta(minutes=7 * i + 3)
        for place, words in enumerate(said):
            _said(thread_id, words, last - timedelta(minutes=4 * (len(said) - 1 - place)))
        Conversation.objects.filter(id=thread_id).update(
            state=state, handled_by=by, last_inbound_at=last, last_event_at=last,
            preview=said[-1], person_id=row.person_id,
        )  # fmt: skip
        Window.objects.update_or_create(
            organisation_id=row.organisation_id, contact_point_id=contact.contact_point_id,
            number_id=number_id, defaults={"last_inbound_at": last},
        )  # fmt: skip
        _settle(state, row.person_id, contact.contact_point_id, thread_id, creditor_id, last)
        if state == "agreement" and first is None:
            first = thread_id
            refused = _answers(row, thread_id, last, now)
    assert first is not None
    assert refused is not None
    return first, refused


def _said(thread_id: UUID, words: str, at: datetime) -> None:
    inbound_id = new_id()
    InboundMessage.objects.create(
        organisation_id=tenancy.current(), id=inbound_id, conversation_id=thread_id,
        provider_message_id=f"wamid.in.{inbound_id.hex}", kind="text", text=words,
        payload_sealed=keys.vault().seal_bytes(b"{}", place="inbound"), written_at=at,
        received_at=at, handle_after=at, handled_at=at,
    )  # fmt: skip


def _settle(
    state: str, person_id: UUID, contact_id: UUID, thread_id: UUID, creditor_id: UUID, at: datetime
) -> None:
    if state == "stopped":
        withdraw(contact_id, channel="whatsapp", reason="opt_out", words="PARAR",
                 source_message="wamid", at=at)  # fmt: skip
    if state == "wrong_party":
        ContactPoint.objects.filter(id=contact_id).update(state="wrong_party")
    if state in {"agreement", "disputed"}:
        ContactPoint.objects.filter(id=contact_id).update(
            state="verified", identity_verified_at=at - timedelta(minutes=9)
        )
    if state == "agreement":
        _agree(person_id, thread_id, creditor_id, at)


def _agree(person_id: UUID, thread_id: UUID, creditor_id: UUID, at: datetime) -> None:
    organisation_id = tenancy.current()
    offer = Offer.objects.create(
        organisation_id=organisation_id, person_id=person_id, conversation_id=thread_id,
        debt_ids=[], terms={}, sheet_text="", sheet_sha256="0" * 64, authority="bot",
        total_cents=60_000, discount_cents=8_250, created_at=at, expires_at=at + timedelta(days=5),
    )  # fmt: skip
    agreement = Agreement.objects.create(
        organisation_id=organisation_id, person_id=person_id, offer_id=offer.id,
        conversation_id=thread_id, creditor_id=creditor_id, debt_ids=[], state="active",
        terms_sha256="0" * 64, accepted_words="ACEITO", accepted_message="wamid",
        total_cents=60_000, discount_cents=8_250, accepted_at=at, activated_at=at,
    )  # fmt: skip
    for place in range(1, 5):
        paid = place == 1
        part = Instalment.objects.create(
            organisation_id=organisation_id, agreement_id=agreement.id, number=place,
            amount_cents=15_000, paid_cents=15_000 if paid else 0,
            due_on=at.date() + timedelta(days=30 * (place - 1)),
            state="paid" if paid else "scheduled", paid_at=at if paid else None,
        )  # fmt: skip
        if paid:
            _pay(part, agreement, at)


def _pay(part: Instalment, agreement: Agreement, at: datetime) -> None:
    txid = new_id().hex
    charge = Charge.objects.create(
        organisation_id=part.organisation_id, instalment_id=part.id, agreement_id=agreement.id,
        person_id=agreement.person_id, creditor_id=agreement.creditor_id, txid=txid,
        amount_cents=part.amount_cents, due_on=part.due_on, state="paid", next_try_at=at,
        requested_at=at, issued_at=at, paid_at=at,
    )  # fmt: skip
    Payment.objects.create(
        organisation_id=part.organisation_id, end_to_end_id=f"E{txid[:31]}", txid=txid,
        charge_id=charge.id, amount_cents=part.amount_cents, paid_at=at, received_at=at,
        heard_by="webhook", state="settled",
    )  # fmt: skip


def _answers(row: Message, thread_id: UUID, last: datetime, now: datetime) -> UUID:
    """Let the bot answer in one thread, and a human try words that the door refuses."""
    steps = (
        (MessageClass.IDENTITY, "Para proteger seus dados, confirme o dia e o mês do seu "
         "nascimento (por exemplo, 07/03).", ()),
        (MessageClass.SERVICE, "Obrigado. Como posso ajudar?",
         (Button(id="a", title="Ver propostas"), Button(id="b", title="Falar com alguém"))),
    )  # fmt: skip
    for place, (kind, text, buttons) in enumerate(steps):
        at = last - timedelta(minutes=15 - 4 * place)
        Window.objects.filter(contact_point_id=row.contact_point_id).update(
            last_inbound_at=at - timedelta(minutes=1)
        )
        found = submit(_draft(row, thread_id, kind, text, buttons, Author.BOT, f"b{place}"), at=at)
        answer = Message.objects.get(id=found.message_id)
        if answer.state == "ready":
            answer.sending_at, answer.attempts = at, 1
            _accepted(answer, 0)
            answer.save(force_update=True)
    Window.objects.filter(contact_point_id=row.contact_point_id).update(last_inbound_at=last)
    words = "Pague hoje ou seu nome vai para o SPC e vamos avisar seu chefe."
    bad = submit(
        _draft(row, thread_id, MessageClass.SERVICE, words, (), Author.HUMAN, "threat"),
        at=now - timedelta(minutes=1),
    )
    return bad.message_id


def _draft(
    row: Message, thread_id: UUID, kind: MessageClass, text: str,
    buttons: tuple[Button, ...], author: Author, key: str,
) -> Draft:  # fmt: skip
    content = Content(kind=Kind.BUTTONS if buttons else Kind.TEXT, text=text, buttons=buttons)
    return Draft(
        idempotency_key=f"{thread_id}:{key}", person_id=row.person_id, author=author,
        message_class=kind, content=content, origin="seed", conversation_id=thread_id,
        contact_point_id=row.contact_point_id, number_id=row.number_id, in_reply_to="wamid",
        debt_ids=tuple(UUID(i) for i in row.debt_ids),
    )  # fmt: skip
