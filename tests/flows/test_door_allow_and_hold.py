"""One message's way through the door: allowed, held until opening, overtaken by a stop, capped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.universe import Cooperative, cooperative
from trato.book.organisations import change
from trato.casework.requests.open_dispute import open_dispute
from trato.door.consent.withdraw import resume
from trato.door.outbox.cancel import cancel_for_debts, cancel_for_origin, cancel_for_person
from trato.door.outbox.clear import clear_some
from trato.door.outbox.explain import explain
from trato.door.outbox.open_window import open_window
from trato.door.outbox.preview import preview
from trato.door.outbox.provider import Cleared, NotCleared
from trato.door.outbox.submit import submit_many
from trato.door.outbox.values import Content
from trato.door.policy.values import Kind, MessageClass, Verdict
from trato.foundation.ids import new_id


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    """Return a cooperative on a Tuesday at 09:30 in Brasília."""
    return cooperative(organisation)


def test_what_is_allowed_leaves_once_with_both_decisions_kept(coop: Cooperative) -> None:
    debtor = coop.debtor()
    done = coop.submit(coop.first_contact(debtor))
    assert done.verdict is Verdict.ALLOW
    assert coop.dispatch() == 1
    assert coop.dispatch() == 0
    row = coop.row(done.message_id)
    assert (row.state, row.attempts, row.verdict) == ("sent", 1, "allow")
    assert row.provider_message_id == f"wamid.{row.id.hex}"
    assert coop.provider.ids == [row.id]
    assert coop.provider.log[0].to == debtor.phone.removeprefix("+")
    with coop.inside():
        story = explain(row.id)
    assert [d.stage for d in story.decisions] == ["submit", "dispatch"]
    assert all(d.replays and d.verdict == "allow" for d in story.decisions)
    assert [a["outcome"] for a in story.attempts] == ["accepted"]
    coop.must_be_lawful()


def test_a_stop_between_submit_and_dispatch_wins(coop: Cooperative) -> None:
    debtor = coop.debtor()
    done = coop.submit(coop.first_contact(debtor))
    assert coop.stop(debtor)
    coop.drain()
    row = coop.row(done.message_id)
    assert row.state == "refused"
    assert "SUPPRESSED" in row.refusal_codes
    assert coop.provider.log == []
    assert [d.verdict for d in coop.decisions(row.id)] == ["allow", "refuse"]


def test_a_stop_before_submit_is_refused_at_once_and_after_voltar_allowed(
    coop: Cooperative,
) -> None:
    debtor = coop.debtor()
    coop.stop(debtor)
    refused = coop.submit(coop.first_contact(debtor))
    assert refused.verdict is Verdict.REFUSE
    with coop.inside():
        assert resume(
            debtor.contact_point_id, channel="whatsapp", words="VOLTAR", message="wamid.in",
            at=coop.clock.pass_(minutes=1),
        )  # fmt: skip
    allowed = coop.submit(coop.first_contact(debtor))
    assert allowed.verdict is Verdict.ALLOW
    coop.drain()
    assert coop.provider.ids == [allowed.message_id]


def test_at_night_it_is_held_and_leaves_at_eight(organisation: UUID) -> None:
    late = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    coop = cooperative(organisation, at=late)
    done = coop.submit(coop.first_contact(coop.debtor()))
    assert done.verdict is Verdict.HOLD
    assert done.hold_until == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    assert coop.dispatch() == 0
    coop.clock.at = done.hold_until - timedelta(seconds=1)
    assert coop.dispatch() == 0
    coop.clock.at = done.hold_until
    assert coop.dispatch() == 1
    assert coop.row(done.message_id).state == "sent"


def test_what_was_allowed_by_day_is_held_if_night_falls_before_dispatch(
    coop: Cooperative,
) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    coop.clock.until_local(22)
    assert coop.dispatch() == 0
    row = coop.row(done.message_id)
    assert (row.state, row.refusal_codes) == ("held", ["QUIET_HOURS"])
    coop.clock.until_local(8)
    assert coop.drain() == 1


def test_one_contact_a_day_even_from_one_batch(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        drafts = [coop.first_contact(debtor) for _ in range(3)]
        assert {s.verdict for s in submit_many(drafts, at=coop.clock())} == {Verdict.ALLOW}
    assert coop.drain() == 1
    assert sorted(row.state for row in coop.rows()) == ["held", "held", "sent"]
    coop.clock.pass_(days=1)
    assert coop.drain() == 1
    coop.must_be_lawful()


def test_a_key_names_an_intent_once(coop: Cooperative) -> None:
    debtor, other = coop.debtors(2)
    first = coop.submit(coop.first_contact(debtor, key="k"))
    again = coop.submit(coop.first_contact(debtor, key="k"))
    assert (first.is_new, again.is_new) == (True, False)
    assert replace(again, is_new=True) == first
    with coop.inside():
        both = submit_many(
            [coop.first_contact(other, key="n"), coop.first_contact(other, key="n")],
            at=coop.clock(),
        )
    assert both[0] == both[1]
    assert len(coop.rows()) == 2
    assert [len(coop.decisions(row.id)) for row in coop.rows()] == [1, 1]


def test_preview_keeps_nothing(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        answers = preview([coop.first_contact(debtor)], at=coop.clock())
    assert answers[0].decision.verdict is Verdict.ALLOW
    assert coop.rows() == []


def test_nothing_leaves_about_a_paid_or_disputed_debt(coop: Cooperative) -> None:
    paid, disputed, other = coop.debtors(3)
    ids = [coop.submit(coop.first_contact(d)).message_id for d in (paid, disputed, other)]
    with coop.inside():
        assert cancel_for_debts([paid.debt_id], reason="paid", at=coop.clock()) == 1
        open_dispute(person_id=disputed.person_id, conversation_id=None,
                     debt_ids=(disputed.debt_id,), reason="not_recognised",
                     words="não reconheço", at=coop.clock())  # fmt: skip
    coop.drain()
    assert [coop.row(i).state for i in ids] == ["cancelled", "cancelled", "sent"]
    assert coop.provider.ids == [ids[2]]


def test_pending_messages_of_a_person_or_a_campaign_are_withdrawn(coop: Cooperative) -> None:
    first, second = coop.debtors(2)
    campaign = new_id()
    one = coop.submit(coop.first_contact(first))
    two = coop.submit(coop.first_contact(second, origin_id=campaign))
    with coop.inside():
        assert cancel_for_person(first.person_id, reason="opt_out", at=coop.clock()) == 1
        assert cancel_for_origin(campaign, reason="stopped", at=coop.clock()) == 1
    assert coop.drain() == 0
    assert {coop.row(s.message_id).state for s in (one, two)} == {"cancelled"}


def test_a_stop_is_confirmed_exactly_once(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    coop.stop(debtor)
    kind = MessageClass.OPTOUT_CONFIRM
    text = "Pronto, não enviaremos mais mensagens."
    # Two confirmations were drafted before either of them left.
    one = coop.submit(coop.answer(debtor, text, message_class=kind))
    two = coop.submit(coop.answer(debtor, text, message_class=kind))
    assert one.verdict is two.verdict is Verdict.ALLOW
    assert coop.drain() == 1
    third = coop.submit(coop.answer(debtor, text, message_class=kind))
    assert third.verdict is Verdict.REFUSE
    coop.clock.pass_(hours=1)
    coop.drain()
    assert coop.provider.ids == [one.message_id]
    assert coop.row(two.message_id).state in {"refused", "cancelled"}


def test_stops_of_a_whole_batch_are_confirmed_once_each(coop: Cooperative) -> None:
    debtors = coop.debtors(60)
    with coop.inside():
        for debtor in debtors:
            open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    for debtor in debtors:
        coop.stop(debtor)
    drafts = [
        coop.answer(debtor, "Pronto.", message_class=MessageClass.OPTOUT_CONFIRM)
        for debtor in [*debtors, *debtors]
    ]
    with coop.inside():
        submitted = submit_many(drafts, at=coop.clock())
    # The second of each is judged after the first has been written down.
    assert coop.drain() == 60
    assert sorted(coop.provider.ids) == sorted(s.message_id for s in submitted[:60])
    assert coop.clock.pass_(hours=1)
    assert coop.drain() == 0
    states = {coop.row(s.message_id).state for s in submitted[60:]}
    assert states <= {"refused", "cancelled"}


def test_two_who_share_a_number_are_told_of_its_stop_once(coop: Cooperative) -> None:
    pairs = [(debtor, coop.living_with(debtor)) for debtor in coop.debtors(10)]
    everybody = [debtor for pair in pairs for debtor in pair]
    with coop.inside():
        for debtor in everybody:
            open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    for debtor in everybody:
        coop.stop(debtor)
    # Twenty in one batch: their statements are sent one behind the other.
    kind = MessageClass.OPTOUT_CONFIRM
    drafts = [coop.answer(debtor, "Pronto.", message_class=kind) for debtor in everybody]
    with coop.inside():
        submitted = submit_many(drafts, at=coop.clock())
    assert coop.dispatch() == 10
    states = [coop.row(one.message_id).state for one in submitted]
    assert [sorted(states[i : i + 2]) for i in range(0, 20, 2)] == [["cancelled", "sent"]] * 10


def test_a_stopped_number_or_template_is_seen_at_dispatch(coop: Cooperative) -> None:
    one = coop.submit(coop.first_contact(coop.debtor()))
    with coop.inside():
        change.stop_template(coop.template_id, at=coop.clock(), code=132016)
    assert coop.dispatch() == 0
    assert coop.row(one.message_id).refusal_codes == ["TEMPLATE_NOT_APPROVED"]
    with coop.inside():
        change.note_template(name="primeiro_contato", language="pt_BR", at=coop.clock(),
                             status="APPROVED")  # fmt: skip
    two = coop.submit(coop.first_contact(coop.debtor()))
    with coop.inside():
        change.stop_number(coop.number_id, reason="erro", at=coop.clock())
    assert coop.dispatch() == 0
    assert "SENDER_RESTRICTED" in coop.row(two.message_id).refusal_codes
    assert coop.provider.log == []


def test_a_paused_template_waits_for_the_end_of_the_pause(coop: Cooperative) -> None:
    done = coop.submit(coop.first_contact(coop.debtor()))
    until = coop.clock() + timedelta(hours=2)
    with coop.inside():
        change.pause_template(coop.template_id, until=until, at=coop.clock())
    assert coop.dispatch() == 0
    assert coop.row(done.message_id).hold_until == until
    coop.clock.at = until
    assert coop.dispatch() == 1


def test_only_the_dispatcher_can_write_a_pass() -> None:
    with pytest.raises(NotCleared):
        Cleared(
            object(), message_id=new_id(), phone_number_id="1", to="5511999999999", recipient="",
            content=Content(kind=Kind.TEXT, text="oi"), template=None, opaque="", in_reply_to="",
        )  # fmt: skip


def test_clearing_needs_an_organisation_and_keeps_to_it(coop: Cooperative, agency: UUID) -> None:
    other = cooperative(agency)
    coop.submit(coop.first_contact(coop.debtor()))
    assert other.dispatch() == 0
    with other.inside():
        assert clear_some(now=other.clock()) == []
    assert coop.dispatch() == 1
