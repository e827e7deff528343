"""The nouns of tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Scope(StrEnum):
    """What a token may do: read masked, write, and see personal data unmasked."""

    READ = "read"
    WRITE = "write"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCard:
    """A token as others see it: everything but the secret."""

    token_id: UUID
    name: str
    scopes: tuple[str, ...]
    requests_per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token. `secret` exists here and in its holder's keeping, nowhere else."""

    card: TokenCard
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who a request comes from, and what its token allows."""

    organisation_id: UUID
    token_id: UUID
    scopes: frozenset[str]
