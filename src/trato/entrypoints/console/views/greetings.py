"""How each number receives whoever writes: which conversation begins, and the menu's lines."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.organisations.values import NumberCard
from trato.casework.conversations.arrange_queue import queue_cards
from trato.casework.reception.greet import greetings
from trato.casework.reception.menu import (
    BUTTON_TITLE_MAX,
    BUTTONS_MAX,
    DESCRIPTION_MAX,
    ROW_TITLE_MAX,
    ROWS_MAX,
    TEXT_MAX,
    USUAL,
    BadMenu,
    Choice,
    Conversing,
    Greeting,
    Leads,
    Menu,
)
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.speakers.bot.arrange_greeting import arrange_greeting

FLOWS = (
    (Conversing.COLLECTION, gettext_lazy("a cobrança: confirma quem é")),
    (Conversing.SERVICE, gettext_lazy("o menu deste número")),
)
PROBLEMS: dict[str, Any] = {
    "text": gettext_lazy("A saudação tem até 600 letras, sem chaves { }."),
    "none": gettext_lazy("O menu precisa de ao menos uma opção."),
    "many": gettext_lazy("O WhatsApp mostra até 10 opções."),
    "title": gettext_lazy("A opção precisa de um nome."),
    "title_long": gettext_lazy(
        "Nome longo demais: até 20 letras com 3 opções (botões), até 24 com mais (lista)."
    ),
    "description": gettext_lazy("A descrição tem até 72 letras."),
    "twice": gettext_lazy("Duas opções com o mesmo nome."),
    "queue": gettext_lazy("A fila desta opção não existe mais: escolha outra."),
    "debt": gettext_lazy(
        "Fala de dívida, e o menu é lido antes de sabermos quem é. Use outras palavras."
    ),
    "stops": gettext_lazy("Quem escreve isto pede para não receber mais nada. Use outro nome."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the form: as kept, or as it was written."""

    number: int
    title: str = ""
    description: str = ""
    leads: str = ""
    is_wrong: bool = False


@entered(Act.ARRANGE)
def greeting(request: AtDesk, number_id: UUID) -> HttpResponse:
    """Show how a number receives, and what the menu looks like."""
    kept = greetings().get(number_id, Greeting())
    lines = [
        Line(number=n, title=c.title, description=c.description, leads=_leads(c))
        for n, c in enumerate(kept.menu.choices, start=1)
    ]
    return page(request, "greeting.html", _context(_number(number_id), kept, lines))


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk, number_id: UUID) -> HttpResponse:
    """Keep it as the form has it; what cannot stand is given back as it was written."""
    number, lines = _number(number_id), _lines(request.POST)
    wanted = _greeting(request.POST, lines)
    queues = [q.queue_id for q in queue_cards()]
    me, now = request.entered.user_id, clock.now()
    try:
        arrange_greeting(number_id, wanted, queues=queues, by=me, at=now)
    except BadMenu as wrong:
        words = PROBLEMS[wrong.code]
        # The form may have empty lines between; the menu has none.
        at = lines[wrong.line - 1].number if wrong.line else 0
        said = _("Opção %(n)s: %(why)s") % {"n": at, "why": words} if at else words
        messages.warning(request, said)
        context = _context(number, wanted, lines, wrong_line=at, is_text_wrong=not at)
        context["wrong_why"] = words
        return page(request, "greeting.html", context, status=422)
    messages.success(request, _("Guardado. A próxima mensagem já é recebida assim."))
    return redirect("greeting", number_id)


def summaries() -> list[tuple[NumberCard, Greeting]]:
    """Return each number with how it receives, for the page of the reception."""
    kept = greetings()
    return [(n, kept.get(n.number_id, Greeting())) for n in organisations.numbers()]


def _number(number_id: UUID) -> NumberCard:
    found = next((n for n in organisations.numbers() if n.number_id == number_id), None)
    if found is None:
        raise Http404
    return found


def _lines(given: QueryDict) -> list[Line]:
    columns = (given.getlist("title"), given.getlist("description"), given.getlist("leads"))
    written = [
        Line(number=n, title=title.strip(), description=description.strip(), leads=leads)
        for n, (title, description, leads) in enumerate(zip(*columns, strict=False), start=1)
    ]
    return [line for line in written if line.title or line.description][: ROWS_MAX + 1]


def _greeting(given: QueryDict, lines: list[Line]) -> Greeting:
    choices: list[Choice] = []
    for line in lines:
        choices.append(_choice(line, taken={c.choice_id for c in choices}))
    text = " ".join(given.get("text", "").split())
    return Greeting(
        for_debtors=_flow(given.get("for_debtors", "")),
        for_others=_flow(given.get("for_others", "")),
        menu=Menu(text=text, choices=tuple(choices)) if choices or text else USUAL,
    )


def _choice(line: Line, *, taken: set[str]) -> Choice:
    kind, _colon, queue_id = line.leads.partition(":")
    known = kind if kind in set(Leads) else Leads.HUMAN
    # Named after where it leads: a line that is moved or renamed is still the same to old taps.
    name = f"menu:{line.leads or known}"[:180]
    return Choice(
        choice_id=f"{name}:{line.number}" if name in taken else name,
        title=line.title,
        description=line.description,
        leads=Leads(known),
        queue_id=queue_id if known == Leads.QUEUE else "",
    )


def _flow(text: str) -> Conversing:
    return Conversing(text) if text in set(Conversing) else Conversing.COLLECTION


def _leads(choice: Choice) -> str:
    return f"queue:{choice.queue_id}" if choice.leads is Leads.QUEUE else choice.leads.value


def _context(
    number: NumberCard,
    shown: Greeting,
    lines: list[Line],
    *,
    wrong_line: int = 0,
    is_text_wrong: bool = False,
) -> dict[str, Any]:
    by_number = {line.number: line for line in lines}
    rows = [by_number.get(n, Line(number=n)) for n in range(1, max([ROWS_MAX, *by_number]) + 1)]
    return {
        "number": number,
        "greeting": shown,
        "flows": FLOWS,
        "rows": rows,
        "wrong_line": wrong_line,
        "is_text_wrong": is_text_wrong,
        "queues": [(f"queue:{q.queue_id}", q.name) for q in queue_cards()],
        "organisation_name": organisations.recent().organisation.name,
        "most": {
            "text": TEXT_MAX,
            "title": ROW_TITLE_MAX,
            "button": BUTTON_TITLE_MAX,
            "description": DESCRIPTION_MAX,
            "buttons": BUTTONS_MAX,
        },
    }
