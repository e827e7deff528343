"""Opens threads from our side, so that what we write stands where the answer will come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import read as people
from trato.book.people.welcome import visitors_among
from trato.casework.conversations.introduce import introduce
from trato.casework.conversations.threads import Ends, Wanted, hold_threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A contact point and one of our numbers; `address` is its E.164 number, for indexing only."""

    number_id: UUID
    person_id: UUID
    contact_point_id: UUID
    address: str = field(repr=False)


def conversations_for(links: Sequence[Link], *, at: datetime) -> list[UUID]:
    """Return the thread of each link, in order, opening those that there are not yet."""
    vault = keys.vault()
    ends: list[Ends] = [
        (link.number_id, vault.index(link.address, kind="conversation")) for link in links
    ]
    wanted = [
        Wanted(ends=one, person_id=link.person_id, contact_point_id=link.contact_point_id, at=at)
        for one, link in zip(ends, links, strict=True)
    ]
    held = hold_threads(wanted)
    others = {t.person_id for t in held.values() if t.person_id} - {k.person_id for k in links}
    visitors = visitors_among(others)
    for one, link in zip(ends, links, strict=True):
        if held[one].person_id is None or held[one].person_id in visitors:
            introduce(held[one].conversation_id, link.person_id, link.contact_point_id)
    return [held[one].conversation_id for one in ends]


def conversation_for(contact_point_id: UUID, number_id: UUID, *, at: datetime) -> UUID:
    """Return the thread between a contact point and a number, opening it if there is none."""
    link = Link(
        number_id=number_id,
        person_id=people.contact(contact_point_id).person_id,
        contact_point_id=contact_point_id,
        address=people.address_of(contact_point_id),
    )
    return conversations_for([link], at=at)[0]
