"""A person, a debt and a bot to talk to; no clock, no storage."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from trato.casework.negotiation.terms import ledger
from trato.casework.negotiation.terms.values import Band, Limits, OfferPolicy
from trato.speakers.bot.dialogue.step import begin, step
from trato.speakers.bot.dialogue.values import (
    Context,
    DebtLine,
    Heard,
    HeardKind,
    IdentityPassed,
    Intent,
    Say,
    State,
    decode,
    encode,
)
from trato.speakers.bot.flows.load import load

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
LIMITS = Limits(
    discount_charges_bps_max=8_000,
    discount_principal_bps_max=500,
    instalments_max=12,
    instalment_cents_min=5_000,
    down_payment_bps_min=0,
    rate_bps_month=150,
    first_due_days_max=30,
)
POLICY = OfferPolicy(
    version="v1",
    bands=(Band(dpd_min=0, dpd_max=None, bot=LIMITS, agent=LIMITS, supervisor=LIMITS),),
)
DEBT = DebtLine(
    debt_id="d1",
    label="Empréstimo, vencido em 10/09/2026",
    dpd=75,
    itemisation=ledger.balance(
        original_cents=150_000,
        due_on=date(2026, 9, 10),
        on=TODAY,
        multa_bps=200,
        juros_bps_month=100,
    ),
)
CONTEXT = Context(
    org_name="Cooperativa Sol",
    privacy_contact="dados@sol.example",
    creditor_name="Cooperativa Sol",
    creditor_document="12.345.678/0001-90",
    creditor_address="Rua A, 1, São Paulo",
    first_name="Maria",
    today=TODAY,
    identity_verified=False,
    birth_day=7,
    birth_month=3,
    cpf_last3="123",
    debts=(DEBT,),
    policy=POLICY,
)


class Talk:
    """One conversation, message by message; the state goes through JSON each time."""

    def __init__(self, flow: str = "cobranca", **changes: object) -> None:
        self.flow = load(flow)
        self.state = begin(self.flow) if flow == "cobranca" else State(flow=flow)
        self.context = replace(CONTEXT, **changes)
        self.now = NOW

    def hear(self, heard: Heard) -> tuple[Intent, ...]:
        got = step(self.state, heard, self.context, self.flow, self.now)
        again = step(self.state, heard, self.context, self.flow, self.now)
        assert got == again
        self.state = decode(encode(got.state))
        assert self.state == got.state
        if any(isinstance(i, IdentityPassed) for i in got.intents):
            self.context = replace(self.context, identity_verified=True)
        return got.intents

    def write(self, *texts: str) -> tuple[Intent, ...]:
        got: tuple[Intent, ...] = ()
        for text in texts:
            got = self.hear(Heard(kind=HeardKind.TEXT, text=text))
        return got

    def tap(self, choice_id: str) -> tuple[Intent, ...]:
        return self.hear(Heard(kind=HeardKind.BUTTON, choice_id=choice_id, text=""))

    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)


def said(intents: tuple[Intent, ...]) -> str:
    return "\n".join(i.text for i in intents if isinstance(i, Say))


def names(intents: tuple[Intent, ...]) -> list[str]:
    return [type(i).__name__ for i in intents if not isinstance(i, Say)]
