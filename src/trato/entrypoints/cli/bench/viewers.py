"""Real browsers at a desk that is measured: they note when words stand on the screen."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from trato.entrypoints.cli.bench.report import CouldNotMeasure
from trato.foundation import clock

_CHROMIUM = Path("/usr/bin/chromium")
_PAUSE_MS = 250
_ASKED_TIMES = 5
# What an agent's page notes: each numbered message with the instant at which it was drawn.
_WATCH = """
() => {
  window.noted = {};
  const look = () => {
    const at = Date.now(), thread = document.getElementById("thread");
    if (!thread) return;
    for (const found of thread.textContent.matchAll(/#(\\d{6})\\./g))
      if (!(found[1] in window.noted)) window.noted[found[1]] = at;
  };
  new MutationObserver(() => requestAnimationFrame(look)).observe(
    document.body, { childList: true, subtree: true, characterData: true });
  look();
}
"""
# How long from the key until another thread is drawn, which one, and when the key was pressed.
_STEP = """
() => new Promise((done) => {
  const of = () => {
    const thread = document.getElementById("thread");
    return thread && thread.dataset.conversation;
  };
  const before = of();
  const rows = [...document.querySelectorAll("#list [data-row]")];
  const at = rows.indexOf(document.activeElement);
  const next = rows[(at + 1) % rows.length];
  next.focus();
  const limit = setTimeout(() => done(null), 5000);
  setTimeout(() => {
    const began = performance.now(), at = Date.now();
    const look = () => {
      if (of() && of() !== before) {
        clearTimeout(limit);
        requestAnimationFrame(() => done([performance.now() - began, at, of()]));
      } else requestAnimationFrame(look);
    };
    // A row that was drawn anew meanwhile has kept the focus: it is what the key goes to.
    (next.isConnected ? next : document.activeElement).click();
    look();
  }, 150);
})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One key: how long until another thread was drawn, whose it was, when it was pressed."""

    took_ms: float
    at: float
    conversation_id: UUID


class Sitting(Protocol):
    """Who sits before a screen."""

    cookie: str
    conversation_id: UUID


class Screen:
    """One page of a browser."""

    def __init__(self, page: Any) -> None:
        """Keep the page, and how far the world's clock is ahead of its own: both are as fast."""
        self._page = page
        # The least of a few: the rest is how long the page took to say what time it has.
        self._ahead_seconds = min(self._ask_ahead_seconds() for _ in range(_ASKED_TIMES))

    def shown(self) -> list[tuple[int, float]]:
        """Return each numbered message with the world's second at which it stood on the screen."""
        noted = self._page.evaluate("() => window.noted")
        return [(int(number), at / 1000 + self._ahead_seconds) for number, at in noted.items()]

    def walk(self, *, seconds: float) -> list[Step]:
        """Open one conversation of the list after another.

        The row has the focus a moment before it is opened, as where one walks by `j`.
        """
        self._page.evaluate(_WATCH)
        found, deadline = [], time.monotonic() + seconds
        while time.monotonic() < deadline:
            step = self._page.evaluate(_STEP)
            if step is not None:
                took, at, of = step
                pressed_at = at / 1000 + self._ahead_seconds
                found.append(Step(took_ms=took, at=pressed_at, conversation_id=UUID(of)))
            self._page.wait_for_timeout(_PAUSE_MS)
        return found

    def _ask_ahead_seconds(self) -> float:
        now = float(self._page.evaluate("() => Date.now()"))
        return clock.now().timestamp() - now / 1000


@contextlib.contextmanager
def open_screens(
    web_port: int, seats: list[Any], walker: tuple[int, str]
) -> Iterator[list[Screen]]:
    """Open a page for each seat with its thread, and at last one with the whole list.

    Raises:
        CouldNotMeasure: there is no Chromium, or nothing to drive it with.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CouldNotMeasure("Falta o Playwright: instale com `tools/install dev`.") from None
    if not _CHROMIUM.exists():
        raise CouldNotMeasure("Falta o Chromium: apt-get install chromium.")
    base = f"http://127.0.0.1:{web_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(_CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        screens = []
        for seat in seats:
            page = _page(browser, base, seat.cookie)
            page.goto(f"/conversas/{seat.conversation_id}/?estado=minhas")
            page.locator("#thread").wait_for()
            page.evaluate(_WATCH)
            screens.append(Screen(page))
        page = _page(browser, base, walker[1])
        page.goto("/conversas/?estado=todas")
        page.locator("#rows").wait_for()
        screens.append(Screen(page))
        yield screens
        browser.close()


def _page(browser: Any, base: str, cookie: str) -> Any:
    context = browser.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
    return context.new_page()
