"""An agent asks for an instalment's Pix; the worker issues it, and it leaves through the door."""

from datetime import datetime
from uuid import UUID

from trato.book.people.lock import lock_people
from trato.casework.conversations import read as conversations
from trato.casework.negotiation import read as negotiation
from trato.casework.payments.issue import NothingToCharge, request_charge
from trato.casework.payments.read import charge, wanted_charge
from trato.casework.payments.values import ChargeCard
from trato.journal.facts.desk import ChargeAsked
from trato.journal.record import record


class NotHere(Exception):
    """The Pix cannot be asked for; `code` is unknown, elsewhere or paid."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


def ask_for_pix(conversation_id: UUID, instalment_id: UUID, *, by: int, at: datetime) -> ChargeCard:
    """Ask for the charge of an instalment and return it; one with a code can be sent at once.

    One without is issued by the worker and sent then. Asking twice asks once.

    Raises:
        NotHere: it is nobody's here, its agreement was made in another conversation, or it is paid.
    """
    here = conversations.conversation(conversation_id)
    if here.person_id is None:
        raise NotHere("unknown")
    # Two clicks at one moment must not find both that nothing was asked for.
    lock_people([here.person_id])
    mine = negotiation.agreements_of(here.person_id)
    agreement = next(
        (a for a in mine if any(i.instalment_id == instalment_id for i in a.instalments)), None
    )
    if agreement is None:
        raise NotHere("unknown")
    if agreement.conversation_id != conversation_id:
        raise NotHere("elsewhere")
    standing = wanted_charge(instalment_id)
    try:
        charge_id = request_charge(instalment_id, at=at)
    except NothingToCharge:
        raise NotHere("paid") from None
    fact = ChargeAsked(
        charge_id=charge_id,
        instalment_id=instalment_id,
        agent_id=by,
        is_again=standing is not None and standing.charge_id == charge_id,
    )
    record(fact, at=at, subject_id=here.person_id)
    return charge(charge_id)
