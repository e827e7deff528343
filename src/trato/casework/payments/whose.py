"""Whose charge a payment at the provider belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from trato.casework.payments.models import Charge
from trato.foundation import tenancy


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """Who was to pay a charge, and in which conversation it was asked for, if in one."""

    person_id: UUID
    conversation_id: UUID | None


def of_charges(txids: Collection[str]) -> dict[str, Debtor]:
    """Return who was to pay, by the charge's txid; what is no charge of ours is left out."""
    rows = Charge.objects.filter(organisation_id=tenancy.current(), txid__in=list(txids))
    return {
        txid: Debtor(person_id=person_id, conversation_id=conversation_id)
        for txid, person_id, conversation_id in rows.values_list(
            "txid", "person_id", "conversation_id"
        )
    }
