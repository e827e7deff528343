"""What others may ask about keeping: policies, holds, sweeps, and what is left of the erased."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.turning import NEWEST_FIRST, Key, Leaf, turn
from trato.insights.retention.models import CreditorPolicy, Erased, Hold, NoCreditorPolicy, Sweep
from trato.insights.retention.values import Amounts, HoldKind, HoldLine, Policy

_HOLDS_MAX: Final = 200
_SWEEPS_MAX: Final = 30
_LATEST_DAY: Final = (Key(field="on", kind=date, is_descending=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is left of one message."""

    was: str
    text_sha256: str
    erased_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepLine:
    """One day's sweep; `ended_at` is None while it goes on."""

    on: date
    ended_at: datetime | None
    amounts: Amounts


def policies() -> dict[UUID, Policy]:
    """Return every creditor's policy; a creditor without one keeps for ever."""
    rows = CreditorPolicy.objects.filter(organisation_id=tenancy.current())
    return {
        row.creditor_id: Policy(
            text_months=row.text_months,
            media_months=row.media_months,
            index_months=row.index_months,
        )
        for row in rows
    }


def policy_without_creditor() -> Policy:
    """Return for how long conversations without a creditor are kept; an empty one: for ever."""
    row = NoCreditorPolicy.objects.filter(organisation_id=tenancy.current()).first()
    if row is None:
        return Policy()
    return Policy(
        text_months=row.text_months,
        media_months=row.media_months,
        index_months=row.index_months,
    )


def holds(place: str = "", *, is_open: bool) -> Leaf[HoldLine]:
    """Return a page of the holds that stand or of those released, newest first."""
    rows = Hold.objects.filter(organisation_id=tenancy.current(), released_at__isnull=is_open)
    found = turn(rows, NEWEST_FIRST, place, limit=_HOLDS_MAX, counts=True)
    return found.of(
        HoldLine(
            hold_id=row.id,
            kind=HoldKind(row.kind),
            target_id=row.target_id,
            reason=row.reason,
            placed_by=row.placed_by,
            placed_at=row.placed_at,
            released_by=row.released_by,
            released_at=row.released_at,
        )
        for row in found.rows
    )


def held() -> frozenset[UUID]:
    """Return the ids of every person, conversation and creditor that is held now."""
    rows = Hold.objects.filter(organisation_id=tenancy.current(), released_at__isnull=True)
    return frozenset(rows.values_list("target_id", flat=True))


def sweeps(place: str = "") -> Leaf[SweepLine]:
    """Return a page of sweeps, newest first: a month's."""
    rows = Sweep.objects.filter(organisation_id=tenancy.current())
    found = turn(rows, _LATEST_DAY, place, limit=_SWEEPS_MAX)
    return found.of(
        SweepLine(
            on=row.on,
            ended_at=row.ended_at,
            amounts=Amounts(
                conversations=row.conversations,
                messages=row.messages,
                media=row.media,
                index_lines=row.index_lines,
                chats=row.chats,
                asides=row.asides,
                held=row.held,
            ),
        )
        for row in found.rows
    )


def remains_of(item_ids: Collection[UUID]) -> dict[UUID, Remains]:
    """Return what is left of messages that were erased; others are left out."""
    rows = Erased.objects.filter(organisation_id=tenancy.current(), id__in=list(item_ids))
    return {
        row.id: Remains(was=row.was, text_sha256=row.text_sha256, erased_at=row.erased_at)
        for row in rows
    }
