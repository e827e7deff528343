"""How a number receives whoever writes: which conversation begins, what its menu offers. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BUTTONS_MAX, ROWS_MAX = 3, 10
BUTTON_TITLE_MAX, ROW_TITLE_MAX, DESCRIPTION_MAX = 20, 24, 72
TEXT_MAX = 600
"""Leaves room in an interactive message (1 024) for what the flow says around it."""


LEVELS_MAX, SUBMENUS_MAX = 3, 12
NAME_MAX = 40


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
    MENU = "menu"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a menu; `queue_id` is text and only of one that leads to a queue.

    `menu_id` is only of one that opens another menu, or leads back from it.
    """

    choice_id: str
    title: str
    description: str = ""
    leads: Leads
    queue_id: str = ""
    menu_id: str = ""


BACK_TITLE: Final = "Voltar"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubMenu:
    """A menu that lines of others open; `name` is for whoever arranges it, nobody else reads it."""

    menu_id: str
    name: str
    text: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def shown(self) -> tuple[Choice, ...]:
        """What the person is offered: the choices, and the way back."""
        back = f"menu:back:{self.menu_id}"
        return (
            *self.choices,
            Choice(choice_id=back, title=BACK_TITLE, leads=Leads.BACK, menu_id=self.menu_id),
        )

    @property
    def is_list(self) -> bool:
        """Whether there are too many for buttons, the way back included."""
        return len(self.shown) > BUTTONS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What is said with the choices (empty: the flow's own words), the choices, and more menus.

    Each of `submenus` is opened by a line of this one or of another.
    """

    text: str = ""
    choices: tuple[Choice, ...] = ()
    submenus: tuple[SubMenu, ...] = ()

    @property
    def shown(self) -> tuple[Choice, ...]:
        """What the person is offered."""
        return self.choices

    @property
    def is_list(self) -> bool:
        """Whether there are too many for buttons."""
        return len(self.choices) > BUTTONS_MAX

    def level(self, menu_id: str) -> "Menu | SubMenu":
        """Return one of its menus; itself where there is none of that id."""
        return next((m for m in self.submenus if m.menu_id == menu_id), self)


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

    `menu_id` says in which; empty: the first. Codes: text, none, many, title, title_long,
    description, twice, queue, debt, stops; menu, deep, name, name_twice, many_menus.
    """

    def __init__(self, code: str, line: int = 0, menu_id: str = "") -> None:
        """Make it from a code, a line and a menu."""
        self.code, self.line, self.menu_id = code, line, menu_id
        super().__init__(code)
