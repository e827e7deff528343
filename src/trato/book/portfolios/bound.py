"""Tells which creditors' portfolios members see."""

from uuid import UUID

from trato.book.portfolios.models import CreditorMember
from trato.foundation import tenancy


def creditors_of_member(user_id: int) -> tuple[UUID, ...]:
    """Return the creditors that a member is bound to; none: they see nothing."""
    rows = CreditorMember.objects.filter(organisation_id=tenancy.current(), user_id=user_id)
    return tuple(rows.order_by("creditor_id").values_list("creditor_id", flat=True))


def creditors_by_member() -> dict[int, frozenset[UUID]]:
    """Return the creditors of every member that is bound to any."""
    rows = CreditorMember.objects.filter(organisation_id=tenancy.current())
    found: dict[int, set[UUID]] = {}
    for user_id, creditor_id in rows.values_list("user_id", "creditor_id"):
        found.setdefault(user_id, set()).add(creditor_id)
    return {user_id: frozenset(ids) for user_id, ids in found.items()}
