"""The REST API over real HTTP on real PostgreSQL: doors, walls, masks, retries, problems."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from api_server import NOW, Api, Place, place, serving, still_clock

from tests.browser import seed
from tests.conftest import Server
from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.casework.conversations import read as conversations
from trato.casework.negotiation.models import Agreement
from trato.door.outbox.models import Message
from trato.foundation import tenancy
from trato.journal.models import Entry

READS = "read"
ALL = "read write"
PERSONAL = "read personal"


@pytest.fixture(scope="module")
def api(database: Server) -> Iterator[Api]:
    with still_clock(), serving() as running:
        yield running


@pytest.fixture(scope="module")
def ours(api: Api) -> Place:
    return place("api-aurora", "71")


@pytest.fixture(scope="module")
def theirs(api: Api) -> Place:
    return place("api-boreal", "72")


def person_of(where: Place, number: int) -> UUID:
    with tenancy.within(where.organisation_id):
        found = people.find_by_document(seed.cpf(number))
    assert found is not None
    return found


def debts_of(where: Place, person_id: UUID) -> list[str]:
    with tenancy.within(where.organisation_id):
        return [str(d.debt_id) for d in portfolios.debts_of_person(person_id)]


def facts(where: Place, kind: str) -> list[Any]:
    with tenancy.within(where.organisation_id):
        return list(Entry.objects.filter(kind=kind).order_by("id").values_list("facts", flat=True))


def everything(where: Place) -> dict[str, str]:
    """Return an address of every GET that names a thing of an organisation."""
    with tenancy.within(where.organisation_id):
        agreement = Agreement.objects.first()
        (thread, *_) = conversations.recent(person_ids=[agreement.person_id])
        placement = next(
            (
                p
                for card in portfolios.portfolios()
                for p in portfolios.placements(card.portfolio_id)
            ),
            None,
        )
    person = agreement.person_id
    found = {
        "person": f"/people/{person}",
        "agreements": f"/people/{person}/agreements",
        "consents": f"/people/{person}/consents",
        "campaign": f"/campaigns/{where.seeded.campaign_id}",
        "message": f"/messages/{where.seeded.delivered_id}",
        "thread": f"/conversations/{thread.conversation_id}/messages",
        "agreement": f"/agreements/{agreement.id}",
    }
    if placement is not None:
        found["placement"] = f"/placements/{placement.placement_id}"
    return found


LISTS = ("/portfolios", "/conversations", "/payments", "/rules", "/metrics/funnel")


def multipart(text: str, **fields: str) -> tuple[bytes, str]:
    mark = "limite-da-parte"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="joao-da-silva.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{text}\r\n--{mark}--\r\n"
    )
    return "".join(parts).encode(), f"multipart/form-data; boundary={mark}"


FILE = (
    "cpf;nome;telefone;contrato;valor;vencimento\r\n"
    f"{seed.cpf(900)};Ana Souza;11987650001;API-1;1.234,56;10/05/2026\r\n"
    f"{seed.cpf(901)};Rui Lima;11987650002;API-2;200,00;10/06/2026\r\n"
    "12345678900;Zé Ruim;11987650003;API-3;10,00;10/06/2026\r\n"
)


def send_file(api: Api, where: Place, text: str = FILE, **fields: str) -> Any:
    raw, kind = multipart(text, **{"portfolio": "Por API"} | fields)
    return api.ask("POST", "/portfolios/aurora/imports", raw=raw, token=where.tokens[ALL],
                   **{"Content-Type": kind})  # fmt: skip


# --- who may


def test_without_a_token_nothing_opens(api: Api, ours: Place) -> None:
    for path in (*LISTS, *everything(ours).values()):
        for token in ("", "trato_nothing", "\u00e9"):
            found = api.ask("GET", path, token=token)
            assert found.status == 401, path
            assert found.headers["www-authenticate"] == "Bearer"
            assert found.headers["content-type"] == "application/problem+json"


def test_scopes_hold_in_both_directions(api: Api, ours: Place) -> None:
    body = {"document": seed.cpf(0)}
    refused = api.ask("POST", "/people/search", body, token=ours.tokens["write"])
    assert (refused.status, refused.body["code"]) == (403, "scope_missing")
    word = {"person_id": str(uuid4()), "message_class": "service", "text": "oi"}
    refused = api.ask("POST", "/messages", word, token=ours.tokens[READS], key="k" * 8)
    assert (refused.status, refused.body["code"]) == (403, "scope_missing")


def test_expired_and_revoked_tokens_open_nothing(api: Api, ours: Place) -> None:
    from trato.book.tokens.issue import issue_token
    from trato.book.tokens.read import tokens
    from trato.book.tokens.revoke import revoke_token
    from trato.book.tokens.values import Scope

    with tenancy.within(ours.organisation_id):
        old = issue_token(
            name="old", scopes={Scope.READ}, days=1, at=NOW - timedelta(days=1, seconds=1)
        )
        new = issue_token(name="new", scopes={Scope.READ}, days=1, at=NOW)
    assert api.ask("GET", "/rules", token=old.secret).status == 401
    assert api.ask("GET", "/rules", token=new.secret).status == 200
    with tenancy.within(ours.organisation_id):
        assert revoke_token(new.card.token_id, at=NOW)
        assert not revoke_token(new.card.token_id, at=NOW)
        kept = repr(tokens())
    assert api.ask("GET", "/rules", token=new.secret).status == 401
    assert new.secret not in kept
    revoked = {"token_id": str(new.card.token_id)}
    assert revoked in facts(ours, "tokens.token_revoked")


def test_a_token_that_asks_too_fast_waits(api: Api, ours: Place) -> None:
    from trato.book.tokens.issue import issue_token
    from trato.book.tokens.values import Scope

    with tenancy.within(ours.organisation_id):
        slow = issue_token(name="slow", scopes={Scope.READ}, days=1, at=NOW, requests_per_minute=1)
    answers = [api.ask("GET", "/payments", token=slow.secret) for _ in range(12)]
    assert [a.status for a in answers[:10]] == [200] * 10
    assert {a.status for a in answers[10:]} == {429}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert api.ask("GET", "/payments", token=ours.tokens[READS]).status == 200


# --- walls and masks


def test_a_token_never_sees_the_other_organisation(api: Api, ours: Place, theirs: Place) -> None:
    assert send_file(api, ours).status == 200
    for name, path in everything(ours).items():
        assert api.ask("GET", path, token=ours.tokens[READS]).status == 200, name
        hidden = api.ask("GET", path, token=theirs.tokens[PERSONAL])
        assert (hidden.status, hidden.body["code"]) == (404, "not_found"), name
    assert "placement" in everything(ours)
    for path in ("/portfolios", "/conversations?limit=200", "/payments?limit=200"):
        mine = api.ask("GET", path, token=ours.tokens[READS]).raw.decode()
        other = api.ask("GET", path, token=theirs.tokens[READS]).body
        (rows,) = (v for v in other.values() if isinstance(v, list))
        assert rows, path
        for row in rows:
            (own_id, *_) = (v for k, v in row.items() if k.endswith("_id"))
            assert own_id not in mine, path


def test_what_belongs_to_others_cannot_be_written_to(api: Api, ours: Place, theirs: Place) -> None:
    foreign = str(person_of(theirs, 0))
    token = ours.tokens[ALL]
    word = {"person_id": foreign, "message_class": "service", "text": "Bom dia."}
    for path, key in (("/messages", "foreign-1"), ("/messages/preview", "")):
        found = api.ask("POST", path, word, token=token, key=key)
        assert (found.status, found.body["errors"][0]["code"]) == (422, "unknown_person")
    for path in (f"/messages/{theirs.seeded.refused_id}",):
        assert api.ask("DELETE", path, token=token).status == 404
    for act in ("approve", "pause", "resume", "cancel"):
        path = f"/campaigns/{theirs.seeded.planned_id}/{act}"
        assert api.ask("POST", path, token=token).status == 404
    consent = {
        "person_id": foreign, "channel": "whatsapp", "state": "revoked", "source": "crm",
        "wording": "Parar.", "wording_version": "v1", "at": NOW.isoformat(),
    }  # fmt: skip
    assert api.ask("POST", "/consents", consent, token=token).status == 422
    mine = {
        **word,
        "person_id": str(person_of(ours, 0)),
        "debt_ids": debts_of(theirs, UUID(foreign)),
    }
    found = api.ask("POST", "/messages", mine, token=token, key="foreign-2")
    assert (found.status, found.body["errors"][0]["code"]) == (422, "unknown_debt")


def test_personal_data_is_masked_without_its_scope_and_journaled_with_it(
    api: Api, ours: Place
) -> None:
    person_id = person_of(ours, 3)
    for body in ({"document": seed.cpf(3)}, {"phone": "+55 71 98000-0003"}):
        found = api.ask("POST", "/people/search", body, token=ours.tokens[READS])
        assert [p["person_id"] for p in found.body["people"]] == [str(person_id)]
    masked = api.ask("GET", f"/people/{person_id}", token=ours.tokens[READS])
    text = masked.raw.decode()
    assert masked.body["is_masked"] is True
    assert seed.cpf(3) not in text
    assert "80000003" not in text
    assert "Francisco" not in text
    assert masked.body["contacts"][0]["address"] == "(71) *****-0003"
    assert masked.body["debts"][0]["owed"]["total_cents"] > 0
    parts = masked.body["debts"][0]["owed"]
    assert parts["total_cents"] == sum(
        parts[f"{name}_cents"] for name in ("original", "fine", "interest", "correction")
    )
    before = len(facts(ours, "tokens.personal_data_shown"))
    whole = api.ask("GET", f"/people/{person_id}", token=ours.tokens[PERSONAL]).body
    assert whole["document"] == seed.cpf(3)
    assert whole["contacts"][0]["address"] == "+5571980000003"
    assert whole["name"].startswith("Francisco")
    assert len(facts(ours, "tokens.personal_data_shown")) == before + 1


def test_words_of_messages_need_the_personal_scope(api: Api, ours: Place) -> None:
    paths = everything(ours)
    for token, is_open in ((ours.tokens[READS], False), (ours.tokens[PERSONAL], True)):
        message = api.ask("GET", paths["message"], token=token).body
        thread = api.ask("GET", paths["thread"], token=token).body
        assert bool(message["text"]) is is_open
        assert {bool(said["text"]) for said in thread["messages"]} == {is_open}
        assert {said["direction"] for said in thread["messages"]} == {"in", "out"}


# --- messages


def test_a_refusal_is_an_answer_with_its_law_and_a_retry_is_one_message(
    api: Api, ours: Place
) -> None:
    person_id = person_of(ours, 10)
    body = {
        "person_id": str(person_id), "message_class": "service",
        "text": "Pague hoje ou seu nome vai para o SPC e vamos avisar seu chefe.",
        "debt_ids": debts_of(ours, person_id),
    }  # fmt: skip
    foreseen = api.ask("POST", "/messages/preview", body, token=ours.tokens[ALL])
    first = api.ask("POST", "/messages", body, token=ours.tokens[ALL], key="threat-0001")
    again = api.ask("POST", "/messages", body, token=ours.tokens[ALL], key="threat-0001")
    assert (foreseen.status, first.status, again.status) == (200, 201, 200)
    assert first.body["verdict"] == foreseen.body["verdict"] == "refuse"
    assert first.body == again.body
    assert set(foreseen.body["codes"]) == set(first.body["codes"])
    assert all(c["mark"] in "VSTDU" for r in first.body["reasons"] for c in r["citations"])
    other = api.ask("POST", "/messages", {**body, "text": "Outra coisa."},
                    token=ours.tokens[ALL], key="threat-0001")  # fmt: skip
    assert (other.status, other.body["code"]) == (409, "key_reused")
    with tenancy.within(ours.organisation_id):
        kept = Message.objects.get(id=first.body["message_id"]).idempotency_key
    assert kept.startswith("api:")
    assert "threat" not in kept
    told = api.ask("GET", f"/messages/{first.body['message_id']}", token=ours.tokens[READS]).body
    assert told["state"] == "refused"
    assert told["author"] == "api"
    assert told["decisions"][0]["replays"] is True
    assert {h["code"] for h in told["decisions"][0]["hits"]} >= set(first.body["codes"])
    gone = api.ask("DELETE", f"/messages/{first.body['message_id']}", token=ours.tokens[ALL])
    assert (gone.status, gone.body["code"]) == (409, "already_left")


def first_contact(person_id: UUID, debts: list[str]) -> dict[str, Any]:
    return {
        "person_id": str(person_id), "message_class": "first_contact", "debt_ids": debts,
        "template": {"name": "primeiro_contato", "parameters": ["Ana", "Cooperativa Aurora"]},
    }  # fmt: skip


def test_a_template_leaves_like_everybodys_and_can_be_withdrawn_once(api: Api, ours: Place) -> None:
    token = ours.tokens[ALL]
    for number in range(44, 62):
        person_id = person_of(ours, number)
        body = first_contact(person_id, debts_of(ours, person_id))
        if api.ask("POST", "/messages/preview", body, token=token).body["verdict"] == "allow":
            break
    asked = api.ask("POST", "/messages", body, token=token, key="first-contact-1")
    assert (asked.status, asked.body["verdict"]) == (201, "allow")
    path = f"/messages/{asked.body['message_id']}"
    told = api.ask("GET", path, token=token).body
    assert (told["state"], told["conversation_id"] is None) == ("ready", False)
    for _ in range(2):
        found = api.ask("DELETE", path, token=token)
        assert (found.status, found.body["state"]) == (200, "cancelled")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"message_class": "reminder"}, "body.message_class", "class_of_template"),
        ({"template": {"name": "nenhum"}}, "body.template.name", "unknown_template"),
        ({"template": {"name": "primeiro_contato", "parameters": ["Ana"]}},
         "body.template.parameters", "wrong_count"),
        ({"text": "oi"}, "body", "exactly_one"),
        ({"message_class": "optout_confirm"}, "body.body.message_class", "literal_error"),
        ({"telefone": "11987654321"}, "body.body.telefone", "extra_forbidden"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_names_the_field_and_never_its_value(
    api: Api, ours: Place, change: dict[str, Any], field: str, code: str
) -> None:
    body = first_contact(person_of(ours, 1), []) | change
    found = api.ask("POST", "/messages/preview", body, token=ours.tokens[ALL])
    assert (found.status, found.body["code"]) == (422, "invalid")
    assert (field, code) in [(e["field"], e["code"]) for e in found.body["errors"]]
    assert "11987654321" not in found.raw.decode()


def test_problems_speak_portuguese_unless_english_is_asked_for(api: Api, ours: Place) -> None:
    path = f"/people/{uuid4()}"
    token = ours.tokens[READS]
    pt = api.ask("GET", path, token=token)
    en = api.ask("GET", path, token=token, Accept_Language="en-US,en;q=0.9")
    assert (pt.body["title"], pt.headers["content-language"]) == ("Não encontrado", "pt-BR")
    assert (en.body["title"], en.headers["content-language"]) == ("Not found", "en")
    assert pt.body["type"] == en.body["type"] == "urn:trato:problem:not_found"
    assert "no-store" in pt.headers["cache-control"]


def test_addresses_methods_and_bodies_that_do_not_exist(api: Api, ours: Place) -> None:
    token = ours.tokens[ALL]
    nowhere = api.ask("GET", "/nowhere", token=token)
    assert (nowhere.status, nowhere.body["code"]) == (404, "not_found")
    wrong = api.ask("PUT", "/portfolios", token=token)
    assert (wrong.status, wrong.body["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]
    for raw in (b"{", b"\xff\xfe", b'"\\ud800"', b"[]"):
        found = api.ask("POST", "/people/search", raw=raw, token=token,
                        **{"Content-Type": "application/json"})  # fmt: skip
        assert found.status == 422, raw
    large = api.ask("POST", "/people/search", {"document": "1" * 1_100_000}, token=token)
    assert large.status == 413
    chunked = api.ask("POST", "/people/search", raw=iter([b"{}"]), token=token,  # type: ignore[arg-type]
                      **{"Content-Type": "application/json"})  # fmt: skip
    assert (chunked.status, chunked.body["code"]) == (411, "length_required")
    broken = api.ask("POST", "/portfolios/aurora/imports", raw=b"--x", token=token,
                     **{"Content-Type": "multipart/form-data"})  # fmt: skip
    assert (broken.status, broken.body["code"]) == (422, "unreadable")
    nul = api.ask("POST", "/people/search", {"document": "123\x00"}, token=token)
    assert nul.status == 422


def test_one_key_at_the_same_time_is_one_message(api: Api, ours: Place) -> None:
    person_id = person_of(ours, 12)
    body = {"person_id": str(person_id), "message_class": "service", "text": "Bom dia."}

    def post(_: int) -> Any:
        return api.ask("POST", "/messages", body, token=ours.tokens[ALL], key="same-moment")

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(post, range(6)))
    assert sorted(a.status for a in answers) == [200] * 5 + [201]
    assert len({a.body["message_id"] for a in answers}) == 1


# --- campaigns


def test_a_campaign_is_planned_once_and_moves_like_on_the_desk(api: Api, ours: Place) -> None:
    token = ours.tokens[ALL]
    listed = api.ask("GET", "/portfolios", token=token).body["portfolios"]
    portfolio = next(p for p in listed if p["name"] == "Cartão dezembro")
    body = {"name": "Por API", "portfolio_id": portfolio["portfolio_id"],
            "template": "primeiro_contato"}  # fmt: skip
    first = api.ask("POST", "/campaigns", body, token=token, key="campaign-0001")
    again = api.ask("POST", "/campaigns", body, token=token, key="campaign-0001")
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    assert first.body["planned"] == 18
    assert first.body["planned"] == sum(first.body[w] for w in ("allowed", "held", "refused"))
    path = f"/campaigns/{first.body['campaign_id']}"
    states = [
        api.ask("POST", f"{path}/{act}", token=token).body["state"]
        for act in ("approve", "pause", "resume", "cancel")
    ]
    assert states == ["running", "paused", "running", "cancelled"]
    done = [
        f["what"]
        for f in facts(ours, "tokens.acted")
        if f["what"] not in ("ask", "import", "withdraw", "consent")
    ]
    assert done[-5:] == ["plan", "approve", "pause", "resume", "cancel"]
    late = api.ask("POST", f"{path}/approve", token=token)
    assert (late.status, late.body["code"]) == (409, "wrong_state")
    without_key = api.ask("POST", "/campaigns", body, token=token)
    assert without_key.status == 422


# --- files


def test_a_file_is_tried_taken_and_taken_again_without_change(api: Api, theirs: Place) -> None:
    tried = send_file(api, theirs, dry_run="true")
    assert (tried.status, tried.body["dry_run"], tried.body["imported"]) == (200, True, 2)
    assert api.ask("POST", "/people/search", {"document": seed.cpf(900)},
                   token=theirs.tokens[READS]).body == {"people": []}  # fmt: skip
    taken = send_file(api, theirs)
    assert (taken.status, taken.body["imported"], taken.body["rejected"]) == (200, 2, 1)
    again = send_file(api, theirs)
    assert again.body["already_imported"] is True
    assert again.body["placement_id"] == taken.body["placement_id"]
    path = f"/placements/{taken.body['placement_id']}"
    page = api.ask("GET", f"{path}?limit=1", token=theirs.tokens[READS]).body
    assert [r["row"] for r in page["rejected_rows"]] == [4]
    assert page["next_start"] is None
    assert "12345678900" not in taken.raw.decode()
    kept = api.ask("GET", path, token=theirs.tokens[READS]).raw.decode()
    assert "joao" not in kept


def test_a_file_that_cannot_be_taken_says_what_to_do(api: Api, ours: Place) -> None:
    found = send_file(api, ours, text="nada;disso\r\n1;2\r\n")
    assert (found.status, found.body["code"]) == (422, "import_refused")
    assert found.body["remedy"]
    raw, kind = multipart(FILE, portfolio="x")
    nobody = api.ask("POST", "/portfolios/ninguem/imports", raw=raw, token=ours.tokens[ALL],
                     **{"Content-Type": kind})  # fmt: skip
    assert nobody.status == 404


# --- consents, money, knowledge


def test_a_withdrawal_stops_at_once_and_a_later_opt_in_does_not_lift_it(
    api: Api, theirs: Place
) -> None:
    token = theirs.tokens[ALL]
    person_id = person_of(theirs, 50)
    word = {
        "person_id": str(person_id), "channel": "whatsapp", "state": "revoked",
        "source": "call_centre", "wording": "Não quero mais mensagens.", "wording_version": "v2",
        "at": (NOW - timedelta(minutes=3)).isoformat(),
    }  # fmt: skip
    statuses = [api.ask("POST", "/consents", word, token=token).status for _ in range(2)]
    assert statuses == [201, 200]
    opted = {**word, "state": "granted", "wording": "Aceito.", "at": NOW.isoformat()}
    standing = api.ask("POST", "/consents", opted, token=token).body
    assert standing == api.ask("GET", f"/people/{person_id}/consents", token=token).body
    assert len(standing["stopped_contact_point_ids"]) == 1
    assert standing["channels"][0]["state"] == "granted"
    body = first_contact(person_id, debts_of(theirs, person_id))
    verdict = api.ask("POST", "/messages/preview", body, token=token).body
    assert verdict["verdict"] == "refuse"
    assert "SUPPRESSED" in verdict["codes"]
    future = {**word, "at": (NOW + timedelta(hours=1)).isoformat()}
    assert api.ask("POST", "/consents", future, token=token).status == 422


def test_lists_turn_their_pages_without_losing_or_repeating(api: Api, ours: Place) -> None:
    token = ours.tokens[READS]
    for path, rows, key in (
        ("/conversations", "conversations", "conversation_id"),
        ("/payments", "payments", "payment_id"),
    ):
        whole = [r[key] for r in api.ask("GET", f"{path}?limit=200", token=token).body[rows]]
        seen: list[str] = []
        cursor = ""
        while True:
            page = api.ask("GET", f"{path}?limit=3{cursor}", token=token).body
            seen += [r[key] for r in page[rows]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert seen == whole
        assert len(whole) >= 4
    since = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert api.ask("GET", f"/payments?since={since}", token=token).body["payments"] == []
    assert api.ask("GET", "/payments?since=2026-11-24T00:00:00", token=token).status == 422


def test_rules_and_funnel_are_those_of_the_desk(api: Api, ours: Place) -> None:
    rules = api.ask("GET", "/rules", token=ours.tokens[READS]).body
    assert len(rules["rules"]) > 40
    stages = api.ask("GET", "/metrics/funnel", token=ours.tokens[READS]).body["stages"]
    assert [s["name"] for s in stages][:2] == ["planned", "allowed"]


def test_the_description_is_open_and_names_no_foreign_host(api: Api) -> None:
    found = api.ask("GET", "/openapi.json")
    assert found.status == 200
    assert "http://" not in found.raw.decode()
    assert "https://" not in found.raw.decode()
    assert api.ask("GET", "/docs").status == 404


def test_the_page_lists_the_operations_as_they_are_described(api: Api) -> None:
    from tools.api_page import PAGE, render
    from trato.entrypoints.api.routes import api as described

    page = PAGE.read_text()
    assert render(page, described.get_openapi_schema()) == page, "python -m tools.api_page"
