"""What a charge must say and may not exceed: the creditor, the parts, the ledger, the fine."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CDC_42_PU,
    CDC_42A,
    CDC_52_1,
    PE_ITEMS,
    PR_ITEMS,
    RJ_ITEMS,
    SP_ITEMS,
    design,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import Look, states_fine
from trato.door.policy.rule import BROKEN, Answer, rule
from trato.door.policy.values import (
    DraftFacts,
    Effect,
    ItemisationFacts,
    LegalStatus,
    MessageClass,
)
from trato.door.policy.words import folded_name

_PAYMENT_LINK: Final = MessageClass.PAYMENT_LINK
_CHARGING: Final = frozenset(
    {MessageClass.REMINDER, MessageClass.STATEMENT, MessageClass.OFFER, MessageClass.PAYMENT_LINK}
)


def charges(draft: DraftFacts, facts: Known) -> bool:
    """Tell whether the message states what is to be paid, whatever its label."""
    if draft.message_class is _PAYMENT_LINK:
        return True
    if draft.message_class not in _CHARGING and not facts.words.demands_payment:
        return False
    return bool(
        facts.words.amounts
        or facts.words.has_payment_code
        or draft.itemisation is not None
        or draft.offer is not None
    )


_CHARGES: Final = Look(charges)


@rule(
    "br.cdc.creditor-identification",
    version=1,
    look=_CHARGES,
    code="ART42A_ID",
    effect=Effect.BLOCK,
    citations=(CDC_42A,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A cobrança não traz nome, endereço e CPF/CNPJ do credor.",
    remedy_pt="Ponha o nome do credor no texto e o endereço com CNPJ no texto ou no documento.",
)
def creditor_identification(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A charge names the supplier, with address and CPF/CNPJ in it or in the linked document.

    Law: CDC art. 42-A (V).
    """
    if not charges(draft, facts):
        return None
    creditor, folded = facts.creditor, facts.words.folded
    if not (creditor.name and creditor.address and creditor.document):
        return Answer(reason="O cadastro do credor não tem nome, endereço ou documento.")
    if not draft.names_creditor and folded_name(creditor.name) not in folded:
        return BROKEN
    if draft.links_creditor_identification:
        return None
    written = folded_name(creditor.address) in folded and _names(facts, creditor.document)
    return None if written else BROKEN


def _names(facts: Known, document: str) -> bool:
    plain = folded_name(document)
    # Mostly it stands there as it is; only otherwise is the text gone through without its signs.
    if plain.isalnum() and plain in facts.words.folded:
        return True
    return plain in facts.words.alphanumeric


def _unnamed_parts(parts: ItemisationFacts, folded: str) -> list[str]:
    unnamed = []
    if parts.total_cents != parts.original_cents and not (
        "original" in folded or "principal" in folded
    ):
        unnamed.append("valor original")
    if parts.multa_cents and "multa" not in folded:
        unnamed.append("multa")
    if parts.juros_cents and "juros" not in folded:
        unnamed.append("juros")
    if parts.correction_cents and not ("correcao" in folded or "atualizacao" in folded):
        unnamed.append("correção")
    if parts.discount_cents and not ("desconto" in folded or "abatimento" in folded):
        unnamed.append("desconto")
    return unnamed


@rule(
    "br.item.itemisation",
    version=1,
    look=_CHARGES,
    code="ITEMISATION",
    effect=Effect.REQUIRE,
    citations=(
        RJ_ITEMS,
        PR_ITEMS,
        PE_ITEMS,
        SP_ITEMS,
        design("itemisation-nationwide", "vale no país todo"),
    ),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O valor não está discriminado.",
    remedy_pt="Diga valor original, multa, juros, correção, desconto e total.",
)
def itemisation(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An amount comes with its original value and every add-on named, and they add up.

    Law: Lei RJ 6.854/2014 art. 2, PR 17.352/2012 art. 2, PE 16.559 art. 26-A (V),
    SP 17.832/2023 art. 49 (S); as a national default: D.
    """
    if not charges(draft, facts):
        return None
    parts = draft.itemisation
    if parts is None:
        return BROKEN
    original, discount = parts.original_cents, parts.discount_cents
    multa, juros, correction = parts.multa_cents, parts.juros_cents, parts.correction_cents
    if (
        original + multa + juros + correction - discount != parts.total_cents
        or original < 0
        or multa < 0
        or juros < 0
        or correction < 0
        or discount < 0
    ):
        return Answer(effect=Effect.BLOCK, reason="As partes do valor não somam o total.")
    unnamed = _unnamed_parts(parts, facts.words.folded)
    return Answer(reason=f"Falta dizer no texto: {', '.join(unnamed)}.") if unnamed else None


@rule(
    "br.cdc.undue-amount",
    version=1,
    look=_CHARGES,
    code="UNDUE_AMOUNT_DOUBLE",
    effect=Effect.BLOCK,
    citations=(CDC_42_PU,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O valor cobrado é maior que o devido pelo nosso razão.",
    remedy_pt="Recalcule o saldo; cobrar a mais gera devolução em dobro.",
)
def undue_amount(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Charge no more than the ledger's balance; an instalment plan may cost its stated total.

    Law: CDC art. 42, sole par. (V).
    """
    if not charges(draft, facts):
        return None
    payable = sum([debt.payable_cents for debt in facts.debts])
    parts, offer = draft.itemisation, draft.offer
    if parts is not None and parts.total_cents > payable:
        return BROKEN
    ceiling = payable
    if offer is not None:
        if offer.instalments <= 1 and offer.total_cents > payable:
            return BROKEN
        ceiling = max(payable, offer.total_cents)
    amounts = facts.words.amounts
    return BROKEN if amounts and max(amounts) > ceiling else None


@rule(
    "br.cdc.multa",
    version=1,
    look=states_fine,
    code="MULTA_GT_2",
    effect=Effect.BLOCK,
    citations=(CDC_52_1,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A multa passa de 2 % da prestação.",
    remedy_pt="Reduza a multa a no máximo 2 % do valor da prestação em atraso.",
)
def multa(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A late fee is at most two per cent of the instalment, rounded to the cent per debt.

    Law: CDC art. 52, par. 1 (V).
    """
    parts = draft.itemisation
    if parts is None or parts.multa_cents <= 0:
        return None
    allowed = sum([(debt.instalment_cents * 2 + 50) // 100 for debt in facts.debts])
    return BROKEN if parts.multa_cents > allowed else None
