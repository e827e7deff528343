"""How many messages a second one core looks at, with every term that ships.

The messages are mostly ordinary, seven in a hundred nearly a sign of something, three a sign. All
that monitoring does is timed: folding, disguises, slips, denials and quotes. Time is the process's
own on its core, so that other work on the machine counts less; the rate is the median of rounds.
"""

import time
from statistics import median

from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.report import Measured
from trato.entrypoints.cli.bench.watched.traffic import invented_terms, traffic
from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import shipped

_TERMS_MIN = 2000
_MESSAGES, _QUICK_MESSAGES = 60_000, 2_000


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    seconds = effort.choose(15.0, quick=0.2)
    messages = traffic(effort.count(_MESSAGES, quick=_QUICK_MESSAGES), seed=effort.seed)
    ours = shipped()
    terms = [*ours, *invented_terms(max(_TERMS_MIN - len(ours), 0), seed=effort.seed)]
    began = time.process_time()
    matcher = Matcher(terms)
    made_ready = time.process_time() - began
    effort.tell(f"Olhando {len(messages)} mensagens, de novo e de novo, durante {seconds:.0f} s…")
    findings = len(matcher.look(messages))
    rates: list[float] = []
    deadline = time.monotonic() + seconds
    while not rates or time.monotonic() < deadline:
        began = time.process_time()
        matcher.look(messages)
        rates.append(len(messages) / (time.process_time() - began))
    found = Measured()
    found.note(
        terms=len(terms),
        terms_shipped=len(ours),
        messages=len(messages),
        findings=findings,
        mean_characters=sum(len(one.text) for one in messages) / len(messages),
        rounds=len(rates),
        fastest_round_messages_per_second=max(rates),
        slowest_round_messages_per_second=min(rates),
        ready_after_seconds=made_ready,
    )
    found.check("messages_per_second", median(rates), ">= 300000")
    found.check("terms", float(len(terms)), ">= 2000")
    return found
