"""Campaigns: how many may be reached and why not the rest, approval, live progress."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.portfolios import read as portfolios
from trato.casework.sorting.segments import segments
from trato.door.outbox import read as outbox
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import PLACE, ways_on
from trato.foundation import clock
from trato.insights.metrics.laws import Law, law_of
from trato.speakers.campaigns import pause as pausing
from trato.speakers.campaigns import read
from trato.speakers.campaigns.approve import approve_campaign
from trato.speakers.campaigns.plan import plan_campaign

AWAITING_APPROVAL = "draft"
RUNNING = "running"
PAUSED = "paused"
OVER = frozenset({"completed", "completed_with_failures", "cancelled"})
# In the order of a message's life; each stage is shown even when nobody is in it.
STAGES = ("ready", "held", "sending", "sent", "delivered", "read", "failed", "unknown", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A reason of a plan beside its law."""

    reason: read.Reason
    law: Law | None


@entered(Act.SEE_CAMPAIGNS)
def index(request: AtDesk) -> HttpResponse:
    """List the campaigns with their plan's verdicts."""
    found = read.campaigns(request.GET.get(PLACE, ""))
    counts = read.plan_counts([c.campaign_id for c in found.rows])
    rows = [(c, counts[c.campaign_id]) for c in found.rows]
    return page(request, "campaigns.html", {"rows": rows, **ways_on(request.GET, found)})


@entered(Act.PLAN_CAMPAIGNS)
def new(request: AtDesk) -> HttpResponse:
    """Ask for name, portfolio and template; plan at once."""
    known = {str(p.portfolio_id): p for p in portfolios.portfolios()}
    templates = {str(t.template_id): t for t in organisations.templates()}
    known_segments = {str(one.segment_id): one for one in segments()}
    fields = ("name", "portfolio", "template", "segment")
    form = {key: request.POST.get(key, "").strip() for key in fields}
    problems = {}
    if request.method == "POST":
        problems = _problems(form, known.keys(), templates.keys())
        if form["segment"] and form["segment"] not in known_segments:
            # Never the whole portfolio because what was chosen is gone.
            problems["segment"] = _("Este segmento já não existe. Escolha outro da lista.")
    if request.method == "POST" and not problems:
        campaign_id = plan_campaign(
            name=form["name"],
            portfolio_id=known[form["portfolio"]].portfolio_id,
            template_id=templates[form["template"]].template_id,
            segment_id=UUID(form["segment"]) if form["segment"] else None,
            at=clock.now(),
        )
        return redirect("campaign", campaign_id)
    creditors = {c.creditor_id: c for c in portfolios.all_creditors()}
    context = {
        "portfolios": [(p, creditors.get(p.creditor_id)) for p in known.values()],
        "segments": known_segments.values(),
        "templates": templates.values(),
        "form": form,
        "problems": problems,
    }
    return page(request, "campaign_new.html", context, status=422 if problems else 200)


@entered(Act.SEE_CAMPAIGNS)
def show(request: AtDesk, campaign_id: UUID) -> HttpResponse:
    """Show the plan, the reasons with their law, and the progress."""
    campaign = read.campaign(campaign_id)
    reasons = [ReasonLine(reason=r, law=law_of(r.code)) for r in read.reasons(campaign_id)]
    plan = read.plan_counts([campaign_id])[campaign_id]
    context = {
        "plan": plan,
        "reasons": reasons,
        "most": max((r.reason.refused + r.reason.held for r in reasons), default=0),
        "portfolio": portfolios.portfolio(campaign.portfolio_id),
        "template": organisations.template(campaign.template_id),
        **_progress(campaign),
    }
    return page(request, "campaign.html", context)


@entered(Act.SEE_CAMPAIGNS)
def progress(request: AtDesk, campaign_id: UUID) -> HttpResponse:
    """Answer the live part of a campaign's page."""
    return page(request, "parts/progress.html", _progress(read.campaign(campaign_id)))


@require_POST
@entered(Act.PLAN_CAMPAIGNS)
def approve(request: AtDesk, campaign_id: UUID) -> HttpResponse:
    """Approve a planned campaign: from now on it is released in waves."""
    read.campaign(campaign_id)
    try:
        approve_campaign(campaign_id, by=request.entered.by, at=clock.now())
    except pausing.NotThere:
        messages.warning(request, _("Esta campanha já não aguarda aprovação. Nada mudou."))
        return redirect("campaign", campaign_id)
    plan = read.plan_counts([campaign_id])[campaign_id]
    messages.success(
        request,
        ngettext(
            "Aprovada. Até %(n)s pessoa será contatada; a porta decide de novo a cada envio.",
            "Aprovada. Até %(n)s pessoas serão contatadas; a porta decide de novo a cada envio.",
            plan.reachable,
        )
        % {"n": plan.reachable},
    )
    return redirect("campaign", campaign_id)


@require_POST
@entered(Act.PLAN_CAMPAIGNS)
def act(request: AtDesk, campaign_id: UUID, act: str) -> HttpResponse:
    """Pause, resume or cancel a campaign."""
    actions: dict[str, Callable[..., object]] = {
        "pausar": pausing.pause_campaign,
        "retomar": pausing.resume_campaign,
        "cancelar": pausing.cancel_campaign,
    }
    if act not in actions:
        raise Http404
    read.campaign(campaign_id)
    try:
        actions[act](campaign_id, by=request.entered.by, at=clock.now())
    except pausing.NotThere:
        messages.warning(request, _("A campanha já estava em outro estado. Nada mudou."))
    return redirect("campaign", campaign_id)


def _progress(campaign: read.CampaignCard) -> dict[str, object]:
    stages = outbox.progress(campaign.campaign_id)
    total = sum(stages.values())
    plan = read.plan_counts([campaign.campaign_id])[campaign.campaign_id]
    rest = [s for s in stages if s not in STAGES]
    return {
        "campaign": campaign,
        "plan": plan,
        "stages": [(s, stages.get(s, 0)) for s in (*STAGES, *rest)],
        "total": total,
        "is_running": campaign.state == RUNNING,
        "is_paused": campaign.state == PAUSED,
        "is_over": campaign.state in OVER,
        "awaits": campaign.state == AWAITING_APPROVAL,
        "now": clock.now(),
    }


def _problems(form: dict[str, str], portfolio_ids: object, template_ids: object) -> dict[str, str]:
    problems = {}
    if not form["name"] or len(form["name"]) > 120:
        problems["name"] = _("Dê um nome de 1 a 120 caracteres.")
    if form["portfolio"] not in portfolio_ids:  # type: ignore[operator]
        problems["portfolio"] = _("Escolha uma carteira da lista.")
    if form["template"] not in template_ids:  # type: ignore[operator]
        problems["template"] = _("Escolha um modelo da lista.")
    return problems
