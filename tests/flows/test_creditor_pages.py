"""What a creditor's user sees of a person who owes two creditors: their own side, anywhere."""

import csv
import io
import re
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import TUESDAY
from tests.flows.test_permissions import OURS, clients
from tests.two_creditors import NAMES, Two, make
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock, documents, tenancy

__all__ = ["clients"]
LOCAL = {"host": "localhost"}


@pytest.fixture(autouse=True)
def _on_tuesday() -> Any:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


@pytest.fixture
def two(organisation: UUID) -> Two:
    return make(organisation, at=TUESDAY)


def member(two: Two, *creditor_ids: UUID) -> Client:
    """Sign somebody in as a user of these creditors."""
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member
    from trato.book.portfolios.bind_member import bind_member

    email = f"{uuid4().hex[:8]}@credor.example"
    with tenancy.within(two.organisation_id):
        user_id = add_member(email=email, password="uma senha longa de teste", role="credor")
        bind_member(user_id, creditor_ids=creditor_ids, by=1, at=TUESDAY)
    client = Client(headers=LOCAL, raise_request_exception=False)
    client.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    return client


def personal(two: Two) -> set[str]:
    """Who the people are, in every form."""
    from trato.book.people import read as people

    found = {word for name in NAMES for word in (name, *name.split())}
    with tenancy.within(two.organisation_id):
        contacts = people.contacts_of(list(two.people.values()))
        for person_id in two.people.values():
            document = people.document_of(person_id)
            values = people.addresses_of([c.contact_point_id for c in contacts[person_id]])
            found |= {document, documents.format_document(document), str(person_id)}
            found |= {v for value in values.values() for v in (value, value[-9:], value[-4:])}
    return found | {"palavras ditas", "segredo da pessoa"}


def addresses(two: Two) -> list[str]:
    """Every address of the desk, with every id of either side wherever it wants one."""
    ids: list[object] = [*two.moon.ids, *two.sun.ids, *two.messages.values()]
    ids += [two.conversation_id, *two.people.values(), uuid4()]
    found = []
    for pattern in OURS:
        kinds = re.findall(r"<(\w+):(\w+)>", str(pattern.pattern))
        choices = [ids if kind == "uuid" else [1] if kind == "int" else ["x"] for kind, _ in kinds]
        names = [name for _, name in kinds]
        if len(choices) > 1:
            choices = [c[:1] + c[-4:] for c in choices]
        for values in product(*choices):
            kwargs = dict(zip(names, values, strict=True))
            found.append(reverse(str(pattern.name), kwargs=kwargs))
    own = [f"/carteira/{where}" for where in ("", "contas/", "contas/csv/", "pagamentos/")]
    questions = [
        f"credor={two.moon.creditor_id}", f"carteira={two.moon.portfolio_id}", "contrato=LUA",
        "contrato=%25", "estado=active&idade=d90", "acordo=1", "pagina=99", "dias=30",
        "desde=2020-01-01&ate=2030-01-01",
    ]  # fmt: skip
    found += [f"{where}?{question}" for where in own for question in questions]
    assert len(found) > 400
    return found


def test_on_no_address_is_there_anything_of_the_other_creditor_or_of_who_the_person_is(
    two: Two,
) -> None:
    forbidden = {*map(str, two.moon.ids), *two.moon.words} | personal(two)
    client, seen, wrong = member(two, two.sun.creditor_id), 0, []
    for address in addresses(two):
        for method in (client.get, client.post):
            answer = method(address)
            body = b"".join(answer).decode(errors="replace")
            # What was asked for stands in the page's own links and fields, and tells nothing.
            asked = address.partition("?")[2]
            said = [w for w in forbidden if w in body and w not in asked and w not in address]
            if said or answer.status_code >= 500:
                wrong.append((address, method.__name__, answer.status_code, said))
            seen += answer.status_code == 200
    assert wrong == []
    assert seen > 40


def test_the_other_creditors_account_is_as_unknown_as_one_that_does_not_exist(two: Two) -> None:
    client = member(two, two.sun.creditor_id)
    statuses = {
        reference: client.get(f"/carteira/contas/{debt_id}/").status_code
        for reference, debt_id in (*two.sun.debts.items(), *two.moon.debts.items())
    }
    assert statuses == {"SOL-100": 200, "SOL-101": 200, "LUA-900": 404, "LUA-901": 404}
    unknown = client.get(f"/carteira/contas/{uuid4()}/").content
    other = client.get(f"/carteira/contas/{two.moon.debts['LUA-900']}/").content
    assert _still(unknown) == _still(other)


def _still(page: bytes) -> bytes:
    page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', b"", page)
    return re.sub(rb"/carteira/contas/[0-9a-f-]{36}/", b"", page)


def test_the_summary_counts_ones_own(two: Two) -> None:
    body = member(two, two.sun.creditor_id).get("/", follow=True).content.decode()
    assert "Lojas Sol" in body
    assert "R$\xa03.580,26" in body, "both debts, what is left of the principal"
    assert "R$\xa0313,13" in body, "what arrived"
    assert "1 / 2" in re.sub(r"<[^>]+>", "", body), "one of two people was reached"
    assert "Constrangimento" in body
    assert "Fraude" not in body


def test_an_account_is_itemised_to_the_day_and_its_decisions_tell_what_may_be_told(
    two: Two,
) -> None:
    client = member(two, two.sun.creditor_id)
    body = client.get(f"/carteira/contas/{two.sun.debts['SOL-100']}/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " ")
    for words in (
        "R$ 1.234,57", "Multa R$ 24,69", "Juros R$ 30,86", "Total R$ 1.290,12", "R$ 626,26",
        "Z*** P***", "fraude ou uso do nome", "Uma regra que protege a pessoa", "2026.11",
    ):  # fmt: skip
        assert words in text, words
    assert "VULNERABLE" not in body
    assert "vulnerab" not in body.lower()
    assert "reclama da forma" not in text, "the other creditor's dispute"
    assert text.count("lembrete") == 2, "their own, and the one about both"


def test_whoever_belongs_to_both_sees_both_and_may_look_at_one(two: Two) -> None:
    client = member(two, two.sun.creditor_id, two.moon.creditor_id)
    everything = client.get("/carteira/contas/").content.decode()
    assert all(r in everything for r in (*two.sun.debts, *two.moon.debts))
    one = client.get(f"/carteira/contas/?credor={two.moon.creditor_id}").content.decode()
    assert [r for r in two.sun.debts if r in one] == []
    assert all(r in one for r in two.moon.debts)
    assert client.get(f"/carteira/contas/{two.moon.debts['LUA-900']}/").status_code == 200


def test_whoever_is_bound_to_nobody_sees_nothing_and_is_told_what_to_do(two: Two) -> None:
    client = member(two)
    body = client.get("/", follow=True).content.decode()
    assert "Você ainda não foi ligado a um credor." in body
    for address in addresses(two):
        text = b"".join(client.get(address)).decode(errors="replace")
        asked = address.partition("?")[2]
        both = (*two.sun.words, *two.moon.words)
        assert [w for w in both if w in text and w not in asked] == [], address


def test_filters_find_and_pages_have_at_most_a_hundred_rows(two: Two) -> None:
    from trato.book.portfolios.models import Debt

    with tenancy.within(two.organisation_id):
        model = Debt.objects.get(reference="SOL-101")
        rows = [
            Debt(**{**_values(model), "id": uuid4(), "reference": f"LOTE-{n:04d}"})
            for n in range(250)
        ]
        Debt.objects.bulk_create(rows)
    client = member(two, two.sun.creditor_id)
    assert client.get("/carteira/contas/").content.decode().count("data-row") == 100
    last = client.get("/carteira/contas/?pagina=3").content.decode()
    assert last.count("data-row") == 52
    assert "página 3 de 3" in last
    seen = set()
    for n in (1, 2, 3):
        page = client.get(f"/carteira/contas/?pagina={n}").content.decode()
        seen |= set(re.findall(r"LOTE-\d{4}|SOL-\d{3}", page))
    assert len(seen) == 252
    for question, count in (
        ("contrato=lote-001", 10), ("acordo=1", 1), ("estado=settled", 0), ("idade=d90", 100),
        ("idade=d30", 0), ("contrato=%25", 0), (f"carteira={two.sun.portfolio_id}", 100),
        (f"carteira={two.moon.portfolio_id}", 0), ("carteira=nada", 100),
    ):  # fmt: skip
        page = client.get(f"/carteira/contas/?{question}").content.decode()
        assert page.count("data-row") == count, question


def _values(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.column}


def test_files_hold_ones_own_rows_and_are_journaled_with_their_count(two: Two) -> None:
    client = member(two, two.sun.creditor_id)
    rows = _file(client.get("/carteira/contas/csv/"))
    assert [row["contrato"] for row in rows] == ["SOL-100", "SOL-101"]
    assert rows[0]["devido hoje"] == "1290,12"
    (paid,) = _file(client.get("/carteira/pagamentos/csv/"))
    assert (paid["valor"], paid["contratos"]) == ("313,13", "SOL-100")
    assert _file(client.get("/carteira/contas/csv/?contrato=SOL-101"))[0]["iniciais"] == "U*** L***"
    client.get(f"/carteira/contas/{two.sun.debts['SOL-100']}/")
    client.get(f"/carteira/contas/{two.moon.debts['LUA-900']}/")
    facts = _journaled(two)
    assert [(kind, f.get("what"), f.get("rows")) for kind, f in facts] == [
        ("creditors.member_bound", None, None), ("creditors.exported", "accounts", 2),
        ("creditors.exported", "payments", 1), ("creditors.exported", "accounts", 1),
        ("creditors.account_opened", None, None),
    ]  # fmt: skip
    assert facts[-1][1]["debt_id"] == str(two.sun.debts["SOL-100"])


def test_a_file_that_cannot_be_journaled_does_not_leave(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.portfolio import note

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the journal is away")

    client = member(two, two.sun.creditor_id)
    monkeypatch.setattr(note, "record", fail)
    answer = client.get("/carteira/contas/csv/")
    assert answer.status_code == 500
    assert b"SOL-100" not in answer.content


def test_a_file_comes_in_stretches_each_behind_the_wall_and_in_its_language(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import translation

    from trato.entrypoints.console import words
    from trato.entrypoints.console.views import creditor

    monkeypatch.setattr(creditor, "_AT_ONCE", 1)
    client = member(two, two.sun.creditor_id, two.moon.creditor_id)
    for language in ("pt-br", "en"):
        client.post("/idioma/", {"language": language, "next": "/"})
        answer = client.get(f"/carteira/contas/csv/?credor={two.sun.creditor_id}")
        with translation.override(language):
            state = str(words.sign("debt", "active").label)
        # What language the server's thread has by then does not matter.
        with translation.override("pt-br" if language == "en" else "en"):
            parts = list(answer.streaming_content)
        text = b"".join(parts).decode("utf-8-sig")
        assert len(parts) == 3, "the head, and an account each"
        assert ("SOL-100" in text, "SOL-101" in text, "LUA" in text) == (True, True, False)
        assert text.count(f";{state};") == 2


def test_no_cell_of_a_file_is_a_formula(two: Two) -> None:
    from trato.book.portfolios.models import Debt

    with tenancy.within(two.organisation_id):
        Debt.objects.filter(reference="SOL-101").update(reference="=cmd()|'x'!A1")
    rows = _file(member(two, two.sun.creditor_id).get("/carteira/contas/csv/"))
    assert "'=cmd()|'x'!A1" in {row["contrato"] for row in rows}


def _file(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def _journaled(two: Two) -> list[tuple[str, dict[str, Any]]]:
    from trato.journal.models import Entry

    with tenancy.within(two.organisation_id):
        found = Entry.objects.filter(kind__startswith="creditors.").order_by("id")
        return list(found.values_list("kind", "facts"))


def test_an_administrator_binds_and_unbinds(two: Two, clients: dict[str, Client]) -> None:
    from trato.book.organisations.models import Member

    boss, user = clients["administrador"], clients["credor"]
    found = Member.objects.filter(organisation_id=two.organisation_id)
    ids = dict(found.values_list("role", "user_id"))
    where = f"/membros/{ids['credor']}/credores/"
    assert "Ligar a um credor" in boss.get("/membros/").content.decode()
    assert "Lojas Sol" in boss.get(where).content.decode()
    assert boss.post(where, {"creditor": [str(two.sun.creditor_id)]}).status_code == 302
    assert "SOL-100" in user.get("/carteira/contas/").content.decode()
    assert "Credores: 1" in boss.get("/membros/").content.decode()
    boss.post(where, {"creditor": [str(two.moon.creditor_id)]})
    body = user.get("/carteira/contas/").content.decode()
    assert "SOL-100" not in body
    assert "LUA-900" in body
    for wrong in ([str(uuid4())], ["x"], [str(two.sun.creditor_id), str(uuid4())]):
        assert boss.post(where, {"creditor": wrong}).status_code == 404
    assert "LUA-900" in user.get("/carteira/contas/").content.decode(), "nothing changed"
    boss.post(f"/membros/{ids['credor']}/", {"act": "remove"})
    kinds = [kind for kind, _ in _journaled(two)]
    assert kinds == [
        "creditors.member_bound", "creditors.member_bound", "creditors.member_unbound",
        "creditors.member_unbound",
    ]  # fmt: skip
    assert boss.get(f"/membros/{ids['analista']}/credores/").status_code == 404
    assert user.get("/carteira/").status_code == 403


def test_nobody_else_has_these_pages(clients: dict[str, Client]) -> None:
    mine = [p for p in OURS if getattr(p.callback, "permission", None) is Act.SEE_PORTFOLIO]
    assert len(mine) == 6
    for role in ("administrador", "supervisor", "atendente", "encarregado", "analista"):
        assert clients[role].get("/carteira/contas/").status_code == 403
