"""The lives of agreements, instalments, promises and disputes, as tables with guards."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar


class Guard(StrEnum):
    """A claim that must hold for a transition."""

    IDENTITY_VERIFIED = "identity_verified"
    TERMS_HASHED = "terms_hashed"
    WITHIN_AUTHORITY = "within_authority"
    NOT_EXPIRED = "not_expired"
    VALIDITY_PASSED = "validity_passed"
    FIRST_PAYMENT_SETTLED = "first_payment_settled"
    FIRST_PAYMENT_OVERDUE = "first_payment_overdue"
    ALL_SETTLED = "all_settled"
    INSTALMENT_OVERDUE = "instalment_overdue"
    NOTHING_OVERDUE = "nothing_overdue"
    GRACE_PASSED = "grace_passed"
    NEW_AGREEMENT = "new_agreement"
    PAYMENT_SETTLED = "payment_settled"
    PAID_IN_TIME = "paid_in_time"
    PAYMENT_RETURNED = "payment_returned"
    CHARGE_CREATED = "charge_created"
    DUE_DATE_REACHED = "due_date_reached"
    DUE_DATE_PASSED = "due_date_passed"
    ENOUGH_PAID = "enough_paid"
    PART_PAID = "part_paid"
    NEW_PROMISE = "new_promise"
    EVIDENCE_REQUESTED = "evidence_requested"
    ANSWERED = "answered"
    GROUNDED = "grounded"


class AgreementState(StrEnum):
    """Where an agreement stands. It counts as one only from `ACTIVE` on."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    LATE = "late"
    COMPLETED = "completed"
    BROKEN = "broken"
    REJECTED = "rejected"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class InstalmentState(StrEnum):
    """Where one payment of an agreement stands."""

    SCHEDULED = "scheduled"
    ISSUED = "issued"
    DUE = "due"
    PAID = "paid"
    OVERDUE = "overdue"
    PAID_LATE = "paid_late"
    BROKEN = "broken"
    REISSUED = "reissued"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


class PromiseState(StrEnum):
    """Where a promise to pay stands."""

    PENDING = "pending"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    RESCHEDULED = "rescheduled"
    VOID = "void"


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPENED = "opened"
    EVIDENCE_REQUESTED = "evidence_requested"
    UNDER_REVIEW = "under_review"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class DisputeReason(StrEnum):
    """What a dispute is about; the closed list of consumer complaints."""

    ALREADY_PAID = "already_paid"
    DUPLICATE = "duplicate"
    NOT_RECOGNISED = "not_recognised"
    AMOUNT_OR_INTEREST = "amount_or_interest"
    CONTRACT_NOT_RECEIVED = "contract_not_received"
    CANCELLED_SERVICE = "cancelled_service"
    STATUTE_BARRED = "statute_barred"
    UNDUE_LISTING = "undue_listing"
    FRAUD_IDENTITY = "fraud_identity"
    HARASSMENT = "harassment"
    DATA_PROTECTION = "data_protection"
    PAYOFF_SLIP_MISSING = "payoff_slip_missing"
    OTHER = "other"


S = TypeVar("S", bound=StrEnum)
Table = Mapping[tuple[S, S], frozenset[Guard]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine(Generic[S]):
    """A life: its first state and every transition with the guards it asks for."""

    name: str
    first: S
    table: Table[S]

    def targets(self, source: S) -> frozenset[S]:
        """Return the states that may follow."""
        return frozenset(target for origin, target in self.table if origin is source)

    def is_final(self, state: S) -> bool:
        """Whether nothing may follow."""
        return not self.targets(state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Why a transition does not happen: not in the table, or guards that do not hold."""

    unknown: bool
    missing: frozenset[Guard]


def move(machine: Machine[S], source: S, target: S, *, holds: Set[Guard]) -> S | Stays:
    """Return the new state, or why it stays. Nothing outside the table ever happens."""
    guards = machine.table.get((source, target))
    if guards is None:
        return Stays(unknown=True, missing=frozenset())
    missing = guards - holds
    return Stays(unknown=False, missing=frozenset(missing)) if missing else target


_A, _I, _P, _D, _G = AgreementState, InstalmentState, PromiseState, DisputeState, Guard


def _table(rows: Mapping[tuple[S, S], tuple[Guard, ...]]) -> Table[S]:
    return MappingProxyType({pair: frozenset(guards) for pair, guards in rows.items()})


AGREEMENT: Machine[AgreementState] = Machine(
    name="agreement",
    first=_A.DRAFT,
    table=_table(
        {
            (_A.DRAFT, _A.OFFERED): (_G.WITHIN_AUTHORITY,),
            (_A.DRAFT, _A.AWAITING_APPROVAL): (),
            (_A.AWAITING_APPROVAL, _A.OFFERED): (_G.WITHIN_AUTHORITY,),
            (_A.AWAITING_APPROVAL, _A.REJECTED): (),
            (_A.OFFERED, _A.ACCEPTED): (
                _G.IDENTITY_VERIFIED,
                _G.TERMS_HASHED,
                _G.WITHIN_AUTHORITY,
                _G.NOT_EXPIRED,
            ),
            (_A.OFFERED, _A.REJECTED): (),
            (_A.OFFERED, _A.EXPIRED): (_G.VALIDITY_PASSED,),
            (_A.ACCEPTED, _A.ACTIVE): (_G.FIRST_PAYMENT_SETTLED,),
            (_A.ACCEPTED, _A.LAPSED): (_G.FIRST_PAYMENT_OVERDUE,),
            (_A.ACTIVE, _A.COMPLETED): (_G.ALL_SETTLED,),
            (_A.LATE, _A.COMPLETED): (_G.ALL_SETTLED,),
            (_A.ACTIVE, _A.LATE): (_G.INSTALMENT_OVERDUE,),
            (_A.LATE, _A.ACTIVE): (_G.NOTHING_OVERDUE,),
            (_A.LATE, _A.BROKEN): (_G.GRACE_PASSED,),
            (_A.ACTIVE, _A.SUPERSEDED): (_G.NEW_AGREEMENT,),
            (_A.LATE, _A.SUPERSEDED): (_G.NEW_AGREEMENT,),
            (_A.DRAFT, _A.CANCELLED): (),
            (_A.AWAITING_APPROVAL, _A.CANCELLED): (),
            (_A.OFFERED, _A.CANCELLED): (),
            (_A.ACCEPTED, _A.CANCELLED): (),
            # Money may be heard of long after it was paid: what was paid while it ran counts.
            (_A.LAPSED, _A.ACTIVE): (_G.FIRST_PAYMENT_SETTLED, _G.PAID_IN_TIME),
            (_A.BROKEN, _A.LATE): (_G.PAID_IN_TIME,),
        }
    ),
)

INSTALMENT: Machine[InstalmentState] = Machine(
    name="instalment",
    first=_I.SCHEDULED,
    table=_table(
        {
            (_I.SCHEDULED, _I.ISSUED): (_G.CHARGE_CREATED,),
            (_I.SCHEDULED, _I.CANCELLED): (),
            (_I.SCHEDULED, _I.DUE): (_G.DUE_DATE_REACHED,),
            (_I.SCHEDULED, _I.PAID): (_G.PAYMENT_SETTLED,),
            (_I.SCHEDULED, _I.OVERDUE): (_G.DUE_DATE_PASSED,),
            (_I.ISSUED, _I.DUE): (_G.DUE_DATE_REACHED,),
            (_I.ISSUED, _I.OVERDUE): (_G.DUE_DATE_PASSED,),
            (_I.ISSUED, _I.PAID): (_G.PAYMENT_SETTLED,),
            (_I.ISSUED, _I.REISSUED): (_G.CHARGE_CREATED,),
            (_I.ISSUED, _I.CANCELLED): (),
            (_I.REISSUED, _I.DUE): (_G.DUE_DATE_REACHED,),
            (_I.REISSUED, _I.OVERDUE): (_G.DUE_DATE_PASSED,),
            (_I.REISSUED, _I.PAID): (_G.PAYMENT_SETTLED,),
            (_I.REISSUED, _I.CANCELLED): (),
            (_I.DUE, _I.PAID): (_G.PAYMENT_SETTLED,),
            (_I.DUE, _I.OVERDUE): (_G.DUE_DATE_PASSED,),
            (_I.DUE, _I.CANCELLED): (),
            (_I.OVERDUE, _I.PAID_LATE): (_G.PAYMENT_SETTLED,),
            (_I.OVERDUE, _I.PAID): (_G.PAYMENT_SETTLED, _G.PAID_IN_TIME),
            (_I.OVERDUE, _I.BROKEN): (_G.GRACE_PASSED,),
            (_I.OVERDUE, _I.CANCELLED): (),
            # With an agreement that money paid in time mends, its parts run again.
            (_I.BROKEN, _I.OVERDUE): (_G.PAID_IN_TIME,),
            (_I.CANCELLED, _I.SCHEDULED): (_G.PAID_IN_TIME,),
            (_I.PAID, _I.REVERSED): (_G.PAYMENT_RETURNED,),
            (_I.PAID_LATE, _I.REVERSED): (_G.PAYMENT_RETURNED,),
        }
    ),
)

PROMISE: Machine[PromiseState] = Machine(
    name="promise",
    first=_P.PENDING,
    table=_table(
        {
            (_P.PENDING, _P.KEPT): (_G.ENOUGH_PAID,),
            (_P.PENDING, _P.PARTLY_KEPT): (_G.PART_PAID, _G.DUE_DATE_PASSED),
            (_P.PENDING, _P.BROKEN): (_G.DUE_DATE_PASSED,),
            (_P.PENDING, _P.RESCHEDULED): (_G.NEW_PROMISE,),
            (_P.PENDING, _P.VOID): (),
            # Money may be heard of long after it was paid: whoever paid in time kept their word.
            (_P.RESCHEDULED, _P.KEPT): (_G.ENOUGH_PAID,),
            (_P.BROKEN, _P.KEPT): (_G.ENOUGH_PAID,),
            (_P.BROKEN, _P.PARTLY_KEPT): (_G.PART_PAID, _G.DUE_DATE_PASSED),
            (_P.PARTLY_KEPT, _P.KEPT): (_G.ENOUGH_PAID,),
        }
    ),
)

DISPUTE: Machine[DisputeState] = Machine(
    name="dispute",
    first=_D.OPENED,
    table=_table(
        {
            (_D.OPENED, _D.EVIDENCE_REQUESTED): (_G.EVIDENCE_REQUESTED,),
            (_D.OPENED, _D.UNDER_REVIEW): (),
            (_D.OPENED, _D.WITHDRAWN): (),
            (_D.EVIDENCE_REQUESTED, _D.UNDER_REVIEW): (),
            (_D.EVIDENCE_REQUESTED, _D.WITHDRAWN): (),
            (_D.UNDER_REVIEW, _D.UPHELD): (_G.ANSWERED,),
            (_D.UNDER_REVIEW, _D.PARTLY_UPHELD): (_G.ANSWERED,),
            (_D.UNDER_REVIEW, _D.REJECTED): (_G.ANSWERED,),
            (_D.UPHELD, _D.CLOSED): (),
            (_D.PARTLY_UPHELD, _D.CLOSED): (),
            (_D.REJECTED, _D.CLOSED): (),
            (_D.WITHDRAWN, _D.CLOSED): (),
        }
    ),
)
