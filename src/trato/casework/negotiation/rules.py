"""Pure: when an offer may be accepted, and whether it stays within its authority (alçada)."""

from datetime import date

import msgspec

from trato.book.portfolios.ledger import Itemisation, add, owed
from trato.book.portfolios.values import CreditorCard, DebtCard
from trato.casework.negotiation.terms.values import BPS, Authority, Limits, OfferPolicy, Option


def policy_of(creditor: CreditorCard) -> OfferPolicy | None:
    """Return a creditor's offer policy, or None where it has none.

    Raises:
        msgspec.ValidationError: what is stored is not a policy.
    """
    if not creditor.offer_policy:
        return None
    return msgspec.convert(creditor.offer_policy, OfferPolicy)


def days_past_due(debts: tuple[DebtCard, ...], *, on: date) -> int:
    """Return the days of the oldest debt, which decide the band."""
    return max((max((on - debt.due_on).days, 0) for debt in debts), default=0)


def owed_together(debts: tuple[DebtCard, ...], creditor: CreditorCard, *, on: date) -> Itemisation:
    """Return what several debts of one creditor amount to on a day, part by part."""
    return add(tuple(owed(debt, creditor, on=on) for debt in debts))


def within_authority(
    option: Option,
    debts: tuple[DebtCard, ...],
    creditor: CreditorCard,
    *,
    authority: Authority,
) -> bool:
    """Whether an option states what the ledger says and grants no more than the level may."""
    policy = policy_of(creditor)
    on = option.offered_on
    limits = policy and policy.limits(dpd=days_past_due(debts, on=on), authority=authority)
    if not limits:
        return False
    owes = owed_together(debts, creditor, on=on)
    parts = option.itemisation
    states_ledger = (parts.original_cents, parts.multa_cents, parts.juros_cents) == (
        owes.original_cents,
        owes.multa_cents,
        owes.juros_cents,
    )
    return states_ledger and _within(option, owes, limits)


def _within(option: Option, owes: Itemisation, limits: Limits) -> bool:
    most = (
        owes.charges_cents * limits.discount_charges_bps_max // BPS
        + owes.original_cents * limits.discount_principal_bps_max // BPS
    )
    regular = option.regular
    is_plan = len(regular) > 1
    return (
        option.itemisation.discount_cents <= most
        and len(regular) <= limits.instalments_max
        and option.rate_bps_month >= (limits.rate_bps_month if is_plan else 0)
        and (not is_plan or min(i.amount_cents for i in regular) >= limits.instalment_cents_min)
    )


def may_accept(
    *, identity_verified: bool, same_terms: bool, is_open: bool, within_authority: bool
) -> str:
    """Return why an offer may not be accepted now, or nothing."""
    if not identity_verified:
        return "unverified"
    if not is_open:
        return "expired"
    if not same_terms:
        return "changed"
    return "" if within_authority else "over_authority"
