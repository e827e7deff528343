"""Asks the rulebook about gathered drafts and keeps the exact bytes of question and answer."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from trato.door.outbox.gather import Gathered
from trato.door.policy import replay
from trato.door.policy.decide import decide
from trato.door.policy.values import Decision
from trato.foundation import meters
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A decision as it is kept: the exact bytes that went in and came out."""

    id: UUID
    message_id: UUID
    stage: str
    verdict: str
    rulebook: str
    inputs: bytes
    result: bytes
    codes: tuple[str, ...]


def keep(judged: Judged, *, message_id: UUID, stage: str) -> KeptDecision:
    """Return what is to be kept of a decision, not yet saved. `stage` is submit or dispatch."""
    decision, gathered = judged.decision, judged.gathered
    _decisions(stage, decision.verdict.value).inc()
    return KeptDecision(
        id=new_id(),
        message_id=message_id,
        stage=stage,
        verdict=decision.verdict.value,
        rulebook=decision.rulebook,
        inputs=replay.encode(gathered.draft_facts, gathered.facts, decision.decided_at),
        result=replay.encode_decision(decision),
        codes=decision.codes,
    )


# Looking a meter up by its labels takes longer than counting.
@cache
def _decisions(stage: str, verdict: str) -> Any:
    return meters.DECISIONS.labels(stage, verdict)


def decision_fact(kept: KeptDecision, person_id: UUID) -> tuple[Fact, UUID | None, bytes]:
    """Return the journal's fact about a kept decision, ready for `record_many`."""
    fact = MessageDecided(
        message_id=kept.message_id,
        decision_id=kept.id,
        stage=kept.stage,
        verdict=kept.verdict,
        rulebook=kept.rulebook,
        codes=kept.codes,
    )
    return fact, person_id, kept.inputs + kept.result
