"""An administrator invites somebody by e-mail into a role, or takes an invitation back."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.book.access.models import Invitation
from trato.book.organisations import directory, keys
from trato.book.organisations import read as organisations
from trato.book.organisations.values import ROLES
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.members import InvitationWithdrawn, MemberInvited
from trato.journal.record import record

KIND: Final = "invitation"
VALID_FOR: Final = timedelta(days=3)
OPEN_MAX: Final = 200
_EMAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_EMAIL_CHARACTERS_MAX = 150


class BadInvitation(ValueError):
    """Nobody can be invited like this; the text is for the person who wrote it."""


def invite(email: str, *, role: str, is_mailed: bool, by: int, at: datetime) -> tuple[UUID, str]:
    """Invite somebody and return the invitation's id and its secret, which is not kept.

    An open invitation of the same address is taken back: the newest one is valid. `is_mailed` says
    that only the owner of the address gets the secret.

    Raises:
        BadInvitation: no address, no such role, a member already, or too many open.
    """
    email = email.strip().lower()
    if len(email) > _EMAIL_CHARACTERS_MAX or not _EMAIL.fullmatch(email):
        raise BadInvitation("Confira o e-mail.")
    if role not in ROLES:
        raise BadInvitation("Escolha um papel.")
    if any(email == known.lower() for _user, known in organisations.people_at_desk()):
        raise BadInvitation("Esta pessoa já é membro.")
    here, vault = tenancy.current(), keys.vault()
    index = vault.index(email, kind="invitation")
    for row in open_rows(at).filter(email_index=index):
        withdraw_invitation(row.id, by=by, at=at)
    if open_rows(at).count() >= OPEN_MAX:
        raise BadInvitation(f"No máximo {OPEN_MAX} convites abertos.")
    secret, invitation_id = secrets.token_urlsafe(32), new_id()
    row = Invitation.objects.create(
        organisation_id=here,
        id=invitation_id,
        email_sealed=vault.seal(email, place=place_of(invitation_id)),
        email_index=index,
        role=role,
        secret_hash=hash_of(secret),
        is_mailed=is_mailed,
        invited_by=by,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    directory.enlist(KIND, row.secret_hash)
    fact = MemberInvited(
        invitation_id=invitation_id, role=role, expires_at=row.expires_at, by_user=by
    )
    record(fact, at=at)
    return invitation_id, secret


def withdraw_invitation(invitation_id: UUID, *, by: int, at: datetime) -> bool:
    """Let an invitation open nothing any more; return whether it did until now."""
    row = open_rows(at).select_for_update().filter(id=invitation_id).first()
    if row is None:
        return False
    close(row, at=at)
    record(InvitationWithdrawn(invitation_id=invitation_id, by_user=by), at=at)
    return True


def close(row: Invitation, *, at: datetime, user_id: int | None = None) -> None:
    """End an invitation: its secret leads nowhere, its address is forgotten."""
    row.ended_at, row.user_id, row.email_sealed, row.email_index = at, user_id, b"", b""
    row.save(update_fields=["ended_at", "user_id", "email_sealed", "email_index"])
    directory.strike(KIND, [row.secret_hash])


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def place_of(invitation_id: UUID) -> str:
    """Return what an invited address is bound to when it is sealed."""
    return f"invitation.email:{invitation_id}"


def open_rows(at: datetime) -> QuerySet[Invitation]:
    """Return the current organisation's invitations that may still be accepted."""
    return Invitation.objects.filter(
        organisation_id=tenancy.current(), ended_at__isnull=True, expires_at__gt=at
    )
