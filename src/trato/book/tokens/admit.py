"""Lets a request in by its token: found in the directory, then judged inside the walls."""

from datetime import datetime
from uuid import UUID

from trato.book.organisations import directory
from trato.book.tokens import sql
from trato.book.tokens.issue import KIND, hash_of
from trato.book.tokens.models import Token
from trato.book.tokens.values import Admission
from trato.foundation import tenancy
from trato.foundation.database import ask


class NotAdmitted(Exception):
    """The token is unknown, expired or revoked; which of these is nobody's business."""


class TooFast(Exception):
    """The token has used up its requests for now."""

    def __init__(self, retry_after_seconds: float) -> None:
        """Make it from how long the token must wait."""
        self.retry_after_seconds = retry_after_seconds
        super().__init__("too many requests")


def admit(secret: str, *, at: datetime, epoch: float) -> Admission:
    """Return whom a secret speaks for, and take one request from its bucket.

    `at` is the world's time, for the expiry; `epoch` the machine's, for the bucket. A transaction
    of its own: a request that fails later has been counted.

    Raises:
        NotAdmitted: it opens nothing.
        TooFast: it must wait.
    """
    hashed = hash_of(secret)
    organisation_id = directory.owner_of(KIND, hashed)
    if organisation_id is None:
        raise NotAdmitted
    with tenancy.within(organisation_id):
        row = Token.objects.filter(
            organisation_id=organisation_id,
            secret_hash=hashed,
            revoked_at__isnull=True,
            expires_at__gt=at,
        ).first()
        if row is None:
            raise NotAdmitted
        wait_seconds = _take(row.id, epoch)
    if wait_seconds > 0:
        raise TooFast(wait_seconds)
    return Admission(organisation_id=organisation_id, token_id=row.id, scopes=frozenset(row.scopes))


def _take(token_id: UUID, epoch: float) -> float:
    values = {"organisation_id": tenancy.current(), "token_id": token_id, "epoch": epoch}
    return float(ask(sql.TAKE, values)[0][0])
