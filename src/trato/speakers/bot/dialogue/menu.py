"""The menu of a number: which of its choices was meant, and the queue it leads to."""

from trato.casework.reception.menu import USUAL, Choice, Leads
from trato.speakers.bot.dialogue.fold import words
from trato.speakers.bot.dialogue.turn import Turn
from trato.speakers.bot.dialogue.values import HandOver, HandOverReason

PREFIX = "menu:"
"""How the ids of a menu's choices begin."""


def tapped(turn: Turn) -> bool:
    """Tell whether a choice of some menu was tapped, one that is still offered or not."""
    return (turn.heard.choice_id or "").startswith(PREFIX)


def hear_choice(turn: Turn) -> str | None:
    """Take a tap, a line's number or its words. Outcomes: queue, debts, privacy, human."""
    found = _meant(turn)
    if found is None:
        return None
    turn.choice = found
    return found.leads.value


def _meant(turn: Turn) -> Choice | None:
    choices = (turn.context.menu or USUAL).choices
    if tapped(turn):
        return next((c for c in choices if c.choice_id == turn.heard.choice_id), None)
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
    turn.want(HandOver(reason=HandOverReason.MENU, queue_id=choice.queue_id, chosen=choice.title))
    turn.change(is_with_human=True)
    return "ok"
