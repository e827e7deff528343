"""The menus of a number: which choice was meant, and the queue or the menu that it leads to."""

from trato.casework.reception.levels import parent_of, trail
from trato.casework.reception.menu import USUAL, Choice, Leads, Menu, SubMenu
from trato.speakers.bot.dialogue.fold import words
from trato.speakers.bot.dialogue.turn import Turn
from trato.speakers.bot.dialogue.values import HandOver, HandOverReason

PREFIX = "menu:"
"""How the ids of a menu's choices begin."""


def tapped(turn: Turn) -> bool:
    """Tell whether a choice of some menu was tapped, one that is still offered or not."""
    return (turn.heard.choice_id or "").startswith(PREFIX)


def hear_choice(turn: Turn) -> str | None:
    """Take a tap, a line's number or its words. Outcomes: queue, debts, privacy, human, submenu.

    A number or words are of the menu that was shown last, a tap of any.
    """
    found = _meant(turn)
    if found is None:
        return None
    turn.choice = found
    return "submenu" if found.leads in (Leads.MENU, Leads.BACK) else found.leads.value


def open_menu(turn: Turn, argument: str) -> str:
    """Let the menu be shown that was chosen, or the one before it. Outcome: ok."""
    del argument
    choice, menu = turn.choice, turn.context.menu or USUAL
    if choice is not None and choice.leads is Leads.BACK:
        turn.change(menu_id=parent_of(menu, choice.menu_id))
    elif choice is not None and choice.leads is Leads.MENU:
        turn.change(menu_id=choice.menu_id)
    return "ok"


def _meant(turn: Turn) -> Choice | None:
    menu = turn.context.menu or USUAL
    if tapped(turn):
        levels: tuple[Menu | SubMenu, ...] = (menu, *menu.submenus)
        every = (c for level in levels for c in level.shown)
        return next((c for c in every if c.choice_id == turn.heard.choice_id), None)
    choices = menu.level(turn.state.menu_id).shown
    said = words(turn.words)
    if said.isdecimal():
        return choices[int(said) - 1] if len(said) <= 2 and 0 < int(said) <= len(choices) else None
    return next((c for c in choices if said and words(c.title) == said), None)


def hand_over_chosen(turn: Turn, argument: str) -> str:
    """Let the person wait in the queue they chose. Outcomes: ok, none."""
    del argument
    choice = turn.choice
    if choice is None or choice.leads is not Leads.QUEUE:
        return "none"
    chosen = trail(turn.context.menu or USUAL, choice)
    turn.want(HandOver(reason=HandOverReason.MENU, queue_id=choice.queue_id, chosen=chosen))
    turn.change(is_with_human=True)
    return "ok"
