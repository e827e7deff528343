"""The only way out: carries cleared messages to the provider. Only the wiring may hold this.

Two transactions and a call between them: `sending` is committed first, the outcome afterwards. A
crash in between leaves `sending`, which a status webhook or a person settles, never a second call.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from asgiref.sync import sync_to_async

from trato.door.outbox.clear import Passage, clear_some
from trato.door.outbox.correlation import opaque
from trato.door.outbox.provider import Cleared, Provider, TemplateName, _seal
from trato.door.outbox.record_receipt import Outcome, record_receipt
from trato.door.outbox.values import NoAnswer
from trato.foundation import tenancy
from trato.foundation.faults import fault_point

IN_FLIGHT_MAX = 64


async def dispatch(
    organisation_id: UUID, provider: Provider, *, clock: Callable[[], datetime], limit: int = 100
) -> int:
    """Clear and carry one batch of an organisation; return how many calls were made."""
    passages = await sync_to_async(_clear)(organisation_id, clock(), limit)
    if not passages:
        return 0
    slots = asyncio.Semaphore(IN_FLIGHT_MAX)

    async def carry(passage: Passage) -> Outcome:
        async with slots:
            return await _carry(passage, provider)

    outcomes = await asyncio.gather(*(carry(p) for p in passages))
    await sync_to_async(_record)(organisation_id, outcomes, clock())
    return len(passages)


def _clear(organisation_id: UUID, now: datetime, limit: int) -> list[Passage]:
    fault_point("dispatch.before_clear")
    with tenancy.within(organisation_id):
        passages = clear_some(now=now, limit=limit)
        fault_point("dispatch.before_commit_sending")
    fault_point("dispatch.after_commit_sending")
    return passages


async def _carry(passage: Passage, provider: Provider) -> Outcome:
    cleared = Cleared(
        _seal,
        message_id=passage.message_id,
        phone_number_id=passage.phone_number_id,
        to=_recipient_digits(passage),
        recipient="",
        content=passage.content,
        template=TemplateName(name=passage.template_name, language=passage.template_language)
        if passage.template_name
        else None,
        opaque=opaque(passage.message_id, passage.attempt_id),
        in_reply_to=passage.in_reply_to,
    )
    if passage.in_reply_to and passage.attempt_number == 1:
        await provider.mark_read(
            phone_number_id=passage.phone_number_id, message_id=passage.in_reply_to
        )
    try:
        answer = await provider.send(cleared)
    except Exception as problem:
        # A port must return outcomes; whatever it raised, the message may have left.
        answer = NoAnswer(reason=type(problem).__name__)
    fault_point("dispatch.after_call")
    return Outcome(message_id=passage.message_id, attempt_id=passage.attempt_id, answer=answer)


def _recipient_digits(passage: Passage) -> str:
    """The id the provider gave for this number, as it gave it; else the canonical number."""
    return passage.wa_id or passage.address.removeprefix("+")


def _record(organisation_id: UUID, outcomes: list[Outcome], at: datetime) -> None:
    with tenancy.within(organisation_id):
        for outcome in outcomes:
            record_receipt(outcome, at=at)
        fault_point("dispatch.before_commit_receipts")
    fault_point("dispatch.after_commit_receipts")
