"""One organisation that collects for two creditors, with a person who owes both of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.ids import new_id

SHARED, ONLY_SUN, ONLY_MOON = "Zuleica Prado", "Ubirajara Lopes", "Wanderley Tupinambá"
NAMES = (SHARED, ONLY_SUN, ONLY_MOON)


@dataclass
class Side:
    """One creditor with its portfolio and everything that hangs on it."""

    creditor_id: UUID
    portfolio_id: UUID
    debts: dict[str, UUID] = field(default_factory=dict)
    ids: list[UUID] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass
class Two:
    """Both sides, the people, and the messages by what they are about."""

    organisation_id: UUID
    sun: Side
    moon: Side
    people: dict[str, UUID]
    messages: dict[str, UUID]
    conversation_id: UUID


def make(organisation_id: UUID, *, at: datetime, seed: int = 500) -> Two:
    """Fill an organisation; amounts and references of each side are unlike the other's."""
    from trato.book.people.register import register_people
    from trato.book.people.values import NewContact, NewPerson
    from trato.casework.requests.models import Dispute
    from trato.insights.monitoring.models import Alert

    with tenancy.within(organisation_id):
        new = [
            NewPerson(
                document=_cpf(seed + i), name=name, born_on=date(1980, 3, 7 + i), uf="SP",
                municipality="São Paulo",
                contacts=(
                    NewContact(kind="phone", value=f"+55119{87000000 + seed + i:08d}", ddd="11",
                               provenance="creditor_contract"),
                ),
            )
            for i, name in enumerate(NAMES)
        ]  # fmt: skip
        found = register_people(new, at=at).ids
        people = {person.name: found[person.document] for person in new}
        sun = _side("sol", "Lojas Sol", "Sol Varejo", at)
        moon = _side("lua", "Banco Lua", "Lua Cartões", at)
        _debt(sun, "SOL-100", people[SHARED], 123_457, at)
        _debt(sun, "SOL-101", people[ONLY_SUN], 234_569, at)
        _debt(moon, "LUA-900", people[SHARED], 765_431, at)
        _debt(moon, "LUA-901", people[ONLY_MOON], 876_543, at)
        thread = new_id()
        for side, reference, cents in ((sun, "SOL-100", 31_313), (moon, "LUA-900", 57_575)):
            _agree(side, reference, people[SHARED], cents, at)
        both = [sun.debts["SOL-100"], moon.debts["LUA-900"]]
        owe = people[SHARED]
        messages = {
            "sun": _message(owe, [sun.debts["SOL-100"]], "allow", [], at, thread, "statement"),
            "sun_refused": _message(
                owe, [sun.debts["SOL-100"]], "refuse", ["VULNERABLE", "ART42_CONSTRAINT"], at,
                thread,
            ),
            "moon": _message(owe, [moon.debts["LUA-900"]], "allow", [], at, thread, "offer"),
            "moon_refused": _message(
                owe, [moon.debts["LUA-900"]], "refuse", ["TIME_BARRED"], at, thread
            ),
            "both_refused": _message(owe, both, "refuse", ["DISPUTED"], at, thread),
            "none": _message(owe, [], "allow", [], at, thread),
        }  # fmt: skip
        for name, side in (("sun", sun), ("moon", moon), ("both_refused", moon)):
            alert = Alert.objects.create(
                organisation_id=organisation_id, message_id=messages[name],
                word_class="harassment" if side is sun else "fraud", side="company",
                severity="serious", sign="x", person_id=owe, written_at=at, raised_at=at,
                state="true",
            )  # fmt: skip
            side.ids.append(alert.id)
        for debts, reason in (([both[1]], "harassment"), (both, "fraud_identity")):
            row = Dispute.objects.create(
                organisation_id=organisation_id, person_id=owe, debt_ids=[str(i) for i in debts],
                reason=reason, words="segredo da pessoa", opened_at=at,
                answer_by_on=at.date() + timedelta(days=10),
            )  # fmt: skip
            if len(debts) == 1:
                moon.ids.append(row.id)
        moon.ids += [messages["moon"], messages["moon_refused"]]
        sun.ids += [messages["sun"], messages["sun_refused"]]
    return Two(
        organisation_id=organisation_id, sun=sun, moon=moon, people=people, messages=messages,
        conversation_id=thread,
    )  # fmt: skip


def _cpf(number: int) -> str:
    digits = [int(c) for c in f"{700000000 + number * 7919:09d}"[:9]]
    for length in (9, 10):
        total = sum(d * (length + 1 - i) for i, d in enumerate(digits[:length]))
        digits.append((total * 10 % 11) % 10)
    return "".join(map(str, digits))


def _side(slug: str, name: str, portfolio: str, at: datetime) -> Side:
    from trato.book.portfolios.create_creditor import create_creditor, create_portfolio
    from trato.book.portfolios.models import Placement

    creditor_id = create_creditor(
        slug=slug, name=name, document="11222333000181", address="Rua A, 1, São Paulo/SP",
        pix_key=f"pix@{slug}.example", at=at,
    )  # fmt: skip
    portfolio_id = create_portfolio(creditor_id=creditor_id, name=portfolio, at=at)
    placement = Placement.objects.create(
        organisation_id=tenancy.current(), portfolio_id=portfolio_id, file_name=f"{slug}.csv",
        file_sha256=slug * 16, counts={"rejected": 3}, imported_at=at,
    )  # fmt: skip
    return Side(
        creditor_id=creditor_id, portfolio_id=portfolio_id,
        ids=[creditor_id, portfolio_id, placement.id], words=[name, portfolio, slug + ".csv"],
    )  # fmt: skip


def _debt(side: Side, reference: str, person_id: UUID, cents: int, at: datetime) -> None:
    from trato.book.portfolios.models import Debt

    due = at.date() - timedelta(days=75)
    debt = Debt.objects.create(
        organisation_id=tenancy.current(), creditor_id=side.creditor_id,
        portfolio_id=side.portfolio_id, person_id=person_id, reference=reference,
        product="Crédito pessoal", principal_cents=cents, due_on=due,
        prescribed_on=due + timedelta(days=1826), legal_basis="credit_protection",
        basis_evidence="contrato", state_changed_at=at, created_at=at,
    )  # fmt: skip
    side.debts[reference] = debt.id
    side.ids.append(debt.id)
    side.words += [reference, _brl(cents)]


def _agree(side: Side, reference: str, person_id: UUID, cents: int, at: datetime) -> None:
    from trato.casework.negotiation.models import Agreement, Instalment, Offer
    from trato.casework.payments.models import Allocation, Charge, Payment

    common: dict[str, Any] = {"organisation_id": tenancy.current()}
    debt_ids = [str(side.debts[reference])]
    offer = Offer.objects.create(
        **common, person_id=person_id, debt_ids=debt_ids, terms={}, sheet_text="",
        sheet_sha256="0" * 64, authority="bot", total_cents=2 * cents, discount_cents=0,
        created_at=at, expires_at=at + timedelta(days=5),
    )  # fmt: skip
    agreement = Agreement.objects.create(
        **common, person_id=person_id, offer_id=offer.id, creditor_id=side.creditor_id,
        debt_ids=debt_ids, state="active", terms_sha256="0" * 64, accepted_words="ACEITO",
        accepted_message="wamid", total_cents=2 * cents, discount_cents=0, accepted_at=at,
        activated_at=at,
    )  # fmt: skip
    parts = [
        Instalment.objects.create(
            **common, agreement_id=agreement.id, number=n, amount_cents=cents,
            paid_cents=cents if n == 1 else 0, due_on=at.date() + timedelta(days=30 * (n - 1)),
            state="paid" if n == 1 else "scheduled", paid_at=at if n == 1 else None,
        )
        for n in (1, 2)
    ]  # fmt: skip
    txid = new_id().hex
    charge = Charge.objects.create(
        **common, instalment_id=parts[0].id, agreement_id=agreement.id, person_id=person_id,
        creditor_id=side.creditor_id, txid=txid, amount_cents=cents, due_on=at.date(),
        state="paid", next_try_at=at, requested_at=at, issued_at=at, paid_at=at,
    )  # fmt: skip
    payment = Payment.objects.create(
        **common, end_to_end_id=f"E{txid[:31]}", txid=txid, charge_id=charge.id,
        amount_cents=cents, paid_at=at, received_at=at, heard_by="webhook", state="matched",
    )  # fmt: skip
    Allocation.objects.create(
        **common, payment_id=payment.id, instalment_id=parts[0].id,
        debt_id=side.debts[reference], amount_cents=cents,
    )  # fmt: skip
    side.ids += [offer.id, agreement.id, charge.id, payment.id, *(p.id for p in parts)]
    side.words += [payment.end_to_end_id, _brl(cents), _brl(2 * cents)]


def _message(
    person_id: UUID, debt_ids: list[UUID], verdict: str, codes: list[str], at: datetime,
    thread: UUID, message_class: str = "reminder",
) -> UUID:  # fmt: skip
    from trato.door.outbox.models import Decision, Message

    common: dict[str, Any] = {"organisation_id": tenancy.current()}
    message_id, decision_id = new_id(), new_id()
    Decision.objects.create(
        **common, id=decision_id, message_id=message_id, stage="submit", verdict=verdict,
        rulebook="2026.11", inputs=b"{}", result=b"{}", codes=codes, at=at,
    )  # fmt: skip
    left = verdict == "allow"
    Message.objects.create(
        **common, id=message_id, person_id=person_id, decision_id=decision_id, verdict=verdict,
        idempotency_key=str(message_id), author="bot", message_class=message_class,
        channel="whatsapp", kind="text", draft={"text": "palavras ditas à pessoa"},
        debt_ids=[str(i) for i in debt_ids], origin="bot", conversation_id=thread,
        state="sent" if left else "refused", refusal_codes=codes, created_at=at,
        sent_at=at if left else None, delivered_at=at if left else None,
        status_rank=2 if left else 0,
    )  # fmt: skip
    return message_id


def _brl(cents: int) -> str:
    reais = f"{cents // 100:,}".replace(",", ".")
    return f"{reais},{cents % 100:02d}"
