"""Makes a token for another program; its secret is shown once."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from trato.book.organisations import directory
from trato.book.tokens.models import Token
from trato.book.tokens.read import card_of
from trato.book.tokens.values import IssuedToken, Scope
from trato.foundation import tenancy
from trato.journal.facts.tokens import TokenIssued
from trato.journal.record import record

KIND: Final = "api_token"
DAYS_MAX: Final = 366
REQUESTS_PER_MINUTE: Final = 600
REQUESTS_PER_MINUTE_MAX: Final = 1_000_000


class BadToken(ValueError):
    """A token cannot be made like this; the text says what to change."""


def issue_token(
    *,
    name: str,
    scopes: Collection[Scope],
    days: int,
    at: datetime,
    requests_per_minute: int = REQUESTS_PER_MINUTE,
) -> IssuedToken:
    """Make a token of the current organisation that works for `days`.

    Raises:
        BadToken: no scope, nothing to read personal data with, or a life too long or too short.
    """
    wanted = {Scope(scope) for scope in scopes}
    if not wanted or (Scope.PERSONAL in wanted and Scope.READ not in wanted):
        raise BadToken("Dê ao menos um escopo; personal só vale junto com read.")
    if not 1 <= days <= DAYS_MAX:
        raise BadToken(f"A validade vai de 1 a {DAYS_MAX} dias.")
    if not 1 <= requests_per_minute <= REQUESTS_PER_MINUTE_MAX:
        raise BadToken(f"O limite vai de 1 a {REQUESTS_PER_MINUTE_MAX} pedidos por minuto.")
    secret = f"trato_{secrets.token_urlsafe(32)}"
    row = Token.objects.create(
        organisation_id=tenancy.current(),
        name=name.strip()[:80],
        secret_hash=hash_of(secret),
        scopes=sorted(wanted),
        requests_per_minute=requests_per_minute,
        allowance=1,
        allowance_epoch=0,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    directory.enlist(KIND, row.secret_hash)
    fact = TokenIssued(token_id=row.id, scopes=tuple(row.scopes), expires_at=row.expires_at)
    record(fact, at=at)
    return IssuedToken(card=card_of(row), secret=secret)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
