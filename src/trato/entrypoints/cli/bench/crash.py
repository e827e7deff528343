"""Kills processes and the database under load, again and again, and counts on both sides.

Rounds of some fifty kills follow each other, each in processes and a folder of its own: memory and
disk stay flat however many kills are asked for, and a difference is found in the round it was made.
"""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured
from trato.foundation import settings
from trato.foundation.faults import POINTS

KILLS, KILLS_QUICK = 200, 20
KILLS_PER_ROUND = 50
_ROUND_SECONDS_MAX = 2400
_ROUNDS_BROKEN_MAX = 3
_SUMMED = (
    "kills", "duplicates", "lost", "forbidden_sends", "unknown_settled", "unknown_to_human",
    "set_aside", "people", "submitted", "replied", "decisions_differ",
)  # fmt: skip
_HEADLINE = ("kills", "duplicates", "lost", "unknown_settled", "unknown_to_human")


def measure(effort: Effort) -> Measured:
    """Kill so many times, and say what was duplicated, lost, settled or left to a person.

    A round that does not come to its end is counted and followed by the next one.

    Raises:
        CouldNotMeasure: not one round came to its end.
    """
    wanted = effort.kills or (KILLS_QUICK if effort.is_quick else KILLS)
    effort.tell(f"semente {effort.seed}: repita com --seed {effort.seed}")
    rounds: list[dict[str, Any]] = []
    done, broken = 0, 0
    while done < wanted and broken < _ROUNDS_BROKEN_MAX:
        seed = effort.seed + len(rounds) + broken
        one = _round(seed, min(KILLS_PER_ROUND, wanted - done))
        if one is None:
            broken += 1
            effort.tell(f"a rodada da semente {seed} não chegou ao fim")
            continue
        rounds.append(_shortened(one))
        done += one["kills"]
        broken += not one["kills"]
        effort.tell(
            f"rodada {len(rounds)} (semente {seed}): {done} de {wanted} mortes · em dobro "
            f"{_sum(rounds, 'duplicates')} · perdidas {_sum(rounds, 'lost')} · sem permissão "
            f"{_sum(rounds, 'forbidden_sends')}"
        )
        for problem in one["problems"]:
            effort.tell(f"  {problem}")
    if not rounds:
        raise CouldNotMeasure("Nenhuma rodada chegou ao fim.")
    found = _measured(rounds, effort.seed)
    found.check("rounds_not_ended", broken, "== 0")
    return found


def _round(seed: int, kills: int) -> dict[str, Any] | None:
    command = [sys.executable, "-m", f"{__package__}.crash_round", str(seed), str(kills)]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE) as child:  # noqa: S603
        try:
            told, _ = child.communicate(timeout=_ROUND_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            told = b""
        finally:
            # Asked, not killed: a round ends its own processes.
            child.terminate()
    if child.returncode:
        return None
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    given = settings.process_environment()
    return {name: value for name, value in given.items() if not name.startswith("TRATO_")}


def _shortened(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "problems"}


def _sum(rounds: list[dict[str, Any]], name: str) -> int:
    return sum(int(one[name]) for one in rounds)


def _counted(rounds: list[dict[str, Any]], name: str) -> Counter[str]:
    return sum((Counter(one[name]) for one in rounds), Counter())


def _measured(rounds: list[dict[str, Any]], seed: int) -> Measured:
    found = Measured()
    sums = {name: _sum(rounds, name) for name in _SUMMED}
    points, outside = _counted(rounds, "at_points"), _counted(rounds, "from_outside")
    books, faults = _counted(rounds, "books"), _counted(rounds, "faults")
    found.headline.update({name: sums[name] for name in _HEADLINE})
    found.note(**sums, rounds=len(rounds), seed=seed)
    found.note(
        points_struck=len(points),
        points_known=sum(len(names) for names in POINTS.values()),
        kills_at_points=points.total(),
        kills_from_outside=outside.total(),
        seconds=round(sum(one["seconds"] for one in rounds), 1),
    )
    for kind, counted in (("at", points), ("killed", outside), ("world", books), ("fault", faults)):
        found.note(**{f"{kind}_{_plain(name)}": n for name, n in sorted(counted.items())})
    for name in ("duplicates", "lost", "forbidden_sends", "decisions_differ"):
        found.check(name, sums[name], "== 0")
    unverified = sum(not one["journal_verified"] for one in rounds)
    found.check("journals_not_verified", unverified, "== 0")
    return found


def _plain(name: str) -> str:
    return name.replace(".", "_").replace(" ", "_").replace("-", "_")
