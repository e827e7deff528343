"""Public block lists: São Paulo's covers collection by message, Rio's covers offers only."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import NAO_ME_LIGUE_DETAILS, NAO_ME_LIGUE_SP, RJ_PRIVACY
from trato.door.policy.known import Known, MissingFact
from trato.door.policy.looks import knocks, on_offers_list
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import Channel, DraftFacts, Effect, LegalStatus, MessageClass
from trato.foundation.regions import uf_of_ddd

_IDENTITY: Final = MessageClass.IDENTITY
_OFFER: Final = MessageClass.OFFER
_BY_NUMBER: Final = Scope(channels=frozenset({Channel.WHATSAPP, Channel.SMS}))


@rule(
    "br-sp.nao-me-ligue",
    version=1,
    look=knocks,
    code="NAO_ME_LIGUE_SP",
    effect=Effect.BLOCK,
    citations=(NAO_ME_LIGUE_SP, NAO_ME_LIGUE_DETAILS),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=_BY_NUMBER,
    message_pt="O número está na lista Não Me Ligue de São Paulo.",
    remedy_pt="Use e-mail ou portal, ou obtenha autorização escrita da pessoa para esta empresa.",
)
def nao_me_ligue(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open no collection by message to an area code 11 to 19 on the São Paulo list.

    A number the list was never consulted for counts as a missing fact.
    Law: Lei SP 13.226/2008, art. 1, pars. 1 to 3, wording of 17.334/2021: collection of any
    kind, SMS and app messages, senders from other states (V); 30 days and area codes (S).
    """
    knocks = facts.collects or draft.message_class is _IDENTITY
    contact = facts.contact
    if not knocks or facts.in_session or uf_of_ddd(contact.ddd) != "SP":
        return None
    if contact.on_nao_me_ligue_sp is None:
        raise MissingFact("contact.on_nao_me_ligue_sp")
    return BROKEN if contact.on_nao_me_ligue_sp and not contact.nao_me_ligue_authorised else None


@rule(
    "br-rj.privacy-list",
    version=1,
    look=on_offers_list,
    code="RJ_PRIVACY_LIST",
    effect=Effect.BLOCK,
    citations=(RJ_PRIVACY,),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=_BY_NUMBER,
    message_pt="O número está na lista do Rio de Janeiro contra ofertas.",
    remedy_pt="Mande o lembrete sem oferta, ou espere a pessoa pedir a proposta.",
)
def rj_offers_list(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open no offers to a number on Rio's list; reminders are not offers.

    Law: Lei RJ 4.896/2006, by phone, SMS or app (V).
    """
    offers = draft.message_class is _OFFER or draft.offer is not None
    if not facts.contact.on_rj_offers_list or facts.in_session:
        return None
    return BROKEN if offers or (facts.collects and facts.words.has_discount) else None
