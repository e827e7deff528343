"""Says that money has arrived: the receipt, and the payment request shown as paid."""

from datetime import datetime
from zoneinfo import ZoneInfo

from trato.casework.conversations.hand_over import hand_over
from trato.casework.conversations.move import move
from trato.casework.conversations.place import Place, place_of
from trato.casework.negotiation import read as negotiation
from trato.casework.payments.values import ChargeCard, Settled
from trato.door.outbox.submit import submit_many
from trato.door.outbox.values import Content, Draft
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation.money import brl

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_AFTER_END = "payment_after_end"


def thank(settled: Settled, *, at: datetime) -> None:
    """Submit the receipt of a payment, once, in the thread where its charge was sent.

    Of money that came for an agreement that had ended, people decide: the thread goes to them.
    """
    charge = settled.charge
    if not settled.is_new or charge is None or charge.conversation_id is None:
        return
    place = place_of(charge.conversation_id)
    if place.person_id is None:
        return
    submit_many(
        [
            _draft(settled, charge, place, "status", _shown_as_paid(charge)),
            _draft(
                settled, charge, place, "receipt", Content(kind=Kind.TEXT, text=_words(settled))
            ),
        ],
        at=at,
    )
    if settled.state != "matched":
        hand_over(charge.conversation_id, reason=_AFTER_END, actor="system", at=at)
        return
    state = "resolved" if settled.is_completed else "agreement"
    move(
        charge.conversation_id,
        state=state,
        actor="system",
        reason="payment_received",
        at=at,
        tabulation="paid" if settled.is_completed else None,
    )


def _words(settled: Settled) -> str:
    at = settled.paid_at.astimezone(_BRASILIA)
    text = f"Recebemos {brl(settled.amount_cents)} em {at:%d/%m} às {at:%H:%M} (Pix). Obrigado."
    if settled.is_completed:
        return f"{text} Seu acordo está quitado; não há mais nada a pagar."
    if settled.next_due_on:
        text += f" Seu acordo está ativo; próxima parcela: {settled.next_due_on:%d/%m}."
    return text


def _shown_as_paid(charge: ChargeCard) -> Content:
    return Content(
        kind=Kind.ORDER_STATUS,
        text="Pagamento recebido.",
        order_reference=f"{charge.txid}.1",
        order_state="completed",
    )


def _draft(
    settled: Settled, charge: ChargeCard, place: Place, name: str, content: Content
) -> Draft:
    assert place.person_id  # noqa: S101  (checked by the caller)
    return Draft(
        idempotency_key=f"{name}:{settled.payment_id}",
        person_id=place.person_id,
        author=Author.SYSTEM,
        message_class=MessageClass.RECEIPT,
        content=content,
        origin="payment",
        origin_id=settled.payment_id,
        conversation_id=charge.conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=place.last_inbound,
        debt_ids=negotiation.agreement(charge.agreement_id).debt_ids,
        names_creditor=True,
    )
