"""What the sign-in library tells of second factors, journaled where the user is a member."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from trato.book.organisations import read as organisations
from trato.foundation import clock, tenancy
from trato.journal.fact import Fact
from trato.journal.facts.access import FactorAdded, FactorRemoved, RecoveryCodesRenewed
from trato.journal.record import record


def listen() -> None:
    """Be told from now on."""
    signals.authenticator_added.connect(_added, dispatch_uid="factor-added")
    signals.authenticator_removed.connect(_removed, dispatch_uid="factor-removed")
    signals.authenticator_reset.connect(_renewed, dispatch_uid="codes-renewed")


def _added(*, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        journal_everywhere(user.pk, FactorAdded(user_id=user.pk))


def _removed(*, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        journal_everywhere(user.pk, FactorRemoved(user_id=user.pk, by_user=user.pk))


def _renewed(*, user: Any, **_: Any) -> None:
    journal_everywhere(user.pk, RecoveryCodesRenewed(user_id=user.pk))


def journal_everywhere(user_id: int, fact: Fact) -> None:
    """Record what a user did with their account in every organisation they belong to."""
    for organisation_id, _role in organisations.memberships(user_id):
        with tenancy.within(organisation_id):
            record(fact, at=clock.now())
