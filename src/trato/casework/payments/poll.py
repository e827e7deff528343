"""Asks the PSP for settlements: webhooks may be late or lost, and no PSP promises them."""

from datetime import datetime
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.casework.payments.models import Charge
from trato.casework.payments.provider import Psp, Settlement
from trato.casework.payments.settle import OnSettled, settle, tell
from trato.foundation import tenancy


def poll_settlements(
    organisation_id: UUID,
    psp: Psp,
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    on_settled: OnSettled | None = None,
) -> int:
    """Book every settlement of a span that is ours and was not heard of; return how many.

    One PSP account may serve several organisations: ours is what names our `txid` or our key.

    Raises:
        PspUnavailable: try again later; nothing is half-done.
    """
    heard = psp.settlements(since=since, until=until)
    with tenancy.within(organisation_id):
        ours = _ours(heard)
    return sum(_settle(organisation_id, s, at, on_settled) for s in ours)


def _ours(heard: list[Settlement]) -> list[Settlement]:
    txids = {s.txid for s in heard if s.txid}
    rows = Charge.objects.filter(organisation_id=tenancy.current(), txid__in=txids)
    known = set(rows.values_list("txid", flat=True))
    keys = {c.pix_key for c in portfolios.all_creditors() if c.pix_key}
    return [s for s in heard if s.txid in known or (not s.txid and s.pix_key in keys)]


def _settle(
    organisation_id: UUID, settlement: Settlement, at: datetime, on_settled: OnSettled | None
) -> bool:
    with tenancy.within(organisation_id):
        settled = settle(settlement, heard_by="poll", at=at)
        tell(on_settled, settled)
        return settled.is_new
