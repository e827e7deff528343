"""What people asked for, by the day of answer: who sees what, each closed once, by its table."""

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.flows.test_close_dispute import signed_in
from tests.flows.test_offers_at_the_desk import Desk
from tests.universe import Debtor
from trato.casework.requests.answer_privacy import NotAnswered, UnknownRequest, answer_privacy
from trato.casework.requests.values import ANSWER_MAX
from trato.foundation import clock, tenancy

ROLES = ("administrador", "supervisor", "atendente", "encarregado", "analista", "credor")
EVA = 9
TOLD = "Enviamos a cópia dos dados pela conversa."


class Asking(Desk):
    """A person in a thread, who contests and uses rights over their data."""

    def contests(self, reason: str = "duplicate", *, by_on: date | None = None) -> UUID:
        from trato.casework.requests.models import Dispute
        from trato.casework.requests.open_dispute import open_dispute

        with self.coop.inside():
            one = open_dispute(
                person_id=self.debtor.person_id, conversation_id=self.conversation_id,
                debt_ids=(), reason=reason, words="já paguei", at=clock.now(),
            )  # fmt: skip
            if by_on:
                Dispute.objects.filter(id=one).update(answer_by_on=by_on)
        return one

    def asks(
        self, right: str = "access", *, by_on: date | None = None, who: Debtor | None = None
    ) -> UUID:
        from trato.casework.requests.models import PrivacyRequest
        from trato.casework.requests.request_privacy import request_privacy

        with self.coop.inside():
            one = request_privacy(
                person_id=(who or self.debtor).person_id, conversation_id=self.conversation_id,
                right=right, words="quero meus dados", at=clock.now(),
            )  # fmt: skip
            if by_on:
                PrivacyRequest.objects.filter(id=one).update(answer_by_on=by_on)
        return one

    def answer(self, request_id: UUID, outcome: str = "attended", **other: object) -> bool:
        given = {"ground": "", "answer": TOLD, "is_answered": True} | other
        with self.coop.inside():
            return answer_privacy(
                request_id, outcome=outcome, by=EVA, at=clock.now(), **given,  # type: ignore[arg-type]
            )  # fmt: skip

    def facts(self, kind: str) -> list[dict[str, object]]:
        from trato.journal.models import Entry

        with self.coop.inside():
            return [e.facts for e in Entry.objects.filter(kind=kind).order_by("id")]

    def kept(self, request_id: UUID) -> tuple[str, str, str, bool]:
        from trato.casework.requests.models import PrivacyRequest

        with self.coop.inside():
            row = PrivacyRequest.objects.get(id=request_id)
        return row.state, row.ground, row.answer, row.closed_at is not None


@pytest.fixture
def desk(organisation: UUID) -> Asking:
    return Asking(organisation)


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/pedidos/{query}")
    assert answer.status_code == 200
    return answer.content.decode().partition('<main id="content"')[2]


def test_late_comes_first_then_what_is_due_soonest(desk: Asking) -> None:
    today = timezone.localdate(clock.now())
    for reason, days in (("duplicate", 5), ("already_paid", -2), ("harassment", 1)):
        desk.contests(reason, by_on=today + timedelta(days=days))
    body = shown(signed_in(desk, "supervisor"))
    places = [body.index(w) for w in ("já pagou", "reclama da forma", "cobrada em dobro")]
    assert places == sorted(places)
    assert body.count("atrasado</span>") == 1
    assert "1 atrasado" in body


def test_the_days_are_counted_from_the_persons_own_day(desk: Asking) -> None:
    from trato.casework.requests.models import Dispute, PrivacyRequest
    from trato.casework.requests.open_dispute import open_dispute
    from trato.casework.requests.request_privacy import request_privacy

    late_at_night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    asked = {"person_id": desk.debtor.person_id, "conversation_id": None, "at": late_at_night}
    with desk.coop.inside():
        open_dispute(**asked, debt_ids=(), reason="other", words="")  # type: ignore[arg-type]
        request_privacy(**asked, right="source", words="")  # type: ignore[arg-type]
        assert Dispute.objects.get().answer_by_on == date(2026, 12, 3)
        assert PrivacyRequest.objects.get().answer_by_on == date(2026, 12, 8)


def test_each_role_sees_what_it_answers_for(desk: Asking) -> None:
    late = timezone.localdate(clock.now()) - timedelta(days=1)
    desk.contests(by_on=late)
    desk.asks(by_on=late)
    sees = {"administrador": (1, 1), "supervisor": (1, 0), "encarregado": (0, 1)}
    for role in ROLES:
        client = signed_in(desk, role)
        home = client.get("/", follow=True).content.decode()
        if role not in sees:
            assert client.get("/pedidos/").status_code == 403
            assert "/pedidos/" not in home
            continue
        body = shown(client)
        found = int("cobrada em dobro" in body), int("acesso aos dados" in body)
        assert found == sees[role], role
        count = sum(sees[role])
        assert f"{count} atrasado" in home, role
        # What a role does not answer for, no choice in an address brings up.
        chosen = shown(client, "?tipo=privacidade") + shown(client, "?tipo=contestacoes")
        assert ("acesso aos dados" in chosen, "cobrada em dobro" in chosen) == (
            bool(sees[role][1]), bool(sees[role][0])
        )  # fmt: skip


def test_the_words_stay_in_the_thread(desk: Asking) -> None:
    desk.contests()
    desk.asks()
    body = shown(signed_in(desk, "administrador"))
    assert "já paguei" not in body
    assert "quero meus dados" not in body
    assert f"/conversas/{desk.conversation_id}/" in body


def test_another_organisation_sees_and_closes_nothing(desk: Asking, agency: UUID) -> None:
    dispute, asked = desk.contests(), desk.asks()
    other = signed_in(Asking(agency), "administrador")
    body = shown(other)
    assert "Nenhuma contestação espera resposta" in body
    assert "Nenhum pedido de privacidade espera" in body
    right = {"outcome": "attended", "answer": TOLD, "answered": "on"}
    assert other.post(f"/pedidos/privacidade/{asked}/responder/", right).status_code == 404
    where = f"/pedidos/contestacao/{dispute}/"
    assert other.post(f"{where}encerrar/", {"outcome": "upheld"}).status_code == 404
    assert other.post(f"{where}provas/").status_code == 404
    with tenancy.within(agency), pytest.raises(UnknownRequest):
        answer_privacy(
            asked, outcome="attended", ground="", answer=TOLD, is_answered=True, by=EVA,
            at=clock.now(),
        )  # fmt: skip
    assert desk.kept(asked)[0] == "opened"


def test_a_supervisor_closes_a_dispute_here_once(desk: Asking) -> None:
    one = desk.contests()
    client = signed_in(desk, "supervisor")
    where = f"/pedidos/contestacao/{one}/encerrar/"
    said = client.post(where, {"outcome": "upheld"}, follow=True).content.decode()
    assert "Escolha a decisão e confirme" in said
    assert desk.facts("requests.dispute_closed") == []
    right = {"outcome": "rejected", "answered": "on"}
    assert "Contestação encerrada." in client.post(where, right, follow=True).content.decode()
    assert "já estava encerrada" in client.post(where, right, follow=True).content.decode()
    assert [f["outcome"] for f in desk.facts("requests.dispute_closed")] == ["rejected"]
    assert "Nenhuma contestação espera resposta" in shown(client)
    assert "improcedente" in shown(client, "?estado=encerrados")
    assert client.get(where).status_code == 405


def test_evidence_is_asked_for_once_and_the_day_stays(desk: Asking) -> None:
    one = desk.contests()
    client = signed_in(desk, "supervisor")
    where = f"/pedidos/contestacao/{one}/provas/"
    for said in ("provas pedidas. O prazo", "Nada mudou"):
        assert said in client.post(where, follow=True).content.decode()
    assert [f["reason"] for f in desk.facts("requests.evidence_requested")] == ["duplicate"]
    closing = {"outcome": "rejected", "answered": "on"}
    client.post(where.replace("provas", "encerrar"), closing)
    assert "improcedente" in shown(client, "?estado=encerrados")
    assert "Nada mudou" in client.post(where, follow=True).content.decode()


def test_whoever_answers_for_privacy_closes_a_request_once(desk: Asking) -> None:
    one = desk.asks()
    client = signed_in(desk, "encarregado")
    where = f"/pedidos/privacidade/{one}/responder/"
    before = desk.facts("outbox.message_decided")
    right = {"outcome": "attended", "answer": f"  {TOLD} ", "answered": "on"}
    assert "Pedido encerrado." in client.post(where, right, follow=True).content.decode()
    again = right | {"outcome": "withdrawn", "answer": "outra"}
    assert "já estava encerrado" in client.post(where, again, follow=True).content.decode()
    assert desk.kept(one) == ("attended", "", TOLD, True)
    (fact,) = desk.facts("requests.privacy_answered")
    assert (fact["right"], fact["outcome"], fact["ground"]) == ("access", "attended", "")
    assert TOLD not in str(fact)
    assert TOLD in shown(client, "?estado=encerrados")
    assert desk.facts("outbox.message_decided") == before, "closing sends nothing"
    assert client.get(where).status_code == 405


@pytest.mark.parametrize("role", ["supervisor", "atendente", "analista", "credor"])
def test_nobody_else_answers_it(desk: Asking, role: str) -> None:
    one = desk.asks()
    right = {"outcome": "withdrawn"}
    where = f"/pedidos/privacidade/{one}/responder/"
    assert signed_in(desk, role).post(where, right).status_code == 403
    assert desk.kept(one)[0] == "opened"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"outcome": "?", "answer": TOLD, "answered": "on"},
        {"outcome": "opened", "answer": TOLD, "answered": "on"},
        {"outcome": "attended", "answer": TOLD},
        {"outcome": "attended", "answer": " \x00 ", "answered": "on"},
        {"outcome": "refused", "answer": TOLD, "answered": "on"},
        {"outcome": "refused", "answer": TOLD, "answered": "on", "ground": "?"},
        {"outcome": "partly", "answer": TOLD, "answered": "on", "ground": ""},
        {"outcome": "attended", "answer": "x" * (ANSWER_MAX + 1), "answered": "on"},
    ],
)
def test_what_says_too_little_changes_nothing_and_loses_no_word(
    desk: Asking, given: dict[str, str]
) -> None:
    one = desk.asks()
    client = signed_in(desk, "encarregado")
    answer = client.post(f"/pedidos/privacidade/{one}/responder/?estado=x", given)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Diga como acabou" in body
    assert given.get("answer", "").strip(" \x00") in body
    assert desk.kept(one) == ("opened", "", "", False)
    assert desk.facts("requests.privacy_answered") == []


def test_a_refusal_keeps_its_ground_and_nothing_else_has_one(desk: Asking) -> None:
    refused, attended, dropped = desk.asks("deletion"), desk.asks("access"), desk.asks("source")
    assert desk.answer(refused, "refused", ground="legal_duty")
    assert desk.answer(attended, "attended", ground="legal_duty")
    assert desk.answer(dropped, "withdrawn", answer="", is_answered=False)
    kept = [desk.kept(i)[:2] for i in (refused, attended, dropped)]
    assert kept == [("refused", "legal_duty"), ("attended", ""), ("withdrawn", "")]
    with pytest.raises(NotAnswered):
        desk.answer(desk.asks("sharing"), "partly")
    body = shown(signed_in(desk, "encarregado"), "?estado=encerrados")
    assert "dever legal" in body


def test_answered_at_once_by_several_it_is_answered_once(desk: Asking) -> None:
    one = desk.asks()
    start, done = threading.Barrier(5), list[bool]()

    def work() -> None:
        start.wait(timeout=30)
        try:
            done.append(desk.answer(one))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == [False] * 4 + [True]
    assert len(desk.facts("requests.privacy_answered")) == 1


@pytest.mark.parametrize("kind", ["person", "conversation", "creditor"])
def test_a_deletion_under_legal_hold_says_so(desk: Asking, kind: str) -> None:
    from trato.book.portfolios import read as portfolios
    from trato.insights.retention.keep import place_hold, release_hold
    from trato.insights.retention.values import HoldKind

    desk.asks("deletion")
    desk.asks("access")
    client = signed_in(desk, "encarregado")
    before = shown(client)
    assert "sob guarda legal" not in before
    assert "Tem dívida em aberto" in before
    assert 'href="/guarda/"' in before
    assert f"/conversas/{desk.conversation_id}/copia/zip/" in before
    with desk.coop.inside():
        (owed,) = portfolios.debts_of_person(desk.debtor.person_id)
        target = {
            "person": desk.debtor.person_id, "conversation": desk.conversation_id,
            "creditor": owed.creditor_id,
        }[kind]  # fmt: skip
        hold = place_hold(HoldKind(kind), target, reason="ofício", by_user=1, at=clock.now())
    assert shown(client).count("chip-human") == before.count("chip-human") + 1
    assert "nada se apaga até ser liberado" in shown(client)
    with desk.coop.inside():
        release_hold(hold, by_user=1, at=clock.now())
    assert "sob guarda legal" not in shown(client)


def test_however_many_there_are_the_page_asks_as_often(
    desk: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What every request asks of roles is remembered for a second, and asked again after it.
    monkeypatch.setattr("trato.book.access.read._RECENT_SECONDS", 3600.0)
    client = signed_in(desk, "administrador")
    desk.contests()
    desk.asks("deletion")
    asked = []
    for more in (0, 6):
        for _ in range(more):
            desk.asks("deletion", who=desk.coop.debtor())
        for reason in ("already_paid", "harassment", "other")[:more]:
            desk.contests(reason)
        shown(client)
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        asked.append(len(queries.captured_queries))
    assert asked[0] == asked[1]


def test_the_pages_of_a_list_keep_what_was_chosen(
    desk: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.casework.requests import by_deadline

    monkeypatch.setattr(by_deadline, "ROWS_MAX", 2)
    today = timezone.localdate(clock.now())
    rights = ("access", "deletion", "correction", "source", "sharing")
    for days, right in enumerate(rights):
        desk.asks(right, by_on=today + timedelta(days=days))
    client = signed_in(desk, "administrador")
    seen, query = [], "?tipo=privacidade"
    while query:
        body = shown(client, query)
        assert "Contestações</h2>" not in body
        seen.append(body.count("data-row"))
        way = body.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
        query = way.partition("/pedidos/")[2].partition("#")[0].replace("&amp;", "&")
        assert not query or "tipo=privacidade" in query
    assert seen == [2, 2, 1]


def test_a_request_of_nobody_known_is_shown_and_answered(desk: Asking) -> None:
    from trato.casework.requests.request_privacy import request_privacy

    with desk.coop.inside():
        one = request_privacy(
            person_id=None, conversation_id=None, right="deletion", words="apague", at=clock.now()
        )
    client = signed_in(desk, "encarregado")
    assert "Pessoa não identificada" in shown(client)
    assert desk.answer(one, "refused", ground="not_identified")
    with pytest.raises(UnknownRequest):
        desk.answer(uuid4())


def test_the_timeline_tells_of_both(desk: Asking) -> None:
    from trato.casework.requests.ask_evidence import ask_evidence
    from trato.entrypoints.console.timeline import events_of

    desk.answer(desk.asks("deletion"), "refused", ground="legal_duty")
    dispute = desk.contests()
    with desk.coop.inside():
        ask_evidence(dispute, by=EVA, at=clock.now())
        events, _more = events_of(desk.debtor.person_id, before=None, sees_alerts=True)
    told = {str(e.what): e.detail for e in events}
    assert told["pedido de privacidade encerrado"] == (
        "eliminação · recusado, com o motivo · "
        "dever legal ou regulatório de guardar (LGPD art. 16, I)"
    )
    assert told["provas da contestação pedidas"] == "cobrada duas vezes"
