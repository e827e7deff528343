"""How many decisions a second one process makes, and how that compares with two rule engines.

The inputs are recorded decisions (`decisions/`), every round with new names in the texts. Compared
are twelve rules: before anything is timed, all engines must name the same rules for every input.
Rates are medians over short rounds in turn, so that a busy moment of the machine strikes all alike.
"""

import json
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from trato.door.policy import replay
from trato.door.policy.decide import decide, decide_with
from trato.entrypoints.cli.bench.decisions import corpus
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured
from trato.entrypoints.cli.bench.rivals import cedar, twelve, zen
from trato.entrypoints.cli.bench.rivals.twelve import Case

_RIVALS = {"zen_engine": zen, "cedarpy": cedar}
Work = tuple[Callable[[Any], Any], Callable[[list[bytes]], list[Any]]]


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    seconds = effort.choose(20.0, quick=0.5)
    found = Measured()
    recorded = corpus.lines()
    works: dict[str, Work] = {
        "decisions": (lambda case: decide(*case), _cases),
        "decisions_from_bytes": (lambda line: decide(*replay.decode(line)), list),
    }
    rules = twelve.our_rules()
    works["twelve_rules"] = (lambda case: decide_with(rules, *case), _complete)
    effort.tell("Conferindo que todos os motores dizem o mesmo…")
    compared = _complete(next(corpus.named(recorded)))
    for name, rival in _RIVALS.items():
        work = _rival_work(rival)
        found.note(**{f"{name}_installed": work is not None})
        if work:
            _agree(name, rival, work, compared)
            works[name] = work
    effort.tell(f"Decidindo durante {seconds:.0f} s…")
    rates = _rates(works, corpus.named(recorded), seconds)
    found.note(
        recorded_inputs=len(recorded),
        compared_inputs=len(compared),
        processes=1,
        **{f"{name}_per_second": rate for name, rate in rates.items()},
    )
    found.check("decisions_per_second", rates["decisions"], ">= 50000")
    for name in _RIVALS:
        ratio = rates["twelve_rules"] / rates[name] if name in rates else None
        found.check(f"times_{name}", ratio, ">= 10")
    return found


def _cases(lines: list[bytes]) -> list[Case]:
    return [replay.decode(line) for line in lines]


def _complete(lines: list[bytes]) -> list[Case]:
    return [case for case in _cases(lines) if twelve.is_complete(case)]


def _rival_work(rival: Any) -> Work | None:
    try:
        ask = rival.asker()
    except ImportError:
        return None

    def prepare(lines: list[bytes]) -> list[Any]:
        return [rival.request(json.dumps(twelve.context(case))) for case in _complete(lines)]

    return ask, prepare


def _agree(name: str, rival: Any, work: Work, cases: list[Case]) -> None:
    ask, rules = work[0], twelve.our_rules()
    for case in cases:
        ours = twelve.hits_of(decide_with(rules, *case))
        theirs = rival.hits(ask(rival.request(json.dumps(twelve.context(case)))))
        if theirs != ours:
            raise CouldNotMeasure(
                f"{name} não diz o mesmo: {sorted(theirs ^ ours)}; nada a comparar."
            )


def _rates(
    works: dict[str, Work], named: Iterator[list[bytes]], seconds: float
) -> dict[str, float]:
    """Return how many answers a second each gives: the median of rounds taken in turn."""
    found: dict[str, list[float]] = {name: [] for name in works}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline or not all(found.values()):
        for name, (ask, prepare) in works.items():
            # New names for each: what one has seen must not be known to the next.
            found[name].append(_round(ask, prepare(next(named))))
    return {name: median(rates) for name, rates in found.items()}


def _round(ask: Callable[[Any], Any], questions: list[Any]) -> float:
    started = time.perf_counter()
    for question in questions:
        ask(question)
    return len(questions) / (time.perf_counter() - started)
