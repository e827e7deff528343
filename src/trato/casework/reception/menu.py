"""How a number receives whoever writes: which conversation begins, what its menu offers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

BUTTONS_MAX, ROWS_MAX = 3, 10
BUTTON_TITLE_MAX, ROW_TITLE_MAX, DESCRIPTION_MAX = 20, 24, 72
TEXT_MAX = 600
"""Leaves room in an interactive message (1 024) for what the flow says around it."""


class Conversing(StrEnum):
    """The conversations that the assistant can hold; named as their flows."""

    COLLECTION = "cobranca"
    SERVICE = "atendimento"


class Leads(StrEnum):
    """Where a choice leads."""

    QUEUE = "queue"
    DEBTS = "debts"
    PRIVACY = "privacy"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a menu; `queue_id` is text and only of one that leads to a queue."""

    choice_id: str
    title: str
    description: str = ""
    leads: Leads
    queue_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What is said with the choices (empty: the flow's own words), and the choices."""

    text: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether there are too many for buttons."""
        return len(self.choices) > BUTTONS_MAX


USUAL = Menu(
    choices=(
        Choice(choice_id="menu:debts", title="Meu atendimento", leads=Leads.DEBTS),
        Choice(choice_id="menu:privacy", title="Meus dados", leads=Leads.PRIVACY),
        Choice(choice_id="menu:human", title="Falar c/ atendente", leads=Leads.HUMAN),
    )
)
"""What a number offers whose menu nobody has arranged. A default (D)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """How one number receives: whoever owes something open, everybody else, and its menu."""

    for_debtors: Conversing = Conversing.COLLECTION
    for_others: Conversing = Conversing.COLLECTION
    menu: Menu = USUAL

    @property
    def has_menu(self) -> bool:
        """Whether anybody who writes there is received with the menu."""
        return Conversing.SERVICE in (self.for_debtors, self.for_others)

    def begins(self, *, is_debtor: bool) -> Conversing:
        """Return the conversation that begins when somebody writes."""
        return self.for_debtors if is_debtor else self.for_others


class BadMenu(ValueError):
    """A menu that cannot be kept: `code` says why, `line` (from 1) where; 0 is its text.

    Codes: text, none, many, title, title_long, description, twice, queue, debt, stops.
    """

    def __init__(self, code: str, line: int = 0) -> None:
        """Make it from a code and a line."""
        self.code, self.line = code, line
        super().__init__(code)


def check_menu(menu: Menu, *, queues: Sequence[str]) -> None:
    """Make sure that the channel can show a menu and that each choice leads somewhere.

    Raises:
        BadMenu: it cannot be shown, or a queue is not one of `queues`.
    """
    if len(menu.text) > TEXT_MAX or "{" in menu.text or "}" in menu.text:
        raise BadMenu("text")
    if not menu.choices:
        raise BadMenu("none")
    if len(menu.choices) > ROWS_MAX:
        raise BadMenu("many")
    longest = ROW_TITLE_MAX if menu.is_list else BUTTON_TITLE_MAX
    seen: set[str] = set()
    for line, choice in enumerate(menu.choices, start=1):
        if not choice.title.strip():
            raise BadMenu("title", line)
        if len(choice.title) > longest:
            raise BadMenu("title_long", line)
        if len(choice.description) > DESCRIPTION_MAX:
            raise BadMenu("description", line)
        if choice.title.casefold() in seen:
            raise BadMenu("twice", line)
        seen.add(choice.title.casefold())
        if choice.leads is Leads.QUEUE and choice.queue_id not in queues:
            raise BadMenu("queue", line)
