"""Notes what the provider tells about numbers and templates, and slows or stops a number."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest

from trato.book.organisations.models import Number, Template
from trato.book.organisations.read import forget_recent
from trato.foundation.faults import fault_point
from trato.journal.facts.organisations import NumberChanged, TemplateChanged
from trato.journal.record import record

_SLOWEST_PER_SECOND = 1.0


def note_template(
    *,
    name: str,
    language: str,
    at: datetime,
    status: str = "",
    category: str = "",
    quality: str = "",
    reason: str = "",
) -> None:
    """Note a template's status, category or quality; what is empty stays. Idempotent."""
    rows = Template.objects.filter(name=name)
    if language:
        rows = rows.filter(language=language)
    for row in rows:
        row.status = status or row.status
        row.category = category or row.category
        row.quality = quality or row.quality
        if status and status != "PAUSED":
            row.paused_until = None
        row.changed_at = at
        row.save()
        record(TemplateChanged(template_id=row.id, status=row.status, reason=reason[:60]), at=at)
    forget_recent()


def pause_template(template_id: UUID, *, until: datetime, at: datetime) -> None:
    """Hold a template that the provider paused, until it un-pauses by itself."""
    Template.objects.filter(id=template_id).update(
        status="PAUSED", paused_until=until, changed_at=at
    )
    fault_point("change.template_paused")
    record(TemplateChanged(template_id=template_id, status="PAUSED", reason="provider"), at=at)
    forget_recent()


def stop_template(template_id: UUID, *, at: datetime, code: int) -> None:
    """Stop using a template that the provider no longer accepts."""
    Template.objects.filter(id=template_id).update(status="DISABLED", changed_at=at)
    fault_point("change.template_stopped")
    record(TemplateChanged(template_id=template_id, status="DISABLED", reason=str(code)), at=at)
    forget_recent()


def note_number(
    *,
    phone_number_id: str,
    at: datetime,
    quality: str = "",
    state: str = "",
    tier_limit: int | None = None,
) -> None:
    """Note a number's quality, state or messaging limit; what is empty stays. Idempotent.

    Without a `phone_number_id` the note is about every number of the organisation.
    """
    rows = Number.objects.all()
    if phone_number_id:
        rows = rows.filter(phone_number_id=phone_number_id)
    for row in rows:
        row.quality = quality or row.quality
        row.state = state or row.state
        if tier_limit is not None:
            row.tier_limit = tier_limit
        row.save(update_fields=["quality", "state", "tier_limit"])
        record(NumberChanged(number_id=row.id, state=row.state, quality=row.quality), at=at)
    forget_recent()


def stop_number(number_id: UUID, *, reason: str, at: datetime) -> None:
    """Stop a number until a person has looked: nothing leaves through it."""
    changed = Number.objects.filter(id=number_id).exclude(state="stopped")
    if changed.update(state="stopped", stopped_reason=reason[:120]):
        fault_point("change.number_stopped")
        record(NumberChanged(number_id=number_id, state="stopped", quality=""), at=at)
        forget_recent()


def start_number(number_id: UUID, *, at: datetime) -> bool:
    """Let a stopped number send again, once a person has looked; return whether it was stopped."""
    stopped = Number.objects.filter(id=number_id, state="stopped")
    if not stopped.update(state="connected", stopped_reason=""):
        return False
    record(NumberChanged(number_id=number_id, state="connected", quality=""), at=at)
    forget_recent()
    return True


def slow_down(number_id: UUID, *, at: datetime) -> None:
    """Halve a number's rate and empty its bucket after the provider asked for less.

    Calls under way together are refused together: that is asked once a second, not once a call.
    """
    Number.objects.filter(id=number_id, tokens_at__lte=at).update(
        rate_per_second=Greatest(F("rate_per_second") / 2, _SLOWEST_PER_SECOND),
        tokens=0,
        tokens_at=at + timedelta(seconds=1),
    )
