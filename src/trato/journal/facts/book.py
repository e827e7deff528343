"""Facts about portfolios and people."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementImported(Fact):
    """A creditor's file became debts: "812 rows taken, 14 turned away, 3 recalled"."""

    KIND: ClassVar[str] = "book.placement_imported"

    placement_id: UUID
    file_sha256: str
    taken: int
    rejected: int
    recalled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtStateChanged(Fact):
    """A debt moved to another state: "active → disputed"."""

    KIND: ClassVar[str] = "book.debt_state_changed"

    debt_id: UUID
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorWelcomed(Fact):
    """Somebody in no record wrote to a number that receives everybody, and may be answered."""

    KIND: ClassVar[str] = "book.visitor_welcomed"

    person_id: UUID
    contact_point_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityVerified(Fact):
    """The holder of a contact point proved to be the person, by this many factors."""

    KIND: ClassVar[str] = "book.identity_verified"

    contact_point_id: UUID
    factors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFailed(Fact):
    """A wrong answer to an identity question."""

    KIND: ClassVar[str] = "book.identity_failed"

    contact_point_id: UUID
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorForgotten(Fact):
    """Name, number and indexes of a visitor were erased under a policy, with their words."""

    KIND: ClassVar[str] = "book.visitor_forgotten"

    person_id: UUID
    contact_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointChanged(Fact):
    """A contact point's holder turned out to be somebody else, or it is dead.

    `by`: the user who noted it, where one did.
    """

    KIND: ClassVar[str] = "book.contact_point_changed"

    contact_point_id: UUID
    state: str
    reason: str
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFlagged(Fact):
    """A protection was noted on a person: represented, vulnerable, deceased, over-indebted.

    `by`: the user who noted it, where one did.
    """

    KIND: ClassVar[str] = "book.person_flagged"

    flag: str
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUnflagged(Fact):
    """A protection was lifted: it had been noted in error. `by`: the user who did, if one did."""

    KIND: ClassVar[str] = "book.person_unflagged"

    flag: str
    by: int | None = None
