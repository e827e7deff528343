"""What people gave their word for, promises and agreements alike, for whoever counts kept words."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from trato.casework.negotiation.models import Agreement, Instalment, Promise
from trato.casework.negotiation.values import Commitment
from trato.foundation import tenancy

_CALLED_OFF: Final = ("cancelled",)
_VOID: Final = "void"


def commitments_between(*, since: datetime, until: datetime) -> tuple[Commitment, ...]:
    """Return what was promised and agreed in `[since, until)`, oldest first.

    Promises that became void and agreements that were called off are none.
    """
    found = [*_promises(since, until), *_agreements(since, until)]
    return tuple(sorted(found, key=lambda one: one.given_at))


def _promises(since: datetime, until: datetime) -> list[Commitment]:
    here = Promise.objects.filter(organisation_id=tenancy.current())
    rows = here.filter(created_at__gte=since, created_at__lt=until).exclude(state=_VOID)
    return words_of(list(rows))


def words_of(rows: Collection[Promise]) -> list[Commitment]:
    """Return promises as words given, in their order.

    A person's newer promise stands for the one before it, also one given after all of these.
    """
    if not rows:
        return []
    newer = Promise.objects.filter(
        organisation_id=tenancy.current(),
        person_id__in={row.person_id for row in rows},
        created_at__gte=min(row.created_at for row in rows),
    ).order_by("created_at", "id")
    replaced_at: dict[UUID, datetime] = {}
    before: dict[UUID, UUID] = {}
    for promise_id, person_id, at in newer.values_list("id", "person_id", "created_at"):
        if person_id in before:
            replaced_at[before[person_id]] = at
        before[person_id] = promise_id
    return [
        Commitment(
            person_id=row.person_id, conversation_id=row.conversation_id, is_agreement=False,
            given_at=row.created_at, due_on=row.promised_on, amount_cents=row.amount_cents,
            replaced_at=replaced_at.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


def _agreements(since: datetime, until: datetime) -> list[Commitment]:
    rows = Agreement.objects.filter(
        organisation_id=tenancy.current(), accepted_at__gte=since, accepted_at__lt=until
    ).exclude(state__in=_CALLED_OFF)
    deals = {row.id: row for row in rows}
    parts = Instalment.objects.filter(organisation_id=tenancy.current(), agreement_id__in=deals)
    first: dict[UUID, Instalment] = {}
    for part in parts.order_by("number"):
        first.setdefault(part.agreement_id, part)
    return [
        Commitment(
            person_id=deals[i].person_id, conversation_id=deals[i].conversation_id,
            is_agreement=True, given_at=deals[i].accepted_at, due_on=part.due_on,
            amount_cents=part.amount_cents, first_paid_at=part.paid_at,
        )
        for i, part in first.items()
    ]  # fmt: skip
