"""Asks the rulebook about gathered drafts and keeps the exact bytes of question and answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.door.outbox.gather import Gathered
from trato.door.outbox.models import Decision as DecisionRow
from trato.door.policy import replay
from trato.door.policy.decide import decide
from trato.door.policy.values import Decision
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.facts.outbox import MessageDecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A gathered draft with the gate's answer."""

    gathered: Gathered
    decision: Decision


def judge(gathered: Gathered, *, now: datetime) -> Judged:
    """Decide about one draft; any failure of the gate itself is a refusal (fail closed)."""
    return Judged(gathered=gathered, decision=decide(gathered.draft_facts, gathered.facts, now))


def decision_row(judged: Judged, *, message_id: UUID, stage: str) -> DecisionRow:
    """Return the row that keeps a decision, not yet saved. `stage` is submit or dispatch."""
    decision, gathered = judged.decision, judged.gathered
    return DecisionRow(
        organisation_id=tenancy.current(),
        id=new_id(),
        message_id=message_id,
        stage=stage,
        verdict=decision.verdict.value,
        rulebook=decision.rulebook,
        inputs=replay.encode(gathered.draft_facts, gathered.facts, decision.decided_at),
        result=replay.encode_decision(decision),
        codes=list(decision.codes),
        at=decision.decided_at,
    )


def decision_fact(row: DecisionRow, person_id: UUID) -> tuple[Fact, UUID | None, bytes]:
    """Return the journal's fact about a kept decision, ready for `record_many`."""
    fact = MessageDecided(
        message_id=row.message_id,
        decision_id=row.id,
        stage=row.stage,
        verdict=row.verdict,
        rulebook=row.rulebook,
        codes=tuple(row.codes),
    )
    return fact, person_id, bytes(row.inputs) + bytes(row.result)
