"""What people gave their word for, as pure code speaks of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.casework.negotiation.terms.lateness import Course, Part
from trato.casework.negotiation.terms.states import AgreementState, PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A promise, or an agreement's first part: how much (None: not said) by when. Integer cents.

    `replaced_at`: the person gave another word instead. `first_paid_at` is an agreement's alone.
    """

    person_id: UUID
    conversation_id: UUID | None
    is_agreement: bool
    given_at: datetime
    due_on: date
    amount_cents: int | None
    replaced_at: datetime | None = None
    first_paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPromise:
    """A promise whose row is locked: nobody else moves it until this transaction ends.

    Money counts for it `until` an instant: its day and the grace ended, or a newer promise came.
    """

    promise_id: UUID
    state: PromiseState
    word: Commitment
    until: datetime
    is_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPart:
    """A part of an agreement that is held. Integer cents."""

    instalment_id: UUID
    number: int
    amount_cents: int
    paid_cents: int
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgreement:
    """An agreement whose row is locked: nobody else moves it or its parts meanwhile."""

    agreement_id: UUID
    person_id: UUID
    debt_ids: tuple[UUID, ...]
    state: AgreementState
    total_cents: int
    ended_at: datetime | None
    parts: tuple[HeldPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An agreement that is held, and what it comes to."""

    held: HeldAgreement
    course: Course
