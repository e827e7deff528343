"""Facts about how members get in: second factors, sessions, invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRequired(Fact):
    """A role needs a second factor from an instant on: "supervisor, from 1 December, by user 1"."""

    KIND: ClassVar[str] = "access.factor_required"

    role: str
    required_from: datetime
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorNoLongerRequired(Fact):
    """A role needs no second factor any more: "analista, by user 1"."""

    KIND: ClassVar[str] = "access.factor_no_longer_required"

    role: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorAdded(Fact):
    """A member set up a second factor: "user 7"."""

    KIND: ClassVar[str] = "access.factor_added"

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRemoved(Fact):
    """A member's second factor was taken away: "user 7's, by user 1" (or by themselves)."""

    KIND: ClassVar[str] = "access.factor_removed"

    user_id: int
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Fact):
    """A member added a passkey: "passkey 3 of user 7, which signs in without a password too"."""

    KIND: ClassVar[str] = "access.passkey_added"

    user_id: int
    passkey_id: int
    is_passwordless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRenamed(Fact):
    """A member gave a passkey another name, which is theirs alone: "passkey 3 of user 7"."""

    KIND: ClassVar[str] = "access.passkey_renamed"

    user_id: int
    passkey_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRemoved(Fact):
    """A member removed a passkey: "a passkey of user 7, by user 7; 1 is left"."""

    KIND: ClassVar[str] = "access.passkey_removed"

    user_id: int
    by_user: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyOutOfStep(Fact):
    """A passkey was refused because its counter did not grow: "passkey 3 of user 7".

    There may be a copy of it.
    """

    KIND: ClassVar[str] = "access.passkey_out_of_step"

    user_id: int
    passkey_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesRenewed(Fact):
    """A member made new recovery codes; the old ones are void: "user 7"."""

    KIND: ClassVar[str] = "access.recovery_codes_renewed"

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Fact):
    """Sessions of a member were ended: "2 of user 7's, by user 1: administrator".

    `reason` is own, others, administrator, password_changed, factor_added, factor_removed or
    deactivated.
    """

    KIND: ClassVar[str] = "access.sessions_ended"

    user_id: int
    count: int
    reason: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Fact):
    """A member signed in through the single sign-on for the first time: "user 7"."""

    KIND: ClassVar[str] = "access.identity_linked"

    user_id: int
