"""Asks for the Pix charge of the next instalment, and sends it once the PSP has issued it."""

from datetime import datetime
from typing import Protocol

from trato.casework.negotiation import read as negotiation
from trato.casework.payments.issue import AgreementEnded, request_charge
from trato.casework.payments.pix_message import pix_message
from trato.casework.payments.read import charge
from trato.casework.payments.values import ChargeCard
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Submitted
from trato.door.policy.values import Author
from trato.speakers.bot.know import Known


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
    try:
        wanted = charge(request_charge(part.instalment_id, at=turning.now))
    except AgreementEnded:
        return
    if wanted.brcode:
        send_charge(wanted, at=turning.now, again=turning.now.isoformat())


def send_charge(charge: ChargeCard, *, at: datetime, again: str = "") -> Submitted | None:
    """Hand the payment request of an issued charge to the door; once, unless asked for `again`."""
    draft = pix_message(charge, author=Author.BOT, at=at, again=again)
    return submit(draft, at=at) if draft else None
