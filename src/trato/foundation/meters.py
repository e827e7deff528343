"""Counters and clocks of this process, in Prometheus' terms. Labels are short closed lists.

No label ever holds an id of a person, an address or a text. What waits in queues is not counted
here: it is asked of the database when somebody looks.
"""

from prometheus_client import REGISTRY, Counter, Histogram, disable_created_metrics

__all__ = ["REGISTRY"]

# Two lines for one figure: nobody asks when a counter was born.
disable_created_metrics()  # type: ignore[no-untyped-call]

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_CALLS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

INGEST_COMMIT = Histogram(
    "trato_ingest_commit_seconds",
    "From a checked webhook to its row being on disk, waiting in the group included.",
    buckets=_FAST,
)
TURN = Histogram(
    "trato_turn_seconds",
    "One message of a person answered, from taking it to the commit.",
    buckets=_FAST,
)
PROVIDER_CALL = Histogram(
    "trato_provider_call_seconds",
    "One call to a provider, whatever it answered.",
    ("provider", "call"),
    buckets=_CALLS,
)
SENDS = Counter(
    "trato_sends_total",
    "Calls that hand a message to the provider, by what was answered.",
    ("outcome",),
)
DECISIONS = Counter(
    "trato_decisions_total",
    "Answers of the door about messages, counted when given.",
    ("stage", "verdict"),
)
ROUNDS = Counter(
    "trato_loop_rounds_total",
    "Rounds of a loop over all organisations, by how they ended.",
    ("loop", "outcome"),
)
