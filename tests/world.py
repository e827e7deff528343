"""A small true organisation for tests of what comes in: people with phones, messages of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID


def cpf(seed: int) -> str:
    """Return a valid CPF for a seed."""
    digits = [int(c) for c in f"{seed:09d}"]
    for first in (10, 11):
        total = sum(d * w for d, w in zip(digits, range(first, 1, -1), strict=True))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))


class World:
    """One organisation with one number."""

    def __init__(self, organisation_id: UUID, at: datetime) -> None:
        from trato.book.organisations import read
        from trato.book.organisations.create import add_number

        self.organisation_id = organisation_id
        self.at = at
        self._seed = 100_000_000
        self.phone_number_id = organisation_id.hex[-15:]
        with self.within():
            add_number(
                phone_number_id=self.phone_number_id, account_id="waba1",
                display="+55 11 4000-0001", app_secret="s", verify_token="v", at=at,
            )  # fmt: skip
            (card,) = read.numbers()
        self.number_id = card.number_id

    @contextmanager
    def within(self) -> Iterator[None]:
        from trato.foundation import tenancy

        with tenancy.within(self.organisation_id):
            yield

    def person(self, e164: str) -> tuple[UUID, UUID]:
        """Register a person with one phone; return the ids of both."""
        from trato.book.people import read
        from trato.book.people.register import register_person
        from trato.book.people.values import NewContact, NewPerson

        self._seed += 7
        contact = NewContact(kind="phone", value=e164, ddd="11", provenance="customer")
        person = NewPerson(name="Ana", document=cpf(self._seed), contacts=(contact,))
        with self.within():
            person_id = register_person(person, at=self.at)
            (card,) = read.contacts_of([person_id])[person_id]
        return person_id, card.contact_point_id

    def message(self, owner: tuple[UUID, UUID], **more: Any) -> UUID:
        """Put a message of ours in the outbox as it stands after the call to the provider."""
        from trato.door.outbox.models import Decision, Message
        from trato.foundation.ids import new_id

        message_id, decision_id = new_id(), new_id()
        values: dict[str, Any] = {
            "person_id": owner[0], "contact_point_id": owner[1], "number_id": self.number_id,
            "decision_id": decision_id, "verdict": "allow", "idempotency_key": str(message_id),
            "author": "bot", "message_class": "reminder", "channel": "whatsapp", "kind": "text",
            "draft": {}, "origin": "bot", "state": "sending", "created_at": self.at,
            "sending_at": self.at, "attempt_id": new_id(), "attempts": 1,
        }  # fmt: skip
        with self.within():
            Decision.objects.create(
                organisation_id=self.organisation_id, id=decision_id, message_id=message_id,
                stage="dispatch", verdict="allow", rulebook="b", inputs=b"", result=b"",
                at=self.at,
            )  # fmt: skip
            Message.objects.create(
                organisation_id=self.organisation_id, id=message_id, **{**values, **more}
            )
        return message_id

    def row(self, message_id: UUID) -> Any:
        """Return a message of ours as it stands."""
        from trato.door.outbox.models import Message

        with self.within():
            return Message.objects.get(id=message_id)

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return the facts of a kind in the journal, oldest first."""
        from trato.journal.models import Entry

        with self.within():
            return list(
                Entry.objects.filter(kind=kind).order_by("id").values_list("facts", flat=True)
            )
