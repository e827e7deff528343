"""A word that says a person is protected ends a conversation only with the protection itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_back_to_the_assistant import hear, prove, said, world
from tests.flows.test_close_dispute import signed_in
from tests.flows.test_offers_at_the_desk import AGENT, Desk
from tests.flows.test_people_at_work import arrive, hand_over, shown
from tests.world import World
from trato.casework.conversations.resolve import NotBorneOut, NoteWanted, resolve
from trato.casework.conversations.rules import CLAIMS, TABULATIONS, Claim, done_by, shipped
from trato.casework.conversations.values import Done
from trato.door.policy.values import Verdict
from trato.speakers.desk.end import Contested, Promised, end
from trato.speakers.desk.on_record import NotNoted

__all__ = ["said", "world"]
TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STOPS = {
    Claim.DISPUTE: "DISPUTED", Claim.NOT_THEIRS: "WRONG_PARTY", Claim.DEATH: "PROTECTED_PERSON",
    Claim.LAWYER: "REPRESENTED",
}  # fmt: skip


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    return Desk(organisation)


def finish(desk: Desk, tabulation: str, **more: Any) -> None:
    with desk.coop.inside():
        end(
            desk.conversation_id, tabulation=tabulation, by=AGENT, author="beto",
            at=desk.coop.clock(), **more,
        )  # fmt: skip


def contested(desk: Desk, reason: str = "duplicate") -> Contested:
    return Contested(reason=reason, debt_ids=(desk.debtor.debt_id,), words="já paguei")


def standing(desk: Desk) -> Any:
    from trato.casework.conversations.models import Conversation

    with desk.coop.inside():
        return Conversation.objects.get(id=desk.conversation_id)


def test_only_a_claim_of_the_dispute_tells_of_one_and_only_an_open_one() -> None:
    assert set(CLAIMS) <= set(TABULATIONS)
    for card in shipped():
        is_dispute = CLAIMS.get(card.code) is Claim.DISPUTE
        assert (done_by(card, is_contested=True) is Done.DISPUTE_OPENED) is is_dispute
        assert done_by(card, is_contested=False) is not Done.DISPUTE_OPENED


@pytest.mark.parametrize("code", TABULATIONS)
def test_no_shipped_word_ends_with_a_claim_that_is_not_so(desk: Desk, code: str) -> None:
    claim, before = CLAIMS.get(code), standing(desk).state
    with desk.coop.inside():
        if claim is None:
            resolve(desk.conversation_id, tabulation=code, by=AGENT, at=desk.coop.clock())
            return
        with pytest.raises(NotBorneOut) as bare:
            resolve(desk.conversation_id, tabulation=code, by=AGENT, at=desk.coop.clock())
    assert bare.value.claim is claim
    assert standing(desk).state == before


@pytest.mark.parametrize("code", sorted(CLAIMS))
def test_ended_at_the_desk_the_claim_is_so_and_the_door_holds_to_it(desk: Desk, code: str) -> None:
    waiting = desk.coop.submit(desk.coop.first_contact(desk.debtor))
    is_dispute = CLAIMS[code] is Claim.DISPUTE
    finish(desk, code, contested=contested(desk) if is_dispute else None)
    row = standing(desk)
    assert (row.state, row.tabulation) == ("resolved", code)
    assert (row.back_done == Done.DISPUTE_OPENED) is is_dispute
    desk.coop.drain()
    assert desk.coop.row(waiting.message_id).state in ("cancelled", "refused")
    refused = desk.coop.submit(desk.coop.first_contact(desk.debtor))
    assert refused.verdict is Verdict.REFUSE
    assert STOPS[CLAIMS[code]] in refused.codes


def test_what_is_on_record_already_needs_nothing_more(desk: Desk) -> None:
    finish(desk, "disputed", contested=contested(desk))
    finish(desk, "disputed")
    finish(desk, "paid_claim")
    assert len(desk.facts("requests.dispute_opened")) == 1


def test_either_all_is_done_or_nothing(desk: Desk) -> None:
    from trato.casework.conversations.keep_tabulation import keep_tabulation

    with desk.coop.inside():
        for code in ("disputed", "deceased"):
            keep_tabulation(
                code, name="", group="pessoa", is_resolution=True, wants_note=True, by=1,
                at=desk.coop.clock(),
            )  # fmt: skip
    for code, more in (("disputed", {"contested": contested(desk)}), ("deceased", {})):
        with desk.coop.inside(), pytest.raises(NoteWanted):
            end(
                desk.conversation_id, tabulation=code, by=AGENT, author="beto",
                at=desk.coop.clock(), **more,
            )  # fmt: skip
    assert standing(desk).state == "human"
    assert desk.facts("requests.dispute_opened") == desk.facts("book.person_flagged") == []


def test_a_renamed_word_claims_what_it_did_and_an_own_one_nothing(desk: Desk) -> None:
    from trato.casework.conversations.keep_tabulation import keep_tabulation

    with desk.coop.inside():
        kept: dict[str, Any] = {
            "group": "x", "is_resolution": True, "wants_note": False, "by": 1,
            "at": desk.coop.clock(),
        }  # fmt: skip
        keep_tabulation("disputed", name="Não concorda", **kept)
        own = keep_tabulation("", name="Disputed", **kept)
    with pytest.raises(NotBorneOut):
        finish(desk, "disputed")
    finish(desk, own)
    assert standing(desk).back_done == Done.RESOLVED


def test_whoever_owes_nothing_has_nothing_to_contest(desk: Desk) -> None:
    from trato.book.portfolios.models import Debt

    with desk.coop.inside():
        Debt.objects.update(state="settled")
    finish(desk, "paid_claim")
    assert standing(desk).back_done == Done.RESOLVED


def test_of_nobody_known_only_the_number_can_be_wrong(desk: Desk) -> None:
    from trato.casework.conversations.models import Conversation

    with desk.coop.inside():
        Conversation.objects.update(person_id=None, contact_point_id=None)
    for code in ("disputed", "deceased", "lawyer"):
        with pytest.raises((NotBorneOut, NotNoted)):
            finish(desk, code)
    finish(desk, "wrong_party")
    assert standing(desk).state == "resolved"


def test_a_promise_is_noted_where_its_day_was_said(desk: Desk) -> None:
    finish(desk, "promise")
    assert desk.facts("negotiation.promise_made") == []
    day = (desk.coop.clock() + 2 * DAY).date()
    finish(desk, "promise", promised=Promised(promised_on=day, amount_cents=5_000))
    assert [f["promised_on"] for f in desk.facts("negotiation.promise_made")] == [day.isoformat()]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"tabulation": "disputed"}, "a contestação precisa estar aberta"),
        ({"tabulation": "disputed", "reason": "duplicate"}, "a contestação precisa estar aberta"),
        ({"tabulation": "disputed", "reason": "x", "debt": "mine"}, "escolha o motivo"),
        ({"tabulation": "disputed", "reason": "other", "debt": "?"}, "ao menos uma dívida"),
        ({"tabulation": "paid_claim"}, "a contestação precisa estar aberta"),
        ({"tabulation": "promise", "amount": "10,00"}, "o dia da promessa"),
        ({"tabulation": "promise", "promised_on": "2020-02-02"}, "o dia da promessa"),
    ],
)
def test_a_form_without_what_it_claims_says_so_and_ends_nothing(
    desk: Desk, form: dict[str, str], words: str
) -> None:
    chief = signed_in(desk, "supervisor")
    given = {n: str(desk.debtor.debt_id) if v == "mine" else v for n, v in form.items()}
    address = f"/conversas/{desk.conversation_id}/encerrar/"
    assert words in chief.post(address, given, follow=True).content.decode()
    assert standing(desk).state == "human"
    assert desk.facts("requests.dispute_opened") == []


@pytest.mark.parametrize("code", [*sorted(CLAIMS), "promise"])
def test_the_dialogs_form_ends_with_what_it_says(desk: Desk, code: str) -> None:
    chief = signed_in(desk, "supervisor")
    form = {
        "tabulation": code, "reason": "other", "debt": str(desk.debtor.debt_id), "words": "já",
        "promised_on": "", "amount": "",
    }  # fmt: skip
    answer = chief.post(f"/conversas/{desk.conversation_id}/encerrar/", form, follow=True)
    assert "Encerrada. Se a pessoa escrever" in answer.content.decode()
    opened = [f["reason"] for f in desk.facts("requests.dispute_opened")]
    assert opened == {"disputed": ["other"], "paid_claim": ["already_paid"]}.get(code, [])


def debts_of(world: World, thread: UUID, count: int = 1) -> list[UUID]:
    from trato.book.portfolios.create_creditor import create_creditor, create_portfolio
    from trato.book.portfolios.models import Debt
    from trato.foundation.ids import new_id

    number = new_id().hex
    with world.within():
        creditor_id = create_creditor(
            slug=number, name="Aurora", document="11222333000181", address="x", pix_key="x",
            at=TUESDAY,
        )  # fmt: skip
        portfolio_id = create_portfolio(creditor_id=creditor_id, name=number, at=TUESDAY)
        return [
            Debt.objects.create(
                organisation_id=world.organisation_id, creditor_id=creditor_id,
                portfolio_id=portfolio_id, person_id=shown(world, thread).person_id,
                reference=f"CT-{n}", product="Empréstimo", principal_cents=45_000,
                due_on=date(2026, 8, 1), prescribed_on=date(2031, 8, 1), state="active",
                state_changed_at=TUESDAY, created_at=TUESDAY,
            ).id
            for n in range(count)
        ]  # fmt: skip


def test_the_assistants_words_afterwards_are_true(world: World, said: list[str]) -> None:
    """Tuesday: ended as contested, and asked about. Later decided: the assistant says no more."""
    from trato.book.portfolios import read as portfolios
    from trato.casework.requests.close_dispute import close_dispute
    from trato.casework.requests.read import disputes_of

    thread = arrive(world, 1)
    (debt_id,) = debts_of(world, thread)
    prove(world, thread)
    hand_over(world, thread)
    given = Contested(reason="not_recognised", debt_ids=(debt_id,), words="não é minha")
    with world.within():
        end(
            thread, tabulation="disputed", by=7, author="beto", at=TUESDAY, contested=given,
        )  # fmt: skip
        assert portfolios.debt(debt_id).state == "disputed"
    hear(world, "e a minha contestação? não reconheço essa dívida", TUESDAY + MINUTE)
    assert said[-1].startswith("Sua contestação já está registrada, e a cobrança fica parada")
    person_id = shown(world, thread).person_id
    assert person_id is not None
    with world.within():
        (line,) = disputes_of(person_id)
        close_dispute(
            line.dispute_id, person_id=person_id, outcome="rejected", is_answered=True, by=7,
            at=TUESDAY + 2 * MINUTE,
        )  # fmt: skip
    hear(world, "oi", TUESDAY + 3 * MINUTE)
    assert not said[-1].startswith("Sua contestação já está")


def test_of_a_debt_that_was_not_contested_the_assistant_says_nothing_false(
    world: World, said: list[str]
) -> None:
    thread = arrive(world, 1)
    debt_id, other = debts_of(world, thread, 2)
    prove(world, thread)
    hand_over(world, thread)
    given = Contested(reason="not_recognised", debt_ids=(debt_id,), words="não é minha")
    with world.within():
        end(thread, tabulation="disputed", by=7, author="beto", at=TUESDAY, contested=given)
    hear(world, "não reconheço essa dívida", TUESDAY + MINUTE)
    assert not said[-1].startswith("Sua contestação já está")
    with world.within():
        from trato.book.portfolios import read as portfolios

        assert portfolios.debt(other).state == "disputed"


def test_whoever_stopped_by_telephone_and_writes_is_left_in_silence(desk: Desk) -> None:
    from trato.casework.conversations.hand_over import give_back
    from trato.speakers.desk.on_record import note_stop

    with desk.coop.inside():
        give_back(desk.conversation_id, by=AGENT, at=desk.coop.clock())
    answered(desk, "oi")
    desk.coop.drain()
    before = len(desk.coop.provider.log)
    assert before
    with desk.coop.inside():
        note_stop(
            desk.conversation_id, is_everywhere=False, words="não me liguem", by=AGENT,
            at=desk.coop.clock.pass_(minutes=1),
        )  # fmt: skip
    answered(desk, "ainda estão aí?")
    desk.coop.drain()
    assert len(desk.coop.provider.log) == before
    assert (standing(desk).state, standing(desk).handled_by) == ("stopped", "bot")
    answered(desk, "voltar")
    desk.coop.drain()
    assert len(desk.coop.provider.log) == before + 1


def answered(desk: Desk, text: str) -> None:
    """Let the person write, and the assistant take its turn."""
    from trato.casework.conversations.models import InboundMessage
    from trato.casework.conversations.take_turn import take_turn
    from trato.speakers.bot.reply import reply

    said_id = desk.says(text)
    with desk.coop.inside():
        InboundMessage.objects.filter(id=said_id).update(handled_at=None)
        while turn := take_turn(now=desk.coop.clock() + MINUTE):
            reply(turn, now=desk.coop.clock())
