"""Locks agreements for whoever moves them or their parts, so that it is one at a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.casework.negotiation import sql
from trato.casework.negotiation.models import Agreement, Instalment
from trato.casework.negotiation.terms.lateness import (
    FIRST_GRACE_DAYS,
    GRACE_DAYS,
    OPEN,
    Part,
    newest_late,
)
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState
from trato.casework.negotiation.values import HeldAgreement, HeldPart
from trato.foundation import tenancy
from trato.foundation.database import ask

BRASILIA: Final = ZoneInfo("America/Sao_Paulo")
_QUESTIONS: Final = (sql.PARTS_REACHED, sql.PARTS_PASSED, sql.PARTS_OVER)


def hold_over(*, now: datetime, limit: int) -> tuple[list[HeldAgreement], int]:
    """Hold agreements with a part whose day or grace is over, the oldest days first.

    Those that somebody else holds are left to them. Also returns how many such parts were found,
    up to `limit` of a kind.
    """
    today = now.astimezone(BRASILIA).date()
    values = {
        "organisation_id": tenancy.current(),
        "today": today,
        "late_by": newest_late(today),
        "lapsed_by": newest_late(today, grace_days=FIRST_GRACE_DAYS),
        "broken_by": newest_late(today, grace_days=GRACE_DAYS),
        "limit": limit,
    }
    found = [[agreement_id for (agreement_id,) in ask(one, values)] for one in _QUESTIONS]
    ids = {agreement_id for some in found for agreement_id in some}
    return _read(ids), sum(len(some) for some in found)


def lock_agreement(agreement_id: UUID) -> None:
    """Let nobody else move an agreement or its parts; whoever has it now is waited for."""
    values = {"organisation_id": tenancy.current(), "agreement_id": agreement_id}
    ask(sql.HOLD_AGREEMENT, values)


def hold_agreement(agreement_id: UUID) -> HeldAgreement:
    """Hold one agreement; whoever has it now is waited for."""
    lock_agreement(agreement_id)
    return _read([agreement_id])[0]


def is_open(held: HeldAgreement) -> bool:
    """Return whether it still runs."""
    return held.state in OPEN


def _read(agreement_ids: Collection[UUID]) -> list[HeldAgreement]:
    """Read what is locked: asked anew, for it may have changed before that."""
    if not agreement_ids:
        return []
    here = tenancy.current()
    rows = Agreement.objects.filter(organisation_id=here, id__in=list(agreement_ids))
    parts: dict[UUID, list[HeldPart]] = {}
    own = Instalment.objects.filter(organisation_id=here, agreement_id__in=list(agreement_ids))
    for row in own.order_by("number"):
        parts.setdefault(row.agreement_id, []).append(_part(row))
    return [
        HeldAgreement(
            agreement_id=row.id,
            person_id=row.person_id,
            debt_ids=tuple(UUID(i) for i in row.debt_ids),
            state=AgreementState(row.state),
            total_cents=row.total_cents,
            ended_at=row.ended_at,
            parts=tuple(parts.get(row.id, ())),
        )
        for row in rows.order_by("id")
    ]


def _part(row: Instalment) -> HeldPart:
    return HeldPart(
        instalment_id=row.id,
        number=row.number,
        amount_cents=row.amount_cents,
        paid_cents=row.paid_cents,
        part=Part(due_on=row.due_on, state=InstalmentState(row.state)),
    )
