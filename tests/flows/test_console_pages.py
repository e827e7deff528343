"""The console without a browser: figures against the seed, walls, roles, headers, outages."""

import ast
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import OperationalError
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode
from django.test import Client

from tests.browser import seed
from tests.conftest import Server
from trato.door.policy.catalogue import all_rules
from trato.entrypoints.console.inputs import sections
from trato.foundation import clock, tenancy
from trato.foundation.masks import mask_address, mask_document
from trato.insights.metrics.funnel import exceptions, funnel, money, refusals

LOCAL = {"host": "localhost"}
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
_PLAIN = re.compile(r"""(?:{% trans |\b_\()(["'])(.+?)\1""")


@pytest.fixture(scope="module")
def seeded(database: Server) -> seed.Seeded:
    """Fill one organisation for the whole module; no test changes what another one reads."""
    line = clock.VirtualTime(starts_at=NOW, anchor_epoch=0, speed=0)
    clock.set_virtual(line)
    try:
        made = seed.create("flow-aurora", "Cooperativa Aurora", now=NOW)
        return seed.fill(made, now=NOW, number="8")
    finally:
        clock.set_virtual(None)


def signed_in(email: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client(headers=LOCAL, raise_request_exception=False)
    client.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    return client


def enter(client: Client, organisation_id: UUID) -> None:
    session = client.session
    session["organisation"] = str(organisation_id)
    session.save()


@pytest.fixture
def ana(seeded: seed.Seeded) -> Client:
    client = signed_in("ana@aurora.example")
    enter(client, seeded.organisation_id)
    return client


def test_each_step_of_the_funnel_is_a_share_of_the_one_it_names(seeded: seed.Seeded) -> None:
    with tenancy.within(seeded.organisation_id):
        found = funnel()
        reasons = refusals()
        paid = money()
        odd = exceptions()
    assert (found["planned"].numerator, found["allowed"].denominator) == (62, 62)
    for stage in found.stages:
        assert 0 <= stage.numerator <= stage.denominator, stage
    assert found["accepted"].denominator == found["allowed"].numerator
    assert found["delivered"].denominator == found["accepted"].numerator
    assert found["replied"].numerator == 18
    refused = found["planned"].numerator - found["allowed"].numerator
    assert sum(r.planned for r in reasons) >= refused > 0
    assert all(r.citation and r.mark in "VSTDU" for r in reasons)
    assert paid.paid_cents == 15_000 * paid.payments == 60_000
    assert odd.opt_outs == 2
    assert odd.unknown == 2


def test_a_later_window_counts_less_and_says_so(seeded: seed.Seeded) -> None:
    with tenancy.within(seeded.organisation_id):
        later = funnel(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert later.since is not None
    assert later["planned"].numerator == 18
    assert later["delivered"].numerator == 0
    assert later["read"].percent is None


def test_figures_of_another_organisation_are_not_counted(
    seeded: seed.Seeded, organisation: UUID
) -> None:
    with tenancy.within(organisation):
        assert all(stage.numerator == 0 for stage in funnel().stages)
        assert refusals() == ()


def test_every_page_has_the_strict_content_policy_and_is_not_kept(
    ana: Client, seeded: seed.Seeded
) -> None:
    for path in ("/", f"/conversas/{seeded.conversation_id}/", "/regras/", "/conta/login/"):
        answer = ana.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        body = answer.content.decode()
        assert " style=" not in body
        assert "onclick" not in body


def test_documents_and_phones_are_masked_on_the_desk(ana: Client, seeded: seed.Seeded) -> None:
    body = ana.get(f"/conversas/{seeded.conversation_id}/").content.decode()
    assert "*****-" in body
    assert seed.cpf(0) not in body
    assert "+55" not in body
    assert mask_document("12345678909") == "***.456.789-**"
    assert mask_address("phone", "+5511987654321") == "(11) *****-4321"
    assert mask_address("email", "maria@exemplo.com") == "m***@exemplo.com"


@pytest.mark.parametrize(
    ("email", "allowed"),
    [("ana@aurora.example", True), ("beto@aurora.example", False), ("clara@aurora.example", False)],
)
def test_only_managers_plan_approve_and_stop(
    seeded: seed.Seeded, email: str, allowed: bool
) -> None:
    client = signed_in(email)
    enter(client, seeded.organisation_id)
    assert (client.get("/campanhas/nova/").status_code == 200) is allowed
    if not allowed:
        for act in ("aprovar", "pausar", "cancelar"):
            path = f"/campanhas/{seeded.planned_id}/{act}/"
            assert client.post(path).status_code == 403, act


def test_a_role_that_only_reads_cannot_speak(seeded: seed.Seeded) -> None:
    client = signed_in("clara@aurora.example")
    enter(client, seeded.organisation_id)
    path = f"/conversas/{seeded.conversation_id}/responder/"
    assert client.post(path, {"text": "oi"}).status_code == 403


def test_a_member_of_two_organisations_chooses_and_nobody_enters_a_third(
    seeded: seed.Seeded, organisation: UUID, agency: UUID
) -> None:
    from trato.book.organisations.create import add_member

    for place in (organisation, agency):
        with tenancy.within(place):
            add_member(email="duas@aurora.example", password=seed.PASSWORD, role="supervisor")
    client = signed_in("duas@aurora.example")
    assert client.get("/").headers["Location"] == "/organizacao/"
    page = client.get("/organizacao/").content.decode()
    assert "Cooperativa Aurora" in page
    assert "Assessoria Horizonte" in page
    foreign = {"organisation": str(seeded.organisation_id)}
    assert client.post("/organizacao/", foreign).status_code == 404
    client.post("/organizacao/", {"organisation": str(agency)})
    assert "Assessoria Horizonte" in client.get("/").content.decode()
    assert client.get(f"/campanhas/{seeded.campaign_id}/").status_code == 404


def test_a_new_campaign_is_planned_at_once_or_says_what_is_missing(
    ana: Client, seeded: seed.Seeded
) -> None:
    assert ana.get("/campanhas/").status_code == 200
    answer = ana.post("/campanhas/nova/", {"name": "", "portfolio": "x"})
    assert answer.status_code == 422
    assert "Escolha uma carteira da lista." in answer.content.decode()
    assert ana.get(f"/campanhas/{seeded.campaign_id}/").status_code == 200


def test_without_signing_in_every_page_leads_to_the_door(seeded: seed.Seeded) -> None:
    for path in ("/", "/campanhas/", f"/mensagens/{seeded.delivered_id}/", "/diario/"):
        answer = Client(headers=LOCAL).get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/conta/login/")


def test_a_database_that_is_away_is_a_503_that_says_what_is_safe(
    ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("trato.insights.metrics.funnel.refusals", away)
    answer = ana.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "continua na fila" in answer.content.decode()


def test_a_bug_is_a_500_that_shows_nothing_of_itself(
    ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("segredo interno")

    monkeypatch.setattr("trato.insights.metrics.funnel.refusals", broken)
    answer = ana.get("/")
    assert answer.status_code == 500
    assert "segredo" not in answer.content.decode()


def test_a_thread_that_did_not_change_is_not_sent_again(ana: Client, seeded: seed.Seeded) -> None:
    path = f"/conversas/{seeded.conversation_id}/fio/"
    first = ana.get(path)
    version = first.content.decode().split("?v=")[1].split('"')[0]
    assert ana.get(path, {"v": version}).status_code == 204
    assert ana.get(path, {"v": "another"}).status_code == 200


def test_the_list_is_searched_by_name_and_filtered_by_state(ana: Client) -> None:
    found = ana.post("/conversas/escolha/", {"q": "Ana Beatriz"}, follow=True)
    body = found.content.decode()
    assert body.count("data-row") >= 1
    assert "João Pedro" not in body
    stopped = ana.get("/conversas/", {"estado": "pare"}).content.decode()
    assert "pediu para parar" in stopped
    assert "contestação" not in stopped


def test_a_character_that_the_database_cannot_keep_is_left_out(
    ana: Client, seeded: seed.Seeded
) -> None:
    found = ana.post("/conversas/escolha/", {"q": "an\x00a"}, follow=True)
    assert found.status_code == 200
    assert "Ana Beatriz" in found.content.decode()
    note = {"text": "ligar\x00 amanhã"}
    assert ana.post(f"/conversas/{seeded.conversation_id}/anotar/", note).status_code == 302
    shown = ana.get(f"/conversas/{seeded.conversation_id}/").content.decode()
    assert "ligar amanhã" in shown


def test_saving_a_shipped_word_as_it_is_gives_it_no_name_of_its_own(ana: Client) -> None:
    page = ana.get("/tabulacoes/").content.decode()
    assert 'value="promessa de pagamento"' in page
    given = {"code": "promise", "name": "promessa de pagamento", "group": "pagamento"}
    assert ana.post("/tabulacoes/guardar/", given | {"resolution": "1"}).status_code == 302
    ana.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "promessa de pagamento" not in ana.get("/tabulacoes/").content.decode()


def test_the_rules_speak_the_language_of_whoever_reads(ana: Client, seeded: seed.Seeded) -> None:
    recorded = {text for rule in all_rules() for text in (rule.message_pt, rule.remedy_pt)}
    one_of = (f"conversas/{seeded.conversation_id}", f"mensagens/{seeded.refused_id}")
    paths = ("/", "/regras/", *(f"/{one}/" for one in one_of), f"/campanhas/{seeded.planned_id}/")

    def said(path: str) -> set[str]:
        body = unescape(ana.get(path).content.decode())
        return {text for text in recorded if text in body}

    assert [path for path in paths if not said(path)] == []
    assert said("/regras/") == recorded
    ana.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert {path: found for path in paths if (found := said(path))} == {}


def test_a_rule_is_found_by_its_words_in_both_languages(ana: Client) -> None:
    def found(words: str) -> set[str]:
        page = ana.get("/regras/", {"q": words}).content.decode()
        return set(re.findall(r"<code[^>]*>(\w+)</code>", page))

    assert found("indicou um advogado") == {"REPRESENTED"}
    assert found("named a lawyer") == set()
    ana.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert found("Named a lawyer") == found("indicou um advogado") == {"REPRESENTED"}


def test_an_act_leads_back_to_the_list_as_it_was_chosen(ana: Client, seeded: seed.Seeded) -> None:
    thread = f"/conversas/{seeded.conversation_id}/"
    away = {
        f"http://localhost{thread}?estado=fila&x=1": f"{thread}?estado=fila",
        f"http://elsewhere.example{thread}?estado=fila": thread,
        "http://localhost/piso/?estado=fila": thread,
        "": thread,
    }
    for came, leads_to in away.items():
        answer = ana.post(thread + "anotar/", {"text": "visto"}, headers={"referer": came})
        assert answer.headers["Location"] == leads_to, came


@pytest.mark.parametrize(
    ("at", "is_put_off"),
    [
        ("2036-01-04T10:00", False), ("2001-01-01T10:00", False), ("31/12/2026", False),
        ("", False), ("tomorrow", True),
    ],
)  # fmt: skip
def test_a_conversation_is_put_off_to_any_hour_within_a_year(
    ana: Client, seeded: seed.Seeded, at: str, is_put_off: bool
) -> None:
    if at == "tomorrow":
        at = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    where = f"/conversas/{seeded.conversation_id}/adiar/"
    said = ana.post(where, {"until": "outro", "at": at}, follow=True).content.decode()
    assert ("Adiada. Volta antes" in said) is is_put_off
    assert ("Escolha até quando adiar" in said) is not is_put_off


def test_a_missing_fact_is_shown_as_missing_and_documents_are_cut() -> None:
    found = sections({"draft": {"text": "oi", "payment_destination_document": "11222333000181"},
                      "facts": {"person": None, "debts": [{"payable_cents": 123456}]}})  # fmt: skip
    lines = {str(s.title): dict(s.lines) for s in found}
    assert lines["A mensagem"] == {"payment_destination_document": "…0181"}
    assert "ausente" in lines["A pessoa"].values()
    assert "R$ 1.234,56" in lines["Dívidas"].values()


def test_every_text_has_an_english_twin_and_the_compiled_catalogue_is_fresh() -> None:
    def key(words: object) -> object:
        return tuple(words) if isinstance(words, list) else words

    folder = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES"
    with (folder / "django.po").open("rb") as texts:
        source = {key(m.id): m.string for m in read_po(texts) if m.id}
    with (folder / "django.mo").open("rb") as texts:
        compiled = {key(m.id): m.string for m in read_mo(texts) if m.id}
    assert [m for m, words in source.items() if not words] == []
    assert {k: list(v) for k, v in source.items()} == {k: list(v) for k, v in compiled.items()}


def test_every_text_of_pages_and_views_is_in_the_catalogue() -> None:
    from trato.entrypoints.console import urls

    with (settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po").open("rb") as texts:
        known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in read_po(texts)}
    console = Path(urls.__file__).parent
    said = {
        (file.name, words)
        for file in console.rglob("*")
        for words in (_said_by_page(file) if file.suffix == ".html" else _said_by_code(file))
    }
    assert len(said) > 1000
    assert sorted(one for one in said if one[1] not in known) == []


def _said_by_page(file: Path) -> set[str]:
    plain = {found[1] for found in _PLAIN.findall(file.read_text())}
    nodes = get_template(str(file.relative_to(file.parents[_depth(file)]))).template.nodelist
    blocks = nodes.get_nodes_by_type(BlockTranslateNode)
    filled = {block.render_token_list(block.singular)[0] for block in blocks}
    return {words.replace("%", "%%") for words in plain} | filled


def _depth(file: Path) -> int:
    return [parent.name for parent in file.parents].index("templates")


def _said_by_code(file: Path) -> set[str]:
    if file.suffix != ".py":
        return set()
    calls = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in ("_", "gettext", "gettext_lazy", "ngettext", "now_in")
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }
