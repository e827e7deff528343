"""Takes a tapped score for what it is: an answer to a question, with no bearing on the dialogue."""

from datetime import datetime

from trato.casework.conversations.take_turn import Turn, finish_turn
from trato.casework.reception.rate import rate
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft
from trato.door.policy.values import Author, Kind, MessageClass
from trato.speakers.bot.know import Known

SCORE = "rate:"
"""How the ids of the rows that are scores begin."""

_THANKS = "Obrigado pela nota."


def keep_rating(turn: Turn, known: Known, *, now: datetime) -> None:
    """Keep the score and thank for it; thanks that may not leave are no reason to call a person."""
    digit = turn.button_id.removeprefix(SCORE)
    whose = known.person.person_id
    if digit.isdecimal() and rate(turn.conversation_id, int(digit), at=now, person_id=whose):
        submit(_thanks(turn, known), at=now)
    finish_turn(turn, at=now)


def _thanks(turn: Turn, known: Known) -> Draft:
    return Draft(
        idempotency_key=f"bot:{turn.provider_message_id}:0",
        person_id=known.person.person_id,
        author=Author.BOT,
        message_class=MessageClass.SERVICE,
        content=Content(kind=Kind.TEXT, text=_THANKS),
        origin="bot",
        origin_id=turn.conversation_id,
        conversation_id=turn.conversation_id,
        contact_point_id=known.contact.contact_point_id,
        number_id=turn.number_id,
        in_reply_to=turn.provider_message_id,
        debt_ids=tuple(debt.debt_id for debt in known.debts),
    )
