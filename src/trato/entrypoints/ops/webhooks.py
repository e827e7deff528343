"""What the webhook door has answered so far, as counters."""

from collections import Counter
from collections.abc import Callable, Iterator

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

_ANSWERS = {
    "200": "accepted", "400": "not_a_handshake", "401": "not_trusted", "403": "wrong_handshake",
    "404": "unknown", "405": "wrong_method", "408": "too_slow", "413": "too_large",
    "503": "not_stored", "hung_up": "hung_up",
}  # fmt: skip


class Webhooks(Collector):
    """Counters over the tallies that the door keeps for itself."""

    def __init__(self, tallies: Callable[[], Counter[str]]) -> None:
        """Read the tallies from here whenever somebody asks."""
        self._tallies = tallies

    def collect(self) -> Iterator[Metric]:
        """Tell how many requests got which answer."""
        told = CounterMetricFamily(
            "trato_webhooks", "Requests at the webhook door, by its answer.", labels=["answer"]
        )
        found = self._tallies()
        for tally, answer in _ANSWERS.items():
            told.add_metric([answer], found[tally])
        yield told
