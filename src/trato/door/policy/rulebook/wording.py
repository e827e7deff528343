"""What may never be said: menace, ridicule, falsehood, and other people's business."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CDC_42,
    CDC_51_XII,
    CDC_54B,
    CDC_54C_IV,
    CDC_54C_V,
    CDC_71,
    LGPD_11,
    META_COERCION,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import text_offends
from trato.door.policy.rule import Answer, rule
from trato.door.policy.values import DraftFacts, Effect, LegalStatus


def _found(facts: Known, families: frozenset[str]) -> Answer | None:
    if not facts.words.forbidden:
        return None
    phrases = dict.fromkeys(f"“{p.phrase}”" for p in facts.words.forbidden if p.family in families)
    return Answer(reason=f"O texto diz {', '.join(phrases)}.") if phrases else None


_CONSTRAINT: Final = frozenset({"menace", "violence", "arrest", "ridicule"})
_FALSE: Final = frozenset({"fake_lawsuit", "false_urgency"})
_EXPOSURE: Final = frozenset({"third_parties"})
_WAIVER: Final = frozenset({"waiver"})
_CREDIT: Final = frozenset({"credit_pressure"})


@rule(
    "br.word.constraint",
    version=2,
    look=text_offends,
    code="ART42_CONSTRAINT",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_71),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto ameaça, constrange ou ridiculariza.",
    remedy_pt="Reescreva com respeito, sem ameaça.",
    needs_human=True,
)
def constraint(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Expose nobody to ridicule, constraint or threat.

    Law: CDC arts. 42 and 71 (V).
    """
    return _found(facts, _CONSTRAINT)


@rule(
    "br.word.false-threat",
    version=2,
    look=text_offends,
    code="ART71_FALSE_THREAT",
    effect=Effect.BLOCK,
    citations=(CDC_71, CDC_54B, META_COERCION),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto inventa prazo, processo ou consequência.",
    remedy_pt="Diga só o que é verdade e até quando a proposta vale, com ao menos dois dias.",
    needs_human=True,
)
def false_threat(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Invent no deadline, no lawsuit and no consequence.

    Law: CDC art. 71, a crime (V); arts. 54-B and 54-D (S); template review practice (S).
    """
    return _found(facts, _FALSE)


@rule(
    "br.word.third-parties",
    version=2,
    look=text_offends,
    code="THIRD_PARTY_DISCLOSURE",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_71),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto fala em expor a dívida a outras pessoas.",
    remedy_pt="Não envolva família, vizinhos ou trabalho.",
    needs_human=True,
)
def third_parties(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Bring in no family, neighbours or employer.

    Law: CDC arts. 42 and 71 (V).
    """
    return _found(facts, _EXPOSURE)


@rule(
    "br.word.waiver",
    version=2,
    look=text_offends,
    code="ART54C_V",
    effect=Effect.BLOCK,
    citations=(CDC_54C_V, CDC_51_XII),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto condiciona o acordo a desistir de ação ou a pagar advogado.",
    remedy_pt="Tire a condição.",
    needs_human=True,
)
def waiver(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Make no agreement depend on dropping a lawsuit or complaint.

    Law: CDC art. 54-C, V, on offers of credit (V); art. 51, XII (V).
    """
    return _found(facts, _WAIVER)


@rule(
    "br.word.credit-pressure",
    version=2,
    look=text_offends,
    code="ART54C_IV",
    effect=Effect.BLOCK,
    citations=(CDC_54C_IV,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto empurra um novo empréstimo.",
    remedy_pt="Não sugira tomar crédito para pagar.",
    needs_human=True,
)
def credit_pressure(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Push nobody into new credit to pay the old.

    Law: CDC art. 54-C, IV (V).
    """
    return _found(facts, _CREDIT)


@rule(
    "br.lgpd.sensitive",
    version=1,
    look=text_offends,
    code="SENSITIVE_INFERRED",
    effect=Effect.REDACT,
    citations=(LGPD_11,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto traz dado sensível (saúde, crença, sindicato…).",
    remedy_pt="Tire o dado sensível do texto.",
)
def sensitive(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Keep health, belief and union out of what we write.

    Law: LGPD arts. 5, II, and 11 (V).
    """
    found = facts.words.sensitive
    return Answer(reason=f"O texto traz dado sensível: {', '.join(found)}.") if found else None
