"""The people of the world and their telephones: who holds a number, and how WhatsApp calls them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from trato.simulator.chance import draw, share
from trato.simulator.http import Json
from trato.simulator.people.mind import Thread, new_thread
from trato.simulator.people.personas import PERSONAS, Persona, persona_for
from trato.simulator.people.values import Fact, Truth

OLD_ID_SHARE = 0.25
USERNAME_SHARE = 0.05
_BR_MOBILE = re.compile(r"55([1-9][0-9])9?([6-9][0-9]{7})")


def digits_of(phone: str) -> str:
    """Return a phone number as digits only."""
    return re.sub(r"\D", "", phone)


def canonical(phone: str) -> str:
    """Return one form for a Brazilian mobile with and without its ninth digit."""
    digits = digits_of(phone)
    match = _BR_MOBILE.fullmatch(digits)
    return f"55{match.group(1)}9{match.group(2)}" if match else digits


PHONE_SHOWN_FOR = timedelta(days=30)
"""How long a phone is shown after a message to it, or from it."""


@dataclass(slots=True)
class Line:
    """One person's conversation with one business number, and what the world knows of it."""

    thread: Thread
    last_inbound_at: datetime | None = None
    last_stamp: int = 0
    busy_until: datetime | None = None
    met_by_phone_at: datetime | None = None
    facts: dict[Fact, datetime] = field(default_factory=dict)
    learnt: dict[Fact, datetime] = field(default_factory=dict)
    initiated_on: date | None = None
    confirmations: int = 0

    def in_window(self, now: datetime) -> bool:
        """Say whether the person wrote in the last 24 hours."""
        last = self.last_inbound_at
        return last is not None and now - last < timedelta(hours=24)

    def shows_phone(self, now: datetime) -> bool:
        """Say whether this business still sees the phone of somebody with a username."""
        return self.met_by_phone_at is not None and now - self.met_by_phone_at < PHONE_SHOWN_FOR

    def proved_at(self) -> datetime | None:
        """Return when the second of the two identity questions was answered rightly."""
        both = [self.facts.get(Fact.GAVE_BIRTH), self.facts.get(Fact.GAVE_CPF)]
        times = [at for at in both if at]
        return max(times) if len(times) == len(both) else None


@dataclass(slots=True)
class Handset:
    """A telephone and who answers it."""

    phone: str
    truth: Truth
    wa_id: str
    user_id: str
    username: str = ""
    lines: dict[str, Line] = field(default_factory=dict)

    @property
    def persona(self) -> Persona:
        """Return the holder's temperament."""
        return PERSONAS[self.truth.persona]

    def line(self, phone_number_id: str) -> Line:
        """Return the conversation with this business number, begun if need be."""
        if phone_number_id not in self.lines:
            self.lines[phone_number_id] = Line(thread=new_thread(self.truth))
        return self.lines[phone_number_id]


class Town:
    """Everybody, by telephone and by WhatsApp's ids."""

    def __init__(self, seed: int) -> None:
        """Start with nobody."""
        self._seed = seed
        self._by_phone: dict[str, Handset] = {}
        self._by_user_id: dict[str, Handset] = {}

    def __iter__(self) -> Iterator[Handset]:
        """Go through the telephones in the order they came."""
        return iter(self._by_phone.values())

    def __len__(self) -> int:
        """Count the telephones."""
        return len(self._by_phone)

    def move_in(self, row: Json) -> Handset:
        """Register a person; the first to hold a number keeps it.

        Raises:
            ValueError: a field is missing or wrong; says which.
        """
        phone, cpf = canonical(str(row.get("phone", ""))), digits_of(str(row.get("cpf", "")))
        if len(phone) < 10:
            raise ValueError("phone must be a number with country and area code")
        if phone in self._by_phone:
            return self._by_phone[phone]
        if len(cpf) != 11:
            raise ValueError("cpf must have 11 digits")
        persona = str(row.get("persona") or persona_for(self._seed, cpf))
        if persona not in PERSONAS:
            raise ValueError("persona is not one of the temperaments")
        truth = Truth(
            seed=self._seed,
            cpf=cpf,
            name=str(row.get("name", "")).strip() or "Sem Nome",
            birth_on=date.fromisoformat(str(row.get("birth_on", ""))),
            persona=persona,
        )
        handset = self._handset(phone, truth)
        self._by_phone[phone] = handset
        self._by_user_id[handset.user_id] = handset
        return handset

    def _handset(self, phone: str, truth: Truth) -> Handset:
        key = (self._seed, phone)
        match = _BR_MOBILE.fullmatch(phone)
        is_old = match is not None and share("old-id", *key) < OLD_ID_SHARE
        has_username = share("username", *key) < USERNAME_SHARE
        return Handset(
            phone=phone,
            truth=truth,
            wa_id=f"55{match.group(1)}{match.group(2)}" if match and is_old else phone,
            user_id=f"BR.{draw('user-id', *key)}{draw('user-id2', *key) % 1000:03d}",
            username=f"pessoa.{draw('name', *key) % 10**8:08d}" if has_username else "",
        )

    def move(self, handset: Handset, new_phone: str) -> None:
        """Give a person another number and so another business-scoped id.

        Raises:
            ValueError: the number is none, or somebody has it.
        """
        phone = canonical(new_phone)
        if len(phone) < 10 or phone in self._by_phone:
            raise ValueError("the new phone must be a free number with country and area code")
        del self._by_phone[handset.phone], self._by_user_id[handset.user_id]
        fresh = self._handset(phone, handset.truth)
        handset.phone, handset.wa_id, handset.user_id = fresh.phone, fresh.wa_id, fresh.user_id
        self._by_phone[phone] = self._by_user_id[handset.user_id] = handset

    def by_phone(self, phone: str) -> Handset | None:
        """Return who holds the number, with or without its ninth digit."""
        return self._by_phone.get(canonical(phone))

    def by_user_id(self, user_id: str) -> Handset | None:
        """Return who has this business-scoped id."""
        return self._by_user_id.get(user_id)
