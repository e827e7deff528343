"""Gathers, for a batch of drafts, everything the rulebook may ask; one query per kind of fact.

Asked twice for every message: when it is submitted and again in the moment before it leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace as changed

from trato.book.certificates import read as certificates
from trato.book.organisations import read as organisations
from trato.book.organisations.rules import read_with
from trato.book.organisations.values import NumberCard, TemplateCard
from trato.book.people import read as people
from trato.book.people.values import ContactCard, PersonCard
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.values import Accounts, CreditorCard, DebtCard
from trato.door.consent import read as consent
from trato.door.consent.read import Said
from trato.door.consent.values import Standing
from trato.door.outbox import as_facts
from trato.door.outbox.count import Lately, Pace, Sent, asking_lately
from trato.door.outbox.values import Draft
from trato.door.policy.values import (
    Author,
    Channel,
    ContactFacts,
    CreditorFacts,
    DraftFacts,
    Facts,
    OrganisationFacts,
    SenderFacts,
    WindowFacts,
)
from trato.foundation.database import in_one_go
from trato.foundation.faults import fault_point

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_NO_ACCOUNTS = Accounts(debts={}, creditors={})
_LAST_CHOICE = {"wrong_party": 3, "third_party": 3, "invalid": 3, "recycled_suspect": 2, "stale": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One draft with its facts, and the contact point and number the door chose for it.

    `is_tier_ahead`: the number's use of its limit already counts the whole batch.
    """

    draft: Draft
    draft_facts: DraftFacts
    facts: Facts
    contact: ContactCard | None
    address: str
    number: NumberCard | None
    template: TemplateCard | None
    pace: Pace | None
    is_tier_ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a batch of drafts shares."""

    organisation: OrganisationFacts
    senders: dict[UUID, SenderFacts]
    creditor_facts: dict[UUID, CreditorFacts]
    on: date
    numbers: tuple[NumberCard, ...]
    templates: dict[UUID, TemplateCard]
    people: Mapping[UUID, PersonCard]
    contacts: Mapping[UUID, tuple[ContactCard, ...]]
    addresses: dict[UUID, str]
    said: Said
    debts: dict[UUID, DebtCard]
    creditors: dict[UUID, CreditorCard]
    lately: Lately
    now: datetime
    certified_until: Mapping[int, datetime]

    def is_ahead(self, number_id: UUID) -> bool:
        use = self.lately.tier_use.get(number_id)
        return use is not None and use.is_ahead


def gather(
    drafts: Sequence[Draft], *, now: datetime, numbers: Sequence[NumberCard] | None = None
) -> list[Gathered]:
    """Return every draft with its facts, in order. Runs inside the organisation.

    Before a message leaves, the dispatcher passes the `numbers` it holds: then nothing that the
    provider may have changed is taken from memory, and each pair's pace is told as well.
    """
    if not drafts:
        return []
    with in_one_go(len(drafts)):
        known = _know(drafts, now=now, numbers=numbers)
    return [_gather_one(draft, known) for draft in drafts]


def _know(
    drafts: Sequence[Draft], *, now: datetime, numbers: Sequence[NumberCard] | None
) -> _Known:
    """Ask what may be asked already, and wait for an answer only where the next question needs it.

    While one is being answered, the one before is read.
    """
    person_ids = {d.person_id for d in drafts}
    template_ids = {d.content.template_id for d in drafts if d.content.template_id}
    debt_ids = {i for d in drafts for i in d.debt_ids}
    reached = people.asking_reach(person_ids)
    fault_point("gather.people_asked")
    owed = portfolios.asking_accounts(debt_ids=debt_ids) if debt_ids else None
    found = reached()
    fault_point("gather.people_known")
    recent = organisations.recent(template_ids=template_ids if numbers is None else ())
    fault_point("gather.recent_known")
    templates = recent.templates
    if numbers is not None:
        templates = organisations.templates_by_id(template_ids)
        fault_point("gather.templates_known")
    senders = recent.numbers if numbers is None else tuple(numbers)
    points = _points(drafts, found.contacts)
    counting = asking_lately(
        person_ids=person_ids,
        contact_point_ids=points,
        tiers={n.number_id: n.tier_limit for n in senders if n.tier_limit is not None},
        now=now,
        with_pace=numbers is not None,
    )
    fault_point("gather.counts_asked")
    addresses = people.open_addresses(found, points)
    saying = consent.asking_said(
        "whatsapp", addresses=set(addresses.values()), person_ids=person_ids
    )
    accounts = owed() if owed else _NO_ACCOUNTS
    fault_point("gather.accounts_known")
    counted = counting()
    fault_point("gather.counted")
    said = saying()
    fault_point("gather.words_known")
    organisation, certified_until = as_facts.of_organisation(recent.organisation), {}
    if any(d.author is Author.HUMAN for d in drafts) and _is_gate_on():
        organisation = changed(organisation, requires_certificate=True)
        certified_until = certificates.certified_until({d.author_id for d in drafts if d.author_id})
        fault_point("gather.certificates_known")
    return _Known(
        organisation=organisation,
        certified_until=certified_until,
        senders={
            n.number_id: as_facts.of_sender(n, counted.tier_use.get(n.number_id)) for n in senders
        },
        creditor_facts={i: as_facts.of_creditor(card) for i, card in accounts.creditors.items()},
        on=now.astimezone(_BRASILIA).date(),
        numbers=senders,
        templates=templates,
        people=found.people,
        contacts=found.contacts,
        addresses=addresses,
        said=said,
        debts=accounts.debts,
        creditors=accounts.creditors,
        lately=counted,
        now=now,
    )


def _is_gate_on() -> bool:
    is_on = certificates.gate().is_on
    fault_point("gather.gate_known")
    return is_on


def _points(drafts: Sequence[Draft], contacts: Mapping[UUID, tuple[ContactCard, ...]]) -> set[UUID]:
    """Return the phones that may be chosen: only these are opened and asked about."""
    points: set[UUID] = set()
    for draft in drafts:
        phones = {c.contact_point_id for c in contacts[draft.person_id] if c.kind == "phone"}
        wanted = draft.contact_point_id
        points |= phones if wanted is None else phones & {wanted}
    return points


def _gather_one(draft: Draft, known: _Known) -> Gathered:
    try:
        return _with_facts(draft, known)
    except Exception:
        # One unreadable row must not hold up the others; without facts the gate refuses it.
        return _without_facts(draft, known)


def _without_facts(draft: Draft, known: _Known) -> Gathered:
    facts = Facts(
        organisation=known.organisation,
        creditor=None,
        person=None,
        contact=None,
        identity=None,
        window=None,
        counters=None,
        debts=(),
        sender=None,
    )
    return Gathered(
        draft=draft,
        draft_facts=_draft(draft, None, known),
        facts=facts,
        contact=None,
        address="",
        number=None,
        template=None,
        pace=None,
    )


def _with_facts(draft: Draft, known: _Known) -> Gathered:
    contact = _choose_contact(draft, known)
    number = _choose_number(draft, known)
    template = known.templates.get(draft.content.template_id) if draft.content.template_id else None
    address = known.addresses.get(contact.contact_point_id, "") if contact else ""
    debts = _debts(draft, known)
    person = known.people.get(draft.person_id)
    pair = (contact.contact_point_id, number.number_id) if contact and number else None
    facts = Facts(
        organisation=known.organisation,
        creditor=known.creditor_facts.get(debts[0].creditor_id) if debts else None,
        person=as_facts.of_person(person) if person else None,
        contact=_contact(contact, address, known, draft) if contact else None,
        identity=as_facts.of_identity(contact) if contact else None,
        window=WindowFacts(last_inbound_at=known.lately.windows.get(pair) if pair else None),
        counters=as_facts.of_counters(known.lately.sent.get(draft.person_id, Sent())),
        debts=tuple(
            as_facts.of_debt(d, known.creditors[d.creditor_id], on=known.on) for d in debts
        ),
        sender=known.senders[number.number_id] if number else None,
    )
    return Gathered(
        draft=draft,
        draft_facts=_draft(draft, template, known),
        facts=facts,
        contact=contact,
        address=address,
        number=number,
        template=template,
        pace=known.lately.paces.get(pair) if pair else None,
        is_tier_ahead=number is not None and known.is_ahead(number.number_id),
    )


def _contact(card: ContactCard, address: str, known: _Known, draft: Draft) -> ContactFacts:
    standing = known.said.standings.get(address, Standing())
    permission = known.said.permissions.get(draft.person_id)
    return as_facts.of_contact(card, standing, as_facts.opt_in(permission, standing, known.now))


def _debts(draft: Draft, known: _Known) -> list[DebtCard]:
    """Return the debts a draft names.

    Raises:
        LookupError: one of them does not exist, or is somebody else's.
    """
    debts = [known.debts[i] for i in draft.debt_ids]
    if any(debt.person_id != draft.person_id for debt in debts):
        raise LookupError("a debt of another person")
    return debts


def _choose_contact(draft: Draft, known: _Known) -> ContactCard | None:
    cards = [c for c in known.contacts.get(draft.person_id, ()) if c.kind == "phone"]
    if draft.contact_point_id is not None:
        return next((c for c in cards if c.contact_point_id == draft.contact_point_id), None)

    def order(card: ContactCard) -> tuple[int, int, bool]:
        standing = known.said.standings.get(
            known.addresses.get(card.contact_point_id, ""), Standing()
        )
        return (_LAST_CHOICE.get(card.state, 0), standing.is_suppressed, card.whatsapp is False)

    # `contacts_of` lists the best first; sorting is stable, so only real obstacles reorder it.
    return min(cards, key=order, default=None)


def _choose_number(draft: Draft, known: _Known) -> NumberCard | None:
    if draft.number_id is not None:
        return next((n for n in known.numbers if n.number_id == draft.number_id), None)
    working = [n for n in known.numbers if n.state == "connected"]
    return (working or list(known.numbers) or [None])[0]  # type: ignore[list-item]


def _draft(draft: Draft, template: TemplateCard | None, known: _Known) -> DraftFacts:
    text = draft.content.readable()
    if template:
        body = read_with(template.body, draft.content.template_parameters)
        text = "\n".join([body, *template.buttons])
    return DraftFacts(
        author=draft.author,
        message_class=draft.message_class,
        channel=Channel.WHATSAPP,
        kind=draft.content.kind,
        text=text,
        is_reply=bool(draft.in_reply_to),
        template=as_facts.of_template(draft, template),
        offer=draft.offer,
        itemisation=draft.itemisation,
        payment_destination_document=draft.payment_destination_document,
        names_creditor=draft.names_creditor,
        links_creditor_identification=draft.links_creditor_identification,
        author_certified_until=known.certified_until.get(draft.author_id or 0),
    )


def is_business_initiated(gathered: Gathered, *, now: datetime) -> bool:
    """Whether sending this opens a contact, rather than answering inside an open session."""
    if gathered.draft.author in {Author.CAMPAIGN, Author.API}:
        return True
    window = gathered.facts.window
    last = window.last_inbound_at if window else None
    return last is None or (now.astimezone(UTC) - last).total_seconds() >= 24 * 3600


def with_tier_used(gathered: Gathered, extra: int) -> Gathered:
    """Return the same draft with `extra` more conversations counted against the number's tier.

    Without a limit nothing is counted against it, and what is counted ahead is not counted twice.
    """
    sender = gathered.facts.sender
    if not extra or gathered.is_tier_ahead or sender is None or sender.tier_limit is None:
        return gathered
    sender = changed(sender, tier_used=sender.tier_used + extra)
    return replace(gathered, facts=changed(gathered.facts, sender=sender))
