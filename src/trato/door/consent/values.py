"""The nouns of consent."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands against or for one address on one channel.

    `on_nao_me_ligue_sp` is None when the organisation never loaded that list.
    """

    is_suppressed: bool = False
    suppressed_reason: str = ""
    optout_confirmed: bool = False
    on_nao_me_ligue_sp: bool | None = None
    nao_me_ligue_authorised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionCard:
    """A person's newest word about one channel."""

    state: str
    source: str
    notice: str
    at: datetime
    expires_at: datetime | None
