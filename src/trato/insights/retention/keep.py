"""What people decide about keeping: a creditor's policy, and holds laid and released."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.book.portfolios import read as portfolios
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.insights.retention.models import CreditorPolicy, Hold, NoCreditorPolicy
from trato.insights.retention.values import HoldKind, Policy
from trato.journal.facts.evidence import HoldPlaced, HoldReleased, RetentionSet
from trato.journal.record import record

REASON_MAX: Final = 240


class BadPolicy(ValueError):
    """A number of months that is none."""


class BadHold(ValueError):
    """A hold without a reason, or on what is held already."""


def set_policy(creditor_id: UUID, policy: Policy, *, by_user: int, at: datetime) -> None:
    """Keep a creditor's conversations for so long from now on; an empty policy keeps for ever.

    Raises:
        BadPolicy: less than a month, or more than fifty years.
        UnknownCreditor: there is none.
    """
    if not policy.is_sound:
        raise BadPolicy
    creditor_id = portfolios.creditor(creditor_id).creditor_id
    rows = CreditorPolicy.objects.filter(
        organisation_id=tenancy.current(), creditor_id=creditor_id
    )  # fmt: skip
    if policy.is_empty:
        rows.delete()
    else:
        CreditorPolicy.objects.update_or_create(
            organisation_id=tenancy.current(), creditor_id=creditor_id,
            defaults={
                "text_months": policy.text_months, "media_months": policy.media_months,
                "index_months": policy.index_months, "set_by": by_user, "set_at": at,
            },
        )  # fmt: skip
    fact = RetentionSet(
        creditor_id=creditor_id, text_months=policy.text_months, media_months=policy.media_months,
        index_months=policy.index_months, by_user=by_user,
    )  # fmt: skip
    record(fact, at=at)


def set_policy_without_creditor(policy: Policy, *, by_user: int, at: datetime) -> None:
    """Keep conversations without a creditor for so long from now on; an empty one: for ever.

    Raises:
        BadPolicy: less than a month, or more than fifty years.
    """
    if not policy.is_sound:
        raise BadPolicy
    if policy.is_empty:
        NoCreditorPolicy.objects.filter(organisation_id=tenancy.current()).delete()
    else:
        NoCreditorPolicy.objects.update_or_create(
            organisation_id=tenancy.current(),
            defaults={
                "text_months": policy.text_months, "media_months": policy.media_months,
                "index_months": policy.index_months, "set_by": by_user, "set_at": at,
            },
        )  # fmt: skip
    fact = RetentionSet(
        creditor_id=None, text_months=policy.text_months, media_months=policy.media_months,
        index_months=policy.index_months, by_user=by_user,
    )  # fmt: skip
    record(fact, at=at)


def place_hold(
    kind: HoldKind, target_id: UUID, *, reason: str, by_user: int, at: datetime
) -> UUID:  # fmt: skip
    """Let nothing be erased that this covers, until it is released.

    Raises:
        BadHold: no reason, too long a one, or it is held already.
    """
    words = reason.strip()
    if not words or len(words) > REASON_MAX:
        raise BadHold("reason")
    if _holding().filter(kind=kind, target_id=target_id).exists():
        raise BadHold("held")
    hold_id = new_id()
    Hold.objects.create(
        organisation_id=tenancy.current(), id=hold_id, kind=kind, target_id=target_id,
        reason=words, placed_by=by_user, placed_at=at,
    )  # fmt: skip
    fact = HoldPlaced(hold_id=hold_id, what=kind, target_id=target_id, by_user=by_user)
    subject = target_id if kind is HoldKind.PERSON else None
    record(fact, at=at, subject_id=subject, private=words.encode())
    return hold_id


def release_hold(hold_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Release a hold; return whether it held."""
    row = _holding().filter(id=hold_id).first()
    if row is None:
        return False
    row.released_by, row.released_at = by_user, at
    row.save(force_update=True)
    fact = HoldReleased(hold_id=hold_id, what=row.kind, target_id=row.target_id, by_user=by_user)
    subject = row.target_id if row.kind == HoldKind.PERSON else None
    record(fact, at=at, subject_id=subject)
    return True


def _holding() -> QuerySet[Hold]:
    return Hold.objects.filter(organisation_id=tenancy.current(), released_at__isnull=True)
