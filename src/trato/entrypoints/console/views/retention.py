"""How long what was said is kept: policies by creditor, legal holds, what a sweep would take."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.read import UnknownCreditor
from trato.casework.conversations import read as conversations
from trato.casework.conversations.read import UnknownConversation
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import place_of, ways_of_each
from trato.entrypoints.ingest import old
from trato.foundation import clock, settings
from trato.foundation.turning import Leaf
from trato.insights.retention import read as retention
from trato.insights.retention.keep import (
    REASON_MAX,
    BadHold,
    BadPolicy,
    place_hold,
    release_hold,
    set_policy,
    set_policy_without_creditor,
)
from trato.insights.retention.sweep import preview, preview_without_creditor
from trato.insights.retention.values import ADVISED_MONTHS, Amounts, HoldKind, HoldLine, Policy

_KINDS: Final = ("text_months", "media_months", "index_months")


@entered(Act.RETAIN)
def index(request: AtDesk) -> HttpResponse:
    """Show policies, holds and the last sweeps."""
    return _shown(request)


@require_POST
@entered(Act.RETAIN)
def policy(request: AtDesk) -> HttpResponse:
    """Try a creditor's policy, or keep it once the word was given."""
    try:
        creditor_id = portfolios.creditor(UUID(request.POST.get("creditor", ""))).creditor_id
        wanted = Policy(**{name: _months(request, name) for name in _KINDS})
        if not wanted.is_sound:
            raise BadPolicy
    except (ValueError, UnknownCreditor):
        return _shown(
            request, problem=_("Os meses são números inteiros de 1 a 600, ou nada. Nada mudou.")
        )
    is_sure = request.POST.get("word", "").strip().upper() == _("APAGAR")
    if not wanted.is_empty and not is_sure:
        amounts = preview(
            request.entered.organisation_id, now=clock.now(), instead={creditor_id: wanted},
            zone=timezone.get_current_timezone(),
        )  # fmt: skip
        is_wrong = "word" in request.POST
        return _shown(
            request, tried=wanted, tried_for=portfolios.creditor(creditor_id), amounts=amounts,
            problem=_("A palavra não confere. Nada mudou.") if is_wrong else "",
        )  # fmt: skip
    set_policy(creditor_id, wanted, by_user=request.entered.user_id, at=clock.now())
    words = _("Nada mais se apaga deste credor.") if wanted.is_empty else _("A política vale já.")
    messages.success(request, words)
    return redirect("retention")


@require_POST
@entered(Act.RETAIN)
def policy_without_creditor(request: AtDesk) -> HttpResponse:
    """Try the policy for people who never owed anything, or keep it once the word was given."""
    try:
        wanted = Policy(**{name: _months(request, name) for name in _KINDS})
        if not wanted.is_sound:
            raise BadPolicy
    except ValueError:
        return _shown(
            request, problem=_("Os meses são números inteiros de 1 a 600, ou nada. Nada mudou.")
        )
    if not wanted.is_empty and request.POST.get("word", "").strip().upper() != _("APAGAR"):
        amounts = preview_without_creditor(
            request.entered.organisation_id, wanted, now=clock.now(),
            zone=timezone.get_current_timezone(),
        )  # fmt: skip
        is_wrong = "word" in request.POST
        return _shown(
            request, tried=wanted, amounts=amounts,
            problem=_("A palavra não confere. Nada mudou.") if is_wrong else "",
        )  # fmt: skip
    set_policy_without_creditor(wanted, by_user=request.entered.user_id, at=clock.now())
    words = (
        _("Nada mais se apaga de quem nunca teve dívida.")
        if wanted.is_empty
        else _("A política vale já.")
    )
    messages.success(request, words)
    return redirect("retention")


@require_POST
@entered(Act.RETAIN)
def hold(request: AtDesk) -> HttpResponse:
    """Lay a hold on a person, a conversation or a creditor."""
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    if kind not in set(HoldKind):
        return _shown(request, problem=_("Diga o que não pode ser apagado. Nada mudou."))
    target_id, problem = _target(HoldKind(kind), request.POST.get(f"target_{kind}", "").strip())
    if target_id is None:
        return _shown(request, problem=problem)
    try:
        place_hold(
            HoldKind(kind), target_id, reason=reason, by_user=request.entered.user_id,
            at=clock.now(),
        )  # fmt: skip
    except BadHold as bad:
        return _shown(
            request,
            problem=_("Já está sob guarda legal. Nada mudou.")
            if str(bad) == "held"
            else _("Diga o motivo, em até 240 letras. Nada mudou."),
        )
    messages.success(request, _("Sob guarda legal: nada disso se apaga até ser liberado."))
    return redirect("retention")


@require_POST
@entered(Act.RETAIN)
def release(request: AtDesk, hold_id: UUID) -> HttpResponse:
    """Release a hold."""
    if release_hold(hold_id, by_user=request.entered.user_id, at=clock.now()):
        messages.success(request, _("Liberado: a política volta a valer."))
    else:
        messages.warning(request, _("Já estava liberado. Nada mudou."))
    return redirect("retention")


def _shown(request: AtDesk, *, problem: str = "", **more: Any) -> HttpResponse:
    chosen, given = retention.policies(), request.GET
    standing = retention.holds(place_of(given, "holds"), is_open=True)
    released = retention.holds(place_of(given, "past-holds"), is_open=False)
    sweeps = retention.sweeps(place_of(given, "sweeps"))
    raw_sweeps = old.body_sweeps(place_of(given, "raw"))
    lists: dict[str, tuple[Any, Leaf[Any]]] = {
        "holds": (_("Guarda legal"), standing), "past-holds": (_("Guardas encerradas"), released),
        "sweeps": (_("Varreduras"), sweeps), "raw": (_("Webhooks como chegaram"), raw_sweeps),
    }  # fmt: skip
    turns = ways_of_each(given, lists, address=reverse("retention"))
    others = retention.policy_without_creditor()
    has_policy = bool(chosen) or not others.is_empty
    creditors = portfolios.all_creditors()
    agents = dict(organisations.people_at_desk())
    context = {
        "has_policy": has_policy,
        "without_creditor": others,
        "creditors": [(card, chosen.get(card.creditor_id)) for card in creditors],
        "open_holds": [_told(one, agents) for one in standing.rows],
        "past_holds": [_told(one, agents) for one in released.rows],
        "holds_total": standing.total,
        "past_holds_total": released.total,
        "past_holds_turn": turns["past-holds"],
        "turns": turns,
        "sweeps": sweeps.rows,
        "raw_days": settings.raw_webhook_days(),
        "raw_sweeps": raw_sweeps.rows,
        "would": _would(request, others) if has_policy and "prever" in request.GET else None,
        "advised": ADVISED_MONTHS,
        "reason_max": REASON_MAX,
        "asked": request.POST,
        "problem": problem,
        **more,
    }
    return page(request, "retention.html", context, status=422 if problem else 200)


def _would(request: AtDesk, others: Policy) -> Amounts:
    here, now, zone = (
        request.entered.organisation_id, clock.now(), timezone.get_current_timezone(),
    )  # fmt: skip
    rest = preview_without_creditor(here, others, now=now, zone=zone)
    return preview(here, now=now, zone=zone).plus(rest)


def _told(one: HoldLine, agents: dict[int, str]) -> dict[str, Any]:
    name, href = "", ""
    if one.kind is HoldKind.PERSON:
        card = people.cards([one.target_id]).get(one.target_id)
        name = card.name if card else ""
    elif one.kind is HoldKind.CREDITOR:
        owed = portfolios.creditors([one.target_id]).get(one.target_id)
        name = owed.name if owed else ""
    else:
        name, href = str(one.target_id), reverse("conversation", args=[one.target_id])
    return {
        "hold": one, "name": name, "href": href, "by": agents.get(one.placed_by, ""),
        "released_by": agents.get(one.released_by or 0, ""),
    }  # fmt: skip


def _months(request: AtDesk, name: str) -> int | None:
    text = request.POST.get(name, "").strip()
    return int(text) if text else None


def _target(kind: HoldKind, text: str) -> tuple[UUID | None, str]:
    if kind is HoldKind.PERSON:
        found = people.search(text) if text else ()
        if len(found) == 1:
            return found[0].person_id, ""
        if found:
            return None, _("Mais de uma pessoa se chama assim: use o CPF ou o telefone.")
        return None, _("Ninguém no cadastro com esse nome, CPF ou telefone. Nada mudou.")
    try:
        # The address of a conversation ends with its id.
        wanted = UUID(text.rstrip("/").rpartition("/")[2])
        if kind is HoldKind.CREDITOR:
            return portfolios.creditor(wanted).creditor_id, ""
        return conversations.conversation(wanted).conversation_id, ""
    except (ValueError, UnknownCreditor, UnknownConversation):
        return None, _("Não há isso aqui: confira o endereço da conversa ou o credor.")
