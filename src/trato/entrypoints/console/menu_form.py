"""The form of a number's menus: its lines as they were written, and what the person would see."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from trato.casework.reception.menu import (
    LEVELS_MAX,
    ROWS_MAX,
    USUAL,
    Choice,
    Conversing,
    Greeting,
    Leads,
    Menu,
    SubMenu,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the form: as kept, or as it was written."""

    number: int
    title: str = ""
    description: str = ""
    leads: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A menu as the person sees it; each line with the menu that it opens."""

    text: str
    is_list: bool
    lines: tuple[tuple[str, str, "Seen | None"], ...]


def lines_of(given: QueryDict) -> list[Line]:
    """Return the lines that were written; empty ones are left out and keep their number."""
    columns = (given.getlist("title"), given.getlist("description"), given.getlist("leads"))
    written = [
        Line(number=n, title=title.strip(), description=description.strip(), leads=leads)
        for n, (title, description, leads) in enumerate(zip(*columns, strict=False), start=1)
    ]
    return [line for line in written if line.title or line.description][: ROWS_MAX + 1]


def wanted_by(given: QueryDict, kept: Greeting, lines: list[Line], menu_id: str) -> Greeting:
    """Return how the number would receive with what the form has of one of its menus."""
    choices: list[Choice] = []
    for line in lines:
        choices.append(_choice(line, menu_id, taken={c.choice_id for c in choices}))
    text, menus = " ".join(given.get("text", "").split()), kept.menu.submenus
    if menu_id:
        written = SubMenu(
            menu_id=menu_id, name=given.get("name", "").strip(), text=text, choices=tuple(choices)
        )
        known = any(m.menu_id == menu_id for m in menus)
        menus = tuple(written if m.menu_id == menu_id else m for m in menus)
        if given.get("drop"):
            menus = tuple(m for m in menus if m.menu_id != menu_id)
        elif not known:
            menus = (*menus, written)
        return replace(kept, menu=replace(kept.menu, submenus=menus))
    first = Menu(text=text, choices=tuple(choices)) if choices or text else USUAL
    return Greeting(
        for_debtors=_flow(given.get("for_debtors", "")),
        for_others=_flow(given.get("for_others", "")),
        menu=replace(first, submenus=menus),
    )


def _choice(line: Line, menu_id: str, *, taken: set[str]) -> Choice:
    kind, _colon, to = line.leads.partition(":")
    known = kind if kind in set(Leads) - {Leads.BACK} else Leads.HUMAN
    # Named after where it leads: a line that is moved or renamed is still the same to old taps.
    name = ":".join(filter(None, ("menu", menu_id, line.leads or known)))[:180]
    return Choice(
        choice_id=f"{name}:{line.number}" if name in taken else name,
        title=line.title,
        description=line.description,
        leads=Leads(known),
        queue_id=to if known == Leads.QUEUE else "",
        menu_id=to if known == Leads.MENU else "",
    )


def _flow(text: str) -> Conversing:
    return Conversing(text) if text in set(Conversing) else Conversing.COLLECTION


def leads_of(choice: Choice) -> str:
    """Return where a choice leads, as the form says it."""
    to = {Leads.QUEUE: choice.queue_id, Leads.MENU: choice.menu_id}.get(choice.leads)
    return f"{choice.leads.value}:{to}" if to else choice.leads.value


def seen(menu: Menu, level: Menu | SubMenu, left: int = LEVELS_MAX - 1) -> Seen:
    """Return one of a number's menus as the person sees it, with so many levels below it."""

    def opened(choice: Choice) -> Seen | None:
        below = menu.level(choice.menu_id) if choice.leads is Leads.MENU else menu
        return seen(menu, below, left - 1) if below is not menu and left else None

    return Seen(
        text=level.text,
        is_list=level.is_list,
        lines=tuple((c.title, c.description, opened(c)) for c in level.shown),
    )
