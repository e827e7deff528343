"""Providers that measure: the same ports, with every call timed and counted by its outcome."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from trato.casework.payments.provider import ChargeOrder, IssuedCharge, Psp, Settlement
from trato.door.outbox.provider import Cleared, Provider
from trato.door.outbox.values import NoAnswer, Receipt, Rejection
from trato.foundation import clock, meters


class MeasuredProvider:
    """A carrier of messages, measured."""

    def __init__(self, provider: Provider) -> None:
        """Measure this one."""
        self._provider = provider
        self._send_seconds = meters.PROVIDER_CALL.labels("whatsapp", "send")

    async def send(self, cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        """Carry one message and count what was answered."""
        outcome, began = "no_answer", clock.monotonic()
        try:
            answer = await self._provider.send(cleared)
            outcome = _outcome(answer)
            return answer
        finally:
            self._send_seconds.observe(clock.monotonic() - began)
            _sends(outcome).inc()

    async def mark_read(self, *, phone_number_id: str, message_id: str) -> None:
        """Mark one message as read."""
        with _timed("whatsapp", "mark_read"):
            await self._provider.mark_read(phone_number_id=phone_number_id, message_id=message_id)

    async def fetch_media(self, media_id: str, take: Callable[[bytes], Awaitable[None]]) -> str:
        """Fetch one attachment."""
        with _timed("whatsapp", "fetch_media"):
            return await self._provider.fetch_media(media_id, take)


class MeasuredPsp:
    """A payment provider, measured."""

    def __init__(self, psp: Psp) -> None:
        """Measure this one."""
        self._psp = psp

    def issue(self, order: ChargeOrder) -> IssuedCharge:
        """Issue one charge."""
        with _timed("pix", "issue"):
            return self._psp.issue(order)

    def settlements(self, *, since: datetime, until: datetime) -> list[Settlement]:
        """Ask for settlements."""
        with _timed("pix", "settlements"):
            return self._psp.settlements(since=since, until=until)

    def cancel(self, txid: str) -> None:
        """Withdraw one charge."""
        with _timed("pix", "cancel"):
            self._psp.cancel(txid)


# Looking a meter up by its labels takes longer than counting.
@cache
def _sends(outcome: str) -> Any:
    return meters.SENDS.labels(outcome)


@contextmanager
def _timed(provider: str, call: str) -> Iterator[None]:
    began = clock.monotonic()
    try:
        yield
    finally:
        meters.PROVIDER_CALL.labels(provider, call).observe(clock.monotonic() - began)


def _outcome(answer: Receipt | Rejection | NoAnswer) -> str:
    if isinstance(answer, Receipt):
        return "accepted"
    return answer.error_class.value if isinstance(answer, Rejection) else "no_answer"
