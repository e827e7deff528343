"""How well monitoring tells signs from what only looks like them, and how soon an alert is there.

The labelled messages were written before any term, by somebody who wrote none of the terms. Terms
were tuned on one half of them; the figures are of the other half, told apart by a hash of the text,
without what whoever wrote the terms had invented, too (`left_out_because_drafted_too`).
They are invented: real conversations will differ. ToLD-Br (Leite et al. 2020, CC BY-SA 4.0) is real
and about other matters; a plain list of the same words stands beside ours, and the references are
F1 0.655 for at least one annotator of three and 0.393 for at least two.
"""

from pathlib import Path

from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.place import bench_place
from trato.entrypoints.cli.bench.report import Figure, Measured, percentile
from trato.entrypoints.cli.bench.watched.labelled import (
    Labelled,
    Score,
    held_out,
    left_out,
    messages,
    score,
)
from trato.entrypoints.cli.bench.watched.latency import latencies
from trato.entrypoints.cli.bench.watched.told import HOW_TO_GET, told
from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import shipped
from trato.insights.monitoring.values import LEXICONS, SIDE_OF, WordClass, Written

_ALERTS, _QUICK_ALERTS = 200, 5
_REFERENCES = {1: 0.655, 2: 0.393}


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    found = Measured()
    _score_labelled(found)
    if effort.told is None:
        effort.tell(HOW_TO_GET)
        found.note(told_br_given=False)
    else:
        _score_told(found, effort.told)
    effort.tell("Medindo quanto um alerta demora…")
    with bench_place() as place:
        waits = latencies(place, effort.count(_ALERTS, quick=_QUICK_ALERTS))
        found.note(
            alerts=len(waits),
            alert_p50_ms=percentile(waits, 0.5) * 1000,
            alert_max_ms=max(waits) * 1000,
            **place.database,
        )
        found.check("alert_p95_ms", percentile(waits, 0.95) * 1000, "<= 1000")
    return found


def _score_labelled(found: Measured) -> None:
    everything = messages()
    held = held_out()
    signs: dict[int, set[WordClass]] = {place: set() for place in range(len(held))}
    written = [Written(side=one.side, text=one.text) for one in held]
    for place, one in Matcher(shipped()).look(written):
        signs[place].add(one.word_class)
    found.note(
        labelled_messages=len(everything),
        held_out_messages=len(held),
        left_out_because_drafted_too=left_out(),
    )
    total: list[tuple[bool, bool]] = []
    for cls in LEXICONS:
        pairs = [
            (cls in signs[place], cls in one.classes)
            for place, one in enumerate(held)
            if one.side is SIDE_OF[cls]
        ]
        total += pairs
        _note(found, cls.value, score(pairs))
    _note(found, "all_classes", score(total))
    quiet = [place for place, one in enumerate(held) if not one.classes]
    found.note(
        held_out_without_sign=len(quiet),
        held_out_without_sign_but_alerted=sum(bool(signs[place]) for place in quiet),
    )
    found.check("labelled_messages", float(_count(everything)), ">= 400")


def _count(everything: list[Labelled]) -> int:
    return len({one.text for one in everything})


def _score_told(found: Measured, path: Path) -> None:
    scores = told(path)
    found.note(told_br_given=True, told_br_held_out_tweets=scores.tweets)
    for annotators, reference in _REFERENCES.items():
        _note(found, f"told_br_{annotators}_annotators", scores.ours[annotators])
        _note(found, f"told_br_{annotators}_annotators_plain_list", scores.plain[annotators])
        found.check(
            f"told_br_{annotators}_annotators_f1", scores.ours[annotators].f1, f"> {reference}"
        )


def _note(found: Measured, name: str, one: Score) -> None:
    figures: dict[str, Figure] = {
        f"{name}_precision": one.precision,
        f"{name}_recall": one.recall,
        f"{name}_f1": one.f1,
        f"{name}_right": one.hits,
        f"{name}_found": one.hits + one.false_alarms,
        f"{name}_there": one.hits + one.missed,
    }
    found.note(**figures)
