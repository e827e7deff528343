"""What a person reads when an issued charge is put before them, whoever asked for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.casework.conversations.place import place_of
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.stated import itemisation_facts
from trato.casework.negotiation.terms.sheet import part_lines
from trato.casework.payments.issue import VALID_DAYS_AFTER_DUE
from trato.casework.payments.values import ChargeCard
from trato.door.outbox import read as outbox
from trato.door.outbox.values import Content, Draft, PixOrder
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation import brcode
from trato.foundation.money import brl

_BRASILIA = ZoneInfo("America/Sao_Paulo")


def pix_message(
    charge: ChargeCard, *, author: Author, at: datetime, again: str = "", by: int | None = None
) -> Draft | None:
    """Return the draft that carries a charge's code, or None where nobody would get it.

    One intent a charge, unless asked for `again`; what is pending of it goes with the charge.
    """
    if charge.conversation_id is None:
        return None
    place = place_of(charge.conversation_id)
    if place.person_id is None:
        return None
    creditor = portfolios.creditor(charge.creditor_id)
    part = negotiation.instalment(charge.instalment_id)
    agreement = negotiation.agreement(charge.agreement_id)
    count = len(agreement.instalments)
    option = negotiation.terms_of(charge.agreement_id)
    parts = "\n".join(part_lines(option.itemisation))
    label = "Pagamento à vista" if count == 1 else f"Parcela {part.number} de {count}"
    text = (
        f"{people.card(place.person_id).first_name}, aqui está o Pix do seu acordo com "
        f"{creditor.name} (CNPJ {creditor.document}, {creditor.address}).\n\n"
        f"{label}: {brl(charge.amount_cents)}, vencimento {charge.due_on:%d/%m/%Y}.\n"
        "O recebedor é o próprio credor. Confira o nome antes de pagar.\n\n"
        f"Composição do acordo:\n{parts}"
    )
    order = PixOrder(
        reference_id=_reference(charge, outbox.of_origins([charge.charge_id]), again, at),
        item_name=label,
        amount_cents=charge.amount_cents,
        brcode=charge.brcode,
        pix_key=creditor.pix_key,
        pix_key_type=brcode.key_type(creditor.pix_key).value,
        merchant_name=creditor.name[:60],
        expires_at=_expiry(charge),
    )
    return Draft(
        idempotency_key=f"charge:{charge.charge_id}{':' + again if again else ''}",
        person_id=place.person_id,
        author=author,
        message_class=MessageClass.PAYMENT_LINK,
        content=Content(kind=Kind.ORDER_DETAILS, text=text, order=order),
        origin="bot" if author is Author.BOT else "desk",
        origin_id=charge.charge_id,
        conversation_id=charge.conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=place.last_inbound,
        debt_ids=agreement.debt_ids,
        payment_destination_document=creditor.pix_document,
        itemisation=itemisation_facts(option.itemisation),
        names_creditor=True,
        author_id=by,
    )


def _reference(
    charge: ChargeCard, earlier: Sequence[outbox.MessageCard], again: str, at: datetime
) -> str:
    """Name the order: the receipt later speaks of the first one that had a chance to leave."""
    is_first = not again or (earlier and all(m.attempts == 0 and _is_over(m) for m in earlier))
    return f"{charge.txid}.{1 if is_first else int(at.timestamp())}"


def _is_over(message: outbox.MessageCard) -> bool:
    return message.state in ("refused", "cancelled")


def _expiry(charge: ChargeCard) -> datetime:
    last = charge.due_on + timedelta(days=VALID_DAYS_AFTER_DUE)
    return datetime.combine(last, time(23, 59), _BRASILIA).astimezone(UTC)
