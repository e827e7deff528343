"""Hands the bot's words to the door; what the door refuses goes to a person."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from trato.casework.conversations.hand_over import hand_over
from trato.casework.conversations.take_turn import Turn
from trato.casework.negotiation.stated import itemisation_facts, offer_facts
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Button, Content, Draft, Row
from trato.door.policy.values import Author, Kind, MessageClass, Verdict
from trato.speakers.bot.dialogue.values import Say
from trato.speakers.bot.flows.load import version
from trato.speakers.bot.know import Known

# A stopped or wrong number stays silent by law: there is nobody to hand over to.
_SILENT = frozenset({"SUPPRESSED", "WRONG_PARTY", "THIRD_PARTY"})


class BeingAnswered(Protocol):
    """What saying needs of a turn that is being carried out."""

    turn: Turn
    known: Known
    now: datetime
    said: int


def say(intent: Say, turning: BeingAnswered) -> None:
    """Submit one utterance as a reply to the message of this turn; idempotent per turn."""
    debts = tuple(UUID(i) for i in intent.debt_ids)
    draft = Draft(
        idempotency_key=f"bot:{turning.turn.provider_message_id}:{turning.said}",
        person_id=turning.known.person.person_id,
        author=Author.BOT,
        message_class=intent.message_class,
        content=_content(intent),
        origin="bot",
        origin_id=turning.turn.conversation_id,
        conversation_id=turning.turn.conversation_id,
        contact_point_id=turning.known.contact.contact_point_id,
        number_id=turning.turn.number_id,
        in_reply_to=turning.turn.provider_message_id,
        debt_ids=debts or tuple(debt.debt_id for debt in turning.known.debts),
        offer=offer_facts(intent.offer, at=turning.now) if intent.offer else None,
        itemisation=itemisation_facts(intent.itemisation) if intent.itemisation else None,
        names_creditor=intent.names_creditor,
        author_version=version(),
    )
    turning.said += 1
    done = submit(draft, at=turning.now)
    if done.verdict is Verdict.REFUSE and not _SILENT & set(done.codes):
        reason = f"door_refused:{done.codes[0] if done.codes else ''}"
        hand_over(turning.turn.conversation_id, reason=reason, actor="bot", at=turning.now)


def say_plainly(text: str, turning: BeingAnswered) -> None:
    """Submit a short courtesy without any word about a debt."""
    say(Say(text=text, message_class=MessageClass.SERVICE), turning)


def _content(intent: Say) -> Content:
    if intent.buttons:
        buttons = tuple(Button(id=b.choice_id, title=b.title) for b in intent.buttons)
        return Content(kind=Kind.BUTTONS, text=intent.text, buttons=buttons)
    if intent.rows:
        rows = tuple(
            Row(id=r.choice_id, title=r.title, description=r.description) for r in intent.rows
        )
        return Content(
            kind=Kind.LIST, text=intent.text, rows=rows, list_title=intent.list_label or "Opções"
        )
    return Content(kind=Kind.TEXT, text=intent.text)
