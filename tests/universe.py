"""A small universe to test the door in: a fixed clock, a cooperative ready to write, a provider.

Everything is made through the product's own verbs; only debts, which arrive as files, are written
straight into their table.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from trato.book.organisations.create import add_number, add_template
from trato.book.people import read as people
from trato.book.people.register import register_people
from trato.book.people.values import NewContact, NewPerson
from trato.book.portfolios.create_creditor import create_creditor, create_portfolio
from trato.book.portfolios.models import Debt
from trato.door.consent.grant import Word, grant
from trato.door.consent.load_list import load_nao_me_ligue_sp
from trato.door.consent.withdraw import withdraw
from trato.door.outbox.dispatch import dispatch, finish_calls
from trato.door.outbox.models import Decision, Message
from trato.door.outbox.provider import Cleared
from trato.door.outbox.submit import submit
from trato.door.outbox.values import (
    Content,
    Draft,
    ErrorClass,
    NoAnswer,
    Receipt,
    Rejection,
    Submitted,
)
from trato.door.policy.values import Author, Kind, MessageClass
from trato.foundation import tenancy

# A Tuesday, 09:30 in Brasília: every state's window is open.
TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
BODY = "Olá, {{1}}. Aqui é o assistente virtual da {{2}}. Falo com {{1}}? Responda SIM ou PARAR."
_series = count(1)


def cpf(number: int) -> str:
    """Return the `number`-th valid CPF of a synthetic series."""
    digits = [int(c) for c in f"{100_000_000 + number * 7919:09d}"[-9:]]
    for length in (9, 10):
        total = sum(d * (length + 1 - i) for i, d in enumerate(digits[:length]))
        digits.append((total * 10 % 11) % 10)
    return "".join(map(str, digits))


class Clock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> datetime:
        """Let time go by and return the new now."""
        self.at += timedelta(**span)
        return self.at

    def until_local(self, hour: int, minute: int = 0) -> datetime:
        """Go to the next time that it is `hour` in Brasília (UTC-3)."""
        local = self.at - timedelta(hours=3)
        wanted = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if wanted <= local:
            wanted += timedelta(days=1)
        self.at = wanted + timedelta(hours=3)
        return self.at


@dataclass(frozen=True)
class Debtor:
    """Somebody with one phone and one debt."""

    person_id: UUID
    contact_point_id: UUID
    debt_id: UUID
    phone: str


@dataclass(frozen=True)
class Carried:
    """One call that reached the provider."""

    message_id: UUID
    to: str
    opaque: str
    at: datetime
    text: str


Answer = Receipt | Rejection | NoAnswer | Exception


@dataclass
class FakeProvider:
    """A provider in memory: logs everything it was asked to carry, answers as it was told to.

    `answers` are given one after the other; after them, and for None, it accepts.
    """

    clock: Callable[[], datetime]
    answers: list[Answer | None] = field(default_factory=list)
    log: list[Carried] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    mark_read_problem: Exception | None = None

    async def send(self, cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        """Log the message, then answer."""
        assert type(cleared) is Cleared
        await read_whole(cleared)
        self.log.append(
            Carried(cleared.message_id, cleared.to, cleared.opaque, self.clock(),
                    cleared.content.text)
        )  # fmt: skip
        if self.gate:
            await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer or Receipt(provider_message_id=f"wamid.{cleared.message_id.hex}")

    async def mark_read(self, *, phone_number_id: str, message_id: str) -> None:
        """Log which inbound message was marked read."""
        self.reads.append(message_id)
        if self.mark_read_problem:
            raise self.mark_read_problem

    async def fetch_media(self, media_id: str, take: Callable[[bytes], Awaitable[None]]) -> str:
        """Have none."""
        raise OSError(media_id)

    @property
    def ids(self) -> list[UUID]:
        """The messages that reached the provider, in order."""
        return [carried.message_id for carried in self.log]


async def read_whole(cleared: Cleared) -> None:
    """Read what is attached to its end, as somebody who uploads it would."""
    if cleared.file:
        async for _ in cleared.file.parts():
            pass


@dataclass(frozen=True)
class OneFile:
    """Bytes in memory as a pass carries a file."""

    body: bytes

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        return len(self.body)

    async def parts(self) -> AsyncIterator[bytes]:
        """Read it in pieces of a prime length."""
        for start in range(0, len(self.body), 65_537):
            yield self.body[start : start + 65_537]


async def fetched(source: Any, media_id: str) -> tuple[bytes, str]:
    """Fetch an attachment whole: its bytes and its MIME type."""
    came = bytearray()

    async def take(piece: bytes) -> None:
        came.extend(piece)

    mime_type = await source.fetch_media(media_id, take)
    return bytes(came), mime_type


def rejection(
    error_class: ErrorClass, code: int = 131000, retry_after: float | None = None
) -> Rejection:
    """Return what a provider answers that surely did not send."""
    return Rejection(
        error_class=error_class, code=code, reason="recusada", retry_after_seconds=retry_after
    )


@dataclass
class Cooperative:
    """An organisation with a number, a template, a creditor and a portfolio, at a fixed time."""

    organisation_id: UUID
    number_id: UUID
    phone_number_id: str
    template_id: UUID
    creditor_id: UUID
    portfolio_id: UUID
    clock: Clock
    provider: FakeProvider

    def inside(self) -> Any:
        """Enter the organisation: one transaction."""
        return tenancy.within(self.organisation_id)

    def debtors(self, number: int, *, uf: str = "SP", town: str = "São Paulo",
                ddd: str = "11", opted_in: bool = True) -> list[Debtor]:  # fmt: skip
        """Register people with a phone, a permission and an open debt each."""
        with self.inside():
            new = [_new_person(next(_series), uf, town, ddd) for _ in range(number)]
            ids = register_people(new, at=self.clock()).ids
            made = [self._debtor(ids[p.document], p.contacts[0].value) for p in new]
            if opted_in:
                grant([_opt_in(d.person_id, self.clock()) for d in made], at=self.clock())
        return made

    def living_with(self, debtor: Debtor) -> Debtor:
        """Register somebody else who is reached at the same number."""
        new = _new_person(next(_series), "SP", "São Paulo", "11")
        number = replace(new.contacts[0], value=debtor.phone)
        new = replace(new, contacts=(number,))
        with self.inside():
            (person_id,) = register_people([new], at=self.clock()).ids.values()
            return self._debtor(person_id, debtor.phone)

    def debtor(self, **place: Any) -> Debtor:
        """Register one person; see `debtors`."""
        return self.debtors(1, **place)[0]

    def _debtor(self, person_id: UUID, phone: str) -> Debtor:
        debt = Debt.objects.create(
            organisation_id=self.organisation_id, creditor_id=self.creditor_id,
            portfolio_id=self.portfolio_id, person_id=person_id, reference=f"CT-{next(_series)}",
            product="Empréstimo pessoal", principal_cents=45_000, due_on=date(2026, 8, 1),
            prescribed_on=date(2031, 8, 1), legal_basis="credit_protection",
            basis_evidence="contrato", state="active", state_changed_at=self.clock(),
            created_at=self.clock(),
        )  # fmt: skip
        contact = people.contacts_of([person_id])[person_id][0]
        return Debtor(person_id, contact.contact_point_id, debt.id, phone)

    def first_contact(self, debtor: Debtor, key: str = "", **others: Any) -> Draft:
        """Draft a campaign's first message."""
        return Draft(
            idempotency_key=key or f"campaign:{next(_series)}",
            person_id=debtor.person_id,
            author=Author.CAMPAIGN,
            message_class=MessageClass.FIRST_CONTACT,
            content=Content(
                kind=Kind.TEMPLATE,
                template_id=self.template_id,
                template_parameters=("Maria", "Cooperativa Aurora"),
            ),
            origin="campaign",
            debt_ids=(debtor.debt_id,),
            **others,
        )

    def answer(
        self, debtor: Debtor, text: str = "Um momento, por favor.", key: str = "",
        message_class: MessageClass = MessageClass.SERVICE, **others: Any,
    ) -> Draft:  # fmt: skip
        """Draft a reply of the bot to something the person wrote."""
        return Draft(
            idempotency_key=key or f"reply:{next(_series)}",
            person_id=debtor.person_id,
            author=Author.BOT,
            message_class=message_class,
            content=Content(kind=Kind.TEXT, text=text),
            origin="bot",
            contact_point_id=debtor.contact_point_id,
            number_id=self.number_id,
            in_reply_to=others.pop("in_reply_to", f"wamid.in.{next(_series)}"),
            **others,
        )

    def stop(self, debtor: Debtor, reason: str = "opt_out") -> bool:
        """Let a person stop the channel."""
        with self.inside():
            return withdraw(
                debtor.contact_point_id, channel="whatsapp", reason=reason, words="PARAR",
                source_message="wamid.in", at=self.clock(),
            )  # fmt: skip

    def submit(self, draft: Draft) -> Submitted:
        """Submit in a transaction of its own."""
        with self.inside():
            return submit(draft, at=self.clock())

    def dispatch(self, *, limit: int = 100) -> int:
        """Clear one batch, carry it, and wait until every outcome is recorded."""
        return run_dispatch(self.organisation_id, self.provider, self.clock, limit=limit)

    def drain(self, *, batches: int = 50) -> int:
        """Dispatch until nothing is left to do now; return how many calls were made."""
        calls = idle = 0
        for _ in range(batches):
            done = self.dispatch()
            calls += done
            # A batch that only refused may have made way for another message of a person.
            idle = 0 if done else idle + 1
            if idle == 2:
                return calls
        raise AssertionError("the dispatcher never comes to rest")

    def row(self, message_id: UUID) -> Message:
        """Read one message's row."""
        with self.inside():
            return Message.objects.get(id=message_id)

    def rows(self) -> list[Message]:
        """Read every message's row, oldest first."""
        with self.inside():
            return list(Message.objects.order_by("id"))

    def decisions(self, message_id: UUID) -> list[Decision]:
        """Read one message's decisions, oldest first."""
        with self.inside():
            return list(Decision.objects.filter(message_id=message_id).order_by("at", "id"))

    def must_be_lawful(self) -> None:
        """Check I1: the provider's log equals the rows that left, each under an allowing word."""
        # No attempt twice.
        assert len(self.provider.ids) == len({c.opaque for c in self.provider.log})
        with self.inside():
            left = set(Message.objects.filter(attempts__gt=0).values_list("id", flat=True))
            allowed = set(
                Decision.objects.filter(stage="dispatch", verdict="allow").values_list(
                    "message_id", flat=True
                )
            )
        assert set(self.provider.ids) == left
        assert left <= allowed


def run_dispatch(
    organisation_id: UUID, provider: FakeProvider, clock: Callable[[], datetime], *,
    limit: int = 100,
) -> int:  # fmt: skip
    """Run one batch to its end in an event loop of its own."""

    async def once() -> int:
        calls = await dispatch(organisation_id, provider, clock=clock, limit=limit)
        await finish_calls()
        return calls

    return asyncio.run(once())


def cooperative(
    organisation_id: UUID, *, at: datetime = TUESDAY, rate_per_second: float = 80,
    tier_limit: int | None = 2000,
) -> Cooperative:  # fmt: skip
    """Make an organisation ready to write to people, with the São Paulo list loaded."""
    clock = Clock(at)
    phone_number_id = f"{next(_series):015d}"
    with tenancy.within(organisation_id):
        number_id = add_number(
            phone_number_id=f"{organisation_id.hex[-12:]}{phone_number_id}", account_id="200",
            display="+55 11 4000-0000", app_secret="segredo", verify_token="token", at=at,
            rate_per_second=rate_per_second, tier_limit=tier_limit,
        )  # fmt: skip
        template_id = add_template(
            account_id="200", name="primeiro_contato", category="UTILITY", body=BODY,
            buttons=["Sim, sou eu", "Não sou eu", "Parar"], message_class="first_contact",
            status="APPROVED", at=at,
        )  # fmt: skip
        creditor_id = create_creditor(
            slug="aurora", name="Cooperativa Aurora", document="11222333000181",
            address="Rua das Flores, 100, São Paulo/SP", pix_key="pix@aurora.example", at=at,
        )  # fmt: skip
        portfolio_id = create_portfolio(creditor_id=creditor_id, name="Novembro", at=at)
        load_nao_me_ligue_sp([], listed_on=date(2026, 1, 1))
    return Cooperative(
        organisation_id=organisation_id,
        number_id=number_id,
        phone_number_id=phone_number_id,
        template_id=template_id,
        creditor_id=creditor_id,
        portfolio_id=portfolio_id,
        clock=clock,
        provider=FakeProvider(clock),
    )


def texts(carried: Iterable[Carried]) -> list[str]:
    """Return the texts that reached the provider."""
    return [one.text for one in carried]


def _new_person(number: int, uf: str, town: str, ddd: str) -> NewPerson:
    return NewPerson(
        document=cpf(number),
        name=f"Maria Souza {number}",
        born_on=date(1980, 1 + number % 12, 1 + number % 28),
        uf=uf,
        municipality=town,
        contacts=(
            NewContact(
                kind="phone", value=f"+55{ddd}9{80_000_000 + number:08d}", ddd=ddd,
                provenance="creditor_contract",
            ),
        ),
    )  # fmt: skip


def _opt_in(person_id: UUID, at: datetime) -> Word:
    return Word(
        person_id=person_id, channel="whatsapp", state="granted", source="contrato",
        notice="Aceito receber avisos pelo WhatsApp.", at=at - timedelta(days=20),
    )  # fmt: skip
