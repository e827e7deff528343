"""Adds and removes who is told, and lists them with what became of their notices."""

import re
import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from trato.book.organisations import keys
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.foundation.masks import mask_address
from trato.insights.notices.models import Notice, Recipient
from trato.insights.notices.values import Channel, RecipientLine
from trato.journal.facts.notices import RecipientAdded, RecipientRemoved
from trato.journal.record import record

RECIPIENTS_MAX = 20
_EMAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
# Neither a name nor a password before the host: they would be shown and logged by others.
_ADDRESS = re.compile(
    r"(?P<start>https?://(?:[\w.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)(?:/\S*)?", re.ASCII
)
_TARGET_CHARACTERS_MAX = 500
_SECRET_BYTES = 32


class BadRecipient(ValueError):
    """The target cannot be told; the text is for the person who wrote it."""


def add_recipient(
    channel: Channel, target: str, *, severity_min: int, by_user: int, at: datetime
) -> str:
    """Tell one more target; return a webhook's signing secret, shown this once, else nothing.

    Raises:
        BadRecipient: it is malformed, there already, or one too many.
    """
    target = target.strip()
    shown = _shown(channel, target)
    if severity_min not in (1, 2, 3):
        raise BadRecipient("Escolha a gravidade mínima.")
    organisation_id, vault = tenancy.current(), keys.vault()
    if _standing().count() >= RECIPIENTS_MAX:
        raise BadRecipient(f"No máximo {RECIPIENTS_MAX} destinos.")
    recipient_id, secret = new_id(), ""
    if channel is Channel.WEBHOOK:
        secret = secrets.token_hex(_SECRET_BYTES)
    try:
        with transaction.atomic():
            Recipient.objects.create(
                organisation_id=organisation_id,
                id=recipient_id,
                channel=channel.value,
                target_sealed=vault.seal_bytes(target.encode(), place=target_place(recipient_id)),
                target_index=vault.index(target.lower(), kind="notice"),
                shown=shown,
                secret_sealed=vault.seal_bytes(secret.encode(), place=secret_place(recipient_id)),
                severity_min=severity_min,
                added_at=at,
                added_by=by_user,
            )
    except IntegrityError:
        raise BadRecipient("Este destino já está na lista.") from None
    record(RecipientAdded(recipient_id=recipient_id, channel=channel.value, by_user=by_user), at=at)
    return secret


def remove_recipient(recipient_id: UUID, *, by_user: int, at: datetime) -> bool:
    """Tell this target no more, also not what waits; return whether it was there."""
    if not _standing().filter(id=recipient_id).update(removed_at=at):
        return False
    waiting = Notice.objects.filter(
        organisation_id=tenancy.current(), recipient_id=recipient_id, state="waiting"
    )
    waiting.update(state="given_up", ended_at=at, failure="recipient removed")
    record(RecipientRemoved(recipient_id=recipient_id, by_user=by_user), at=at)
    return True


def recipients() -> tuple[RecipientLine, ...]:
    """Return who is told, oldest first, with how many notices wait, arrived or were given up."""
    counted = Notice.objects.filter(organisation_id=tenancy.current()).values_list(
        "recipient_id", "state"
    )
    counts = {(i, state): n for i, state, n in counted.annotate(n=Count("id")).order_by()}
    return tuple(
        RecipientLine(
            recipient_id=row.id,
            channel=row.channel,
            shown=row.shown,
            severity_min=row.severity_min,
            added_at=row.added_at,
            waiting=counts.get((row.id, "waiting"), 0),
            sent=counts.get((row.id, "sent"), 0),
            given_up=counts.get((row.id, "given_up"), 0),
        )
        for row in _standing().order_by("id")
    )


def target_place(recipient_id: UUID) -> str:
    """Return what a target is sealed to."""
    return f"notice.target:{recipient_id}"


def secret_place(recipient_id: UUID) -> str:
    """Return what a signing secret is sealed to."""
    return f"notice.secret:{recipient_id}"


def _shown(channel: Channel, target: str) -> str:
    if channel is Channel.EMAIL:
        if not _EMAIL.fullmatch(target):
            raise BadRecipient("Escreva um e-mail, como supervisao@empresa.com.br.")
        return mask_address("email", target)[:120]
    found = _ADDRESS.fullmatch(target)
    if found is None or len(target) > _TARGET_CHARACTERS_MAX:
        raise BadRecipient("Escreva um endereço, como https://sistema.empresa.com.br/avisos.")
    return f"{found['start']}/…"[:120]


def _standing() -> QuerySet[Recipient]:
    return Recipient.objects.filter(organisation_id=tenancy.current(), removed_at__isnull=True)
