"""A program asks for a message; the door decides, and says why not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.book.portfolios import read as portfolios
from trato.casework.conversations.link import conversation_for
from trato.door.outbox.gather import gather
from trato.door.outbox.preview import preview
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft, Submitted
from trato.door.policy.values import Author, Decision, ItemisationFacts, Kind, MessageClass

CLASSES: Final = frozenset(
    {
        MessageClass.FIRST_CONTACT,
        MessageClass.REMINDER,
        MessageClass.STATEMENT,
        MessageClass.SERVICE,
        MessageClass.RECEIPT,
    }
)
"""What a program may say. Identity, offers, charges and confirmations belong to the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a program wants said to a person: words of its own, or a template filled in."""

    person_id: UUID
    message_class: MessageClass
    text: str = ""
    template_id: UUID | None = None
    template_parameters: tuple[str, ...] = ()
    debt_ids: tuple[UUID, ...] = ()
    itemisation: ItemisationFacts | None = None


def send(wish: Wish, *, by: UUID, key: str, at: datetime) -> Submitted:
    """Hand a program's wish to the door and return its verdict; idempotent by `key`.

    The thread in which an answer would come is opened where the door can reach anybody.
    """
    draft = _draft(wish, by=by, key=key)
    (found,) = gather([draft], now=at)
    if found.contact and found.number:
        thread = conversation_for(found.contact.contact_point_id, found.number.number_id, at=at)
        draft = replace(draft, conversation_id=thread)
    return submit(draft, at=at)


def would_leave(wish: Wish, *, by: UUID, at: datetime) -> Decision:
    """Ask the door about a wish and keep nothing."""
    return preview([_draft(wish, by=by, key="preview")], at=at)[0].decision


def _draft(wish: Wish, *, by: UUID, key: str) -> Draft:
    return Draft(
        idempotency_key=f"api:{key}",
        person_id=wish.person_id,
        author=Author.API,
        message_class=wish.message_class,
        content=Content(
            kind=Kind.TEMPLATE if wish.template_id else Kind.TEXT,
            text=wish.text.strip(),
            template_id=wish.template_id,
            template_parameters=wish.template_parameters,
        ),
        origin="api",
        origin_id=by,
        debt_ids=wish.debt_ids,
        itemisation=wish.itemisation,
        names_creditor=_names_creditor(wish),
    )


def _names_creditor(wish: Wish) -> bool:
    """Whether every creditor of the debts is named: read from the words, not taken on trust."""
    words = wish.text
    if wish.template_id:
        card = organisations.templates_by_id([wish.template_id]).get(wish.template_id)
        words = "\n".join([card.body if card else "", *wish.template_parameters])
    debts = portfolios.debts(wish.debt_ids).values() if wish.debt_ids else ()
    creditors = portfolios.creditors({debt.creditor_id for debt in debts}).values() if debts else ()
    return bool(creditors) and all(c.name.casefold() in words.casefold() for c in creditors)
