"""I2, I3, I8, I9 and the lattice, over whatever facts and texts chance can put together."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from tests import policy_cases as c
from tests.policy_cases import FACTS, NOW, facts_with
from trato.door.policy import values as v
from trato.door.policy.decide import decide, decide_with
from trato.door.policy.folding import fold
from trato.door.policy.known import Known
from trato.door.policy.replay import decode, encode, encode_decision
from trato.door.policy.rule import Answer
from trato.door.policy.rulebook import RULES
from trato.door.policy.rulebook.timing import keeps_hours, schedule_of
from trato.door.policy.stems import BIT, PATTERNS, STEMS, families_in

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

UFS = st.sampled_from(["SP", "RJ", "AC", "AM", "MG", "BA", None])
DDDS = st.sampled_from(["11", "21", "31", "68", "92", "71", None])
INSTANTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
WORDS = st.sampled_from(
    ["sua", "dívida", "de", "R$ 150,00", "parcela", "Maria", "boleto", "olá", "Serasa", "à vista"]
)
DEBT_WORDS = ("dívida", "débito", "parcela", "boleto", "R$ 150,00", "fatura", "Serasa", "contrato")
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
DRAFTS = st.builds(
    v.DraftFacts,
    author=st.sampled_from(v.Author),
    message_class=st.sampled_from(v.MessageClass),
    channel=st.sampled_from([v.Channel.WHATSAPP, v.Channel.WHATSAPP, v.Channel.SMS]),
    kind=st.sampled_from([v.Kind.TEXT, v.Kind.TEMPLATE, v.Kind.ORDER_DETAILS]),
    text=st.one_of(TEXTS, st.just(c.GREETING), st.just(c.STATEMENT), st.text(max_size=60)),
    is_reply=st.booleans(),
    template=st.sampled_from([c.TEMPLATE, None]),
    offer=st.sampled_from([c.OFFER, None]),
    itemisation=st.sampled_from([c.ITEMS, None]),
    payment_destination_document=st.sampled_from([c.CREDITOR.document, "11144477735", None]),
    names_creditor=st.booleans(),
    links_creditor_identification=st.booleans(),
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[v.Facts, datetime]:
    """Draw facts that hang together around an instant, often benign enough to allow."""
    now = draw(INSTANTS)
    seldom = st.sampled_from([False, False, False, True])
    ago = st.one_of(st.none(), st.integers(1, 1600).map(lambda m: now - timedelta(minutes=m)))
    facts = facts_with(
        person={"uf": draw(UFS), "is_vulnerable": draw(seldom), "is_deceased": draw(seldom)},
        contact={
            "ddd": draw(DDDS),
            "state": draw(st.sampled_from(v.ContactState)),
            "provenance": draw(st.sampled_from(v.Provenance)),
            "is_suppressed": draw(seldom),
            "optout_confirmed": draw(seldom),
            "opt_in": draw(st.sampled_from([v.OptIn.GRANTED, v.OptIn.GRANTED, v.OptIn.UNKNOWN])),
        },
        identity={"verified_at": draw(ago)},
        window={"last_inbound_at": draw(ago)},
        counters={"last_day": draw(st.integers(0, 1)), "oldest_in_day_at": draw(ago)},
        debts={"state": draw(st.sampled_from(v.DebtState))},
    )
    return facts, now


@quick
@given(DRAFTS, worlds())
def test_replay_gives_the_same_bytes(draft: v.DraftFacts, world: tuple[v.Facts, datetime]) -> None:
    inputs = encode(draft, *world)
    first = encode_decision(decide(draft, *world))
    assert encode_decision(decide(*decode(inputs))) == first
    assert encode(*decode(inputs)) == inputs


@quick
@given(DRAFTS, worlds(), st.randoms(use_true_random=False))
def test_the_strictest_wins_in_any_order(
    draft: v.DraftFacts, world: tuple[v.Facts, datetime], chance: Any
) -> None:
    shuffled = list(RULES)
    chance.shuffle(shuffled)
    rules = [
        r
        for r in RULES
        if r.applies_to.covers(
            draft.message_class, draft.channel, FACTS.organisation.actor_role, draft.author
        )
    ]
    one = decide(draft, *world)
    other = decide_with([r for r in shuffled if r in rules], draft, *world)
    assert set(one.hits) == set(other.hits)
    assert (one.verdict, one.effect, one.hold_until, one.needs_human) == (
        other.verdict,
        other.effect,
        other.hold_until,
        other.needs_human,
    )
    order = list(v.Effect)
    assert one.effect is min((h.effect for h in one.hits), key=order.index, default=v.Effect.ALLOW)


@quick
@given(DRAFTS, worlds(), st.sampled_from(RULES))
def test_a_rule_that_errs_never_lets_a_message_leave(
    draft: v.DraftFacts, world: tuple[v.Facts, datetime], victim: Any
) -> None:
    def fails(draft: v.DraftFacts, facts: Known, now: datetime) -> Answer | None:
        raise RuntimeError("secret 111.444.777-35")

    decision = decide_with([dataclasses.replace(victim, question=fails)], draft, *world)
    assert decision.verdict is v.Verdict.REFUSE
    assert "secret" not in repr(decision)


PARTS = ("creditor", "person", "contact", "identity", "window", "counters", "sender")


@quick
@given(DRAFTS, worlds(), st.sets(st.sampled_from((*PARTS, "debts")), min_size=1))
def test_taking_facts_away_never_frees_a_message(
    draft: v.DraftFacts, world: tuple[v.Facts, datetime], gone: set[str]
) -> None:
    facts, now = world
    poorer = replace(facts, **{part: () if part == "debts" else None for part in gone})
    before, after = decide(draft, facts, now), decide(draft, poorer, now)
    if before.verdict is v.Verdict.REFUSE:
        assert after.verdict is v.Verdict.REFUSE
    if after.verdict is v.Verdict.ALLOW:
        # It may leave only if nothing that was taken had been read by any rule.
        assert before.verdict is v.Verdict.ALLOW


@quick
@given(DRAFTS, worlds(), st.lists(WORDS, max_size=5), st.sampled_from(DEBT_WORDS))
def test_no_debt_word_before_identity(
    draft: v.DraftFacts, world: tuple[v.Facts, datetime], words: list[str], debt_word: str
) -> None:
    facts, now = world
    unproved = facts_with(facts, identity={"verified_at": None})
    said = replace(draft, text=" ".join([*words, debt_word, *words]))
    assert decide(said, unproved, now).verdict is not v.Verdict.ALLOW


@quick
@given(DRAFTS, worlds())
def test_stop_is_stop(draft: v.DraftFacts, world: tuple[v.Facts, datetime]) -> None:
    facts, now = world
    stopped = facts_with(facts, contact={"is_suppressed": True, "suppressed_reason": "opt_out"})
    decision = decide(draft, stopped, now)
    if decision.verdict is not v.Verdict.REFUSE:
        assert draft.message_class is v.MessageClass.OPTOUT_CONFIRM
        assert draft.is_reply
        assert stopped.contact is not None
        assert not stopped.contact.optout_confirmed


@quick
@given(DRAFTS, worlds())
def test_a_held_message_waits_into_the_window(
    draft: v.DraftFacts, world: tuple[v.Facts, datetime]
) -> None:
    facts, now = world
    decision = decide(draft, facts, now)
    if decision.verdict is not v.Verdict.HOLD:
        assert decision.hold_until is None
        return
    assert decision.hold_until is not None
    assert decision.hold_until > now
    known = Known(draft, facts, now)
    if keeps_hours(draft, known):
        assert schedule_of(known).is_open(decision.hold_until)
        later = {hit.code for hit in decide(draft, facts, decision.hold_until).hits}
        assert not later & {"QUIET_HOURS", "HOLIDAY"}


@quick
@given(worlds())
def test_collection_never_leaves_at_a_forbidden_hour(world: tuple[v.Facts, datetime]) -> None:
    facts, now = world
    calm = replace(
        facts,
        contact=replace(FACTS.contact, ddd=facts.contact.ddd if facts.contact else None),
        counters=FACTS.counters,
        debts=(replace(c.DEBT, prescribed_on=datetime(2040, 1, 1, tzinfo=UTC).date()),),
    )
    decision = decide(c.FIRST, calm, now)
    hours_open = schedule_of(Known(c.FIRST, calm, now)).is_open(now)
    if decision.verdict is v.Verdict.ALLOW:
        assert hours_open
    if not hours_open:
        assert {"QUIET_HOURS", "HOLIDAY"} & set(decision.codes)


def test_every_part_of_the_facts_is_taken_away_somewhere() -> None:
    optional = {f.name for f in fields(v.Facts)} - {"organisation", "debts", "local_holidays"}
    assert optional == set(PARTS)
    assert decide(c.FIRST, FACTS, NOW).verdict is v.Verdict.ALLOW


@quick
@given(
    st.sampled_from(
        sorted((name, n) for name in STEMS for n in range(len(PATTERNS[name])))
    ).flatmap(
        lambda place: st.tuples(
            st.just(place), st.from_regex(PATTERNS[place[0]][place[1]], fullmatch=True)
        )
    ),
    st.sampled_from(["oi ", "R$", "9", "é", "-"]),
)
def test_no_phrase_slips_past_its_gate(found: tuple[tuple[str, int], str], before: str) -> None:
    (name, number), phrase = found
    said = fold(f"{before}{phrase} ok")
    if PATTERNS[name][number].search(said):
        assert families_in(said) & BIT[name]
