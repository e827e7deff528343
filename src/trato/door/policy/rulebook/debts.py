"""Where the debt stands: paid, withdrawn, in court, paused, disputed or time-barred."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CC_189,
    CC_191,
    CDC_42,
    CDC_42_PU,
    CDC_43_3,
    CDC_54G,
    STJ_TIME_BARRED,
    design,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import debts_grow_old, debts_set_apart
from trato.door.policy.rule import BROKEN, Answer, rule
from trato.door.policy.seeing import NEAR_PRESCRIPTION
from trato.door.policy.values import DebtState, DraftFacts, Effect, LegalStatus, MessageClass
from trato.door.policy.words import discloses_prescription

_STATUTE_BARRED: Final = DebtState.STATUTE_BARRED
_PAID: Final = frozenset({DebtState.SETTLED, DebtState.OVERPAID})
_WITHDRAWN: Final = frozenset(
    {DebtState.RECALLED, DebtState.CANCELLED, DebtState.WRITTEN_OFF, DebtState.TRANSFERRED}
)
_JUDICIAL: Final = frozenset({DebtState.JUDICIAL})
_IMPORTED: Final = frozenset({DebtState.IMPORTED})
_PAUSED: Final = frozenset({DebtState.PAUSED})
_DISPUTED: Final = frozenset({DebtState.DISPUTED})
_SPEAKS_OF_DEBT: Final = frozenset(
    {MessageClass.REMINDER, MessageClass.STATEMENT, MessageClass.OFFER, MessageClass.PAYMENT_LINK}
)


def _any(facts: Known, states: frozenset[DebtState]) -> bool:
    # States are quick to see; whether a text collects may take a look through it.
    if facts.is_whole and states.isdisjoint(facts.debt_states):
        return False
    return facts.collects and not states.isdisjoint(facts.debt_states)


@rule(
    "br.debt.paid",
    version=1,
    look=debts_set_apart,
    code="PAID_STOP",
    effect=Effect.BLOCK,
    citations=(CDC_42_PU, CDC_43_3),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A dívida está paga.",
    remedy_pt="Mande o recibo; não cobre de novo.",
)
def paid(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Stop charging what was paid; the receipt still leaves.

    Law: CDC art. 42, sole par. (V); arts. 43, par. 3, and 73 (V).
    """
    return BROKEN if _any(facts, _PAID) else None


@rule(
    "br.debt.withdrawn",
    version=1,
    look=debts_set_apart,
    code="DEBT_WITHDRAWN",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_42_PU, design("withdrawn-debt", "devolvida, baixada, cedida, indevida")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A dívida foi devolvida, cancelada, baixada ou cedida.",
    remedy_pt="Confirme com o credor quem responde hoje por ela.",
)
def withdrawn(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Charge nothing that is no longer ours to charge.

    Law: CDC art. 42, sole par.: undue charges (V); the list of states is ours: D.
    """
    return BROKEN if _any(facts, _WITHDRAWN) else None


@rule(
    "br.debt.judicial",
    version=1,
    look=debts_set_apart,
    code="JUDICIAL",
    effect=Effect.BLOCK,
    citations=(design("judicial-debt", "dívida em juízo fica com o jurídico"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A dívida está em juízo.",
    remedy_pt="Encaminhe ao jurídico.",
    needs_human=True,
)
def judicial(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Leave debts before a court to counsel.

    Law: none; design default (D).
    """
    return BROKEN if _any(facts, _JUDICIAL) else None


@rule(
    "br.debt.not-active",
    version=1,
    look=debts_set_apart,
    code="DEBT_NOT_ACTIVE",
    effect=Effect.BLOCK,
    citations=(design("debt-not-active", "dívida importada ainda não conferida"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A dívida foi importada e ainda não foi conferida.",
    remedy_pt="Conclua a conferência da carteira.",
)
def not_active(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Charge only debts that were checked after import.

    Law: none; design default (D).
    """
    return BROKEN if _any(facts, _IMPORTED) else None


@rule(
    "br.debt.paused",
    version=1,
    look=debts_set_apart,
    code="DEBT_PAUSED",
    effect=Effect.BLOCK,
    citations=(design("paused-debt", "dívida pausada não é cobrada por nós"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A cobrança desta dívida está pausada.",
    remedy_pt="Retome a cobrança quando a pausa acabar.",
)
def paused(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open nothing about a paused debt; answer if the person asks.

    Law: none; design default (D).
    """
    return BROKEN if _any(facts, _PAUSED) and not facts.in_session else None


@rule(
    "br.debt.disputed",
    version=1,
    look=debts_set_apart,
    code="DISPUTED",
    effect=Effect.BLOCK,
    citations=(CDC_42_PU, CDC_54G, design("dispute-hold", "toda contestação suspende a cobrança")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A dívida está contestada pela pessoa.",
    remedy_pt="Responda à contestação; a cobrança volta só depois de resolvida.",
    needs_human=True,
)
def disputed(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Demand nothing of a disputed debt; acknowledging the dispute is service and leaves.

    Law: CDC art. 42, sole par. (V); art. 54-G by its letter covers cards (S); for all debts: D.
    """
    return BROKEN if _any(facts, _DISPUTED) else None


def _barred(facts: Known) -> bool:
    if _STATUTE_BARRED in facts.debt_states:
        return True
    today = facts.civil_today
    return any([today > debt.prescribed_on for debt in facts.debts])


@rule(
    "br.debt.time-barred",
    version=1,
    look=debts_grow_old,
    code="TIME_BARRED",
    effect=Effect.BLOCK,
    citations=(CC_189, STJ_TIME_BARRED),
    legal_status=LegalStatus.PENDING,
    message_pt="A dívida está prescrita: não se cobra fora do pedido da própria pessoa.",
    remedy_pt="Só responda se a pessoa procurar, com o aviso de prescrição.",
)
def time_barred(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open no collection of a time-barred debt.

    Law: CC arts. 189 and 206 (V); STJ third and fourth panels (S); Tema 1264 pending.
    """
    if not facts.collects or facts.in_session:
        return None
    return BROKEN if _barred(facts) else None


@rule(
    "br.debt.time-barred-disclosure",
    version=1,
    look=debts_grow_old,
    code="TIME_BARRED_DISCLOSURE",
    effect=Effect.REQUIRE,
    citations=(CC_191, STJ_TIME_BARRED),
    legal_status=LegalStatus.PENDING,
    message_pt="Falta dizer que a dívida está prescrita e que pagar é voluntário.",
    remedy_pt="Inclua: “Esta dívida está prescrita; o pagamento é voluntário”.",
)
def time_barred_disclosure(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Answer about a time-barred debt only with the disclosure that payment is voluntary.

    Law: CC art. 191: waiver (V); STJ panels (S); Tema 1264 pending.
    """
    if not facts.collects or not facts.in_session:
        return None
    if draft.message_class not in _SPEAKS_OF_DEBT and not facts.words.demands_payment:
        return None
    if not _barred(facts):
        return None
    return None if discloses_prescription(facts.words.folded) else BROKEN


@rule(
    "br.debt.near-prescription",
    version=1,
    look=debts_grow_old,
    code="PRESCRIPTION_NEAR",
    effect=Effect.WARN,
    citations=(CC_189, design("prescription-90d", "aviso 90 dias antes")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A dívida prescreve em menos de 90 dias.",
    remedy_pt="Avise o jurídico.",
)
def near_prescription(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Tell counsel ninety days before a debt becomes time-barred.

    Law: CC arts. 189 and 206 (V) stand behind it; the ninety days are ours: D.
    """
    if not facts.collects:
        return None
    today = facts.civil_today
    soon = today + NEAR_PRESCRIPTION
    return BROKEN if any([today <= d.prescribed_on <= soon for d in facts.debts]) else None
