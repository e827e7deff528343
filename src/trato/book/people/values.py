"""The nouns of people that neighbours may hold: nothing here is sealed data but names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as others see it: no document, no birth date."""

    person_id: UUID
    name: str
    first_name: str
    document_kind: str
    uf: str
    municipality: str
    is_minor: bool
    is_deceased: bool
    is_vulnerable: bool
    is_represented: bool
    is_superindebted: bool
    in_repactuation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """A contact point as others see it: the value itself only through `read.address_of`."""

    contact_point_id: UUID
    person_id: UUID
    kind: str
    ddd: str
    provenance: str
    state: str
    is_workplace: bool
    whatsapp: bool | None
    bsuid: str
    priority: int
    identity_verified_at: datetime | None
    identity_failures: int
    identity_locked_until: datetime | None
    not_before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFactors:
    """What a person may be asked: `dd/mm` of birth, and the document's last three digits."""

    birth_day_month: str | None
    document_last3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """People and every way to reach them, best first; values stay sealed until one is chosen."""

    people: Mapping[UUID, PersonCard]
    contacts: Mapping[UUID, tuple[ContactCard, ...]]
    sealed: Mapping[UUID, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Somebody who writes: the person, the contact point, and what would prove who they are."""

    person: PersonCard
    contact: ContactCard
    factors: IdentityFactors = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A contact point to register: `value` is E.164 with the ninth digit, or an e-mail."""

    kind: str
    value: str
    ddd: str = ""
    provenance: str = "unknown"
    priority: int = 0
    is_workplace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to register or to bring up to date, found again by `document` (no punctuation)."""

    document: str
    name: str
    born_on: date | None = None
    uf: str = ""
    municipality: str = ""
    contacts: tuple[NewContact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Who became whom: ids by document, and how many rows were new."""

    ids: dict[str, UUID]
    created: int
    contacts_created: int
