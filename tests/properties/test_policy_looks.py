"""What a quick look spares would have said nothing: skipping is asking."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import policy_cases as c
from tests.policy_cases import facts_with
from tests.properties.test_policy_invariants import DDDS, DRAFTS, INSTANTS, UFS
from trato.door.policy import decide as deciding
from trato.door.policy import objections
from trato.door.policy import values as v
from trato.door.policy.known import Known, MissingFact
from trato.door.policy.replay import encode_decision
from trato.door.policy.rulebook import RULES

thorough = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARTS = ("creditor", "person", "contact", "identity", "window", "counters", "sender")
FLAGS = (
    "is_minor", "is_deceased", "is_vulnerable", "is_represented", "is_superindebted",
    "in_repactuation", "is_interdicted",
)  # fmt: skip
TEXTS = (
    c.GREETING, c.STATEMENT, "Olá.", "Pague hoje ou será processado.", "Informe seu CPF completo.",
    "Chave pix ana@exemplo.com", "00020126580014br.gov.bcb.pix0136abc5204000053039865802BR6304ab12",
    "Sabemos da sua doença.", "Desconto de 50%", "R$ 999.999,00 de multa e juros",
)  # fmt: skip


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[v.DraftFacts, v.Facts, datetime]:
    """Draw a world where mostly one or two things are amiss, and parts are missing now and then."""
    now = draw(INSTANTS)
    odd = draw(st.sets(st.integers(0, 28), max_size=3))
    seldom = {n: n in odd for n in range(29)}

    def some(n: int, usual: Any, *others: Any) -> Any:
        return draw(st.sampled_from(others)) if seldom[n] else usual

    near = [now.date() + timedelta(days=d) for d in (-400, -1, 0, 1, 89, 90, 91, 92)]
    later, before = now + timedelta(hours=3), now - timedelta(hours=3)
    facts = facts_with(
        person={"uf": draw(UFS), **{f: seldom[i] for i, f in enumerate(FLAGS)}},
        contact={
            "ddd": draw(DDDS),
            "state": some(7, v.ContactState.VERIFIED, *v.ContactState),
            "provenance": some(8, v.Provenance.CREDITOR_CONTRACT, *v.Provenance),
            "is_workplace": seldom[9],
            "is_suppressed": seldom[10],
            "opt_in": some(11, v.OptIn.GRANTED, *v.OptIn),
            "not_before": some(12, None, later, before),
            "is_whatsapp_capable": some(13, True, False, None),
            "on_rj_offers_list": seldom[14],
            "on_nao_me_ligue_sp": some(15, False, True, None),
            "channel": some(16, v.Channel.WHATSAPP, *v.Channel),
        },
        organisation={
            "actor_role": some(25, v.ActorRole.ORIGINAL_CREDITOR, *v.ActorRole),
            "has_data_contact": not seldom[26],
            "hours_profile": some(26, "standard", "strict", "none"),
        },
        identity={
            "verified_at": draw(st.sampled_from([before, None])),
            "failures": some(27, 0, 2, 3),
            "locked_until": some(28, None, later, before),
        },
        window={"last_inbound_at": draw(st.sampled_from([before, None, now - timedelta(days=2)]))},
        counters={
            "last_day": some(17, 0, 1, 9),
            "last_week": some(17, 0, 3),
            "last_month": some(17, 0, 8),
        },
        sender={
            "is_connected": not seldom[18],
            "is_restricted": seldom[19],
            "quality": some(20, "GREEN", "RED"),
            "tier_limit": some(21, None, 10),
            "tier_used": 10,
        },
        debts={
            "state": some(22, v.DebtState.ACTIVE, *v.DebtState),
            "legal_basis": some(23, v.LegalBasis.CONTRACT, None, *v.LegalBasis),
            "basis_evidence": draw(st.sampled_from(["cláusula 12", None])),
            "prescribed_on": some(24, now.date() + timedelta(days=900), *near),
        },
    )
    if draw(st.integers(0, 9)) == 0:
        gone = draw(st.sets(st.sampled_from((*PARTS, "debts")), min_size=1, max_size=2))
        facts = replace(facts, **{p: () if p == "debts" else None for p in gone})
    draft = replace(
        draw(DRAFTS),
        text=draw(st.sampled_from(TEXTS)),
        itemisation=draw(
            st.sampled_from([None, c.ITEMS, replace(c.ITEMS, multa_cents=2_001, juros_cents=499)])
        ),
    )
    return draft, facts, now


@thorough
@given(_worlds())
def test_a_rule_is_spared_only_where_it_says_nothing(world: Any) -> None:
    draft, facts, now = world
    for rule in RULES:
        known = Known(draft, facts, now)
        if rule.look is None:
            continue
        seen = True  # As good as seen, where a look cannot see: every rule is asked then.
        with suppress(MissingFact):
            seen = rule.look(draft, known)
        if not seen:
            scope = rule.applies_to
            if scope.covers(
                draft.message_class, draft.channel, facts.organisation.actor_role, draft.author
            ):
                assert rule.question(draft, Known(draft, facts, now), now) is None, rule.id


@thorough
@given(_worlds())
def test_decisions_are_those_of_asking_every_rule(world: Any) -> None:
    quick = deciding.decide(*world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(objections, "standing_out", lambda book, draft, known: book.rules)
        plain = deciding.decide(*world)
    assert plain == quick
    assert encode_decision(plain) == encode_decision(quick)
