"""What people gave their word for, promises and agreements alike, for whoever counts kept words."""

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
    rows = list(here.filter(created_at__gte=since, created_at__lt=until).exclude(state=_VOID))
    people = {row.person_id for row in rows}
    # A newer promise stands for the one before it, also one given after the period.
    later: dict[UUID, list[datetime]] = {}
    times = here.filter(person_id__in=people, created_at__gte=since).order_by("created_at")
    for person_id, at in times.values_list("person_id", "created_at"):
        later.setdefault(person_id, []).append(at)
    return [
        Commitment(
            person_id=row.person_id, conversation_id=row.conversation_id, is_agreement=False,
            given_at=row.created_at, due_on=row.promised_on, amount_cents=row.amount_cents,
            replaced_at=next((at for at in later[row.person_id] if at > row.created_at), None),
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
