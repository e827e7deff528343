"""A stop, and its lifting: from here on nothing but one confirmation leaves to the number."""

from datetime import datetime
from uuid import UUID

from trato.book.people import read as people
from trato.book.people.lock import lock_people
from trato.door.consent import sql
from trato.door.consent.grant import Word, grant
from trato.door.consent.models import Suppression
from trato.door.consent.read import key_of
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.journal.facts.consent import ContactResumed, ContactStopped
from trato.journal.record import record


def withdraw(
    contact_point_id: UUID,
    *,
    channel: str,
    reason: str,
    words: str,
    source_message: str,
    at: datetime,
    by: int | None = None,
) -> bool:
    """Stop a channel towards a contact point's number; return whether it was not stopped before.

    `by`: the user who noted it for the person.

    Takes the person's lock, so that no message can be cleared between asking and stopping. It
    covers every digit variant and survives re-import and erasure. Idempotent.
    """
    contact = people.contact(contact_point_id)
    lock_people([contact.person_id])
    stopped = suppress_address(
        people.address_of(contact_point_id),
        channel=channel,
        reason=reason,
        words=words,
        source_message=source_message,
        at=at,
        person_id=contact.person_id,
        by=by,
    )
    if stopped and reason == "opt_out":
        word = Word(
            person_id=contact.person_id,
            channel=channel,
            state="revoked",
            source="conversation" if by is None else "desk",
            notice="",
            at=at,
            evidence={"message": source_message} if by is None else {"by": by},
        )
        grant([word], at=at)
    return stopped


def suppress_address(
    address: str,
    *,
    channel: str,
    reason: str,
    words: str,
    source_message: str,
    at: datetime,
    person_id: UUID | None = None,
    by: int | None = None,
) -> bool:
    """Stop a channel towards a canonical address, known or not; return whether it is new."""
    key = key_of(address)
    if Suppression.objects.filter(channel=channel, key_hash=key, lifted_at__isnull=True).exists():
        return False
    suppression = Suppression(
        organisation_id=tenancy.current(),
        id=new_id(),
        channel=channel,
        key_hash=key,
        reason=reason,
        source_message=source_message,
        since=at,
    )
    suppression.save(force_insert=True)
    fact = ContactStopped(suppression_id=suppression.id, channel=channel, reason=reason, by=by)
    record(fact, at=at, subject_id=person_id, private=words.encode())
    return True


def confirm_once(address: str, *, channel: str, at: datetime) -> bool:
    """Use up the one confirmation a stop allows; return whether it was still unused."""
    asked = {
        "organisation_id": tenancy.current(),
        "channel": channel,
        "key": key_of(address),
        "at": at,
    }
    return bool(ask(sql.CONFIRM_ONCE, asked))


def resume(contact_point_id: UUID, *, channel: str, words: str, message: str, at: datetime) -> bool:
    """Lift the person's own stop because they asked to hear from us again."""
    contact = people.contact(contact_point_id)
    lock_people([contact.person_id])
    standing = Suppression.objects.filter(
        channel=channel,
        key_hash=key_of(people.address_of(contact_point_id)),
        lifted_at__isnull=True,
        reason="opt_out",
    ).first()
    if standing is None:
        return False
    Suppression.objects.filter(id=standing.id).update(lifted_at=at)
    record(
        ContactResumed(suppression_id=standing.id, channel=channel),
        at=at,
        subject_id=contact.person_id,
        private=words.encode(),
    )
    word = Word(
        person_id=contact.person_id,
        channel=channel,
        state="granted",
        source="conversation",
        notice="",
        at=at,
        evidence={"message": message},
    )
    grant([word], at=at)
    return True
