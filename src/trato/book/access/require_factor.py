"""An administrator asks roles for a second factor, or no longer does."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from trato.book.access.models import FactorRule
from trato.book.access.read import factor_rules, forget_recent
from trato.book.organisations.values import ROLES
from trato.foundation import tenancy
from trato.journal.facts.access import FactorNoLongerRequired, FactorRequired
from trato.journal.record import record

GRACE_DAYS: Final = (0, 3, 7, 14, 30)


class BadRequirement(ValueError):
    """No such role, or none of the graces there are."""


def require_factor(
    roles: Collection[str], *, grace_days: int, by: int, at: datetime
) -> tuple[str, ...]:
    """Ask these roles, and no others, for a second factor; return the roles newly asked.

    A role that is asked already keeps its day unless the new one is sooner: nobody's grace is
    prolonged by saving a form again.

    Raises:
        BadRequirement: a role or a grace that there is not.
    """
    if grace_days not in GRACE_DAYS or not set(roles) <= set(ROLES):
        raise BadRequirement
    here, before = tenancy.current(), factor_rules()
    required_from = at + timedelta(days=grace_days)
    for role in sorted(set(before) - set(roles)):
        FactorRule.objects.filter(organisation_id=here, role=role).delete()
        record(FactorNoLongerRequired(role=role, by_user=by), at=at)
    for role in sorted(roles):
        if role in before and before[role] <= required_from:
            continue
        FactorRule.objects.update_or_create(
            organisation_id=here,
            role=role,
            defaults={"required_from": required_from, "set_at": at, "set_by": by},
        )
        record(FactorRequired(role=role, required_from=required_from, by_user=by), at=at)
    forget_recent()
    return tuple(sorted(set(roles) - set(before)))
