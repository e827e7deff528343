"""Where the money would go: the creditor's own account, and no other key in the text."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from trato.door.policy.citations import BCB_80, CDC_71, SOURCE_PRACTICE, design
from trato.door.policy.known import Known, MissingFact
from trato.door.policy.looks import payment_asked, text_holds_code, text_holds_key
from trato.door.policy.rule import BROKEN, Answer, rule
from trato.door.policy.seeing import asks_payment
from trato.door.policy.values import (
    CreditorFacts,
    DraftFacts,
    Effect,
    LegalStatus,
    MessageClass,
)

_PAYMENT_LINK: Final = MessageClass.PAYMENT_LINK
_CNPJ_ROOT: Final = 8


@lru_cache(maxsize=1024)
def _plain(document: str) -> str:
    return "".join(c for c in document if c.isalnum()).lower()


@lru_cache(maxsize=1024)
def _either(document: str, payment_document: str) -> frozenset[str]:
    return frozenset(plain for d in (document, payment_document) if (plain := _plain(d)))


def _own_documents(creditor: CreditorFacts) -> frozenset[str]:
    return _either(creditor.document, creditor.payment_document)


@rule(
    "br.pay.destination",
    version=1,
    look=payment_asked,
    code="PAY_DEST_NOT_CREDITOR",
    effect=Effect.BLOCK,
    citations=(BCB_80, SOURCE_PRACTICE),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="O pagamento não iria para o credor.",
    remedy_pt="Gere a cobrança na conta do próprio credor.",
    needs_human=True,
)
def destination(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Money goes to the creditor's own account; nobody holds it on the way.

    Law: Res. BCB 80/2021: holding funds needs authorisation (S).
    """
    if not asks_payment(draft):
        return None
    paid_to = draft.payment_destination_document
    if paid_to is None:
        raise MissingFact("draft.payment_destination_document")
    return None if _plain(paid_to) in _own_documents(facts.creditor) else BROKEN


@rule(
    "br.pay.other-holder",
    version=1,
    look=payment_asked,
    code="PAY_DEST_OTHER_HOLDER",
    effect=Effect.WARN,
    citations=(BCB_80, design("payment-document", "conta de outro titular pede registro")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="A conta de recebimento do credor está em nome de outro documento.",
    remedy_pt="Confirme que o titular é o credor ou uma instituição autorizada.",
)
def other_holder(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Warn when the creditor's receiving document has another root than its own.

    Law: Res. BCB 80/2021 stands behind it (S); the warning is ours: D.
    """
    if not asks_payment(draft):
        return None
    own, paid = _plain(facts.creditor.document), _plain(facts.creditor.payment_document)
    return None if own[:_CNPJ_ROOT] == paid[:_CNPJ_ROOT] else BROKEN


@rule(
    "br.pay.foreign-key",
    version=1,
    look=text_holds_key,
    code="FOREIGN_PIX_KEY",
    effect=Effect.BLOCK,
    citations=(CDC_71, SOURCE_PRACTICE, design("foreign-key", "chave só a do credor")),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="O texto traz uma chave Pix que não é do credor.",
    remedy_pt="Tire a chave; envie a cobrança gerada pelo sistema.",
    needs_human=True,
)
def foreign_key(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Let no key into a text but the creditor's own document.

    E-mail, phone and random keys are refused always: nobody can see whose they are.
    Law: CDC art. 71: misleading statements (V) and fraud practice (S) behind it; ours: D.
    """
    keys = facts.words.keys
    if not keys:
        return None
    own = _own_documents(facts.creditor)
    kinds = {k.kind for k in keys if k.kind not in ("cpf", "cnpj") or k.value not in own}
    return (
        Answer(reason=f"O texto traz chave de outro tipo: {', '.join(sorted(kinds))}.")
        if kinds
        else None
    )


@rule(
    "br.pay.code-in-text",
    version=1,
    look=text_holds_code,
    code="PAYMENT_CODE_IN_TEXT",
    effect=Effect.BLOCK,
    citations=(design("code-in-payment-link", "código de pagamento só em mensagem de pagamento"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="Código Pix ou linha de boleto fora de uma mensagem de pagamento.",
    remedy_pt="Envie o código pela mensagem de pagamento gerada pelo sistema.",
    needs_human=True,
)
def code_in_text(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Copy-and-paste codes leave only in payment messages, whose destination is checked.

    Law: none; design default (D).
    """
    if draft.message_class is _PAYMENT_LINK:
        return None
    return BROKEN if facts.words.has_payment_code else None
