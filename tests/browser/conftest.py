"""The console in a real Chromium: one database, one server process, one seeded organisation."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser import seed
from tests.conftest import Server
from trato.foundation import clock

# How long something may take to be seen on a machine that does much else; how fast the desk is, the
# bench measures.
expect.set_options(timeout=20_000)

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
TUESDAY_MORNING = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Console:
    """A running console: its address, and where the seeded things are."""

    url: str
    seeded: seed.Seeded
    foreign: seed.Seeded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say loudly what is missing instead of failing in each test."""
    if CHROMIUM.exists():
        return
    words = "no /usr/bin/chromium: install it (apt-get install chromium) to run the browser tests"
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.skip(reason=words))


@pytest.fixture(scope="session")
def console(database: Server) -> Iterator[Console]:
    """Seed two organisations, start the server on the same virtual clock, wait until it answers."""
    line = clock.VirtualTime(starts_at=TUESDAY_MORNING, anchor_epoch=time.time(), speed=1.0)
    clock.set_virtual(line)
    try:
        now = clock.now()
        own = seed.fill(seed.create("aurora-b", "Cooperativa Aurora", now=now), now=now)
        other_id = seed.create("vizinha-b", "Cooperativa Vizinha", now=now)
        other = seed.fill(other_id, now=now, number="2", members=False)
    finally:
        clock.set_virtual(None)
    connections.close_all()
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "trato.entrypoints.console.asgi:application",
         "--port", str(port), "--log-level", "warning"],
        env={**database.environment(), "TRATO_CLOCK": line.render()},
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, process)
        yield Console(url=url, seeded=own, foreign=other)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    # Playwright's own loop runs in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session", autouse=True)
def hands_wait() -> Iterator[None]:
    """Let what is done to a page wait for all of it: nobody acts between its bytes and its keys.

    What a page says is there before the scripts that listen and before what it looks like.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("press", "fill", "click", "check", "select_option", "set_input_files"):
            patch.setattr(
                Locator, name, _patient(getattr(Locator, name), lambda part, *_: part.page)
            )
        patch.setattr(Axe, "run", _patient(Axe.run, lambda _axe, page: page))
        yield


def _patient(act: Callable[..., Any], page_of: Callable[..., Page]) -> Callable[..., Any]:
    def patient(*given: Any, **more: Any) -> Any:
        page_of(*given).wait_for_load_state()
        return act(*given, **more)

    return patient


SignIn = Callable[..., Page]
_sessions: dict[tuple[str, str], list[SetCookieParam]] = {}


@pytest.fixture
def sign_in(console: Console, browser: Browser) -> Iterator[SignIn]:
    """Open a page as a member; a page that breaks its own content policy fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        email: str = "ana@aurora.example", *, theme: str = "light", host: str = "127.0.0.1"
    ) -> Page:
        url = console.url.replace("127.0.0.1", host)
        context = browser.new_context(
            base_url=url,
            color_scheme=theme,
            viewport={"width": 1440, "height": 900},
            # What fades in has no contrast yet: a page is looked at when it stands still.
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        _press_when_loaded(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
        )
        # The desk lets one address sign in thirty times a minute: a session serves several tests.
        context.add_cookies(_sessions.get((url, email), []))
        page.goto("/")
        if "/conta/login/" in page.url:
            page.get_by_label("E-mail").fill(email)
            page.get_by_label("Senha").fill(seed.PASSWORD)
            page.get_by_role("button", name="Entrar", exact=True).click()
            # The first page is another one for a creditor's user.
            page.wait_for_url(lambda url: "/conta/login/" not in url)
            _sessions[url, email] = [
                {"name": "sessionid", "value": c["value"], "url": url}
                for c in context.cookies()
                if c["name"] == "sessionid"
            ]
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _press_when_loaded(page: Page) -> None:
    """Let every key wait for the page that just came: nobody types between its bytes and its keys.

    A row counted while a page still loads is there before the script that listens.
    """
    press = page.keyboard.press

    def patient(key: str, *, delay: float | None = None) -> None:
        page.wait_for_load_state()
        press(key, delay=delay)

    page.keyboard.press = patient  # type: ignore[method-assign]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the console's server ended at its start"
        try:
            urllib.request.urlopen(url + "/conta/login/", timeout=10).close()  # noqa: S310
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the console did not answer within a minute")
