"""How many sealed facts a second `trato journal verify` checks, and whether its memory stays flat.

Facts are recorded and sealed as the product does it; the chain is verified by the command that
people use, once when it is short and once when it is four times as long.
"""

import json
import time
from statistics import median
from typing import Any
from uuid import UUID

from trato.entrypoints.cli.bench.child import run_watched
from trato.entrypoints.cli.bench.company import new_cooperative
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.place import bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.foundation.tenancy import within

_EVENTS = (25_000, 100_000)
_QUICK_EVENTS = (500, 2_000)
_RECORDED_AT_ONCE = 2_000
_TIMES = 3


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    few, many = _QUICK_EVENTS if effort.is_quick else _EVENTS
    found = Measured()
    with bench_place() as place:
        organisation_id = new_cooperative("aurora")
        effort.tell(f"Registrando e selando {many} fatos…")
        first_seconds = _fill(organisation_id, few)
        short = _verify(few)
        more_seconds = _fill(organisation_id, many - few)
        effort.tell("Conferindo a corrente inteira…")
        long = _verify(many)
        rates = [_verified_per_second(organisation_id, many) for _ in range(_TIMES)]
        growth = long["peak_mib"] - short["peak_mib"]
        found.note(
            events=many,
            events_of_short_chain=few,
            verified_per_second=median(rates),
            verified_per_second_best=max(rates),
            command_seconds=long["seconds"],
            command_peak_rss_mib=long["peak_mib"],
            command_peak_rss_short_chain_mib=short["peak_mib"],
            recorded_and_sealed_per_second=many / (first_seconds + more_seconds),
            **place.database,
        )
        found.check("verified_per_second", median(rates), ">= 100000")
        found.check("peak_rss_growth_mib", growth, "<= 16")
    return found


def _fill(organisation_id: UUID, count: int) -> float:
    """Record so many facts of a message's life and seal them; return how long it took."""
    from trato.book.organisations import keys
    from trato.journal.look import Look
    from trato.journal.record import record_many
    from trato.journal.seal import seal_some

    started = time.monotonic()
    for first in range(0, count, _RECORDED_AT_ONCE):
        size = min(_RECORDED_AT_ONCE, count - first)
        with within(organisation_id):
            record_many([_fact(first + n) for n in range(size)], at=clock.now())
            while seal_some(keys.vault(), at=clock.now(), look=Look.NEWEST):
                pass
    return time.monotonic() - started


def _fact(number: int) -> Any:
    from trato.journal.facts.outbox import MessageAccepted, MessageCleared, MessageDecided

    message_id, person_id = new_id(), new_id()
    facts = (
        MessageDecided(
            message_id=message_id,
            decision_id=new_id(),
            stage="dispatch",
            verdict="allow",
            rulebook="br-2026.11/00000000",
            codes=(),
        ),
        MessageCleared(message_id=message_id, attempt_id=new_id()),
        MessageAccepted(message_id=message_id, settled_by="answer"),
    )
    return facts[number % len(facts)], person_id, b"private detail"


def _verify(events: int) -> dict[str, float]:
    started = time.monotonic()
    watched = run_watched("journal", "verify", "--json")
    seconds = time.monotonic() - started
    told = json.loads(watched.output)
    if not told["verified"] or told["events"] != events:
        raise CouldNotMeasure(f"A corrente de {events} fatos não foi dada por íntegra.")
    return {"seconds": seconds, "peak_mib": watched.peak_mib}


def _verified_per_second(organisation_id: UUID, events: int) -> float:
    from trato.book.organisations import keys
    from trato.journal.verify import verify

    with within(organisation_id):
        vault = keys.vault()
        started = time.monotonic()
        found = verify(vault)
        seconds = time.monotonic() - started
    if not found.is_valid or found.events != events:
        raise CouldNotMeasure("A corrente não foi dada por íntegra.")
    return events / seconds
