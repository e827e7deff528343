"""The platform's own terms: who may open a conversation, the 24-hour window, the number's reach."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import META_DEBT, META_LINE, META_REACH, META_WINDOW, design
from trato.door.policy.known import Known
from trato.door.policy.looks import knocks, off_whatsapp, other_channel, window_closed
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import ActorRole, Channel, DraftFacts, Effect, Kind, LegalStatus

_TEMPLATE: Final = Kind.TEMPLATE
_WHATSAPP = frozenset({Channel.WHATSAPP})


@rule(
    "meta.third-party-collector",
    version=1,
    look=knocks,
    code="WHATSAPP_THIRD_PARTY",
    effect=Effect.BLOCK,
    citations=(META_DEBT, META_LINE),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(
        channels=_WHATSAPP,
        roles=frozenset({ActorRole.THIRD_PARTY_COLLECTOR}),
    ),
    message_pt="Assessoria de cobrança não inicia conversa por WhatsApp sem aprovação registrada.",
    remedy_pt="Use SMS, e-mail ou portal, ou registre a aprovação escrita da Meta ou do provedor.",
)
def third_party_collector(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An agency answers on WhatsApp where the person wrote first; it opens nothing there.

    Law: none; WhatsApp Business Messaging Policy lists debt collection as prohibited (S);
    where Meta draws the line is not verified (U).
    """
    if facts.organisation.whatsapp_approval_recorded or facts.in_session:
        return None
    return BROKEN


@rule(
    "meta.cessionary",
    version=1,
    look=knocks,
    code="WHATSAPP_CESSIONARY",
    effect=Effect.WARN,
    citations=(META_LINE,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP, roles=frozenset({ActorRole.CESSIONARY})),
    message_pt="Cessionário iniciando conversa: a política da Meta para este caso não é clara.",
    remedy_pt="Registre a aprovação escrita da Meta ou do provedor.",
)
def cessionary(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Warn a buyer of debts that its standing with Meta is not verified.

    Law: none; WhatsApp Business Messaging Policy, line not verified (U).
    """
    if facts.organisation.whatsapp_approval_recorded or facts.in_session:
        return None
    return BROKEN


@rule(
    "meta.window",
    version=1,
    look=window_closed,
    code="WINDOW_CLOSED",
    effect=Effect.BLOCK,
    citations=(META_WINDOW,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP),
    message_pt="A janela de 24 horas está fechada: só um modelo aprovado pode sair.",
    remedy_pt="Use um modelo aprovado ou espere a pessoa escrever.",
)
def window_is_open(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Send free-form content only within 24 hours of the person's last message.

    Law: none; WhatsApp customer-service window (V).
    """
    return None if draft.kind is _TEMPLATE or facts.window_open else BROKEN


@rule(
    "meta.reach",
    version=1,
    look=off_whatsapp,
    code="NOT_ON_WHATSAPP",
    effect=Effect.BLOCK,
    citations=(META_REACH,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP),
    message_pt="Este número não usa WhatsApp.",
    remedy_pt="Use outro canal ou outro contato.",
)
def is_on_whatsapp(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Do not send to a number known not to be reachable.

    Law: none; WhatsApp error 131026 (V).
    """
    return BROKEN if facts.contact.is_whatsapp_capable is False else None


@rule(
    "br.door.channel",
    version=1,
    look=other_channel,
    code="CHANNEL_MISMATCH",
    effect=Effect.BLOCK,
    citations=(design("channel-of-contact", "o contato tem de ser do canal da mensagem"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="O contato escolhido não é do canal desta mensagem.",
    remedy_pt="Escolha um contato do mesmo canal.",
)
def channel_of_contact(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Judge a message by facts of the contact point it would really use.

    Law: none; design default (D).
    """
    return None if facts.contact.channel is draft.channel else BROKEN
