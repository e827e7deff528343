"""Who at the desk may write: where an organisation asks for a certificate, whoever holds one."""

from datetime import datetime

from trato.door.policy.citations import design
from trato.door.policy.known import Known
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import Author, DraftFacts, Effect, LegalStatus


@rule(
    "br.desk.certificate",
    version=1,
    code="AGENT_UNCERTIFIED",
    effect=Effect.REQUIRE,
    citations=(design("certificate", "quem escreve às pessoas fez o curso da mesa"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(authors=frozenset({Author.HUMAN})),
    message_pt="Quem escreve não tem certificado válido do curso de cobrança.",
    remedy_pt="Faça o curso e a prova em Formação; depois envie de novo.",
)
def certificate(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Where the organisation asks for it, whoever types a message holds a valid certificate.

    Law: none; design default (D), off unless an administrator asks for it.
    """
    if not facts.organisation.requires_certificate:
        return None
    until = draft.author_certified_until
    return None if until is not None and until > now else BROKEN
