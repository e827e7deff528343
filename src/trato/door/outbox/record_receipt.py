"""Records what a provider answered. A missing answer is `unknown`: never a reason to send again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from trato.door.outbox.models import Attempt, Message, State
from trato.door.outbox.pace import back_off
from trato.door.outbox.react import TEMPLATE_PAUSE, react
from trato.door.outbox.record_acceptance import Accepted, hold_messages, record_acceptances
from trato.door.outbox.values import ErrorClass, NoAnswer, Receipt, Rejection
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.journal.facts.outbox import MessageRejected, MessageUnanswered, PersonNeeded
from trato.journal.record import record

ATTEMPTS_MAX = 5
_RETRIED = {
    ErrorClass.RETRY,
    ErrorClass.RETRY_RECIPIENT,
    ErrorClass.SLOW_DOWN,
    ErrorClass.HOLD_TEMPLATE,
}
_NEEDS_PERSON = {
    ErrorClass.BUG: "mensagem malformada",
    ErrorClass.STOP_NUMBER: "número parado pelo provedor",
    ErrorClass.STOP_ACCOUNT: "conta parada pelo provedor",
    ErrorClass.STOP_TEMPLATE: "modelo recusado pelo provedor",
    ErrorClass.SWITCH_TO_TEMPLATE: "janela de 24 horas fechada no provedor",
    ErrorClass.BLOCKED_BY_US: "contato bloqueado por nós",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One finished call: which attempt, and what the provider answered."""

    message_id: UUID
    attempt_id: UUID
    answer: Receipt | Rejection | NoAnswer


def record_receipts(outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Record a batch of outcomes; idempotent, and harmless when a status webhook was faster.

    Messages are locked in the order of their ids, so that no two batches wait for each other.
    """
    held = hold_messages(outcome.message_id for outcome in outcomes)
    fault_point("record.messages_held")
    taken: dict[UUID, Accepted] = {}
    for outcome in outcomes:
        answer = outcome.answer
        if outcome.message_id not in held:
            continue
        if isinstance(answer, Receipt):
            taken[outcome.message_id] = Accepted(
                message_id=outcome.message_id, attempt_id=outcome.attempt_id, receipt=answer
            )
        else:
            _record_trouble(outcome.message_id, outcome.attempt_id, answer, at)
    record_acceptances(list(taken.values()), held, at=at)


def _record_trouble(
    message_id: UUID, attempt_id: UUID, answer: Rejection | NoAnswer, at: datetime
) -> None:
    row = Message.objects.get(organisation_id=tenancy.current(), id=message_id)
    fault_point("record.message_read")
    _close_attempt(attempt_id, answer, at)
    fault_point("record.attempt_closed")
    if row.state != State.SENDING or row.attempt_id != attempt_id:
        return
    if isinstance(answer, NoAnswer):
        row.state = State.UNKNOWN
        row.save(update_fields=["state"])
        fault_point("record.unanswered")
        record(MessageUnanswered(message_id=row.id), at=at, subject_id=row.person_id)
        fault_point("record.unanswered_journalled")
    else:
        _reject(row, answer, at)


def _close_attempt(attempt_id: UUID, answer: Rejection | NoAnswer, at: datetime) -> None:
    values: dict[str, object] = {"ended_at": at, "outcome": "unknown"}
    if isinstance(answer, Rejection):
        values |= {
            "outcome": "rejected",
            "error_code": answer.code,
            "error_class": answer.error_class.value,
        }
    Attempt.objects.filter(organisation_id=tenancy.current(), id=attempt_id).update(**values)


def _reject(row: Message, rejection: Rejection, at: datetime) -> None:
    react(row, rejection.error_class, code=rejection.code, at=at)
    fault_point("record.reacted")
    will_retry = rejection.error_class in _RETRIED and row.attempts < ATTEMPTS_MAX
    row.failed_code, row.failed_reason = rejection.code, rejection.reason[:240]
    if will_retry:
        row.state, row.hold_until = State.HELD, at + _wait(row, rejection)
        if rejection.error_class is ErrorClass.RETRY_RECIPIENT:
            _back_off_pair(row)
            fault_point("record.pair_backed_off")
    else:
        row.state, row.ended_at = State.FAILED, at
        reason = _NEEDS_PERSON.get(rejection.error_class, "")
        if rejection.error_class in _RETRIED:
            reason = "tentativas esgotadas"
        if reason:
            row.needs_human = reason
            record(PersonNeeded(message_id=row.id, reason=reason), at=at, subject_id=row.person_id)
            fault_point("record.person_asked")
    row.save(
        update_fields=[
            "state", "hold_until", "ended_at", "failed_code", "failed_reason", "needs_human",
        ]
    )  # fmt: skip
    fault_point("record.rejected")
    record(
        MessageRejected(
            message_id=row.id,
            code=rejection.code,
            error_class=rejection.error_class.value,
            will_retry=will_retry,
        ),
        at=at,
        subject_id=row.person_id,
    )
    fault_point("record.rejection_journalled")


def _wait(row: Message, rejection: Rejection) -> timedelta:
    """Exponential with the attempt (4^n for a pair), never shorter than the provider asked for."""
    if rejection.error_class is ErrorClass.HOLD_TEMPLATE:
        return TEMPLATE_PAUSE
    base = 4 if rejection.error_class is ErrorClass.RETRY_RECIPIENT else 2
    # Spread by the id's last bits, so that a batch does not come back as one.
    jitter = (row.id.int & 0xFF) / 256
    return timedelta(seconds=max(base**row.attempts + jitter, rejection.retry_after_seconds or 0))


def _back_off_pair(row: Message) -> None:
    if row.contact_point_id and row.number_id and row.hold_until:
        back_off(row.contact_point_id, row.number_id, until=row.hold_until)
