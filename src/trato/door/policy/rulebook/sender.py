"""The sending number: connected, free, healthy, and with room in its limit."""

from datetime import datetime, timedelta
from typing import Final

from trato.door.policy.citations import META_HEALTH, META_LIMIT, design
from trato.door.policy.known import Known
from trato.door.policy.looks import sender_in_trouble
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import Author, Channel, DraftFacts, Effect, LegalStatus

_CAMPAIGN: Final = Author.CAMPAIGN
_WHATSAPP: Final = frozenset({Channel.WHATSAPP})
_LOOK_AGAIN: Final = timedelta(hours=1)
_REST: Final = timedelta(hours=24)


@rule(
    "meta.sender-connected",
    version=1,
    look=sender_in_trouble,
    code="SENDER_DISCONNECTED",
    effect=Effect.BLOCK,
    citations=(META_HEALTH,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP),
    message_pt="O número remetente está desconectado.",
    remedy_pt="Reconecte o número no provedor.",
)
def sender_connected(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Send only from a number the provider has connected.

    Law: none; WhatsApp number status (V).
    """
    return None if facts.sender.is_connected else BROKEN


@rule(
    "meta.sender-restricted",
    version=2,
    look=sender_in_trouble,
    code="SENDER_RESTRICTED",
    effect=Effect.BLOCK,
    citations=(META_HEALTH, design("restricted-look-1h", "campanha espera, nova consulta em 1 h")),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP),
    message_pt="O número remetente está restrito pelo provedor.",
    remedy_pt="Resolva a restrição no provedor e religue o número; nada sai até lá.",
    needs_human=True,
)
def sender_restricted(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Send nothing from a restricted number: insisting makes it worse.

    A campaign waits until a person starts the number again; an answer would come too late.

    Law: none; WhatsApp enforcement (V); when to look again is ours: D.
    """
    if not facts.sender.is_restricted:
        return None
    if draft.author is _CAMPAIGN:
        return Answer(effect=Effect.DEFER, until=now + _LOOK_AGAIN)
    return BROKEN


@rule(
    "meta.sender-quality",
    version=1,
    look=sender_in_trouble,
    code="SENDER_QUALITY",
    effect=Effect.DEFER,
    citations=(
        META_HEALTH,
        design("red-rest-24h", "campanha descansa 24 h com qualidade vermelha"),
    ),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(channels=_WHATSAPP, authors=frozenset({Author.CAMPAIGN})),
    message_pt="A qualidade do número está vermelha.",
    remedy_pt="Campanha em descanso por 24 horas; reveja público e texto.",
)
def sender_quality(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Rest a campaign for a day when people mark the number down.

    Law: none; WhatsApp quality rating (V); the day of rest is ours: D.
    """
    return Answer(until=now + _REST) if facts.sender.quality == "RED" else None


@rule(
    "meta.messaging-limit",
    version=1,
    look=sender_in_trouble,
    code="TIER_EXHAUSTED",
    effect=Effect.DEFER,
    citations=(META_LIMIT, design("tier-retry-1h", "nova consulta em 1 h")),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=_WHATSAPP),
    message_pt="O limite de conversas iniciadas do dia acabou.",
    remedy_pt="Sai quando o limite abrir espaço.",
)
def messaging_limit(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Keep within the portfolio's limit of people reached in 24 hours outside the window.

    Law: none; WhatsApp messaging limit (V); when to look again is ours: D.
    """
    sender = facts.sender
    if sender.tier_limit is None or sender.tier_used < sender.tier_limit or facts.window_open:
        return None
    frees_at = sender.tier_frees_at
    return Answer(until=frees_at if frees_at is not None and frees_at > now else now + _LOOK_AGAIN)
