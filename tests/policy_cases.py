"""A message that may leave and the facts behind it; a test changes one thing and looks again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from trato.door.policy import values as v
from trato.door.policy.decide import decide

# A Tuesday, 10:00 in São Paulo, no holiday anywhere.
NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
PERSON_WROTE = NOW - timedelta(minutes=2)

GREETING = (
    "Olá, Maria. Aqui é o assistente virtual da Cooperativa Sol. Falo com Maria? "
    "Responda SIM, NÃO SOU EU, ATENDENTE, ou PARAR para não receber mais mensagens."
)
STATEMENT = (
    "Cooperativa Sol: valor original R$ 1.000,00; multa R$ 20,00; juros R$ 5,00. "
    "Total: R$ 1.025,00."
)
TEMPLATE = v.TemplateFacts(
    name="ola", language="pt_BR", category="UTILITY", status=v.TemplateStatus.APPROVED
)
ITEMS = v.ItemisationFacts(
    original_cents=100_000,
    multa_cents=2_000,
    juros_cents=500,
    correction_cents=0,
    discount_cents=0,
    total_cents=102_500,
)
OFFER = v.OfferFacts(
    created_at=NOW - timedelta(hours=1),
    expires_at=NOW + timedelta(days=3),
    instalments=1,
    total_cents=102_500,
    has_cost_sheet=True,
    cet_percent_year="26.92",
)
CREDITOR = v.CreditorFacts(
    name="Cooperativa Sol",
    document="39580525000189",
    address="Rua das Flores, 10, São Paulo",
    is_financial=True,
    payment_document="39580525000189",
)
DEBT = v.DebtFacts(
    debt_id="d1",
    state=v.DebtState.ACTIVE,
    due_on=date(2026, 9, 10),
    prescribed_on=date(2031, 9, 10),
    legal_basis=v.LegalBasis.CONTRACT,
    basis_evidence=None,
    payable_cents=102_500,
    instalment_cents=100_000,
)
FACTS = v.Facts(
    organisation=v.OrganisationFacts(
        actor_role=v.ActorRole.ORIGINAL_CREDITOR,
        whatsapp_approval_recorded=False,
        name="Cooperativa Sol",
    ),
    creditor=CREDITOR,
    person=v.PersonFacts(
        uf="SP",
        municipality="São Paulo",
        is_minor=False,
        is_deceased=False,
        is_vulnerable=False,
        is_represented=False,
        is_superindebted=False,
        in_repactuation=False,
    ),
    contact=v.ContactFacts(
        channel=v.Channel.WHATSAPP,
        ddd="11",
        provenance=v.Provenance.CREDITOR_CONTRACT,
        state=v.ContactState.PROBABLE,
        is_workplace=False,
        is_suppressed=False,
        suppressed_reason=None,
        opt_in=v.OptIn.GRANTED,
        on_nao_me_ligue_sp=False,
        nao_me_ligue_authorised=False,
        is_whatsapp_capable=True,
    ),
    identity=v.IdentityFacts(verified_at=None, failures=0, locked_until=None),
    window=v.WindowFacts(last_inbound_at=None),
    counters=v.CounterFacts(
        last_day=0,
        last_week=0,
        last_month=0,
        oldest_in_day_at=None,
        oldest_in_week_at=None,
        oldest_in_month_at=None,
    ),
    debts=(DEBT,),
    sender=v.SenderFacts(
        is_connected=True, is_restricted=False, quality="GREEN", tier_limit=250, tier_used=0
    ),
)
FIRST = v.DraftFacts(
    author=v.Author.CAMPAIGN,
    message_class=v.MessageClass.FIRST_CONTACT,
    channel=v.Channel.WHATSAPP,
    kind=v.Kind.TEMPLATE,
    text=GREETING,
    is_reply=False,
    template=TEMPLATE,
)


def known_person(facts: v.Facts = FACTS, *, wrote_at: datetime | None = PERSON_WROTE) -> v.Facts:
    """Return the facts after the person wrote to us and proved who they are."""
    return facts_with(
        facts,
        identity={"verified_at": NOW - timedelta(minutes=3)},
        window={"last_inbound_at": wrote_at},
        contact={"state": v.ContactState.VERIFIED},
    )


def facts_with(facts: v.Facts = FACTS, **parts: Any) -> v.Facts:
    """Return facts with fields of their parts changed, or whole parts replaced."""
    changed: dict[str, Any] = {}
    for name, part in parts.items():
        old = getattr(facts, name)
        if name == "debts" and isinstance(part, dict):
            changed[name] = (replace(DEBT, **part),)
        else:
            changed[name] = replace(old, **part) if isinstance(part, dict) else part
    return replace(facts, **changed)


def reply(text: str, message_class: v.MessageClass = v.MessageClass.SERVICE, **more: Any) -> Any:
    """Return a bot's plain-text answer within the session."""
    given = {"author": v.Author.BOT, "kind": v.Kind.TEXT, "template": None, **more}
    return replace(FIRST, text=text, message_class=message_class, is_reply=True, **given)


def statement(**more: Any) -> v.DraftFacts:
    """Return an itemised statement in answer to the person."""
    given = {
        "text": STATEMENT,
        "message_class": v.MessageClass.STATEMENT,
        "itemisation": ITEMS,
        "names_creditor": True,
        "links_creditor_identification": True,
        **more,
    }
    return reply(**given)  # type: ignore[no-any-return]


def offer(**more: Any) -> v.DraftFacts:
    """Return a proposal in answer to the person."""
    return statement(**{"message_class": v.MessageClass.OFFER, "offer": OFFER, **more})


def payment(**more: Any) -> v.DraftFacts:
    """Return a payment request in answer to the person."""
    given = {
        "message_class": v.MessageClass.PAYMENT_LINK,
        "kind": v.Kind.ORDER_DETAILS,
        "payment_destination_document": CREDITOR.payment_document,
        **more,
    }
    return statement(**given)


def opened(draft: v.DraftFacts, **more: Any) -> v.DraftFacts:
    """Return the same thing said by a campaign's template, on our own initiative."""
    given = {
        "author": v.Author.CAMPAIGN,
        "kind": v.Kind.TEMPLATE,
        "template": TEMPLATE,
        "is_reply": False,
        **more,
    }
    return replace(draft, **given)


def codes(draft: v.DraftFacts, facts: v.Facts, now: datetime = NOW) -> set[str]:
    """Return the reason codes of every hit, warnings included."""
    return {hit.code for hit in decide(draft, facts, now).hits}


def rules(draft: v.DraftFacts, facts: v.Facts, now: datetime = NOW) -> set[str]:
    """Return the ids of the rules that hit."""
    return {hit.rule for hit in decide(draft, facts, now).hits}
