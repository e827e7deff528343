"""What a person said, on the telephone or in words, as whoever answers them puts it on record.

Each has the same done as when the person tells the assistant. Nothing here writes to the person.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.people.flag_person import flag_person, lift_flag
from trato.book.people.lock import lock_people
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.rules import OPEN
from trato.casework.conversations.hand_over import held_row
from trato.casework.conversations.move import move
from trato.casework.conversations.read import ConversationLine, conversation
from trato.casework.negotiation.promise import promise
from trato.casework.negotiation.put_forward import promises_of
from trato.casework.negotiation.terms.states import DisputeReason
from trato.casework.protections import note_death, stop_contact
from trato.casework.protections.disown_contact import disown_contact
from trato.casework.requests.open_dispute import open_dispute

PROTECTIONS: Final = ("is_represented", "is_vulnerable", "is_superindebted")
"""What may be noted of a person by itself; a death has more to it."""
LIFTED: Final = ("is_deceased", *PROTECTIONS)
NOT_THEIRS: Final = ("wrong", "third_party")
_BRASILIA: Final = ZoneInfo("America/Sao_Paulo")
_FARTHEST: Final = timedelta(days=366)
_CENTS_MAX: Final = 10**13


class NotNoted(ValueError):
    """Nothing was put on record; `code`: nobody, debt, no_debt, reason, day, amount, kind."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        super().__init__(code)
        self.code = code


def note_promise(
    conversation_id: UUID, *, amount_cents: int | None, promised_on: date, by: int, at: datetime
) -> bool:
    """Note a promise to pay by a day; return whether it is another than the one that stands.

    Raises:
        NotNoted: nobody is known there, who owes nothing, or day or amount cannot be.
    """
    person_id, _ = _whose(conversation_id)
    today = at.astimezone(_BRASILIA).date()
    if not today <= promised_on <= today + _FARTHEST:
        raise NotNoted("day")
    if amount_cents is not None and not 0 < amount_cents < _CENTS_MAX:
        raise NotNoted("amount")
    if not portfolios.debts_of_person(person_id, states=OPEN):
        raise NotNoted("no_debt")
    stands = next((p for p in promises_of(person_id) if p.state == "pending"), None)
    if stands and (stands.amount_cents, stands.promised_on) == (amount_cents, promised_on):
        return False
    promise(
        person_id=person_id,
        conversation_id=conversation_id,
        amount_cents=amount_cents,
        promised_on=promised_on,
        at=at,
        by=by,
    )
    return True


def note_dispute(
    conversation_id: UUID,
    *,
    reason: str,
    debt_ids: tuple[UUID, ...],
    words: str,
    by: int,
    at: datetime,
) -> UUID:
    """Open a dispute about some of the person's open debts and return its id.

    Raises:
        NotNoted: nobody is known there, the reason is none, or no open debt of theirs was chosen.
    """
    person_id, _ = _whose(conversation_id)
    if reason not in set(DisputeReason):
        raise NotNoted("reason")
    owed = {debt.debt_id for debt in portfolios.debts_of_person(person_id, states=OPEN)}
    if not owed:
        raise NotNoted("no_debt")
    if not debt_ids or not owed.issuperset(debt_ids):
        raise NotNoted("debt")
    return open_dispute(
        person_id=person_id,
        conversation_id=conversation_id,
        debt_ids=debt_ids,
        reason=reason,
        words=words,
        at=at,
        by=by,
    )


def note_stop(
    conversation_id: UUID, *, is_everywhere: bool, words: str, by: int, at: datetime
) -> bool:
    """Stop WhatsApp to this contact, or every channel of the person; return whether it is new.

    Raises:
        NotNoted: nobody is known there.
    """
    person_id, here = _whose(conversation_id)
    if is_everywhere or here.contact_point_id is None:
        is_new = stop_contact.stop_everywhere(person_id, words=words, at=at, by=by)
    else:
        is_new = stop_contact.stop_contact(here.contact_point_id, words=words, at=at, by=by)
    _end_assistants(here, state="stopped", reason="opt_out", tabulation="opted_out", at=at)
    return is_new


def note_not_theirs(conversation_id: UUID, *, kind: str, by: int, at: datetime) -> bool:
    """Note that whoever writes here is not the person; return whether it is new.

    Raises:
        NotNoted: nobody is known there, or `kind` is neither wrong nor third_party.
    """
    person_id, here = _whose(conversation_id)
    if kind not in NOT_THEIRS or here.contact_point_id is None:
        raise NotNoted("kind")
    is_new = disown_contact(here.contact_point_id, person_id=person_id, kind=kind, at=at, by=by)
    _end_assistants(here, state="wrong_party", reason=kind, tabulation=kind, at=at)
    return is_new


def note_of_death(conversation_id: UUID, *, by: int, at: datetime) -> bool:
    """Note that the person died, as whoever writes here says; return whether it is new.

    Raises:
        NotNoted: nobody is known there.
    """
    person_id, here = _whose(conversation_id)
    is_new = note_death.note_death(person_id, here.contact_point_id, at=at, by=by)
    _end_assistants(here, state="wrong_party", reason="deceased", tabulation="deceased", at=at)
    return is_new


def note_protection(conversation_id: UUID, *, flag: str, by: int, at: datetime) -> bool:
    """Note a lawyer, vulnerability or over-indebtedness; return whether it is new.

    Raises:
        NotNoted: nobody is known there, or `flag` is none of the three.
    """
    person_id, _ = _whose(conversation_id)
    if flag not in PROTECTIONS:
        raise NotNoted("kind")
    return flag_person(person_id, flag=flag, at=at, by=by)


def lift_protection(conversation_id: UUID, *, flag: str, by: int, at: datetime) -> bool:
    """Take back a protection that was noted in error; return whether it stood.

    Raises:
        NotNoted: nobody is known there, or `flag` is none that is noted here.
    """
    person_id, _ = _whose(conversation_id)
    if flag not in LIFTED:
        raise NotNoted("kind")
    return lift_flag(person_id, flag=flag, at=at, by=by)


def _whose(conversation_id: UUID) -> tuple[UUID, ConversationLine]:
    """Return who a thread is with, held: nothing is cleared to them before this is on record."""
    here = conversation(conversation_id)
    if here.person_id is None:
        raise NotNoted("nobody")
    # In this order, as whoever answers in a thread locks them.
    held_row(conversation_id)
    lock_people([here.person_id])
    return here.person_id, here


def _end_assistants(
    here: ConversationLine, *, state: str, reason: str, tabulation: str, at: datetime
) -> None:
    """Move a thread that the assistant has as it would itself; people end theirs with a word."""
    if here.handled_by == "bot":
        move(
            here.conversation_id,
            state=state,
            actor="human",
            reason=reason,
            at=at,
            tabulation=tabulation,
        )
