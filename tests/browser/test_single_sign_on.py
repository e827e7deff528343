"""Single sign-on in a real browser, which holds the pages to their content policy."""

import os
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.db import connections
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.oidc import CLIENT_ID, CLIENT_SECRET, Provider, running


@pytest.fixture(scope="session", autouse=True)
def provider() -> Iterator[Provider]:
    """Run a provider, and name it in the environment before the console starts."""
    with running() as found:
        named = {
            "TRATO_OIDC_URL": found.url,
            "TRATO_OIDC_CLIENT_ID": CLIENT_ID,
            "TRATO_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "TRATO_OIDC_NAME": "Aurora",
        }
        os.environ.update(named)
        yield found
        for name in named:
            del os.environ[name]


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_member_comes_in_by_the_button_and_a_stranger_is_told_why_not(
    console: Console, sign_in: SignIn, provider: Provider, theme: str
) -> None:
    email = "beto@aurora.example"
    user = get_user_model().objects.get(username=email)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    connections.close_all()
    page = sign_in(theme=theme)
    page.goto("about:blank")
    page.context.clear_cookies()
    provider.claims = {"sub": uuid4().hex, "email": "x@casa.example", "email_verified": True}
    page.goto("/conta/login/")
    clean(page)
    page.get_by_role("button", name="Entrar com Aurora").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta identidade não abre nada aqui")
    clean(page)
    page.get_by_role("link", name="Voltar e entrar").press("Enter")
    expect(page).to_have_url(re.compile("/conta/login/"))
    provider.claims = {"sub": "beto", "email": email, "email_verified": True}
    page.goto("/conversas/")
    page.get_by_role("button", name="Entrar com Aurora").press("Enter")
    expect(page).to_have_url(re.compile("/conversas/"))
    expect(page.get_by_role("link", name=email)).to_be_visible()
