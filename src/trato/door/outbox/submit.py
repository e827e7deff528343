"""The front of the door: takes drafts, asks the gate, and keeps the answer with the message."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from trato.door.outbox.draft_json import to_json
from trato.door.outbox.gather import gather, is_business_initiated
from trato.door.outbox.judge import Judged, decision_fact, decision_row, judge
from trato.door.outbox.models import Decision as DecisionRow
from trato.door.outbox.models import Message, State
from trato.door.outbox.values import Draft, Submitted
from trato.door.policy.values import Verdict
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.record import record_many

_STATE = {Verdict.ALLOW: State.READY, Verdict.HOLD: State.HELD, Verdict.REFUSE: State.REFUSED}


def submit(draft: Draft, *, at: datetime) -> Submitted:
    """Hand in one draft; idempotent by its key. See `submit_many`."""
    return submit_many([draft], at=at)[0]


def submit_many(drafts: Sequence[Draft], *, at: datetime) -> list[Submitted]:
    """Hand in drafts of the current organisation and return what became of each, in order.

    Every draft becomes a row with its decision, also a refused one, in the caller's transaction. A
    key that is already there returns the row that is there.
    """
    known = _known([d.idempotency_key for d in drafts])
    fresh = [d for d in drafts if d.idempotency_key not in known]
    judged = [judge(g, now=at) for g in gather(fresh, now=at)]
    rows = [_message(j, at) for j in judged]
    decisions = [_decision(j, row) for j, row in zip(judged, rows, strict=True)]
    DecisionRow.objects.bulk_create(decisions)
    Message.objects.bulk_create(rows)
    record_many(
        [decision_fact(d, row.person_id) for d, row in zip(decisions, rows, strict=True)], at=at
    )
    if any(row.state == State.READY for row in rows):
        wake_dispatchers()
    known |= {row.idempotency_key: _submitted(row) for row in rows}
    return [known[d.idempotency_key] for d in drafts]


def wake_dispatchers() -> None:
    """Tell dispatchers, at commit, that something is ready; one notice per transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('trato_outbox', %s)", [str(tenancy.current())])


def _known(keys: list[str]) -> dict[str, Submitted]:
    rows = Message.objects.filter(idempotency_key__in=keys)
    return {row.idempotency_key: _submitted(row) for row in rows}


def _submitted(row: Message) -> Submitted:
    return Submitted(
        message_id=row.id,
        verdict=Verdict(row.verdict),
        codes=tuple(row.refusal_codes),
        hold_until=row.hold_until,
    )


def _decision(judged: Judged, row: Message) -> DecisionRow:
    decision = decision_row(judged, message_id=row.id, stage="submit")
    row.decision_id = decision.id
    return decision


def _message(judged: Judged, at: datetime) -> Message:
    gathered, decision = judged.gathered, judged.decision
    draft = gathered.draft
    return Message(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=draft.person_id,
        contact_point_id=gathered.contact.contact_point_id if gathered.contact else None,
        number_id=gathered.number.number_id if gathered.number else None,
        verdict=decision.verdict.value,
        idempotency_key=draft.idempotency_key,
        author=draft.author.value,
        message_class=draft.message_class.value,
        channel=gathered.draft_facts.channel.value,
        kind=draft.content.kind.value,
        draft=to_json(draft),
        debt_ids=[str(i) for i in draft.debt_ids],
        origin=draft.origin,
        origin_id=draft.origin_id,
        conversation_id=draft.conversation_id,
        in_reply_to=draft.in_reply_to,
        is_business_initiated=is_business_initiated(gathered, now=at),
        state=_STATE[decision.verdict],
        hold_until=decision.hold_until,
        refusal_codes=list(decision.codes),
        created_at=at,
        ended_at=at if decision.verdict is Verdict.REFUSE else None,
    )
