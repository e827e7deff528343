"""How a payment's cents are divided. Pure; the parts always add up to the payment."""

from collections.abc import Sequence
from uuid import UUID

from trato.casework.payments.values import Share
from trato.foundation.money import allocate


def divide(
    amount_cents: int,
    *,
    missing_cents: int,
    instalment_id: UUID | None,
    open_cents: Sequence[tuple[UUID, int]],
) -> tuple[Share, ...]:
    """Divide a payment over the debts of its instalment; what is over the charge stays apart.

    Debts take in proportion to what is open on each (`open_cents`), to the cent, the largest
    remainders first; when nothing is open on any, in equal parts.
    """
    due = min(amount_cents, max(missing_cents, 0))
    shares = [
        Share(instalment_id=instalment_id, debt_id=debt_id, amount_cents=cents)
        for debt_id, cents in _in_proportion(due, open_cents)
        if cents
    ]
    if due and not open_cents:
        shares.append(Share(instalment_id=instalment_id, debt_id=None, amount_cents=due))
    if amount_cents > due:
        surplus = amount_cents - due
        shares.append(Share(instalment_id=None, debt_id=None, amount_cents=surplus))
    return tuple(shares)


def _in_proportion(
    amount_cents: int, weights: Sequence[tuple[UUID, int]]
) -> list[tuple[UUID, int]]:
    if not weights:
        return []
    parts = [max(weight, 0) for _, weight in weights]
    shares = allocate(amount_cents, parts if any(parts) else [1] * len(parts))
    return [(key, cents) for (key, _), cents in zip(weights, shares, strict=True)]
