"""Says which creditors' portfolios a member sees; both binding and unbinding are journaled."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from trato.book.portfolios.models import Creditor, CreditorMember
from trato.book.portfolios.read import UnknownCreditor
from trato.foundation import tenancy
from trato.journal.facts.creditors import MemberBound, MemberUnbound
from trato.journal.record import record


def bind_member(
    user_id: int, *, creditor_ids: Collection[UUID], by: int | None, at: datetime
) -> None:  # fmt: skip
    """Let a member see exactly these creditors' portfolios, from their next request on.

    `by`: None is whoever has the command line.

    Raises:
        UnknownCreditor: one of them is none of this organisation's; nothing changes.
    """
    organisation_id = tenancy.current()
    wanted = set(creditor_ids)
    known = Creditor.objects.filter(organisation_id=organisation_id, id__in=wanted)
    unknown = wanted - set(known.values_list("id", flat=True))
    if unknown:
        raise UnknownCreditor(str(min(unknown)))
    rows = CreditorMember.objects.filter(organisation_id=organisation_id, user_id=user_id)
    bound = set(rows.select_for_update().values_list("creditor_id", flat=True))
    for creditor_id in sorted(wanted - bound):
        CreditorMember.objects.create(
            organisation_id=organisation_id,
            user_id=user_id,
            creditor_id=creditor_id,
            by_user=by,
            bound_at=at,
        )
        record(MemberBound(user_id=user_id, creditor_id=creditor_id, by_user=by), at=at)
    for creditor_id in sorted(bound - wanted):
        rows.filter(creditor_id=creditor_id).delete()
        record(MemberUnbound(user_id=user_id, creditor_id=creditor_id, by_user=by), at=at)
