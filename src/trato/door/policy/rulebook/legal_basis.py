"""Whether we may process at all: a legal ground, and proof where the ground needs it."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import LGPD_7, LGPD_8_2, LGPD_10, LGPD_39, LGPD_41, design
from trato.door.policy.known import Known
from trato.door.policy.looks import basis_in_doubt, organisation_in_doubt
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import ActorRole, DraftFacts, Effect, LegalBasis, LegalStatus

_CONSENT: Final = LegalBasis.CONSENT
_NEEDS_EVIDENCE: Final = frozenset({LegalBasis.LEGITIMATE_INTEREST, LegalBasis.LEGAL_DUTY})


@rule(
    "br.lgpd.legal-basis",
    version=1,
    look=basis_in_doubt,
    code="NO_LEGAL_BASIS",
    effect=Effect.BLOCK,
    citations=(LGPD_7,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A dívida não tem base legal de tratamento registrada.",
    remedy_pt="Registre a base legal da carteira (contrato, direitos, interesse ou crédito).",
)
def legal_basis(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Collect only on debts whose processing has a recorded ground.

    Law: LGPD art. 7, I to X (V). Consent is one ground among ten and not the usual one here.
    """
    if not facts.collects:
        return None
    return BROKEN if any([debt.legal_basis is None for debt in facts.debts]) else None


@rule(
    "br.lgpd.consent-proof",
    version=1,
    look=basis_in_doubt,
    code="CONSENT_UNPROVEN",
    effect=Effect.BLOCK,
    citations=(LGPD_8_2,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A base legal é consentimento, mas não há prova dele.",
    remedy_pt="Anexe a prova do consentimento ou registre a base legal correta.",
)
def consent_is_proven(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Where consent is the ground, hold its proof.

    Law: LGPD art. 8, par. 2: the burden of proof is the controller's (V).
    """
    if not facts.collects:
        return None
    for debt in facts.debts:
        if debt.legal_basis is _CONSENT and not debt.basis_evidence:
            return BROKEN
    return None


@rule(
    "br.lgpd.basis-evidence",
    version=1,
    look=basis_in_doubt,
    code="BASIS_EVIDENCE",
    effect=Effect.REQUIRE,
    citations=(LGPD_10, design("basis-evidence-legal-duty", "dever legal também pede documento")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A base legal escolhida pede um documento que a sustente.",
    remedy_pt="Anexe a avaliação de legítimo interesse ou a norma do dever legal.",
)
def basis_has_evidence(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Legitimate interest needs its assessment; a legal duty needs the norm named.

    Law: LGPD art. 10, pars. 1 to 3 (V); asking the same of a legal duty is ours: D.
    """
    if not facts.collects:
        return None
    for debt in facts.debts:
        if debt.legal_basis in _NEEDS_EVIDENCE and not debt.basis_evidence:
            return BROKEN
    return None


@rule(
    "br.lgpd.processing-agreement",
    version=1,
    code="DPA_MISSING",
    effect=Effect.BLOCK,
    citations=(LGPD_39,),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(roles=frozenset({ActorRole.THIRD_PARTY_COLLECTOR})),
    message_pt="Não há contrato de tratamento de dados com o credor.",
    remedy_pt="Registre o contrato de operador com o credor antes de cobrar por ele.",
)
def processing_agreement(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """An agency collects for a creditor only under recorded instructions.

    Law: LGPD arts. 39 and 42, par. 1, I: joint liability outside the instructions (V).
    """
    return BROKEN if facts.collects and not facts.organisation.has_processing_agreement else None


@rule(
    "br.lgpd.data-contact",
    version=1,
    look=organisation_in_doubt,
    code="DPO_CHANNEL",
    effect=Effect.WARN,
    citations=(LGPD_41,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A organização não publica um canal para assuntos de dados pessoais.",
    remedy_pt="Cadastre o encarregado ou o canal público de privacidade.",
)
def data_contact(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Publish who answers for personal data.

    Law: LGPD art. 41 (V).
    """
    return None if facts.organisation.has_data_contact else BROKEN
