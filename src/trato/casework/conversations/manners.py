"""How long the assistant is silent after somebody answered in the telephone's own application."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from trato.casework.conversations.models import Conversation, Manners
from trato.casework.conversations.whose import person_of
from trato.foundation import tenancy
from trato.journal.facts.routing import BotSilenced, MannersChanged
from trato.journal.record import record

SILENT_MINUTES = 60
SILENT_MAX_MINUTES = 7 * 24 * 60


class BadManners(ValueError):
    """A silence that is none: 0 minutes (the assistant goes on) to 7 days."""


def silent_minutes() -> int:
    """Return for how long the assistant is silent after an answer from the telephone."""
    row = Manners.objects.filter(organisation_id=tenancy.current()).first()
    return SILENT_MINUTES if row is None else row.silent_minutes


def keep_manners(*, silent_minutes: int, by: int | None, at: datetime) -> None:
    """Change the silence; conversations that are silent stay so until their time.

    Raises:
        BadManners: not 0 to 10 080 minutes.
    """
    if not 0 <= silent_minutes <= SILENT_MAX_MINUTES:
        raise BadManners(str(silent_minutes))
    Manners.objects.update_or_create(
        organisation_id=tenancy.current(), defaults={"silent_minutes": silent_minutes}
    )
    record(MannersChanged(by=by, silent_minutes=silent_minutes), at=at)


def fall_silent(answered: Mapping[UUID, datetime], *, at: datetime) -> None:
    """Silence the assistant where somebody answered by telephone, counted from that answer.

    The later end counts. Where people of the desk answer there is nothing to silence.
    """
    minutes = silent_minutes() if answered else 0
    if not minutes:
        return
    for conversation_id, written_at in sorted(answered.items()):
        until = written_at + timedelta(minutes=minutes)
        if until <= at:
            continue
        changed = Conversation.objects.filter(
            Q(silent_until=None) | Q(silent_until__lt=until),
            organisation_id=tenancy.current(),
            id=conversation_id,
            handled_by="bot",
        ).update(silent_until=until)
        if changed:
            fact = BotSilenced(conversation_id=conversation_id, until=until)
            record(fact, at=at, subject_id=person_of(conversation_id))


def speak_again(conversation_id: UUID, *, by: int, at: datetime) -> None:
    """Let the assistant answer again before its silence is over."""
    changed = Conversation.objects.filter(
        organisation_id=tenancy.current(), id=conversation_id, silent_until__gt=at
    ).update(silent_until=at)
    if changed:
        fact = BotSilenced(conversation_id=conversation_id, until=at, by=by)
        record(fact, at=at, subject_id=person_of(conversation_id))
