"""Asks for the Pix charge of the next instalment, and sends it once the PSP has issued it."""

from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.casework.conversations.place import place_of
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.stated import itemisation_facts
from trato.casework.negotiation.terms.sheet import part_lines
from trato.casework.payments.issue import VALID_DAYS_AFTER_DUE, request_charge
from trato.casework.payments.read import wanted_charge
from trato.casework.payments.values import ChargeCard
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft, PixOrder, Submitted
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation import brcode
from trato.foundation.money import brl
from trato.speakers.bot.know import Known

_BRASILIA = ZoneInfo("America/Sao_Paulo")


class BeingAnswered(Protocol):
    """What charging needs of a turn that is being carried out."""

    known: Known
    now: datetime


def charge_next_instalment(turning: BeingAnswered) -> None:
    """Ask for the next instalment's charge, or send again the one that can still be paid."""
    agreement = negotiation.open_agreement(turning.known.person.person_id)
    part = agreement.next_instalment if agreement else None
    if part is None:
        return
    standing = wanted_charge(part.instalment_id)
    if standing and standing.brcode:
        send_charge(standing, at=turning.now, again=turning.now.isoformat())
    else:
        request_charge(part.instalment_id, at=turning.now)


def send_charge(charge: ChargeCard, *, at: datetime, again: str = "") -> Submitted | None:
    """Hand the payment request of an issued charge to the door; once, unless asked for `again`."""
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
        reference_id=f"{charge.txid}.{1 if not again else int(at.timestamp())}",
        item_name=label,
        amount_cents=charge.amount_cents,
        brcode=charge.brcode,
        pix_key=creditor.pix_key,
        pix_key_type=brcode.key_type(creditor.pix_key).value,
        merchant_name=creditor.name[:60],
        expires_at=_expiry(charge),
    )
    draft = Draft(
        idempotency_key=f"charge:{charge.charge_id}{':' + again if again else ''}",
        person_id=place.person_id,
        author=Author.BOT,
        message_class=MessageClass.PAYMENT_LINK,
        content=Content(kind=Kind.ORDER_DETAILS, text=text, order=order),
        origin="bot",
        origin_id=charge.conversation_id,
        conversation_id=charge.conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=place.last_inbound,
        debt_ids=agreement.debt_ids,
        payment_destination_document=creditor.pix_document,
        itemisation=itemisation_facts(option.itemisation),
        names_creditor=True,
    )
    return submit(draft, at=at)


def _expiry(charge: ChargeCard) -> datetime:
    last = charge.due_on + timedelta(days=VALID_DAYS_AFTER_DUE)
    return datetime.combine(last, time(23, 59), _BRASILIA).astimezone(UTC)
