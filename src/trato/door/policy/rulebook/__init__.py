"""The Brazilian rulebook: one file per family of rules. `RULES` is all of them, in a fixed order.

A new rule goes into its family's file; a new family is added to the list below. The members that
rules compare with stand at the head of a file: looking one up in its class takes Python 3.11
longer than most rules take.
"""

from typing import Final

from trato.door.policy.rule import RuleRecord
from trato.door.policy.rulebook import (
    charging,
    contact_points,
    debts,
    disclosure,
    identity,
    legal_basis,
    lists,
    offers,
    payments,
    people,
    schooling,
    sender,
    stop,
    templates,
    timing,
    whatsapp,
    wording,
)

FAMILIES: Final = (
    legal_basis,
    stop,
    whatsapp,
    templates,
    sender,
    identity,
    contact_points,
    timing,
    lists,
    debts,
    people,
    charging,
    offers,
    payments,
    wording,
    disclosure,
    schooling,
)

RULES: Final[tuple[RuleRecord, ...]] = tuple(
    found for family in FAMILIES for found in vars(family).values() if isinstance(found, RuleRecord)
)
