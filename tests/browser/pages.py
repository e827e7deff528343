"""Every whole page of the desk by its address, for whoever looks at each of them."""

from typing import Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.urls import URLPattern
from playwright.sync_api import Page

from tests.browser import seed
from tests.browser.conftest import TUESDAY_MORNING, Console
from trato.book.certificates.grant import grant
from trato.book.organisations import read as organisations
from trato.book.organisations.create import add_member
from trato.casework.conversations.attend import attend
from trato.casework.conversations.hand_over import take_over
from trato.casework.conversations.resolve import resolve
from trato.entrypoints.console.urls import urlpatterns
from trato.foundation import clock, tenancy

# Addresses with a parameter that answer something, but no page of their own: parts, files, ways on.
NO_PAGES: Final = frozenset(
    {
        "thread", "earlier", "beside", "lookers", "timeline", "media", "sent_file", "fetch_copy",
        "campaign_progress", "chat_line", "chat_media",
    }
)  # fmt: skip
# Made in the browser by their own stories, and the picture book's.
ELSEWHERE: Final = frozenset({"chat", "account", "accept_invitation", "mfa_remove_webauthn"})


def plain(page: Page) -> list[tuple[str, str]]:
    """Return every page without parameters that this person may see."""
    found = []
    for pattern in urlpatterns:
        if not isinstance(pattern, URLPattern) or pattern.pattern.converters:
            continue
        where = "/" + str(pattern.pattern)
        answer = page.request.get(where, max_redirects=0)
        if answer.status == 200 and 'id="content"' in answer.text():
            found.append((where.strip("/").replace("/", "-") or "inicio", where))
    assert len(found) > 8
    return found


def unlisted(page: Page) -> set[str]:
    """Return the names of pages with a parameter that nobody looks at: there should be none."""
    ids = {"uuid": str(UUID(int=0)), "int": "1", "str": "x", "slug": "x"}
    found = set()
    for pattern in urlpatterns:
        if not isinstance(pattern, URLPattern) or not pattern.pattern.converters:
            continue
        where = "/" + str(pattern.pattern)
        for kind, value in ids.items():
            for name in pattern.pattern.converters:
                where = where.replace(f"<{kind}:{name}>", value)
        # What is only posted to answers a look with 405.
        if page.request.get(where, max_redirects=0).status != 405:
            found.add(str(pattern.name))
    return found - NO_PAGES - ELSEWHERE - set(NAMED)


NAMED: Final = {
    "campaign": "campanha", "conversation": "conversas-aberta", "message": "mensagem-recusada",
    "lexicon": "lexico", "greeting": "recepcao-do-numero", "member_access": "membro-acesso",
    "bind_member": "membro-credores",
    "certificate": "formacao-certificado", "quiz": "formacao-prova", "review": "qualidade-avaliar",
}  # fmt: skip


def administrator(console: Console, email: str) -> str:
    """Let somebody be there who may see every page of the house, with a certificate."""
    with tenancy.within(console.seeded.organisation_id):
        if not get_user_model().objects.filter(username=email).exists():
            add_member(email=email, password=seed.PASSWORD, role="administrador")
    return email


def with_parameters(page: Page, console: Console, email: str) -> dict[str, str]:
    """Return a page of each kind that has a parameter, by its name; `review` is made last."""
    own = console.seeded
    me = int(get_user_model().objects.get(username=email).pk)
    with tenancy.within(own.organisation_id):
        number = organisations.numbers()[0]
        creditor_id = add_member(email=f"sol.{email}", password=seed.PASSWORD, role="credor")
        paper = grant(
            user_id=me, name=email, course="trato-1", right=9, asked=10, at=clock.now()
        )  # fmt: skip
    found = {
        "campaign": f"/campanhas/{own.planned_id}/",
        "conversation": f"/conversas/{own.conversation_id}/",
        "message": f"/mensagens/{own.refused_id}/",
        "lexicon": "/lexicos/harassment/",
        "greeting": f"/atendimento/numero/{number.number_id}/",
        "member_access": f"/membros/{me}/acesso/",
        "bind_member": f"/membros/{creditor_id}/credores/",
        "certificate": f"/formacao/certificado/{paper.certificate_id}/",
    }
    page.goto("/formacao/")
    page.get_by_role("button", name="Fazer a prova").click()
    page.wait_for_url("**/formacao/prova/*-*/")
    found["quiz"] = page.url.removeprefix(console.url)
    return found


def review(page: Page, console: Console) -> str:
    """Let an agent end the seeded conversation, draw it, and return the form about it."""
    own = console.seeded
    with tenancy.within(own.organisation_id):
        agent_id = int(get_user_model().objects.get(username="caio@aurora.example").pk)
        attend(agent_id, name="caio", at=TUESDAY_MORNING)
        take_over(own.conversation_id, agent_id=agent_id, at=TUESDAY_MORNING, force=True)
        resolve(own.conversation_id, tabulation="no_answer", by=agent_id, at=TUESDAY_MORNING)
    page.goto("/qualidade/")
    page.get_by_role("button", name="Sortear conversas").click()
    page.get_by_role("link", name="Avaliar").first.click()
    page.wait_for_url("**/qualidade/*-*/")
    return page.url.removeprefix(console.url)
