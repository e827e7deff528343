"""How far a message has come, and what one more status makes of it. Pure; never backwards.

sent < failed < delivered < read < played: whatever the order in which they are heard, the end is
the same. Proof of delivery outweighs a failure, before or after it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.door.outbox.values import StatusReport
from trato.journal.fact import Fact
from trato.journal.facts.outbox import MessageAccepted, MessageStatus

RANK = {"sent": 1, "delivered": 2, "read": 3, "played": 4}
_UNSETTLED = {"sending", "unknown"}
_MAY_FAIL = {"sending", "unknown", "sent"}
_REASON_CHARACTERS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What statuses may change of a message, and whose it is. `pricing` only if newly told."""

    message_id: UUID
    person_id: UUID
    contact_point_id: UUID | None
    provider_message_id: str
    state: str
    needs_human: str
    status_rank: int
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    ended_at: datetime | None
    failed_code: int | None
    failed_reason: str
    pricing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a status left a message, what the journal must hold, and whether it has failed now."""

    standing: Standing
    facts: tuple[Fact, ...]
    has_failed: bool = False


def after(standing: Standing, report: StatusReport, *, at: datetime) -> Progress:
    """Return what becomes of a message when a status of it, heard at `at`, is counted."""
    told = MessageStatus(
        message_id=standing.message_id, status=report.status, code=report.error_code
    )
    if not standing.provider_message_id:
        standing = replace(standing, provider_message_id=report.provider_message_id)
    if report.status != "failed":
        return _advanced(standing, report, told)
    if standing.state not in _MAY_FAIL or standing.status_rank >= RANK["delivered"]:
        return Progress(standing=standing, facts=(told,))
    failed = replace(
        standing,
        state="failed",
        # Told of by the provider, so it had been taken: the failure came on the way.
        sent_at=standing.sent_at or report.at,
        ended_at=at,
        failed_code=report.error_code,
        failed_reason=report.error_reason[:_REASON_CHARACTERS],
    )
    return Progress(standing=failed, facts=(told,), has_failed=True)


def _advanced(standing: Standing, report: StatusReport, told: MessageStatus) -> Progress:
    facts: tuple[Fact, ...] = (told,)
    changes: dict[str, Any] = {
        "status_rank": max(standing.status_rank, RANK.get(report.status, 0)),
        "pricing": report.pricing or standing.pricing,
    }
    if standing.state in _UNSETTLED:
        by = "status_after_unknown" if standing.state == "unknown" else "status"
        facts = (MessageAccepted(message_id=standing.message_id, settled_by=by), told)
        changes |= {"state": "sent", "needs_human": "", "sent_at": standing.sent_at or report.at}
    if report.status in {"delivered", "read", "played"}:
        # `delivered` may be skipped by the provider when `read` arrives.
        changes |= _cleared(standing, report)
        changes["delivered_at"] = _earlier(standing.delivered_at, report.at)
    if report.status in {"read", "played"}:
        changes["read_at"] = _earlier(standing.read_at, report.at)
    return Progress(standing=replace(standing, **changes), facts=facts)


def _cleared(standing: Standing, report: StatusReport) -> dict[str, Any]:
    if standing.state != "failed":
        return {}
    sent_at = standing.sent_at or report.at
    return {
        "state": "sent", "sent_at": sent_at, "ended_at": None, "failed_code": None,
        "failed_reason": "", "needs_human": "",
    }  # fmt: skip


def _earlier(known: datetime | None, told: datetime) -> datetime:
    return min(known, told) if known else told
