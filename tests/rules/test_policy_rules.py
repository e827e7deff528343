"""Every rule, by its id: one message it objects to and one, as like as can be, it lets be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests import policy_cases as c
from tests.policy_cases import FACTS, FIRST, NOW, facts_with, known_person, reply
from trato.door.policy import values as v
from trato.door.policy.decide import decide
from trato.door.policy.rulebook import RULES

AGENCY = {"actor_role": v.ActorRole.THIRD_PARTY_COLLECTOR}
BUYER = {"actor_role": v.ActorRole.CESSIONARY}
IN_SESSION = facts_with(window={"last_inbound_at": c.PERSON_WROTE})
CONFIRM = reply("Pronto. Você não receberá mais mensagens.", v.MessageClass.OPTOUT_CONFIRM)
SORRY = reply("Desculpe o incômodo.", v.MessageClass.WRONG_PARTY_APOLOGY)
HELLO = reply("Entendo. Como posso ajudar?")
TYPED = replace(HELLO, author=v.Author.HUMAN)
REMINDER = c.opened(c.statement(message_class=v.MessageClass.REMINDER))
KNOWN = known_person()
KNOWN_COLD = known_person(wrote_at=None)
LATE = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
LATE_BY_SECONDS = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
ZUMBI = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


def _debt(**fields: Any) -> v.Facts:
    return facts_with(KNOWN, debts=fields)


def _tpl(**fields: Any) -> v.DraftFacts:
    return replace(FIRST, template=replace(c.TEMPLATE, **fields))


# rule id: (draft, facts) that is hit, (draft, facts) that passes; an instant may follow.
CASES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "br.lgpd.legal-basis": ((FIRST, facts_with(debts={"legal_basis": None})), (FIRST, FACTS)),
    "br.lgpd.consent-proof": (
        (FIRST, facts_with(debts={"legal_basis": v.LegalBasis.CONSENT})),
        (FIRST, facts_with(debts={"legal_basis": v.LegalBasis.CONSENT, "basis_evidence": "e"})),
    ),
    "br.lgpd.basis-evidence": (
        (FIRST, facts_with(debts={"legal_basis": v.LegalBasis.LEGITIMATE_INTEREST})),
        (
            FIRST,
            facts_with(
                debts={"legal_basis": v.LegalBasis.LEGITIMATE_INTEREST, "basis_evidence": "lia"}
            ),
        ),
    ),
    "br.lgpd.processing-agreement": (
        (FIRST, facts_with(organisation={**AGENCY, "has_processing_agreement": False})),
        (FIRST, facts_with(organisation=AGENCY)),
    ),
    "br.lgpd.data-contact": (
        (FIRST, facts_with(organisation={"has_data_contact": False})),
        (FIRST, FACTS),
    ),
    "br.stop.suppressed": (
        (HELLO, facts_with(IN_SESSION, contact={"is_suppressed": True})),
        (CONFIRM, facts_with(IN_SESSION, contact={"is_suppressed": True})),
    ),
    "br.stop.revoked": (
        (HELLO, facts_with(IN_SESSION, contact={"opt_in": v.OptIn.REVOKED})),
        (CONFIRM, facts_with(IN_SESSION, contact={"opt_in": v.OptIn.REVOKED})),
    ),
    "br.stop.one-confirmation": (
        (CONFIRM, facts_with(IN_SESSION, contact={"optout_confirmed": True})),
        (CONFIRM, IN_SESSION),
    ),
    "br.stop.opt-in": (
        (FIRST, facts_with(contact={"opt_in": v.OptIn.UNKNOWN})),
        (HELLO, facts_with(IN_SESSION, contact={"opt_in": v.OptIn.DENIED})),
    ),
    "br.stop.not-now": (
        (FIRST, facts_with(contact={"not_before": NOW + timedelta(hours=72)})),
        (FIRST, facts_with(contact={"not_before": NOW})),
    ),
    "br.stop.neutral-answers": (
        (replace(SORRY, text="Desculpe. Sua dívida segue em aberto."), KNOWN),
        (SORRY, IN_SESSION),
    ),
    "meta.third-party-collector": (
        (FIRST, facts_with(organisation=AGENCY)),
        (HELLO, facts_with(IN_SESSION, organisation=AGENCY)),
    ),
    "meta.cessionary": (
        (FIRST, facts_with(organisation=BUYER)),
        (FIRST, facts_with(organisation={**BUYER, "whatsapp_approval_recorded": True})),
    ),
    "meta.window": (
        (HELLO, facts_with(window={"last_inbound_at": NOW - timedelta(hours=24)})),
        (HELLO, facts_with(window={"last_inbound_at": NOW - timedelta(hours=23, minutes=59)})),
    ),
    "meta.reach": (
        (FIRST, facts_with(contact={"is_whatsapp_capable": False})),
        (FIRST, facts_with(contact={"is_whatsapp_capable": None})),
    ),
    "br.door.channel": (
        (FIRST, facts_with(contact={"channel": v.Channel.SMS})),
        (FIRST, FACTS),
    ),
    "meta.template-status": (
        (_tpl(status=v.TemplateStatus.REJECTED), FACTS),
        (FIRST, FACTS),
    ),
    "meta.template-paused": (
        (_tpl(status=v.TemplateStatus.PAUSED, paused_until=NOW + timedelta(hours=3)), FACTS),
        (_tpl(status=v.TemplateStatus.PAUSED, paused_until=NOW), FACTS),
    ),
    "meta.template-category": (
        (replace(FIRST, text=c.GREETING + " Temos desconto."), FACTS),
        (
            replace(
                FIRST,
                text=c.GREETING + " Temos desconto.",
                template=replace(c.TEMPLATE, category="MARKETING"),
            ),
            FACTS,
        ),
    ),
    "meta.sender-connected": (
        (FIRST, facts_with(sender={"is_connected": False})),
        (FIRST, FACTS),
    ),
    "meta.sender-restricted": (
        (HELLO, facts_with(IN_SESSION, sender={"is_restricted": True})),
        (HELLO, IN_SESSION),
    ),
    "meta.sender-quality": (
        (FIRST, facts_with(sender={"quality": "RED"})),
        (replace(FIRST, author=v.Author.HUMAN), facts_with(sender={"quality": "RED"})),
    ),
    "meta.messaging-limit": (
        (FIRST, facts_with(sender={"tier_used": 250})),
        (HELLO, facts_with(IN_SESSION, sender={"tier_used": 250})),
    ),
    "br.id.debt-after-identity": (
        (reply("Sua dívida está conosco."), IN_SESSION),
        (reply("Sua dívida está conosco."), KNOWN),
    ),
    "br.id.classes-after-identity": (
        (c.payment(text="Toque no botão abaixo."), IN_SESSION),
        (c.payment(text="Toque no botão abaixo."), KNOWN),
    ),
    "br.id.neutral-opening": (
        (replace(FIRST, text=c.GREETING + " Sobre seu contrato."), KNOWN_COLD),
        (FIRST, KNOWN_COLD),
    ),
    "br.id.lock": (
        (FIRST, facts_with(identity={"failures": 3, "locked_until": NOW + timedelta(hours=9)})),
        (FIRST, facts_with(identity={"failures": 3, "locked_until": NOW})),
    ),
    "br.id.whole-identifiers": (
        (reply("Informe seu CPF, por favor."), IN_SESSION),
        (reply("Informe os três últimos números do seu CPF."), IN_SESSION),
    ),
    "br.id.sms-silence": (
        (
            c.statement(channel=v.Channel.SMS),
            facts_with(KNOWN, contact={"channel": v.Channel.SMS}),
        ),
        (c.statement(), KNOWN),
    ),
    "br.id.file-after-identity": (
        (reply("Segue o arquivo.", kind=v.Kind.DOCUMENT), IN_SESSION),
        (reply("Segue o arquivo.", kind=v.Kind.DOCUMENT), KNOWN),
    ),
    "br.contact.wrong-party": (
        (HELLO, facts_with(IN_SESSION, contact={"state": v.ContactState.WRONG_PARTY})),
        (SORRY, facts_with(IN_SESSION, contact={"state": v.ContactState.THIRD_PARTY})),
    ),
    "br.contact.invalid": (
        (FIRST, facts_with(contact={"state": v.ContactState.INVALID})),
        (HELLO, facts_with(IN_SESSION, contact={"state": v.ContactState.INVALID})),
    ),
    "br.contact.stale": (
        (REMINDER, facts_with(KNOWN_COLD, contact={"state": v.ContactState.RECYCLED_SUSPECT})),
        (FIRST, facts_with(contact={"state": v.ContactState.STALE})),
    ),
    "br.contact.provenance": (
        (REMINDER, facts_with(contact={"provenance": v.Provenance.SKIP_TRACE})),
        (FIRST, facts_with(contact={"provenance": v.Provenance.SKIP_TRACE})),
    ),
    "br.contact.purchased": (
        (FIRST, facts_with(contact={"provenance": v.Provenance.PURCHASED})),
        (HELLO, facts_with(IN_SESSION, contact={"provenance": v.Provenance.PURCHASED})),
    ),
    "br.contact.workplace": (
        (FIRST, facts_with(contact={"is_workplace": True})),
        (HELLO, facts_with(IN_SESSION, contact={"is_workplace": True})),
    ),
    "br.time.jurisdiction": (
        (FIRST, facts_with(contact={"ddd": "20"})),
        (HELLO, facts_with(IN_SESSION, contact={"ddd": "20"})),
    ),
    "br.time.unknown-uf": (
        (FIRST, facts_with(contact={"ddd": None}, person={"uf": None})),
        (FIRST, facts_with(contact={"ddd": None})),
    ),
    "br.time.hours": ((FIRST, FACTS, LATE_BY_SECONDS), (FIRST, FACTS)),
    "br.time.holiday": ((FIRST, FACTS, ZUMBI), (FIRST, FACTS)),
    "br.freq.day": ((FIRST, facts_with(counters={"last_day": 1})), (FIRST, FACTS)),
    "br.freq.week": (
        (FIRST, facts_with(counters={"last_week": 3})),
        (FIRST, facts_with(counters={"last_week": 2})),
    ),
    "br.freq.month": (
        (FIRST, facts_with(counters={"last_month": 8})),
        (c.statement(), facts_with(KNOWN, counters={"last_month": 8})),
    ),
    "br-sp.nao-me-ligue": (
        (FIRST, facts_with(contact={"on_nao_me_ligue_sp": True})),
        (
            FIRST,
            facts_with(contact={"on_nao_me_ligue_sp": True, "nao_me_ligue_authorised": True}),
        ),
    ),
    "br-rj.privacy-list": (
        (c.opened(c.offer()), facts_with(KNOWN_COLD, contact={"on_rj_offers_list": True})),
        (REMINDER, facts_with(KNOWN_COLD, contact={"on_rj_offers_list": True})),
    ),
    "br.debt.paid": (
        (c.statement(), _debt(state=v.DebtState.SETTLED)),
        (
            reply("Recebemos R$ 150,00 (Pix).", v.MessageClass.RECEIPT),
            _debt(state=v.DebtState.SETTLED),
        ),
    ),
    "br.debt.withdrawn": (
        (c.statement(), _debt(state=v.DebtState.RECALLED)),
        (c.statement(), KNOWN),
    ),
    "br.debt.judicial": (
        (c.statement(), _debt(state=v.DebtState.JUDICIAL)),
        (HELLO, _debt(state=v.DebtState.JUDICIAL)),
    ),
    "br.debt.not-active": (
        (FIRST, facts_with(debts={"state": v.DebtState.IMPORTED})),
        (FIRST, facts_with(debts={"state": v.DebtState.NEGOTIATING})),
    ),
    "br.debt.paused": (
        (FIRST, facts_with(debts={"state": v.DebtState.PAUSED})),
        (c.statement(), _debt(state=v.DebtState.PAUSED)),
    ),
    "br.debt.disputed": (
        (reply("Pague sua dívida de R$ 10,00."), _debt(state=v.DebtState.DISPUTED)),
        (reply("Registramos a contestação da dívida."), _debt(state=v.DebtState.DISPUTED)),
    ),
    "br.debt.time-barred": (
        (FIRST, facts_with(debts={"prescribed_on": date(2026, 11, 23)})),
        (FIRST, facts_with(debts={"prescribed_on": date(2026, 11, 24)})),
    ),
    "br.debt.time-barred-disclosure": (
        (c.statement(), _debt(state=v.DebtState.STATUTE_BARRED)),
        (
            c.statement(text=c.STATEMENT + " Esta dívida está prescrita; pagar é voluntário."),
            _debt(state=v.DebtState.STATUTE_BARRED),
        ),
    ),
    "br.debt.near-prescription": (
        (FIRST, facts_with(debts={"prescribed_on": date(2027, 1, 10)})),
        (HELLO, _debt(prescribed_on=date(2027, 1, 10))),
    ),
    "br.person.protected": (
        (FIRST, facts_with(person={"is_deceased": True})),
        (HELLO, facts_with(IN_SESSION, person={"is_minor": True})),
    ),
    "br.person.represented": (
        (c.statement(), facts_with(KNOWN, person={"is_represented": True})),
        (HELLO, facts_with(IN_SESSION, person={"is_represented": True})),
    ),
    "br.person.repactuation": (
        (FIRST, facts_with(person={"in_repactuation": True})),
        (SORRY, facts_with(IN_SESSION, person={"in_repactuation": True})),
    ),
    "br.person.vulnerable": (
        (c.offer(), facts_with(KNOWN, person={"is_vulnerable": True})),
        (c.offer(author=v.Author.HUMAN), facts_with(KNOWN, person={"is_vulnerable": True})),
    ),
    "br.person.superindebted": (
        (c.offer(), facts_with(KNOWN, person={"is_superindebted": True})),
        (HELLO, facts_with(KNOWN, person={"is_superindebted": True})),
    ),
    "br.cdc.creditor-identification": (
        (c.statement(links_creditor_identification=False), KNOWN),
        (
            c.statement(
                links_creditor_identification=False,
                text=c.STATEMENT + " Rua das Flores, 10, São Paulo. CNPJ 39.580.525/0001-89.",
            ),
            KNOWN,
        ),
    ),
    "br.item.itemisation": (
        (c.statement(text="Cooperativa Sol. Total: R$ 1.025,00 com juros."), KNOWN),
        (c.statement(), KNOWN),
    ),
    "br.cdc.undue-amount": (
        (c.statement(), _debt(payable_cents=102_499)),
        (c.statement(), _debt(payable_cents=102_500)),
    ),
    "br.cdc.multa": (
        (c.statement(), _debt(instalment_cents=99_900)),
        (c.statement(), KNOWN),
    ),
    "br.cdc.offer-validity": (
        (c.offer(offer=replace(c.OFFER, expires_at=c.OFFER.created_at + timedelta(1))), KNOWN),
        (c.offer(offer=replace(c.OFFER, expires_at=c.OFFER.created_at + timedelta(2))), KNOWN),
    ),
    "br.cdc.offer-expired": (
        (c.offer(offer=replace(c.OFFER, expires_at=NOW)), KNOWN),
        (c.offer(), KNOWN),
    ),
    "br.cdc.offer-sheet": (
        (c.offer(offer=replace(c.OFFER, instalments=12, has_cost_sheet=False)), KNOWN),
        (c.offer(offer=replace(c.OFFER, instalments=12)), KNOWN),
    ),
    "br.cdc.offer-facts": ((c.offer(offer=None), KNOWN), (c.offer(), KNOWN)),
    "br.pay.destination": (
        (c.payment(payment_destination_document="11144477735"), KNOWN),
        (c.payment(payment_destination_document="39.580.525/0001-89"), KNOWN),
    ),
    "br.pay.other-holder": (
        (c.payment(), facts_with(KNOWN, creditor={"payment_document": "11222333000181"})),
        (c.payment(), KNOWN),
    ),
    "br.pay.foreign-key": (
        (reply("Faça um Pix para joao@exemplo.com"), KNOWN),
        (reply("A chave Pix é o CNPJ 39.580.525/0001-89"), KNOWN),
    ),
    "br.pay.code-in-text": (
        (reply("34191.09123 34567.800056 71234.570001 1 16560000123456"), KNOWN),
        (
            c.payment(text=c.STATEMENT + " 34191.09123 34567.800056 71234.570001 1 16560000123456"),
            KNOWN,
        ),
    ),
    "br.word.constraint": ((reply("Seu caloteiro!"), KNOWN), (HELLO, KNOWN)),
    "br.word.false-threat": (
        (reply("Última chance: há um processo aberto contra você."), KNOWN),
        (reply("Esta conversa vale até sexta-feira."), KNOWN),
    ),
    "br.word.third-parties": (
        (reply("Vamos avisar sua família e seu chefe."), KNOWN),
        (reply("Falamos só com você."), KNOWN),
    ),
    "br.word.waiver": (
        (reply("Fechamos se você desistir da ação."), KNOWN),
        (reply("Fechamos quando você quiser."), KNOWN),
    ),
    "br.word.credit-pressure": (
        (reply("Pegue um empréstimo para resolver."), KNOWN),
        (reply("Fale do seu empréstimo."), KNOWN),
    ),
    "br.lgpd.sensitive": (
        (reply("Sabemos do seu câncer."), KNOWN),
        (reply("Sabemos que é difícil."), KNOWN),
    ),
    "br.lgpd.controller-named": (
        (replace(FIRST, text=c.GREETING.replace("Cooperativa Sol", "empresa")), FACTS),
        (FIRST, FACTS),
    ),
    "br.auto.disclosure": (
        (replace(FIRST, text="Olá, aqui é da Cooperativa Sol. Falo com Maria?"), FACTS),
        (
            replace(
                FIRST,
                text="Olá, aqui é da Cooperativa Sol. Falo com Maria?",
                author=v.Author.HUMAN,
            ),
            FACTS,
        ),
    ),
    "br.auto.human-way": (
        (replace(FIRST, text=c.GREETING.replace("ATENDENTE, ", "")), FACTS),
        (FIRST, FACTS),
    ),
    "br.desk.certificate": (
        (TYPED, facts_with(IN_SESSION, organisation={"requires_certificate": True})),
        (
            replace(TYPED, author_certified_until=NOW + timedelta(days=1)),
            facts_with(IN_SESSION, organisation={"requires_certificate": True}),
        ),
    ),
}

BY_ID = {rule.id: rule for rule in RULES}


def test_every_rule_has_its_case_and_no_two_share_an_id() -> None:
    assert set(CASES) == set(BY_ID)
    assert len(BY_ID) == len(RULES)


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_hits(rule_id: str) -> None:
    draft, facts, *now = CASES[rule_id][0]
    decision = decide(draft, facts, *(now or [NOW]))
    hits = [hit for hit in decision.hits if hit.rule == rule_id]
    assert len(hits) == 1
    rule = BY_ID[rule_id]
    assert hits[0].code == rule.code
    assert hits[0].effect is rule.effect
    assert hits[0].citations
    assert hits[0].reason
    assert hits[0].remedy
    assert (hits[0].until is not None) == (rule.effect is v.Effect.DEFER)
    assert (decision.verdict is v.Verdict.ALLOW) == (rule.effect is v.Effect.WARN)


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_lets_be(rule_id: str) -> None:
    draft, facts, *now = CASES[rule_id][1]
    assert rule_id not in c.rules(draft, facts, *(now or [NOW]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_design_default_is_never_called_law(rule: Any) -> None:
    marks = {citation.mark for citation in rule.citations}
    law = {v.Mark.VERBATIM, v.Mark.SECONDARY}
    if rule.legal_status is v.LegalStatus.IN_FORCE:
        assert marks & law
    if marks == {v.Mark.DESIGN}:
        assert rule.legal_status is v.LegalStatus.DESIGN_DEFAULT
        assert "(D)" in rule.law
    for citation in rule.citations:
        is_ours = citation.urn.startswith("trato:design:")
        assert is_ours == (citation.mark is v.Mark.DESIGN)
