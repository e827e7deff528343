"""Whose number it is believed to be, and where it came from."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CDC_42,
    CDC_71,
    LGPD_6_I_III,
    LGPD_7_3,
    SOURCE_PRACTICE,
    design,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import contact_in_doubt, holder_in_doubt, is_workplace, source_in_doubt
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import (
    ContactState,
    DraftFacts,
    Effect,
    LegalStatus,
    MessageClass,
    Provenance,
)

_NOT_THE_PERSON: Final = frozenset({ContactState.WRONG_PARTY, ContactState.THIRD_PARTY})
_MAY_HAVE_MOVED: Final = frozenset({ContactState.STALE, ContactState.RECYCLED_SUSPECT})
_INVALID: Final = ContactState.INVALID
_CANDIDATE: Final = ContactState.CANDIDATE
_PURCHASED: Final = Provenance.PURCHASED
_BARE: Final = frozenset({MessageClass.OPTOUT_CONFIRM, MessageClass.WRONG_PARTY_APOLOGY})
_DEBT_CLASSES: Final = frozenset(
    {
        MessageClass.REMINDER,
        MessageClass.STATEMENT,
        MessageClass.OFFER,
        MessageClass.PAYMENT_LINK,
        MessageClass.RECEIPT,
    }
)
_NOT_GIVEN: Final = frozenset(
    {Provenance.BUREAU_ENRICHED, Provenance.SKIP_TRACE, Provenance.PURCHASED, Provenance.UNKNOWN}
)


@rule(
    "br.contact.wrong-party",
    version=1,
    look=holder_in_doubt,
    code="WRONG_PARTY",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_71, design("wrong-party-silence", "só um pedido de desculpas")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="Este contato não é da pessoa procurada.",
    remedy_pt="Retire o contato da carteira e avise quem o forneceu.",
)
def wrong_party(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Say nothing but an apology to somebody who is not the debtor.

    Law: CDC arts. 42 and 71: exposure to third parties (V); the one apology is ours: D.
    """
    if facts.contact.state not in _NOT_THE_PERSON:
        return None
    return None if draft.message_class in _BARE and facts.in_session else BROKEN


@rule(
    "br.contact.invalid",
    version=1,
    look=holder_in_doubt,
    code="CONTACT_INVALID",
    effect=Effect.BLOCK,
    citations=(design("invalid-contact", "contato inválido não é usado"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="Este contato é inválido.",
    remedy_pt="Escolha outro contato da pessoa.",
)
def invalid_contact(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Do not write to a contact point known to be invalid, unless it just wrote to us.

    Law: none; design default (D).
    """
    if facts.contact.state is not _INVALID:
        return None
    return None if facts.in_session else BROKEN


@rule(
    "br.contact.stale",
    version=1,
    look=holder_in_doubt,
    code="CONTACT_STALE",
    effect=Effect.BLOCK,
    citations=(CDC_42, design("stale-number", "número antigo ou reciclado se identifica de novo")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(classes=_DEBT_CLASSES),
    message_pt="O contato pode ter mudado de dono.",
    remedy_pt="Mande a pergunta neutra de identificação antes.",
)
def stale_contact(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Ask again who holds a number that went stale or may be recycled.

    Law: CDC art. 42 stands behind it (V); when a number is stale is ours: D.
    """
    return BROKEN if facts.contact.state in _MAY_HAVE_MOVED else None


@rule(
    "br.contact.provenance",
    version=1,
    look=contact_in_doubt,
    code="CONTACT_PROVENANCE",
    effect=Effect.BLOCK,
    citations=(LGPD_6_I_III, LGPD_7_3, SOURCE_PRACTICE),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(classes=_DEBT_CLASSES),
    message_pt="O contato não foi dado pela pessoa nem pelo credor e não foi confirmado.",
    remedy_pt="Mande só a pergunta neutra de identificação; a dívida vem depois da resposta.",
)
def provenance(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An enriched, unknown or candidate number gets the neutral identity question only.

    Law: LGPD arts. 6, I and III, and 7, pars. 3 and 4 (V); the practice itself (S).
    """
    contact = facts.contact
    doubtful = contact.provenance in _NOT_GIVEN or contact.state is _CANDIDATE
    return BROKEN if doubtful and not facts.verified else None


@rule(
    "br.contact.purchased",
    version=1,
    look=source_in_doubt,
    code="CONTACT_PURCHASED",
    effect=Effect.BLOCK,
    citations=(LGPD_6_I_III, LGPD_7_3),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O contato foi comprado: não há finalidade nem base para usá-lo.",
    remedy_pt="Exclua o contato; use um dado pelo credor ou pela pessoa.",
)
def purchased(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Never open a conversation with a bought number.

    Law: LGPD arts. 6, I and III, and 7, pars. 3 and 4 (V).
    """
    if facts.contact.provenance is not _PURCHASED:
        return None
    return None if facts.in_session else BROKEN


@rule(
    "br.contact.workplace",
    version=1,
    look=is_workplace,
    code="ART71_WORK_REST",
    effect=Effect.BLOCK,
    citations=(CDC_71,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O contato é do local de trabalho da pessoa.",
    remedy_pt="Use um contato pessoal.",
)
def workplace(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open nothing at a person's workplace; answer there if the person writes from it.

    Law: CDC art. 71: interference with work, rest or leisure (V).
    """
    if not facts.contact.is_workplace:
        return None
    return None if facts.in_session else BROKEN
