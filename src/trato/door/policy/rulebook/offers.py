"""Offers: time to think, the whole cost on the table."""

from datetime import datetime, timedelta
from typing import Final

from trato.door.policy.citations import CDC_52, CDC_54B, CDC_71, design
from trato.door.policy.known import Known
from trato.door.policy.looks import makes_offer
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import DraftFacts, Effect, LegalStatus, MessageClass

VALID_FOR_MIN: Final = timedelta(days=2)


@rule(
    "br.cdc.offer-validity",
    version=1,
    look=makes_offer,
    code="OFFER_VALIDITY",
    effect=Effect.BLOCK,
    citations=(CDC_54B,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A proposta vale menos de dois dias.",
    remedy_pt="Dê à proposta ao menos dois dias de validade.",
)
def offer_validity(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An offer stands for at least two days from its making.

    Law: CDC arts. 54-B and 54-D (S).
    """
    offer = draft.offer
    if offer is None:
        return None
    return BROKEN if offer.expires_at - offer.created_at < VALID_FOR_MIN else None


@rule(
    "br.cdc.offer-expired",
    version=1,
    look=makes_offer,
    code="OFFER_EXPIRED",
    effect=Effect.BLOCK,
    citations=(CDC_71, design("offer-expired", "proposta vencida não é enviada")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A proposta já venceu.",
    remedy_pt="Faça uma nova proposta.",
)
def offer_expired(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Do not send an offer that nobody can take any more.

    Law: CDC art. 71: misleading statements (V); naming this case is ours: D.
    """
    return BROKEN if draft.offer is not None and draft.offer.expires_at <= now else None


@rule(
    "br.cdc.offer-sheet",
    version=1,
    look=makes_offer,
    code="ART54B_OFFER_SHEET",
    effect=Effect.REQUIRE,
    citations=(CDC_52, CDC_54B, design("cet-always", "CET em todo parcelamento")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="Parcelamento sem a folha de custos com o CET.",
    remedy_pt="Gere a folha da proposta: CET, taxas, parcelas, total e direito de antecipar.",
)
def offer_sheet(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An instalment offer travels with its cost sheet and effective yearly cost.

    Law: CDC art. 52, I to V (V), arts. 54-B and 54-D (S); CET outside banks: D.
    """
    offer = draft.offer
    if offer is None or offer.instalments <= 1:
        return None
    return None if offer.has_cost_sheet and offer.cet_percent_year else BROKEN


@rule(
    "br.cdc.offer-facts",
    version=1,
    code="OFFER_FACTS_MISSING",
    effect=Effect.REQUIRE,
    citations=(CDC_52, CDC_54B),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(classes=frozenset({MessageClass.OFFER})),
    message_pt="O texto promete condições sem uma proposta registrada.",
    remedy_pt="Registre a proposta antes de enviá-la.",
)
def offer_is_recorded(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Offer only what is on record; words alone bind us and prove nothing.

    Law: CDC arts. 52 (V) and 54-B (S).
    """
    return None if draft.offer is not None else BROKEN
