"""The gate itself: what wins, what fails closed, and until when a message waits."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from tests import policy_cases as c
from tests.policy_cases import FACTS, FIRST, NOW, facts_with, known_person, reply
from trato.door.policy import values as v
from trato.door.policy.decide import RULEBOOK, decide, decide_with
from trato.door.policy.findings import Findings
from trato.door.policy.known import Known, MissingFact
from trato.door.policy.looks import Look
from trato.door.policy.rule import BROKEN, Answer, RuleRecord, rule
from trato.door.policy.rulebook import RULES
from trato.door.policy.values import Citation, DraftFacts, Effect, LegalStatus, Mark, Verdict

SOURCE = (Citation(urn="trato:design:test", label="teste", mark=Mark.DESIGN),)
IN_SESSION = facts_with(window={"last_inbound_at": c.PERSON_WROTE})


def made(effect: Effect, answer: Answer | None = BROKEN, **more: object) -> RuleRecord:
    """Build a rule that always gives one answer."""

    def question(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
        """Answer the same always.

        Law: none; a test (D).
        """
        return answer

    return rule(
        f"test.{effect}",
        version=1,
        code=str(effect).upper(),
        effect=effect,
        citations=SOURCE,
        legal_status=LegalStatus.DESIGN_DEFAULT,
        message_pt="m",
        remedy_pt="r",
        **more,  # type: ignore[arg-type]
    )(question)


WAITS = Answer(until=NOW + timedelta(hours=1))
WHAT = [
    ([], Verdict.ALLOW, Effect.ALLOW),
    ([made(Effect.WARN)], Verdict.ALLOW, Effect.WARN),
    ([made(Effect.REDACT)], Verdict.REFUSE, Effect.REDACT),
    ([made(Effect.REQUIRE), made(Effect.REDACT)], Verdict.REFUSE, Effect.REQUIRE),
    ([made(Effect.REQUIRE_HUMAN), made(Effect.REQUIRE)], Verdict.REFUSE, Effect.REQUIRE_HUMAN),
    ([made(Effect.DEFER, WAITS), made(Effect.WARN)], Verdict.HOLD, Effect.DEFER),
    ([made(Effect.DEFER, WAITS), made(Effect.REQUIRE)], Verdict.REFUSE, Effect.DEFER),
    ([made(Effect.WARN), made(Effect.DEFER, WAITS), made(Effect.BLOCK)], Verdict.REFUSE, "block"),
]


@pytest.mark.parametrize(("rules", "verdict", "effect"), WHAT)
def test_strictest_wins(rules: list[RuleRecord], verdict: Verdict, effect: Effect) -> None:
    decision = decide_with(rules, FIRST, FACTS, NOW)
    assert (decision.verdict, decision.effect) == (verdict, effect)
    assert len(decision.hits) == len(rules)
    assert decision.needs_human == any(r.effect is Effect.REQUIRE_HUMAN for r in rules)
    assert (decision.hold_until is not None) == (verdict is Verdict.HOLD)


def test_a_refusal_can_call_a_human() -> None:
    assert decide_with([made(Effect.BLOCK, needs_human=True)], FIRST, FACTS, NOW).needs_human
    assert not decide_with([made(Effect.BLOCK, None, needs_human=True)], FIRST, FACTS, NOW).hits


def test_a_rule_speaks_only_while_it_is_in_force() -> None:
    past = made(Effect.BLOCK, valid_to=date(2026, 11, 23))
    future = made(Effect.BLOCK, valid_from=date(2026, 11, 25))
    today = made(Effect.WARN, valid_from=date(2026, 11, 24), valid_to=date(2026, 11, 24))
    decision = decide_with([past, future, today], FIRST, FACTS, NOW)
    assert [hit.effect for hit in decision.hits] == [Effect.WARN]


def test_the_same_rules_asked_on_another_day_are_looked_at_again() -> None:
    ends = made(Effect.BLOCK, valid_to=date(2026, 11, 24))
    begins = made(Effect.WARN, valid_from=date(2026, 11, 25))
    rules = (ends, begins)
    for _ in range(2):
        today, tomorrow = NOW, NOW + timedelta(days=1)
        assert [h.effect for h in decide_with(rules, FIRST, FACTS, today).hits] == [Effect.BLOCK]
        assert [h.effect for h in decide_with(rules, FIRST, FACTS, today).hits] == [Effect.BLOCK]
        assert [h.effect for h in decide_with(rules, FIRST, FACTS, tomorrow).hits] == [Effect.WARN]
        assert decide_with((begins,), FIRST, FACTS, today).hits == ()


def test_a_rule_that_raises_refuses_and_tells_nothing_of_the_error() -> None:
    def question(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
        """Fail.

        Law: none; a test (D).
        """
        raise RuntimeError("CPF 111.444.777-35")

    bad = dataclasses.replace(made(Effect.WARN), question=question)
    decision = decide_with([bad], FIRST, FACTS, NOW)
    assert decision.verdict is Verdict.REFUSE
    assert decision.codes == ("RULE_ERROR:test.warn",)
    assert "111" not in repr(decision)


def test_a_deferral_without_a_date_refuses() -> None:
    decision = decide_with([made(Effect.DEFER)], FIRST, FACTS, NOW)
    assert decision.codes == ("RULE_ERROR:test.defer",)


@pytest.mark.parametrize("part", ["person", "contact", "identity", "window", "counters", "sender"])
def test_a_missing_part_refuses_by_name(part: str) -> None:
    decision = decide(FIRST, replace(FACTS, **{part: None}), NOW)
    named = [hit for hit in decision.hits if hit.code == "MISSING_FACT"]
    if part == "window":
        # An opening by template below the provider's limit needs no window.
        assert decision.verdict is Verdict.ALLOW
        return
    assert decision.verdict is Verdict.REFUSE
    assert any(part in hit.reason for hit in named)


def test_missing_creditor_debts_and_window_refuse_what_needs_them() -> None:
    known = known_person()
    for lacking in (
        replace(known, creditor=None),
        replace(known, debts=()),
        replace(known, window=None),
    ):
        decision = decide(c.payment(), lacking, NOW)
        assert decision.verdict is Verdict.REFUSE
        assert "MISSING_FACT" in decision.codes
    no_destination = c.payment(payment_destination_document=None)
    assert "MISSING_FACT" in decide(no_destination, known, NOW).codes
    never_consulted = facts_with(contact={"on_nao_me_ligue_sp": None})
    assert "MISSING_FACT" in decide(FIRST, never_consulted, NOW).codes


def test_facts_that_cannot_be_read_refuse() -> None:
    broken = facts_with(window=v.WindowFacts(last_inbound_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    decision = decide(FIRST, broken, NOW)
    assert decision.codes == ("RULE_ERROR:br.door.facts",)
    assert decision.verdict is Verdict.REFUSE


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        decide(FIRST, FACTS, datetime(2026, 1, 1))  # noqa: DTZ001


def test_hold_until_is_the_latest_and_inside_the_window() -> None:
    # Tuesday 17:00 in São Paulo plus 13 hours is Wednesday 06:00: too early to knock.
    facts = facts_with(
        contact={"not_before": NOW + timedelta(hours=17)},
        counters={"last_day": 1, "oldest_in_day_at": NOW - timedelta(hours=23)},
    )
    decision = decide(FIRST, facts, NOW)
    assert decision.verdict is Verdict.HOLD
    assert decision.hold_until == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    later = facts_with(facts, counters={"last_day": 0})
    assert decide(FIRST, later, decision.hold_until).verdict is Verdict.ALLOW
    stale = decide(FIRST, facts, decision.hold_until)
    assert stale.hold_until == decision.hold_until + timedelta(hours=1)


def test_a_receipt_waits_for_the_template_only() -> None:
    until = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    draft = c.opened(
        reply("Recebemos R$ 150,00 (Pix).", v.MessageClass.RECEIPT),
        template=replace(c.TEMPLATE, status=v.TemplateStatus.PAUSED, paused_until=until),
    )
    assert decide(draft, known_person(wrote_at=None), NOW).hold_until == until


def test_a_wait_without_an_end_refuses() -> None:
    year = tuple(date(2026, 11, 1) + timedelta(days=n) for n in range(400))
    decision = decide_with(
        [made(Effect.DEFER, WAITS)], FIRST, replace(FACTS, local_holidays=year), NOW
    )
    assert decision.verdict is Verdict.REFUSE
    assert decision.codes[-1] == "RULE_ERROR:br.door.hold"
    assert decision.effect is Effect.BLOCK


def test_a_rule_needs_its_law_its_source_and_its_words() -> None:
    def without_law(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
        """Say nothing of a source."""

    with pytest.raises(ValueError, match="Law"):
        rule(
            "x",
            version=1,
            code="X",
            effect=Effect.BLOCK,
            citations=SOURCE,
            legal_status=LegalStatus.DESIGN_DEFAULT,
            message_pt="",
            remedy_pt="",
        )(without_law)
    with pytest.raises(ValueError, match="source"):
        rule(
            "x",
            version=1,
            code="X",
            effect=Effect.BLOCK,
            citations=(),
            legal_status=LegalStatus.DESIGN_DEFAULT,
            message_pt="",
            remedy_pt="",
        )


def test_codes_name_only_what_kept_it_from_leaving() -> None:
    decision = decide_with([made(Effect.WARN), made(Effect.REQUIRE)], FIRST, FACTS, NOW)
    assert decision.codes == ("REQUIRE",)
    assert decision.rulebook == RULEBOOK
    assert RULEBOOK.startswith("br-2026.11/")


def test_a_missing_fact_is_named_by_what_was_not_supplied() -> None:
    known = Known(reply("Olá."), replace(FACTS, window=None, contact=None), NOW)
    with pytest.raises(MissingFact, match="window"):
        _ = known.in_session
    with pytest.raises(MissingFact, match="identity and contact"):
        _ = known.verified


def test_a_text_that_cannot_be_looked_through_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> Findings:
        raise RuntimeError

    monkeypatch.setattr("trato.door.policy.known.inspect", fails)
    kinds = product(v.MessageClass, v.Channel, v.Author, v.ActorRole)
    for message_class, channel, author, role in kinds:
        draft = replace(FIRST, message_class=message_class, channel=channel, author=author)
        facts = facts_with(organisation={"actor_role": role})
        for known in (facts, replace(facts, contact=None)):
            decision = decide(draft, known, NOW)
            assert decision.verdict is Verdict.REFUSE
            assert decision.codes == ("RULE_ERROR:br.door.facts",)


def test_a_text_that_only_some_rules_read_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> Findings:
        raise RuntimeError

    monkeypatch.setattr("trato.door.policy.known.inspect", fails)
    for facts in (FACTS, replace(FACTS, contact=None)):
        decision = decide_with(RULES, FIRST, facts, NOW)
        assert decision.codes == ("RULE_ERROR:br.door.facts",)


def _sees_nothing(draft: DraftFacts, facts: Known) -> int:
    return 0


def _fails(draft: DraftFacts, facts: Known) -> int:
    raise RuntimeError


def _lacks(draft: DraftFacts, facts: Known) -> int:
    raise MissingFact("window")


def _sees_what_nobody_asks(draft: DraftFacts, facts: Known) -> int:
    return 0b1010


def test_a_look_that_fails_spares_nobody() -> None:
    rules = [
        made(Effect.BLOCK, look=Look(_fails)),
        made(Effect.WARN, look=Look(_sees_nothing)),
        made(Effect.REDACT),
    ]
    decision = decide_with(rules, FIRST, FACTS, NOW)
    assert [hit.effect for hit in decision.hits] == [Effect.BLOCK, Effect.WARN, Effect.REDACT]


def test_a_look_that_lacks_a_fact_spares_none_of_its_rules() -> None:
    rules = [
        made(Effect.BLOCK, look=Look(_lacks, 0b01)),
        made(Effect.WARN, look=Look(_sees_nothing)),
        made(Effect.REDACT, look=Look(_lacks, 0b10)),
        made(Effect.REQUIRE, look=Look(_sees_what_nobody_asks, 0b100)),
        made(Effect.REQUIRE_HUMAN, look=Look(_sees_what_nobody_asks, 0b10)),
    ]
    decision = decide_with(rules, FIRST, FACTS, NOW)
    assert [hit.effect for hit in decision.hits] == [
        Effect.BLOCK,
        Effect.REDACT,
        Effect.REQUIRE_HUMAN,
    ]


def test_every_other_rule_is_still_asked_where_one_fails() -> None:
    def question(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
        """Fail.

        Law: none; a test (D).
        """
        raise RuntimeError

    broken = dataclasses.replace(made(Effect.BLOCK), question=question)
    rules = [made(Effect.WARN), broken, made(Effect.REDACT)]
    decision = decide_with(rules, FIRST, FACTS, NOW)
    assert decision.codes == ("RULE_ERROR:test.block", "REDACT")
    assert len(decision.hits) == len(rules)


NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "minutes", "code"),
    [
        (c.statement(), 29, None),
        (c.statement(), 31, "QUIET_HOURS"),
        (reply("Entendo."), 31, None),
        (reply("Confirme o dia do nascimento.", v.MessageClass.IDENTITY), 31, None),
    ],
)
def test_answers_at_night(draft: DraftFacts, minutes: int, code: str | None) -> None:
    facts = facts_with(
        known_person(wrote_at=NIGHT - timedelta(minutes=minutes)),
        identity={"verified_at": NIGHT - timedelta(hours=1)},
    )
    decision = decide(draft, facts, NIGHT)
    assert decision.codes == ((code,) if code else ())


@pytest.mark.parametrize(
    ("change", "draft", "code"),
    [
        ({"identity": {"failures": 3}}, FIRST, "ID_FAILED"),
        (
            {"identity": {"failures": 3, "locked_until": NOW + timedelta(hours=1)}},
            reply("Confirme o dia.", v.MessageClass.IDENTITY),
            "ID_FAILED",
        ),
        ({"organisation": {"hours_profile": "lax"}}, FIRST, "JURISDICTION_UNKNOWN"),
        ({"person": {"uf": "XX"}}, FIRST, "JURISDICTION_UNKNOWN"),
        ({}, replace(FIRST, template=None), "TEMPLATE_NOT_APPROVED"),
        (
            {},
            replace(FIRST, template=replace(c.TEMPLATE, status=v.TemplateStatus.PAUSED)),
            "TEMPLATE_PAUSED",
        ),
        ({}, replace(FIRST, template=replace(c.TEMPLATE, category="AUTH")), "TEMPLATE_CATEGORY"),
        (
            {"contact": {"not_before": NOW + timedelta(days=1)}},
            replace(FIRST, message_class=v.MessageClass.IDENTITY),
            "PERSON_NOT_BEFORE",
        ),
        (
            {
                "sender": {"tier_used": 999, "tier_frees_at": NOW + timedelta(hours=4)},
                "window": {"last_inbound_at": None},
            },
            FIRST,
            "TIER_EXHAUSTED",
        ),
        (
            {"contact": {"is_suppressed": True, "suppressed_reason": "wrong_party"}},
            reply("Desculpe.", v.MessageClass.WRONG_PARTY_APOLOGY),
            None,
        ),
        (
            {"debts": {"state": v.DebtState.STATUTE_BARRED}},
            reply(c.GREETING, v.MessageClass.FIRST_CONTACT),
            None,
        ),
        ({"contact": {"not_before": NOW + timedelta(days=1)}}, c.opened(reply("Olá.")), None),
    ],
)
def test_corners(change: dict[str, object], draft: DraftFacts, code: str | None) -> None:
    decision = decide(draft, facts_with(IN_SESSION, **change), NOW)
    assert decision.codes == ((code,) if code else ()), decision


def test_quiet_hours_cite_the_place_that_sleeps() -> None:
    # 11:30 UTC is 08:30 in São Paulo and 06:30 in Acre.
    facts = facts_with(person={"uf": "AC"})
    hits = decide(FIRST, facts, datetime(2026, 11, 24, 11, 30, tzinfo=UTC)).hits
    urns = [citation.urn for citation in hits[0].citations]
    assert "trato:design:hours-br-standard" in urns
    assert not any("sao.paulo" in urn for urn in urns)


def test_an_unconfirmed_holder_of_an_old_proof_is_asked_again() -> None:
    old = facts_with(known_person(), identity={"verified_at": NOW - timedelta(days=180)})
    assert "ID_BEFORE_DEBT" in decide(c.statement(), old, NOW).codes
    future = facts_with(known_person(), identity={"verified_at": NOW + timedelta(days=1)})
    assert "ID_BEFORE_DEBT" in decide(c.statement(), future, NOW).codes


def test_the_name_of_the_house_is_no_debt_word_but_hides_none() -> None:
    named = facts_with(IN_SESSION, organisation={"name": "Banco Crédito Fácil"})
    assert decide(reply("Aqui é do Banco Crédito Fácil."), named, NOW).verdict is Verdict.ALLOW
    text = "Aqui é do Banco Crédito Fácil, sobre seu crédito."
    assert "ID_BEFORE_DEBT" in decide(reply(text), named, NOW).codes
    sly = facts_with(IN_SESSION, organisation={"name": "Dívida"})
    assert "ID_BEFORE_DEBT" in decide(reply("Sobre sua dívida."), sly, NOW).codes


def test_every_part_of_an_amount_is_named() -> None:
    parts = v.ItemisationFacts(
        original_cents=100_000,
        multa_cents=1,
        juros_cents=1,
        correction_cents=1,
        discount_cents=2,
        total_cents=100_001,
    )
    decision = decide(c.statement(itemisation=parts, text="O total é R$ 1.000,01."), FACTS, NOW)
    [hit] = [hit for hit in decision.hits if hit.code == "ITEMISATION"]
    unnamed = "valor original, multa, juros, correção, desconto"
    assert hit.reason == f"Falta dizer no texto: {unnamed}."


@pytest.mark.parametrize(
    ("draft", "code", "effect"),
    [
        (c.statement(itemisation=None), "ITEMISATION", Effect.REQUIRE),
        (
            c.statement(itemisation=replace(c.ITEMS, juros_cents=501)),
            "ITEMISATION",
            Effect.BLOCK,
        ),
        (c.statement(names_creditor=False, text=c.STATEMENT[16:]), "ART42A_ID", Effect.BLOCK),
        (c.statement(text=c.STATEMENT + " Ou R$ 2.000,00."), "UNDUE_AMOUNT_DOUBLE", Effect.BLOCK),
        (
            c.offer(offer=replace(c.OFFER, total_cents=110_000)),
            "UNDUE_AMOUNT_DOUBLE",
            Effect.BLOCK,
        ),
    ],
)
def test_charges(draft: DraftFacts, code: str, effect: Effect) -> None:
    hits = decide(draft, known_person(), NOW).hits
    assert [(h.code, h.effect) for h in hits] == [(code, effect)]


def test_a_plan_may_cost_its_stated_total() -> None:
    plan = replace(c.OFFER, instalments=12, total_cents=113_470)
    text = c.STATEMENT + " Em 12 vezes: R$ 1.134,70."
    assert decide(c.offer(offer=plan, text=text), known_person(), NOW).verdict is Verdict.ALLOW


def test_a_creditor_without_address_cannot_charge() -> None:
    facts = facts_with(known_person(), creditor={"address": ""})
    assert decide(c.statement(), facts, NOW).codes == ("ART42A_ID",)
