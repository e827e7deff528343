"""The ledger's arithmetic under the name the terms know it by; it lives with the debts."""

from trato.book.portfolios.ledger import (
    MULTA_BPS_MAX,
    DoubleCorrection,
    Itemisation,
    MultaAboveLimit,
    add,
    balance,
)

__all__ = ["MULTA_BPS_MAX", "DoubleCorrection", "Itemisation", "MultaAboveLimit", "add", "balance"]
