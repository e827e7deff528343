"""What somebody at a level of authority may offer on some debts today; keeps nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.values import DebtCard
from trato.casework.negotiation.rules import days_past_due, owed_together, policy_of
from trato.casework.negotiation.terms import offers
from trato.casework.negotiation.terms.values import (
    Authority,
    Itemisation,
    Limits,
    Option,
    Refusal,
    RefusalReason,
    Wish,
)

OFFERED_ON = frozenset({"active", "negotiating"})
"""States of a debt on which an offer may be made."""

_BRASILIA = ZoneInfo("America/Sao_Paulo")


class NothingToOffer(Exception):
    """No offer can be made; `code`: no_debt, several_creditors, time_barred, no_policy."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What is owed today, how far the level may go, and the options; `refusal` says why fewer."""

    debt_ids: tuple[UUID, ...]
    itemisation: Itemisation
    limits: Limits
    options: tuple[Option, ...]
    authority: Authority
    refusal: RefusalReason | None = None


def simulate(
    debt_ids: tuple[UUID, ...],
    wish: Wish,
    *,
    person_id: UUID,
    authority: Authority,
    round_number: int,
    at: datetime,
) -> Simulation:
    """Return the opening options, or what comes nearest to a wish, within the level's limits.

    The same question on the same day gives the same options, down to their ids.

    Raises:
        NothingToOffer: the debts are not this person's open ones of one creditor, or the creditor
            lets nothing be offered on them at this level.
    """
    on = at.astimezone(_BRASILIA).date()
    debts, creditor_id = _debts(debt_ids, person_id, on)
    creditor = portfolios.creditor(creditor_id)
    policy = policy_of(creditor)
    dpd = days_past_due(debts, on=on)
    limits = policy.limits(dpd=dpd, authority=authority) if policy else None
    owes = owed_together(debts, creditor, on=on)
    if policy is None or limits is None or owes.total_cents < 1:
        raise NothingToOffer("no_policy")
    ids = tuple(debt.debt_id for debt in debts)
    if wish.is_empty:
        found = offers.options(owes, policy, dpd=dpd, on=on, authority=authority)
        return Simulation(
            debt_ids=ids, itemisation=owes, limits=limits, options=found, authority=authority
        )
    answer = offers.counter(
        owes, policy, wish, dpd=dpd, on=on, authority=authority, round_number=round_number
    )
    best = answer.best_option if isinstance(answer, Refusal) else answer
    return Simulation(
        debt_ids=ids,
        itemisation=owes,
        limits=limits,
        options=(best,) if best else (),
        authority=authority,
        refusal=answer.reason if isinstance(answer, Refusal) else None,
    )


def _debts(
    debt_ids: tuple[UUID, ...], person_id: UUID, on: date
) -> tuple[tuple[DebtCard, ...], UUID]:
    own = portfolios.debts_of_person(person_id, states=OFFERED_ON)
    chosen = tuple(debt for debt in own if debt.debt_id in set(debt_ids))
    if not chosen or len(chosen) < len(set(debt_ids)):
        raise NothingToOffer("no_debt")
    if len({debt.creditor_id for debt in chosen}) > 1:
        raise NothingToOffer("several_creditors")
    if any(debt.prescribed_on < on for debt in chosen):
        raise NothingToOffer("time_barred")
    return chosen, chosen[0].creditor_id
