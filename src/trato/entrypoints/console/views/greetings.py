"""How each number receives whoever writes: which conversation begins, and its menus' lines."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.organisations.values import NumberCard
from trato.casework.conversations.arrange_queue import queue_cards
from trato.casework.reception.greet import greetings
from trato.casework.reception.levels import opened_by
from trato.casework.reception.menu import (
    BUTTON_TITLE_MAX,
    BUTTONS_MAX,
    DESCRIPTION_MAX,
    NAME_MAX,
    ROW_TITLE_MAX,
    ROWS_MAX,
    TEXT_MAX,
    BadMenu,
    Conversing,
    Greeting,
    Menu,
    SubMenu,
)
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.menu_form import Line, leads_of, lines_of, seen, wanted_by
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.speakers.bot.arrange_greeting import arrange_greeting

FLOWS = (
    (Conversing.COLLECTION, gettext_lazy("a cobrança: confirma quem é")),
    (Conversing.SERVICE, gettext_lazy("o menu deste número")),
)
PROBLEMS: dict[str, Any] = {
    "text": gettext_lazy("A saudação tem até 600 letras, sem chaves { }."),
    "none": gettext_lazy("O menu precisa de ao menos uma opção."),
    "many": gettext_lazy("O WhatsApp mostra até 10 opções, contando “Voltar”: tire uma."),
    "many_menus": gettext_lazy("São menus demais neste número: apague um antes."),
    "menu": gettext_lazy("O menu desta opção não existe mais: escolha outro destino."),
    "deep": gettext_lazy(
        "Ficariam níveis demais: são até 3, e nenhum menu abre a si mesmo. Escolha outro destino."
    ),
    "name": gettext_lazy("Dê um nome ao menu, com até 40 letras. Só a equipe o vê."),
    "name_twice": gettext_lazy("Já existe um menu com esse nome neste número: use outro."),
    "title": gettext_lazy("A opção precisa de um nome."),
    "title_long": gettext_lazy(
        "Nome longo demais: até 20 letras com 3 opções (botões), até 24 com mais (lista). "
        "Encurte-o."
    ),
    "description": gettext_lazy("Descrição longa demais: até 72 letras. Encurte-a."),
    "twice": gettext_lazy("Duas opções com o mesmo nome: mude uma delas."),
    "queue": gettext_lazy("A fila desta opção não existe mais: escolha outra."),
    "debt": gettext_lazy(
        "Fala de dívida, e o menu é lido antes de sabermos quem é. Use outras palavras."
    ),
    "stops": gettext_lazy("Quem escreve isto pede para não receber mais nada. Use outro nome."),
}


NEW = "novo"
"""Stands for a menu that is not kept yet."""


@entered(Act.ARRANGE)
def greeting(request: AtDesk, number_id: UUID) -> HttpResponse:
    """Show how a number receives, and what one of its menus looks like."""
    kept, asked = greetings().get(number_id, Greeting()), request.GET.get("menu", "")
    number = _number(number_id)
    if asked not in ("", NEW) and asked not in _ids(kept.menu):
        messages.warning(request, _("Este menu não existe mais."))
        return redirect("greeting", number_id)
    level = SubMenu(menu_id=NEW, name="") if asked == NEW else kept.menu.level(asked)
    lines = [
        Line(number=n, title=c.title, description=c.description, leads=leads_of(c))
        for n, c in enumerate(level.choices, start=1)
    ]
    return page(request, "greeting.html", _context(number, kept, level, lines))


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk, number_id: UUID) -> HttpResponse:
    """Keep it as the form has it; what cannot stand is given back as it was written."""
    number, given = _number(number_id), request.POST
    kept, lines = greetings().get(number_id, Greeting()), lines_of(given)
    menu_id = given.get("menu", "")
    if menu_id not in ("", NEW) and menu_id not in _ids(kept.menu):
        messages.warning(request, _("Este menu não existe mais."))
        return redirect("greeting", number_id)
    chosen = new_id().hex if menu_id == NEW else menu_id
    wanted = wanted_by(given, kept, lines, chosen)
    queues = [q.queue_id for q in queue_cards()]
    me, now = request.entered.user_id, clock.now()
    try:
        arrange_greeting(number_id, wanted, queues=queues, by=me, at=now)
    except BadMenu as wrong:
        shown = kept if given.get("drop") else wanted
        level, is_here = shown.menu.level(chosen), wrong.menu_id == chosen
        # The form may have empty lines between; the menu has none.
        at = lines[wrong.line - 1].number if wrong.line and is_here else wrong.line
        messages.warning(request, _said(wrong, wanted.menu, at))
        context = _context(
            number, shown, level, lines, wrong_line=at if is_here else 0,
            is_text_wrong=is_here and wrong.code in ("text", "debt") and not at,
            is_name_wrong=is_here and wrong.code in ("name", "name_twice"), menu_id=menu_id,
            menus=kept.menu.submenus,
        )  # fmt: skip
        context["wrong_why"] = PROBLEMS[wrong.code]
        return page(request, "greeting.html", context, status=422)
    if given.get("drop"):
        messages.success(request, _("Menu apagado."))
        return redirect("greeting", number_id)
    messages.success(request, _("Guardado. A próxima mensagem já é recebida assim."))
    where = reverse("greeting", args=[number_id])
    return redirect(f"{where}?menu={chosen}" if chosen else where)


def summaries() -> list[tuple[NumberCard, Greeting]]:
    """Return each number with how it receives, for the page of the reception."""
    kept = greetings()
    return [(n, kept.get(n.number_id, Greeting())) for n in organisations.numbers()]


def _said(wrong: BadMenu, menu: Menu, line: int) -> str:
    """Return what is wrong: in which menu and line, and what to do about it."""
    why = PROBLEMS[wrong.code]
    said = _("Opção %(n)s: %(why)s") % {"n": line, "why": why} if line else str(why)
    level = menu.level(wrong.menu_id)
    name = level.name if isinstance(level, SubMenu) else ""
    return _("Menu “%(name)s”: %(said)s") % {"name": name, "said": said} if name else said


def _number(number_id: UUID) -> NumberCard:
    found = next((n for n in organisations.numbers() if n.number_id == number_id), None)
    if found is None:
        raise Http404
    return found


def _ids(menu: Menu) -> set[str]:
    return {one.menu_id for one in menu.submenus}


def _context(
    number: NumberCard,
    shown: Greeting,
    level: Menu | SubMenu,
    lines: list[Line],
    *,
    wrong_line: int = 0,
    is_text_wrong: bool = False,
    is_name_wrong: bool = False,
    menu_id: str | None = None,
    menus: tuple[SubMenu, ...] | None = None,
) -> dict[str, Any]:
    by_number = {line.number: line for line in lines}
    own = level if isinstance(level, SubMenu) else None
    most = ROWS_MAX - 1 if own else ROWS_MAX
    rows = [by_number.get(n, Line(number=n)) for n in range(1, max([most, *by_number]) + 1)]
    return {
        "number": number,
        "greeting": shown,
        "level": level,
        "own": own,
        "menu_id": (own.menu_id if own else "") if menu_id is None else menu_id,
        "menus": shown.menu.submenus if menus is None else menus,
        "is_opened": bool(own) and opened_by(shown.menu, own.menu_id if own else ""),
        "seen": seen(shown.menu, level),
        "flows": FLOWS,
        "rows": rows,
        "wrong_line": wrong_line,
        "is_text_wrong": is_text_wrong,
        "is_name_wrong": is_name_wrong,
        "queues": [(f"queue:{q.queue_id}", q.name) for q in queue_cards()],
        "openable": [
            (f"menu:{m.menu_id}", m.name)
            for m in shown.menu.submenus
            if own is None or m.menu_id != own.menu_id
        ],
        "organisation_name": organisations.recent().organisation.name,
        "most": {
            "text": TEXT_MAX,
            "title": ROW_TITLE_MAX,
            "button": BUTTON_TITLE_MAX,
            "description": DESCRIPTION_MAX,
            "name": NAME_MAX,
            "buttons": BUTTONS_MAX - 1 if own else BUTTONS_MAX,
        },
    }
