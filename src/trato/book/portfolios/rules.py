"""Pure: which states a debt may move between, and what a person may be asked for."""

from datetime import date
from typing import Final

TERMINAL: Final = frozenset(
    {
        "settled",
        "overpaid",
        "written_off",
        "recalled",
        "transferred",
        "statute_barred",
        "judicial",
        "cancelled",
    }
)
OPEN: Final = frozenset({"imported", "active", "negotiating", "in_agreement", "paused", "disputed"})
STATES: Final = OPEN | TERMINAL

# What the creditor may do at any time while the debt is open.
_ALWAYS: Final = TERMINAL

_MOVES: Final[dict[str, frozenset[str]]] = {
    "imported": frozenset({"active", "paused", "disputed"}),
    "active": frozenset({"negotiating", "in_agreement", "paused", "disputed"}),
    "negotiating": frozenset({"active", "in_agreement", "paused", "disputed"}),
    "in_agreement": frozenset({"active", "paused", "disputed"}),
    "paused": frozenset({"active", "disputed"}),
    "disputed": frozenset({"active"}),
}

# A closed debt opens again only by an act that undoes the closing.
_REOPENS: Final[dict[str, frozenset[str]]] = {
    "recalled": frozenset({"active", "settled", "cancelled"}),
    "settled": frozenset({"active", "overpaid"}),
    "overpaid": frozenset({"settled"}),
    "judicial": frozenset({"active", "settled", "cancelled"}),
}

_REASONS: Final = {"settled": "paid_at_creditor"}


class IllegalDebtMove(ValueError):
    """A debt cannot go from its state to the one asked for."""

    def __init__(self, before: str, after: str) -> None:
        """Make it from the two states."""
        self.before, self.after = before, after
        super().__init__(f"a debt cannot go from {before} to {after}")


def may_move(before: str, after: str) -> bool:
    """Return whether a debt may go from one state to another; staying is no move.

    `recalled → active` is the creditor placing the debt again; `settled → active` a payment that
    was reversed.
    """
    if before in OPEN and after in _ALWAYS:
        return True
    return after in _MOVES.get(before, frozenset()) or after in _REOPENS.get(before, frozenset())


def check_move(before: str, after: str) -> None:
    """Refuse a move that the table does not know.

    Raises:
        IllegalDebtMove: the states do not follow each other.
    """
    if not may_move(before, after):
        raise IllegalDebtMove(before, after)


def reason_of(state: str) -> str:
    """Return why a debt that a file tells of is in a state; the usual one needs no reason."""
    return "" if state == "active" else _REASONS.get(state, "creditor_file")


def prescription_of(due_on: date) -> date:
    """Return the day a debt of a fixed sum becomes time-barred: five years after it fell due.

    Law: Código Civil, art. 206 §5 I.
    """
    day = 28 if (due_on.month, due_on.day) == (2, 29) else due_on.day
    return date(due_on.year + 5, due_on.month, day)
