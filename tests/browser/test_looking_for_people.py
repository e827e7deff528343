"""A person is looked for in a real browser: no request, redirect or history holds who it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_live import say
from tests.said_in import holds


@contextmanager
def watched(page: Page, *said: str) -> Iterator[list[str]]:
    """Collect every address that a page asks for or is led to; none may hold what was said."""
    addresses: list[str] = []
    page.context.on("request", lambda request: addresses.append(request.url))
    page.context.on("response", lambda answer: addresses.append(answer.headers.get("location", "")))
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    yield addresses
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    told = page.evaluate("() => JSON.stringify([history.state, document.title, document.referrer])")
    found = {one: said for one in (*addresses, kept, told) for words in said if holds(one, words)}
    assert found == {}


def person_of(console: Console) -> tuple[str, str, str]:
    """Return name, CPF and phone of the person of the seeded conversation."""
    from trato.book.people import read as people
    from trato.casework.conversations import read
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        person_id = read.conversation(console.seeded.conversation_id).person_id
        assert person_id is not None
        (contact,) = people.contacts_of([person_id])[person_id]
        phone = people.address_of(contact.contact_point_id)
        return people.card(person_id).name, people.document_of(person_id), phone


def look_for(page: Page, words: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").fill(words)
    with page.expect_navigation(url="**busca=*"):
        page.keyboard.press("Enter")
    expect(page.locator("#search")).to_have_value(words)


@pytest.fixture
def name(console: Console) -> str:
    return person_of(console)[0]


def test_an_agent_works_through_a_search(console: Console, sign_in: SignIn, name: str) -> None:
    page = sign_in("ana@aurora.example")
    thread = f"/conversas/{console.seeded.conversation_id}/"
    rows = page.locator("#rows [data-row]")
    with watched(page, name) as addresses:
        page.goto("/conversas/?estado=todas")
        many = rows.count()
        look_for(page, name)
        found = rows.count()
        assert 0 < found < many
        token = page.url.partition("busca=")[2].partition("&")[0]
        assert Axe().run(page).response["violations"] == []
        # Another filter keeps the search, and the list is followed as it is.
        with page.expect_navigation(url="**estado=todas*"):
            page.keyboard.press("2")
        expect(page.locator("#search")).to_have_value(name)
        page.locator("#frame[data-live]").wait_for()
        say(console, "Escrevi durante a busca")
        expect(page.locator("#rows")).to_contain_text("Escrevi durante a busca")
        expect(rows).to_have_count(found)
        # The thread by keyboard, fetched ahead or not, an act, and back.
        page.locator(f'#rows [href^="{thread}"]').focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{thread}?*")
        expect(page.locator("#reply-text")).to_be_visible()
        page.keyboard.press("n")
        page.locator("#dialog-note textarea").fill("anotado durante a busca")
        page.get_by_role("button", name="Guardar nota").click()
        expect(page.locator("#thread")).to_contain_text("anotado durante a busca")
        expect(page.locator("#search")).to_have_value(name)
        assert f"busca={token}" in page.url, "the token goes on as it is"
        page.evaluate("() => ['thread', 'rows', 'beside'].forEach(trato.refresh)")
        page.wait_for_timeout(500)
        page.reload()
        expect(rows).to_have_count(found)
        with page.expect_event("load"):
            page.go_back()
        expect(page.locator("#search")).to_have_value(name)
    assert [one for one in addresses if f"/conversas/lista/?estado=todas&busca={token}" in one]


def test_a_search_is_narrowed_kept_and_left(console: Console, sign_in: SignIn, name: str) -> None:
    page = sign_in("ana@aurora.example")
    rows = page.locator("#rows [data-row]")
    with watched(page, name):
        page.goto("/conversas/?estado=todas")
        many = rows.count()
        look_for(page, name)
        page.keyboard.press("f")
        page.locator("#list select[name=dono]").select_option("assistente")
        page.get_by_role("button", name="Filtrar").click()
        page.wait_for_url("**dono=assistente*")
        expect(page.locator("#search")).to_have_value(name)
        page.locator("#view-name").fill("Procurada")
        page.get_by_role("button", name="Guardar visão").click()
        kept = page.get_by_role("link", name="Procurada")
        expect(kept).to_have_attribute("aria-current", "true")
        page.goto("/conversas/")
        page.get_by_role("link", name="Procurada").click()
        expect(page.locator("#search")).to_have_value(name)
        page.get_by_role("button", name="Apagar a visão Procurada").click()
        expect(page.get_by_text("Visão apagada.")).to_be_visible()
        # From a search to every place of the rail.
        look_for(page, name)
        places = page.locator("nav a[href^='/']").evaluate_all(
            "all => [...new Set(all.map((one) => one.getAttribute('href')))]"
        )
        sought = page.url
        for place in places:
            page.goto(sought)
            page.locator(f"nav a[href='{place}']").first.click()
            page.wait_for_url(f"**{place}*")
        # What is cleared is gone from the address.
        page.goto(sought)
        page.locator("#search").fill("")
        page.locator("#search").press("Enter")
        page.wait_for_url(lambda url: "busca=" not in url)
        assert rows.count() == many


def test_documents_and_phones_are_looked_for_as_quietly(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    _name, document, phone = person_of(console)
    dotted = f"{document[:3]}.{document[3:6]}.{document[6:9]}-{document[9:]}"
    with watched(page, document, dotted, phone):
        page.goto("/conversas/?estado=todas")
        for words in (document, dotted, phone):
            look_for(page, words)
            row = page.locator("#rows [data-row]")
            expect(row).to_have_count(1)
            row.focus()
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{console.seeded.conversation_id}/?*")


def test_what_an_old_bookmark_held_goes_no_further(
    console: Console, sign_in: SignIn, name: str
) -> None:
    page = sign_in("ana@aurora.example")
    page.goto(f"/conversas/?estado=todas&q={name}")
    with watched(page, name) as addresses:
        expect(page.locator("#search")).to_have_value(name)
        assert not holds(page.url, name)
        page.locator("#frame[data-live]").wait_for()
        page.locator("#rows [data-row]").first.click()
        page.wait_for_url("**/conversas/*-*/**")
        with page.expect_event("load"):
            page.go_back()
        page.wait_for_url("**/conversas/?estado=todas&busca=*")
    assert addresses


def test_a_search_that_was_handed_on_opens_for_nobody_else(
    console: Console, sign_in: SignIn, name: str
) -> None:
    ana, beto = sign_in("ana@aurora.example"), sign_in("beto@aurora.example")
    ana.goto("/conversas/?estado=todas")
    many = ana.locator("#rows [data-row]").count()
    look_for(ana, name)
    beto.goto(ana.url)
    expect(beto.get_by_role("alert")).to_contain_text("só abre para quem a fez")
    expect(beto.locator("#search")).to_have_value("")
    expect(beto.locator("#rows [data-row]")).to_have_count(many)
    assert Axe().run(beto).response["violations"] == []
