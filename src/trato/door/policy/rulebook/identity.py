"""Who holds the phone: nothing of a debt before proof, nothing more after three failures."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import (
    CDC_42,
    CDC_71,
    LGPD_6_I_III,
    META_IDS,
    SOURCE_PRACTICE,
    design,
)
from trato.door.policy.known import Known
from trato.door.policy.looks import carries_file, identity_locked, identity_unproved, text_offends
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.seeing import FAILURES_MAX
from trato.door.policy.values import (
    ATTACHED,
    Channel,
    DraftFacts,
    Effect,
    LegalStatus,
    MessageClass,
)


@rule(
    "br.id.debt-after-identity",
    version=1,
    look=identity_unproved,
    code="ID_BEFORE_DEBT",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_71, SOURCE_PRACTICE),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto fala de dívida antes de a pessoa confirmar quem é.",
    remedy_pt="Confirme a identidade primeiro; até lá, só “um assunto do seu interesse”.",
)
def debt_after_identity(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Say no debt word, amount, contract or product until the holder proved to be the debtor.

    The organisation's own name may be said even when it holds such a word.
    Law: CDC arts. 42 and 71 (V): exposure to third parties; the practice itself (S).
    """
    if not facts.reveals_debt:
        return None
    return None if facts.verified else BROKEN


@rule(
    "br.id.classes-after-identity",
    version=1,
    look=identity_unproved,
    code="ID_BEFORE_DEBT",
    effect=Effect.BLOCK,
    citations=(CDC_42, CDC_71),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(
        classes=frozenset({MessageClass.STATEMENT, MessageClass.OFFER, MessageClass.PAYMENT_LINK})
    ),
    message_pt="Extrato, proposta ou cobrança antes de a pessoa confirmar quem é.",
    remedy_pt="Confirme a identidade primeiro.",
)
def charges_after_identity(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Statements, offers and payment requests wait for identity whatever their words.

    What they attach (an order, a document, a link) speaks of the debt even if the text does not.
    Law: CDC arts. 42 and 71 (V).
    """
    return None if facts.verified else BROKEN


@rule(
    "br.id.neutral-opening",
    version=1,
    code="OPENING_NOT_NEUTRAL",
    effect=Effect.BLOCK,
    citations=(CDC_42, design("neutral-opening", "primeiro contato e identificação sem dívida")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(
        classes=frozenset({MessageClass.FIRST_CONTACT, MessageClass.IDENTITY}),
    ),
    message_pt="Primeiro contato ou identificação com palavras de dívida.",
    remedy_pt="Use o texto neutro: empresa e “um assunto do seu interesse”.",
)
def neutral_opening(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Openings and identity questions stay neutral even for a number proved before.

    Law: CDC art. 42 stands behind it (V); holding it after proof is ours: D.
    """
    return BROKEN if facts.reveals_debt else None


_LOCKED_CLASSES: Final = frozenset(MessageClass) - {
    MessageClass.OPTOUT_CONFIRM,
    MessageClass.WRONG_PARTY_APOLOGY,
    MessageClass.SERVICE,
    MessageClass.RECEIPT,
}


@rule(
    "br.id.lock",
    version=1,
    look=identity_locked,
    code="ID_FAILED",
    effect=Effect.DEFER,
    citations=(LGPD_6_I_III, design("identity-lock-24h", "3 falhas travam por 24 h")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(classes=_LOCKED_CLASSES),
    message_pt="A identificação falhou três vezes; este contato está travado.",
    remedy_pt="Espere o fim da trava ou passe para um atendente por outro canal.",
)
def identity_lock(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """After three failures ask and charge nothing for 24 hours.

    A question in the open session is refused; what we would open later waits.
    Law: LGPD art. 6 (V) stands behind it; the numbers are ours: D.
    """
    identity = facts.identity
    until = identity.locked_until
    if until is not None and until > now:
        return Answer(effect=Effect.BLOCK) if facts.in_session else Answer(until=until)
    if until is None and identity.failures >= FAILURES_MAX and identity.verified_at is None:
        return Answer(effect=Effect.BLOCK)
    return None


@rule(
    "br.id.whole-identifiers",
    version=1,
    look=text_offends,
    code="ASKS_WHOLE_IDENTIFIER",
    effect=Effect.BLOCK,
    citations=(LGPD_6_I_III, META_IDS),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O texto pede documento inteiro, cartão, conta ou senha.",
    remedy_pt="Peça só dia e mês de nascimento ou os três últimos números do CPF.",
    needs_human=True,
)
def whole_identifiers(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Never ask for a whole CPF, card, account or secret in the chat.

    Law: LGPD art. 6, III: necessity (V); WhatsApp policy on identifiers (S).
    """
    asked = facts.words.asked
    return Answer(reason=f"O texto pede: {', '.join(asked)}.") if asked else None


@rule(
    "br.id.sms-silence",
    version=1,
    code="SMS_CONFIDENTIAL",
    effect=Effect.BLOCK,
    citations=(CDC_42, design("sms-silence", "SMS não fala de dívida: aparece na tela travada")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(channels=frozenset({Channel.SMS})),
    message_pt="SMS não pode falar de dívida: qualquer um lê na tela travada.",
    remedy_pt="Use o texto neutro com o endereço da página segura.",
)
def sms_says_nothing(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Keep debts out of SMS even after identity.

    Law: CDC art. 42 stands behind it (V); as a rule it is ours: D.
    """
    return BROKEN if facts.reveals_debt else None


@rule(
    "br.id.file-after-identity",
    version=1,
    look=carries_file,
    code="FILE_BEFORE_ID",
    effect=Effect.BLOCK,
    citations=(CDC_42, design("file-after-identity", "nenhum arquivo antes da identidade")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="Um arquivo pode mostrar a dívida, e a pessoa ainda não confirmou quem é.",
    remedy_pt="Confirme a identidade primeiro; até lá, só texto neutro.",
)
def file_after_identity(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Send no picture, sound or document before proof: no rule can read what it shows.

    Law: CDC art. 42 stands behind it (V); holding every file is ours: D.
    """
    if draft.kind not in ATTACHED:
        return None
    return None if facts.verified else BROKEN
