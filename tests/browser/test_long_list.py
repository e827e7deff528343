"""A long list that changes whole: who works in it does not wait for what is out of sight."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from tests.browser.test_live import follow
from trato.book.organisations import read as organisations
from trato.casework.conversations.models import Conversation
from trato.foundation import tenancy
from trato.foundation.ids import new_ids

# There is time only when the test says so.
BUSY = "window.later = []; window.requestIdleCallback = (act) => window.later.push(act);"
# The newest first: what is older must not come after it.
FILL = "() => { while (window.later.length) window.later.pop()(); }"
PREVIEWS = """
    () => [...document.querySelectorAll("#rows [data-row] .truncate.note")]
        .map((one) => one.textContent)
"""
ALL_ROWS = """
    () => [...document.querySelectorAll("#rows [data-row]")]
        .map((one) => [one.getAttribute("href"), one.getAttribute("aria-current"),
            one.innerHTML.replace(/(<time[^>]*>)[^<]*/g, "$1")])
"""


@pytest.fixture
def many(console: Console) -> None:
    """Let there be more conversations than are in sight, the newest of all."""
    here = console.seeded.organisation_id
    with tenancy.within(here):
        (number, *_) = organisations.numbers()
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=here, id=one, number_id=number.number_id,
                contact_key=one.bytes * 2, opened_at=TUESDAY_MORNING, preview="antes",
                last_event_at=TUESDAY_MORNING + timedelta(minutes=place),
            )
            for place, one in enumerate(new_ids(150))
        )  # fmt: skip


def write_in_all(console: Console, text: str) -> None:
    with tenancy.within(console.seeded.organisation_id):
        Conversation.objects.exclude(preview=text).update(preview=text)


def version(page: Page) -> str:
    return str(page.locator("#rows").get_attribute("data-part"))


@pytest.mark.usefixtures("many")
def test_rows_in_sight_change_at_once_and_the_others_when_there_is_time(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.add_init_script(BUSY)
    follow(page, "/conversas/?estado=todas")
    page.evaluate(FILL)
    before = version(page)
    # Slow enough that not all of them are done in the first go.
    page.evaluate("() => { const now = performance.now; let ran = 0;"
                  " performance.now = () => now.call(performance) + (ran += 2); }")  # fmt: skip
    write_in_all(console, "mudou de uma vez")
    expect(page.locator("#rows [data-row]").first).to_contain_text("mudou de uma vez")
    page.wait_for_function("() => window.later.length")
    assert "antes" in page.evaluate(PREVIEWS), "those out of sight wait"
    assert version(page) == before, "it is not yet what it says"

    opened = page.locator("#rows [data-row]").nth(100)
    opened.click()
    expect(opened).to_have_attribute("aria-current", "true")
    page.evaluate(FILL)
    assert set(page.evaluate(PREVIEWS)) == {"mudou de uma vez"}
    assert version(page) != before
    expect(page.locator("#rows [aria-current]")).to_have_count(1)
    expect(opened).to_have_attribute("aria-current", "true")

    for text, waiting in (("outra", 1), ("e mais uma vez", 2)):
        write_in_all(console, text)
        page.wait_for_function(f"() => window.later.length === {waiting}")
    page.evaluate(FILL)
    assert set(page.evaluate(PREVIEWS)) == {"e mais uma vez"}


@pytest.mark.usefixtures("many")
def test_what_waits_gives_way_to_what_is_newer_and_ends_as_a_fresh_page(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    follow(page, "/conversas/?estado=todas")
    for text in ("um", "dois", "três"):
        write_in_all(console, text)
    page.wait_for_function(f"() => ({PREVIEWS})().every((one) => one === 'três')")
    fresh = page.context.new_page()
    fresh.goto("/conversas/?estado=todas")
    assert page.evaluate(ALL_ROWS) == fresh.evaluate(ALL_ROWS)
