"""Takes a token back: from the next request on it opens nothing."""

from datetime import datetime
from uuid import UUID

from trato.book.organisations import directory
from trato.book.tokens.issue import KIND
from trato.book.tokens.models import Token
from trato.foundation import tenancy
from trato.journal.facts.tokens import TokenRevoked
from trato.journal.record import record


def revoke_token(token_id: UUID, *, at: datetime) -> bool:
    """Revoke a token of the current organisation; return whether there was one that worked."""
    rows = Token.objects.filter(
        organisation_id=tenancy.current(), id=token_id, revoked_at__isnull=True
    )
    hashes = list(rows.values_list("secret_hash", flat=True))
    if not rows.update(revoked_at=at):
        return False
    directory.strike(KIND, hashes)
    record(TokenRevoked(token_id=token_id), at=at)
    return True
