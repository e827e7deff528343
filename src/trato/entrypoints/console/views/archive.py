"""The archive: search over everything that was said. Questions travel by POST, never in a URL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.casework.chats import read as chats
from trato.door.outbox import read as outbox
from trato.door.policy.values import MessageClass
from trato.entrypoints.console.entered import AtDesk, Entered, entered
from trato.entrypoints.console.masking import fit_name, fit_said
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act, may
from trato.foundation import clock
from trato.insights.archive import rules
from trato.insights.archive.note import note_search
from trato.insights.archive.search import search
from trato.insights.archive.values import (
    PEOPLE_MAX,
    ROWS_MAX,
    SPOKEN,
    ArchivedLine,
    Found,
    Place,
    Source,
    Wanted,
)

# Any digit: of a number asked for in pieces, each piece would tell a little.
_HIDDEN: Final = re.compile(r"[\d@]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line as the page shows it; `stage` is empty for what people wrote."""

    line: ArchivedLine
    pieces: tuple[tuple[str, bool], ...]
    who: str
    agent: str
    stage: str
    href: str


@entered(Act.SEARCH_ARCHIVE)
def index(request: AtDesk) -> HttpResponse:
    """Show the search and, once something was asked, one page of what was found."""
    agents = organisations.people_at_desk()
    context: dict[str, Any] = {
        "asked": request.POST,
        "agents": agents,
        "classes": [str(c) for c in MessageClass],
        "sources": _open_to(request.entered.role),
        "rows_max": ROWS_MAX,
        "people_max": PEOPLE_MAX,
    }
    if request.method == "POST":
        context |= _answer(request, dict(agents))
    return page(request, "archive.html", context)


def _answer(request: AtDesk, agents: dict[int, str]) -> dict[str, Any]:
    wanted = _wanted(request, agents)
    if isinstance(wanted, str):
        return {"problem": wanted}
    try:
        found = search(wanted)
    except rules.OnlyExcluded:
        return {"problem": _("Diga também o que deve aparecer: só palavras com - não bastam.")}
    note_search(wanted, found, by_user=request.entered.user_id, at=clock.now())
    return {"found": found, "hits": _hits(found, agents, request.entered)}


def _wanted(request: AtDesk, agents: Mapping[int, str]) -> Wanted | str:
    asked = request.POST
    try:
        since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
        after = None
        if asked.get("after_at"):
            after = Place(
                at=datetime.fromisoformat(asked["after_at"]), line_id=UUID(asked["after_id"])
            )
        agent = int(asked["agent"]) if asked.get("agent") else None
        if agent is not None and agent not in agents:
            raise ValueError("nobody at the desk has this number")
        before = until + timedelta(days=1) if until else None
    except (ValueError, KeyError, OverflowError):
        return _("Uma data ou um filtro não pôde ser lido. Confira e busque de novo.")
    if since and until and since > until:
        return _("A data inicial vem depois da final. Troque as duas.")
    if refusal := _refusal(request):
        return refusal
    if _says_nothing(asked.get("words", "")) or _says_nothing(asked.get("who", "")):
        return _(
            "Não há o que buscar: o que foi escrito não tem letra nem número. Nada foi buscado."
        )
    open_to, source = _open_to(request.entered.role), asked.get("source", "")
    return Wanted(
        words=asked.get("words", "").strip(),
        who=asked.get("who", "").strip(),
        agent_id=agent,
        classes=(asked["class"],) if asked.get("class") else (),
        sources=(Source(source),) if source in open_to else open_to,
        since=since,
        until=before,
        after=after,
        is_scrubbed=request.entered.sees_masked,
    )


def _refusal(request: AtDesk) -> str:
    """Say why a question may not be asked: to find by what one may not see is to confirm it."""
    who, asked = request.entered, request.POST
    if asked.get("who", "").strip() and not who.may_find_people:
        return _(
            "Sua função lê os dados das pessoas mascarados e não busca por nome, CPF ou telefone. "
            "Nada foi buscado."
        )
    if who.sees_masked and _HIDDEN.search(asked.get("words", "")):
        return _(
            "Sua função lê o que foi dito sem números e sem endereços de e-mail, e não busca por "
            "eles. Tire-os das palavras e busque de novo."
        )
    return ""


def _says_nothing(text: str) -> bool:
    """Tell whether something was typed of which the index keeps nothing: it would find all."""
    return bool(text.strip()) and not rules.fold(text)


def _open_to(role: str) -> tuple[Source, ...]:
    notes = (Source.NOTE,) if may(role, Act.READ_NOTES) else ()
    whispers = (Source.WHISPER,) if may(role, Act.READ_WHISPERS) else ()
    return (*SPOKEN, *notes, *whispers)


def _day(text: str) -> datetime | None:
    if not text:
        return None
    return timezone.make_aware(datetime.combine(date.fromisoformat(text), time()))


def _hits(found: Found, agents: dict[int, str], who: Entered) -> list[Hit]:
    names = people.cards({line.person_id for line in found.lines if line.person_id})
    ours = [line.line_id for line in found.lines if line.source is Source.OUTBOUND]
    stages = {card.message_id: card.stage for card in outbox.cards(ours)}
    called = {person_id: card.name for person_id, card in names.items()}
    talking = chats.people_in({line.chat_id for line in found.lines if line.chat_id})
    return [
        Hit(
            line=line,
            pieces=rules.highlight(
                fit_said(line.text, who, _names(line, called, talking)),
                found.terms.marked,
            ),
            who=fit_name(names[line.person_id].name, who) if line.person_id in names else "",
            agent=agents.get(line.agent_id or 0, ""),
            stage=stages.get(line.line_id, ""),
            href=_href(line),
        )
        for line in found.lines
    ]


def _names(
    line: ArchivedLine, called: dict[UUID, str], talking: dict[UUID, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return what the people are called to whom a line was said, or who said it."""
    own = (called[line.person_id],) if line.person_id in called else ()
    return own + (talking.get(line.chat_id, ()) if line.chat_id else ())


def _href(line: ArchivedLine) -> str:
    if line.conversation_id is not None:
        return reverse("conversation", args=[line.conversation_id])
    if line.source is Source.CHAT:
        return reverse("chat_line", args=[line.line_id])
    if line.source is Source.OUTBOUND:
        return reverse("message", args=[line.line_id])
    return reverse("archive")
