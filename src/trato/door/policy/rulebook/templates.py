"""Templates: there must be one, it must be approved, and its category must be honest."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import META_CATEGORY, META_TEMPLATE
from trato.door.policy.known import Known
from trato.door.policy.looks import is_template
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import (
    Channel,
    DraftFacts,
    Effect,
    Kind,
    LegalStatus,
    TemplateStatus,
)

_TEMPLATE: Final = Kind.TEMPLATE
_PAUSED: Final = TemplateStatus.PAUSED
_USABLE: Final = frozenset({TemplateStatus.APPROVED, TemplateStatus.PAUSED})
_WHATSAPP = Scope(channels=frozenset({Channel.WHATSAPP}))


@rule(
    "meta.template-status",
    version=1,
    look=is_template,
    code="TEMPLATE_NOT_APPROVED",
    effect=Effect.BLOCK,
    citations=(META_TEMPLATE,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=_WHATSAPP,
    message_pt="O modelo de mensagem não existe ou não está aprovado.",
    remedy_pt="Aprove o modelo no provedor ou escolha outro.",
)
def template_is_approved(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Send only templates the provider approved.

    Law: none; WhatsApp template status (V).
    """
    if draft.kind is not _TEMPLATE:
        return None
    template = draft.template
    if template is None:
        return BROKEN
    return None if template.status in _USABLE else BROKEN


@rule(
    "meta.template-paused",
    version=1,
    look=is_template,
    code="TEMPLATE_PAUSED",
    effect=Effect.DEFER,
    citations=(META_TEMPLATE,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=_WHATSAPP,
    message_pt="O modelo está pausado pelo provedor por baixa qualidade.",
    remedy_pt="Espere o fim da pausa ou use outro modelo.",
)
def template_is_not_paused(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Wait out a pause whose end is known; refuse where it is not.

    Law: none; WhatsApp template pausing (V).
    """
    template = draft.template
    if draft.kind is not _TEMPLATE or template is None:
        return None
    if template.status is not _PAUSED:
        return None
    if template.paused_until is None:
        return Answer(effect=Effect.BLOCK)
    # A pause that should be over but still stands is looked at again by the provider's word.
    return Answer(until=template.paused_until) if template.paused_until > now else None


@rule(
    "meta.template-category",
    version=1,
    look=is_template,
    code="TEMPLATE_CATEGORY",
    effect=Effect.BLOCK,
    citations=(META_CATEGORY,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=_WHATSAPP,
    message_pt="Desconto ou oferta em modelo UTILITY: para a Meta isso é MARKETING.",
    remedy_pt="Tire a oferta do texto ou use um modelo de categoria MARKETING.",
)
def category_is_honest(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Offers travel in marketing templates; a utility template states, it does not promote.

    Law: none; WhatsApp template categories (V).
    """
    template = draft.template
    if draft.kind is not _TEMPLATE or template is None or template.category == "MARKETING":
        return None
    if template.category != "UTILITY":
        return BROKEN
    return BROKEN if facts.words.has_discount or draft.offer is not None else None
