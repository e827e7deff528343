"""Stop is stop: suppression, withdrawn permission, and the one confirmation that may follow."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CDC_42,
    CDC_71,
    LGPD_8_5,
    META_OPT_IN,
    SOURCE_PRACTICE,
    design,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import (
    asked_to_wait,
    is_suppressed,
    permission_missing,
    permission_withdrawn,
)
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import (
    Channel,
    DraftFacts,
    Effect,
    LegalStatus,
    MessageClass,
    OptIn,
)

_OPTOUT_CONFIRM: Final = MessageClass.OPTOUT_CONFIRM
_APOLOGY: Final = MessageClass.WRONG_PARTY_APOLOGY
_IDENTITY: Final = MessageClass.IDENTITY
_REVOKED: Final = OptIn.REVOKED
_GRANTED: Final = OptIn.GRANTED
# Reasons of suppression after which an apology may still be said, and nothing else.
WRONG_PARTY_REASONS: Final = frozenset({"wrong_party", "third_party"})


def _is_the_confirmation(draft: DraftFacts, facts: Known) -> bool:
    return (
        draft.message_class is _OPTOUT_CONFIRM
        and draft.is_reply
        and not facts.contact.optout_confirmed
    )


@rule(
    "br.stop.suppressed",
    version=1,
    look=is_suppressed,
    code="SUPPRESSED",
    effect=Effect.BLOCK,
    citations=(
        CDC_71,
        LGPD_8_5,
        META_OPT_IN,
        design("one-confirmation", "uma única confirmação após o pedido de parada"),
    ),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A pessoa pediu para não receber mensagens neste contato.",
    remedy_pt="Só a própria pessoa pode voltar atrás, escrevendo VOLTAR.",
)
def suppressed(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """After a stop nothing leaves but its one confirmation, in answer to the person.

    A number suppressed as wrong or third party may still get one apology in the session.
    Law: CDC art. 71 (V), LGPD art. 8, par. 5 (V), WhatsApp opt-in terms (V); the single
    confirmation is ours: D.
    """
    contact = facts.contact
    if not contact.is_suppressed or _is_the_confirmation(draft, facts):
        return None
    apologises = (
        draft.message_class is _APOLOGY
        and contact.suppressed_reason in WRONG_PARTY_REASONS
        and facts.in_session
    )
    return None if apologises else BROKEN


@rule(
    "br.stop.revoked",
    version=1,
    look=permission_withdrawn,
    code="OPT_IN_REVOKED",
    effect=Effect.BLOCK,
    citations=(LGPD_8_5, META_OPT_IN),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A permissão para este canal foi revogada pela pessoa.",
    remedy_pt="Use outro canal permitido ou aguarde a pessoa autorizar de novo.",
)
def permission_revoked(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A revoked permission closes the channel, whatever the ground of processing.

    Law: LGPD art. 8, par. 5 (V); WhatsApp opt-in terms (V).
    """
    if facts.contact.opt_in is not _REVOKED or _is_the_confirmation(draft, facts):
        return None
    return BROKEN


@rule(
    "br.stop.one-confirmation",
    version=1,
    code="OPTOUT_ALREADY_CONFIRMED",
    effect=Effect.BLOCK,
    citations=(design("one-confirmation", "uma única confirmação após o pedido de parada"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(classes=frozenset({MessageClass.OPTOUT_CONFIRM})),
    message_pt="A confirmação da parada já foi enviada ou não responde a um pedido.",
    remedy_pt="Nada a fazer: a parada já vale.",
)
def one_confirmation(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Confirm a stop once, in answer to it, never out of the blue.

    Law: none; design default (D).
    """
    return None if _is_the_confirmation(draft, facts) else BROKEN


@rule(
    "br.stop.opt-in",
    version=1,
    look=permission_missing,
    code="OPT_IN_MISSING",
    effect=Effect.BLOCK,
    citations=(META_OPT_IN,),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(channels=frozenset({Channel.WHATSAPP})),
    message_pt="A pessoa ainda não autorizou receber mensagens por WhatsApp.",
    remedy_pt="Colha a permissão por site, QR, SMS ou atendimento, ou use outro canal.",
)
def whatsapp_opt_in(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open a WhatsApp conversation only with a standing permission.

    Law: none; WhatsApp Business Messaging Policy, opt-in terms (V).
    """
    return None if facts.contact.opt_in is _GRANTED or facts.in_session else BROKEN


@rule(
    "br.stop.not-now",
    version=1,
    look=asked_to_wait,
    code="PERSON_NOT_BEFORE",
    effect=Effect.DEFER,
    citations=(SOURCE_PRACTICE, design("not-now-72h", "ao menos 72 h após “agora não posso”")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A pessoa pediu para não ser procurada antes de uma data.",
    remedy_pt="Sai na data que a pessoa indicou.",
)
def not_now(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Wait until the date the person gave, or three days after "not now".

    Law: none; design default (D), from practice (S).
    """
    until = facts.contact.not_before
    if until is None or until <= now or facts.in_session:
        return None
    return Answer(until=until) if facts.collects or _opens_identity(draft) else None


def _opens_identity(draft: DraftFacts) -> bool:
    return draft.message_class is _IDENTITY


_NEUTRAL_ANSWERS: Final = frozenset({MessageClass.OPTOUT_CONFIRM, MessageClass.WRONG_PARTY_APOLOGY})


@rule(
    "br.stop.neutral-answers",
    version=1,
    code="ANSWER_CARRIES_MORE",
    effect=Effect.BLOCK,
    citations=(CDC_42, design("bare-answers", "confirmação e desculpas sem outro assunto")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(classes=_NEUTRAL_ANSWERS),
    message_pt="Confirmação de parada ou pedido de desculpas não pode falar de dívida ou oferta.",
    remedy_pt="Tire do texto tudo que não seja a confirmação ou as desculpas.",
)
def bare_answers(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A confirmation of a stop and an apology say nothing else.

    Law: CDC art. 42 stands behind it (V); as a rule on wording it is ours: D.
    """
    if facts.reveals_debt or facts.words.has_discount or draft.offer is not None:
        return BROKEN
    return None
