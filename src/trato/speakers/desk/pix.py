"""An agent asks for an instalment's Pix; once the worker has issued it, it is the agent's message.

A supervisor's hold holds it like every other. Turned down, the charge stands and can be asked for
again.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from trato.book.people.lock import lock_people
from trato.casework.conversations import read as conversations
from trato.casework.negotiation import read as negotiation
from trato.casework.payments.issue import AgreementEnded, NothingToCharge, request_charge
from trato.casework.payments.pix_message import pix_message
from trato.casework.payments.read import charge, wanted_charge
from trato.casework.payments.values import ChargeCard
from trato.door.outbox import read as outbox
from trato.door.outbox.values import Submitted
from trato.door.policy.values import Author
from trato.journal.facts.desk import ChargeAsked
from trato.journal.record import record
from trato.speakers.desk.hand_in import hand_in


class NotHere(Exception):
    """The Pix cannot be asked for; `code` is unknown, elsewhere, paid, ended or held."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


def ask_for_pix(conversation_id: UUID, instalment_id: UUID, *, by: int, at: datetime) -> ChargeCard:
    """Ask for the charge of an instalment and return it; one with a code can be sent at once.

    One without is issued by the worker and sent then. Asking twice asks once.

    Raises:
        NotHere: it is nobody's here, its agreement was made in another conversation or has ended,
            it is paid, or a supervisor has the message that carries it before them.
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
        charge_id = request_charge(instalment_id, at=at, asked_by=by)
    except NothingToCharge:
        raise NotHere("paid") from None
    except AgreementEnded:
        raise NotHere("ended") from None
    if held_charges([charge_id]):
        raise NotHere("held")
    fact = ChargeAsked(
        charge_id=charge_id,
        instalment_id=instalment_id,
        agent_id=by,
        is_again=standing is not None and standing.charge_id == charge_id,
    )
    record(fact, at=at, subject_id=here.person_id)
    return charge(charge_id)


def held_charges(charge_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those charges whose message waits for a supervisor."""
    waiting = (
        m for m in outbox.of_origins(charge_ids) if m.state == "held" and m.awaits_approval_by
    )
    return frozenset(m.origin_id for m in waiting if m.origin_id)


def send_pix(charge: ChargeCard, *, by: int, at: datetime, again: str = "") -> Submitted | None:
    """Hand an issued charge in as an agent's message; once, unless asked for `again`.

    Returns None where there is nobody to send it to.
    """
    draft = pix_message(charge, author=Author.HUMAN, at=at, again=again, by=by)
    if draft is None or draft.conversation_id is None:
        return None
    return hand_in(draft, conversation_id=draft.conversation_id, at=at)
