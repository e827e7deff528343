"""Arranges how a number receives whoever writes; its menu is held to what every flow is held to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from trato.casework.reception.greet import keep_greeting
from trato.casework.reception.levels import check_menu
from trato.casework.reception.menu import BadMenu, Greeting, Menu, SubMenu
from trato.speakers.bot.dialogue.meanings import Meaning
from trato.speakers.bot.dialogue.terms_of_debt import debt_words
from trato.speakers.bot.dialogue.understand import understand


def arrange_greeting(
    number_id: UUID, greeting: Greeting, *, queues: Sequence[UUID], by: int | None, at: datetime
) -> None:
    """Keep how a number receives; `queues` are those its choices may lead to. Idempotent.

    Raises:
        BadMenu: the channel cannot show the menu, a queue is not there, a word speaks of a debt
            (`debt`: everybody reads it), or a line is called what means stop (`stops`).
    """
    check_menu(greeting.menu, queues=[str(queue_id) for queue_id in queues])
    _check_words(greeting.menu)
    for one in greeting.menu.submenus:
        _check_words(one, one.menu_id)
    keep_greeting(number_id, greeting, by=by, at=at)


def _check_words(menu: Menu | SubMenu, menu_id: str = "") -> None:
    if debt_words(menu.text):
        raise BadMenu("debt", menu_id=menu_id)
    for line, choice in enumerate(menu.choices, start=1):
        if debt_words(f"{choice.title}\n{choice.description}"):
            raise BadMenu("debt", line, menu_id)
        # Whoever types such a line stops everything: stop is stop, whatever the menu meant.
        if any(u.meaning is Meaning.OPT_OUT for u in understand(choice.title)):
            raise BadMenu("stops", line, menu_id)
