"""A person's word about a channel, told by the system in which it was given."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field, StringConstraints

from trato.book.people import read as people
from trato.book.people.lock import lock_people
from trato.book.people.read import UnknownPerson
from trato.book.tokens.values import Scope
from trato.door.consent import read as consent
from trato.door.consent.grant import Word, grant
from trato.door.consent.withdraw import suppress_address
from trato.door.outbox.cancel import cancel_for_person
from trato.entrypoints.api.entered import Asked, acted, by, entered
from trato.entrypoints.api.problems import Problem
from trato.entrypoints.api.shapes import Shape, Text, may_end
from trato.entrypoints.api.spans import has_happened, plausible
from trato.foundation import clock

router = Router(tags=["consents"])
Channel = Literal["whatsapp", "sms", "email"]
_CHANNELS: tuple[Channel, ...] = ("whatsapp", "sms", "email")
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$")]


class ConsentWord(Shape):
    """What was said: where (`source`), under which text, and when.

    `source` is a code such as `membership_form`, never a person's name or address.
    """

    person_id: UUID
    channel: Channel
    state: Literal["granted", "denied", "revoked"]
    source: Code
    wording: Text = Field(min_length=1, max_length=240)
    wording_version: Code
    at: AwareDatetime
    expires_at: AwareDatetime | None = None


class ChannelOut(Schema):
    """A person's newest word about a channel; `unknown` where nothing was ever said."""

    channel: Channel
    state: str
    source: str
    wording: str
    at: datetime | None
    expires_at: datetime | None


class ConsentsOut(Schema):
    """What stands for a person. A stop outweighs every word, and only the person lifts it.

    `stopped_contact_point_ids` are phones to which nothing leaves over WhatsApp.
    """

    person_id: UUID
    channels: list[ChannelOut]
    stopped_contact_point_ids: list[UUID]


@router.post(
    "/consents", response=may_end({201: ConsentsOut, 200: ConsentsOut}),
    summary="Record a word",
)  # fmt: skip
@entered(Scope.WRITE)
def post_consent(request: Asked, body: ConsentWord) -> Status[ConsentsOut]:
    """Record an opt-in or a withdrawal; the same word twice is one (200). Scope: write.

    `revoked` also stops every address of the person on that channel at once.
    """
    now = clock.now()
    try:
        people.card(body.person_id)
    except UnknownPerson:
        raise Problem(422, "invalid", [("body.person_id", "unknown_person")]) from None
    has_happened("body.at", body.at, now=now)
    if body.expires_at is not None:
        plausible("body.expires_at", body.expires_at)
    lock_people([body.person_id])
    is_new = bool(grant([_word(body, by(request))], at=now))
    if body.state == "revoked":
        _stop(body, now)
    if is_new:
        acted(request, "consent", body.person_id)
    return Status(201 if is_new else 200, _standing(body.person_id))


@router.get(
    "/people/{person_id}/consents", response=may_end({200: ConsentsOut}, 404),
    summary="A person's words",
)  # fmt: skip
@entered(Scope.READ)
def get_consents(request: Asked, person_id: UUID) -> ConsentsOut:
    """The newest word about each channel, and the stops. Scope: read."""
    people.card(person_id)
    return _standing(person_id)


def _word(body: ConsentWord, signed: str) -> Word:
    return Word(
        person_id=body.person_id,
        channel=body.channel,
        state=body.state,
        source=body.source,
        notice=body.wording,
        at=body.at,
        expires_at=body.expires_at,
        evidence={"wording_version": body.wording_version, "told_by": signed},
    )


def _stop(body: ConsentWord, now: datetime) -> None:
    kind = "email" if body.channel == "email" else "phone"
    for address in _addresses(body.person_id, kind).values():
        suppress_address(
            address,
            channel=body.channel,
            reason="opt_out",
            words=body.wording,
            source_message="",
            at=now,
            person_id=body.person_id,
        )
    if body.channel == "whatsapp":
        cancel_for_person(body.person_id, reason="opt_out", at=now)


def _standing(person_id: UUID) -> ConsentsOut:
    phones = _addresses(person_id, "phone")
    standings = consent.standings("whatsapp", set(phones.values()))
    return ConsentsOut(
        person_id=person_id,
        channels=[_channel(channel, person_id) for channel in _CHANNELS],
        stopped_contact_point_ids=[
            point for point, address in phones.items() if standings[address].is_suppressed
        ],
    )


def _channel(channel: Channel, person_id: UUID) -> ChannelOut:
    word = consent.permissions(channel, [person_id]).get(person_id)
    if word is None:
        return ChannelOut(
            channel=channel, state="unknown", source="", wording="", at=None, expires_at=None
        )
    return ChannelOut(
        channel=channel,
        state=word.state,
        source=word.source,
        wording=word.notice,
        at=word.at,
        expires_at=word.expires_at,
    )


def _addresses(person_id: UUID, kind: str) -> dict[UUID, str]:
    cards = people.contacts_of([person_id])[person_id]
    return people.addresses_of([c.contact_point_id for c in cards if c.kind == kind])
