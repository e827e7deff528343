"""Who the person is: protected, represented, vulnerable, over-indebted."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import CDC_54A, CDC_54C_IV, CDC_104A, design
from trato.door.policy.known import Known
from trato.door.policy.looks import person_set_apart
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import Author, DraftFacts, Effect, LegalStatus, MessageClass

_SERVICE: Final = MessageClass.SERVICE
_MACHINES: Final = frozenset(Author) - {Author.HUMAN}
_BARE: Final = frozenset(
    {MessageClass.OPTOUT_CONFIRM, MessageClass.WRONG_PARTY_APOLOGY, MessageClass.RECEIPT}
)


def _must_answer(draft: DraftFacts, facts: Known) -> bool:
    """Tell whether this is only the courtesy that is owed to whoever just wrote."""
    if draft.message_class in _BARE:
        return True
    return draft.message_class is _SERVICE and facts.in_session and not facts.collects


@rule(
    "br.person.protected",
    version=1,
    look=person_set_apart,
    code="PROTECTED_PERSON",
    effect=Effect.BLOCK,
    citations=(design("protected-person", "menor, falecido ou interditado não é cobrado"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A pessoa é menor, falecida ou interditada.",
    remedy_pt="Encaminhe a um atendente; nada mais é enviado.",
    needs_human=True,
)
def protected(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Collect from no minor, no deceased and no interdicted person.

    Law: none; design default (D).
    """
    person = facts.person
    if not (person.is_minor or person.is_deceased or person.is_interdicted):
        return None
    return None if _must_answer(draft, facts) else BROKEN


@rule(
    "br.person.represented",
    version=1,
    look=person_set_apart,
    code="REPRESENTED",
    effect=Effect.BLOCK,
    citations=(design("represented", "quem tem advogado é tratado pelo advogado"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A pessoa indicou um advogado.",
    remedy_pt="Fale com o advogado indicado.",
    needs_human=True,
)
def represented(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Speak to the lawyer a person named, not around them.

    Law: none in Brazil; design default (D).
    """
    if not facts.person.is_represented:
        return None
    return None if _must_answer(draft, facts) else BROKEN


@rule(
    "br.person.repactuation",
    version=1,
    look=person_set_apart,
    code="REPACTUACAO_104A",
    effect=Effect.BLOCK,
    citations=(CDC_104A,),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="A pessoa está em processo de repactuação de dívidas.",
    remedy_pt="Encaminhe ao jurídico; a negociação é no processo.",
    needs_human=True,
)
def repactuation(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Stop when a court repactuation was notified.

    Law: CDC arts. 104-A to 104-C (S).
    """
    if not facts.person.in_repactuation:
        return None
    return None if _must_answer(draft, facts) else BROKEN


@rule(
    "br.person.vulnerable",
    version=1,
    look=person_set_apart,
    code="VULNERABLE",
    effect=Effect.REQUIRE_HUMAN,
    citations=(CDC_54C_IV, design("vulnerable-human", "vulnerável é atendido por gente")),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(authors=_MACHINES),
    message_pt="A pessoa é vulnerável: só um atendente pode tratar deste assunto.",
    remedy_pt="Passe para um atendente.",
)
def vulnerable(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Let a human, never a machine, treat with a vulnerable person about money.

    Law: CDC art. 54-C, IV: pressure on the vulnerable (V); the hand-over is ours: D.
    """
    return BROKEN if facts.collects and facts.person.is_vulnerable else None


@rule(
    "br.person.superindebted",
    version=1,
    look=person_set_apart,
    code="SUPERINDEBTED",
    effect=Effect.REQUIRE_HUMAN,
    citations=(CDC_54A,),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(authors=_MACHINES),
    message_pt="A pessoa declarou superendividamento.",
    remedy_pt="Passe para um atendente, que verá o mínimo existencial.",
)
def superindebted(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Let a human treat with a person who declared over-indebtedness.

    Law: CDC arts. 54-A and 6, XI and XII (S).
    """
    return BROKEN if facts.collects and facts.person.is_superindebted else None
