"""What others may ask about the current organisation's tokens."""

from trato.book.tokens.models import Token
from trato.book.tokens.values import TokenCard
from trato.foundation import tenancy


def tokens() -> tuple[TokenCard, ...]:
    """Return every token, newest first, also those that expired or were revoked."""
    rows = Token.objects.filter(organisation_id=tenancy.current()).order_by("-id")
    return tuple(card_of(row) for row in rows)


def card_of(row: Token) -> TokenCard:
    """Return a row as others see it."""
    return TokenCard(
        token_id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        requests_per_minute=row.requests_per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
