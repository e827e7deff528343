"""Drawn parts are kept for a bounded time, asked for or not."""

import threading
from collections.abc import Callable

from django.utils.safestring import SafeString

from trato.entrypoints.console import drawings
from trato.entrypoints.console.drawings import Drawings

WORDS = SafeString("<p>já paguei</p>")


def until(is_so: Callable[[], bool]) -> bool:
    """Wait for something, twenty seconds at the most."""
    patience = threading.Event()
    for _ in range(2_000):
        if is_so():
            return True
        patience.wait(0.01)
    return False


def age(kept: Drawings) -> None:
    """Let a span pass."""
    if kept._timer is not None:
        kept._timer.cancel()
    kept._age()


def test_what_is_not_asked_for_is_gone_by_itself() -> None:
    kept = Drawings(span_seconds=0.02)
    kept.put("a", WORDS)
    assert until(lambda: len(kept) == 0)
    assert kept.get("a") is None
    # It winds itself again, and stops when nothing is left.
    kept.put("b", WORDS)
    assert until(lambda: len(kept) == 0)
    assert until(lambda: kept._timer is None)


def test_what_is_kept_is_found_and_what_is_asked_for_lives_on() -> None:
    kept = Drawings(span_seconds=3600)
    kept.put("a", WORDS)
    kept.put("b", WORDS)
    age(kept)
    assert kept.get("a") == WORDS
    age(kept)
    assert (kept.get("a"), kept.get("b")) == (WORDS, None)
    age(kept)
    age(kept)
    assert len(kept) == 0
    assert kept._timer is None


def test_it_never_grows_without_bound() -> None:
    kept = Drawings(span_seconds=3600)
    for number in range(drawings.KEPT_MAX + 10):
        kept.put(number, WORDS)
    assert len(kept) == 10
    assert kept._timer is not None
    kept._timer.cancel()
