"""Whom a webhook is for and whether its sender knows the secret. Secrets are kept for a minute."""

import asyncio
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from django.db import Error, connections

from trato.book.organisations import keys, read
from trato.foundation import clock
from trato.foundation.crypto import Vault, same_bytes

_KEPT_SECONDS = 60.0
_RECHECK_SECONDS = 5.0
_KEPT_MAX = 2_000
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,60}")
_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})")


class NotKnowable(Exception):
    """The database could not be asked who this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What is needed to check and seal one organisation's webhooks."""

    organisation_id: UUID
    app_secrets: tuple[bytes, ...]
    verify_tokens: tuple[str, ...]
    payment_token: str
    vault: Vault

    def has_signed(self, body: bytes, signature: str) -> bool:
        """Return whether the header is the HMAC of these raw bytes under one of the secrets."""
        given = _SIGNATURE.fullmatch(signature)
        if given is None:
            return False
        digest, found = bytes.fromhex(given[1]), False
        for secret in self.app_secrets:
            found |= same_bytes(hmac.digest(secret, body, "sha256"), digest)
        return found

    def may_subscribe(self, token: str) -> bool:
        """Return whether the handshake's token is one of ours."""
        given = token.encode()
        return any(same_bytes(t.encode(), given) for t in self.verify_tokens if t)

    def may_report_payments(self, token: str) -> bool:
        """Return whether the path part is this organisation's own."""
        return same_bytes(self.payment_token.encode(), token.encode())


class Registry:
    """Looks organisations up by slug, in a thread, and remembers the answer."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._known: dict[str, tuple[float, Trusted | None]] = {}
        self._asking = asyncio.Lock()

    def known(self, slug: str) -> Trusted | None:
        """Return an organisation that was looked up lately; nothing may mean anything."""
        kept = self._known.get(slug)
        return kept[1] if kept and clock.monotonic() - kept[0] < _KEPT_SECONDS else None

    async def find(self, slug: str, *, fresh: bool = False) -> Trusted | None:
        """Return the organisation, or nothing when nobody answers to the slug.

        `fresh` asks again (secrets may have been rotated), at most every few seconds.

        Raises:
            NotKnowable: the database is gone and the organisation was never seen.
        """
        if not _SLUG.fullmatch(slug):
            return None
        known = self._current(slug, _RECHECK_SECONDS if fresh else _KEPT_SECONDS)
        if known:
            return known[1]
        async with self._asking:
            known = self._current(slug, _RECHECK_SECONDS)
            return known[1] if known else await self._ask(slug)

    def _current(self, slug: str, seconds: float) -> tuple[float, Trusted | None] | None:
        known = self._known.get(slug)
        if known is None:
            return None
        # An unknown name is asked about again soon: it may just have been created.
        kept = seconds if known[1] else _RECHECK_SECONDS
        return known if clock.monotonic() - known[0] < kept else None

    async def _ask(self, slug: str) -> Trusted | None:
        try:
            found = await asyncio.to_thread(_look_up, slug)
        except Error:
            stale = self._known.get(slug)
            if stale and stale[1]:
                return stale[1]
            raise NotKnowable(slug) from None
        if len(self._known) >= _KEPT_MAX:
            self._known.clear()
        self._known[slug] = (clock.monotonic(), found)
        return found


def _look_up(slug: str) -> Trusted | None:
    try:
        secrets = read.webhook_secrets(slug)
    finally:
        # The thread may never be used again: its connection must not linger.
        connections.close_all()
    if secrets is None:
        return None
    return Trusted(
        organisation_id=secrets.organisation_id,
        app_secrets=tuple(s for s in secrets.app_secrets if s),
        verify_tokens=secrets.verify_tokens,
        payment_token=keys.webhook_token(slug),
        vault=secrets.vault,
    )
