"""Menus within menus: what can be shown and reached, how deep they go, and the way back. Pure."""

from collections.abc import Sequence
from typing import Final

from trato.casework.reception.menu import (
    BUTTON_TITLE_MAX,
    DESCRIPTION_MAX,
    LEVELS_MAX,
    NAME_MAX,
    ROW_TITLE_MAX,
    ROWS_MAX,
    SUBMENUS_MAX,
    TEXT_MAX,
    BadMenu,
    Choice,
    Leads,
    Menu,
    SubMenu,
)

_BETWEEN: Final = " > "


def check_menu(menu: Menu, *, queues: Sequence[str]) -> None:
    """Make sure that the channel can show a menu and all it opens, and each choice leads somewhere.

    Raises:
        BadMenu: it cannot be shown, a queue is not one of `queues`, or it goes too deep.
    """
    if len(menu.submenus) > SUBMENUS_MAX:
        raise BadMenu("many_menus")
    _check_level(menu, "", menu, queues)
    names: set[str] = set()
    for one in menu.submenus:
        if not one.name.strip() or len(one.name) > NAME_MAX:
            raise BadMenu("name", menu_id=one.menu_id)
        if one.name.casefold() in names:
            raise BadMenu("name_twice", menu_id=one.menu_id)
        names.add(one.name.casefold())
        _check_level(one, one.menu_id, menu, queues)
    for one in menu.submenus:
        # Opened by the first menu at the earliest, it may itself open what opens nothing more.
        line = _too_deep(menu, one, LEVELS_MAX - 2)
        if line:
            raise BadMenu("deep", line, one.menu_id)


def parent_of(menu: Menu, menu_id: str) -> str:
    """Return the menu that the way back leads to: the nearest to the first that opens this one."""
    found = [""]
    for level in found:
        for choice in menu.level(level).choices:
            if choice.leads is not Leads.MENU or choice.menu_id in found:
                continue
            if choice.menu_id == menu_id:
                return level
            found.append(choice.menu_id)
    return ""


def trail(menu: Menu, choice: Choice) -> str:
    """Return a choice's title after those of the lines that lead to its menu."""
    within = (m.menu_id for m in menu.submenus if choice in m.choices)
    at = "" if choice in menu.choices else next(within, "")
    titles = [choice.title]
    for _ in range(LEVELS_MAX):
        if not at:
            break
        above = parent_of(menu, at)
        titles += [c.title for c in menu.level(above).choices if c.menu_id == at][:1]
        at = above
    return _BETWEEN.join(reversed(titles))


def opened_by(menu: Menu, menu_id: str) -> bool:
    """Tell whether some line opens a menu."""
    levels: tuple[Menu | SubMenu, ...] = (menu, *menu.submenus)
    return any(c.menu_id == menu_id for level in levels for c in level.choices)


def _check_level(level: Menu | SubMenu, menu_id: str, menu: Menu, queues: Sequence[str]) -> None:
    if len(level.text) > TEXT_MAX or "{" in level.text or "}" in level.text:
        raise BadMenu("text", menu_id=menu_id)
    if not level.choices:
        raise BadMenu("none", menu_id=menu_id)
    if len(level.shown) > ROWS_MAX:
        raise BadMenu("many", menu_id=menu_id)
    longest = ROW_TITLE_MAX if level.is_list else BUTTON_TITLE_MAX
    seen = {c.title.casefold() for c in level.shown if c.leads is Leads.BACK}
    known = {one.menu_id for one in menu.submenus}
    for line, choice in enumerate(level.choices, start=1):
        code = _wrong_line(choice, longest=longest, seen=seen)
        if not code and choice.leads is Leads.QUEUE and choice.queue_id not in queues:
            code = "queue"
        if not code and choice.leads is Leads.MENU and choice.menu_id not in known:
            code = "menu"
        if code:
            raise BadMenu(code, line, menu_id)
        seen.add(choice.title.casefold())


def _wrong_line(choice: Choice, *, longest: int, seen: set[str]) -> str:
    if not choice.title.strip():
        return "title"
    if len(choice.title) > longest:
        return "title_long"
    if len(choice.description) > DESCRIPTION_MAX:
        return "description"
    return "twice" if choice.title.casefold() in seen else ""


def _too_deep(menu: Menu, level: Menu | SubMenu, left: int) -> int:
    """Return the first line that opens more levels than are left, also in a circle; 0: none."""
    for line, choice in enumerate(level.choices, start=1):
        if choice.leads is not Leads.MENU:
            continue
        if not left or _too_deep(menu, menu.level(choice.menu_id), left - 1):
            return line
    return 0
