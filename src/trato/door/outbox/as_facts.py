"""Turns what the book, the consents and the counts say into the facts that the rules ask about."""

from datetime import date, datetime

from trato.book.organisations.values import NumberCard, OrganisationCard, TemplateCard
from trato.book.people.values import ContactCard, PersonCard
from trato.book.portfolios.ledger import owed
from trato.book.portfolios.values import CreditorCard, DebtCard
from trato.door.consent.values import PermissionCard, Standing
from trato.door.outbox.count import Sent
from trato.door.outbox.tier import TierUse
from trato.door.outbox.values import Draft
from trato.door.policy.values import (
    ActorRole,
    Channel,
    ContactFacts,
    ContactState,
    CounterFacts,
    CreditorFacts,
    DebtFacts,
    DebtState,
    IdentityFacts,
    LegalBasis,
    OptIn,
    OrganisationFacts,
    PersonFacts,
    Provenance,
    SenderFacts,
    TemplateFacts,
    TemplateStatus,
)


def of_template(draft: Draft, card: TemplateCard | None) -> TemplateFacts | None:
    """Return what the rules know of the template a draft names; one that is gone is missing."""
    if draft.content.template_id is None:
        return None
    if card is None:
        return TemplateFacts(
            name="", language="", category="", status=TemplateStatus.MISSING, paused_until=None
        )
    known = card.status in TemplateStatus.__members__
    return TemplateFacts(
        name=card.name,
        language=card.language,
        category=card.category,
        status=TemplateStatus(card.status) if known else TemplateStatus.MISSING,
        paused_until=datetime.fromisoformat(card.paused_until) if card.paused_until else None,
    )


def of_organisation(card: OrganisationCard) -> OrganisationFacts:
    """Return what the rules know of the sending organisation."""
    return OrganisationFacts(
        actor_role=ActorRole(card.actor_role),
        whatsapp_approval_recorded=card.has_whatsapp_approval,
        name=card.name,
        hours_profile=card.hours_profile,
        cap_per_day=card.cap_per_day,
        cap_per_week=card.cap_per_week,
        cap_per_month=card.cap_per_month,
        has_data_contact=bool(card.data_contact),
        has_processing_agreement=card.has_processing_agreement,
    )


def of_creditor(card: CreditorCard) -> CreditorFacts:
    """Return what the rules know of a creditor."""
    return CreditorFacts(
        name=card.name,
        document=card.document,
        address=card.address,
        is_financial=card.is_financial,
        payment_document=card.pix_document,
    )


def of_person(card: PersonCard) -> PersonFacts:
    """Return what the rules know of an addressee."""
    return PersonFacts(
        uf=card.uf or None,
        municipality=card.municipality or None,
        is_minor=card.is_minor,
        is_deceased=card.is_deceased,
        is_vulnerable=card.is_vulnerable,
        is_represented=card.is_represented,
        is_superindebted=card.is_superindebted,
        in_repactuation=card.in_repactuation,
    )


def of_contact(card: ContactCard, standing: Standing, opt_in: OptIn) -> ContactFacts:
    """Return what the rules know of a contact point, with what was said about its number."""
    return ContactFacts(
        channel=Channel.WHATSAPP,
        ddd=card.ddd or None,
        provenance=Provenance(card.provenance),
        state=ContactState(card.state),
        is_workplace=card.is_workplace,
        is_suppressed=standing.is_suppressed,
        suppressed_reason=standing.suppressed_reason or None,
        opt_in=opt_in,
        on_nao_me_ligue_sp=standing.on_nao_me_ligue_sp,
        nao_me_ligue_authorised=standing.nao_me_ligue_authorised,
        is_whatsapp_capable=card.whatsapp,
        not_before=card.not_before,
        optout_confirmed=standing.optout_confirmed,
    )


def opt_in(permission: PermissionCard | None, standing: Standing, now: datetime) -> OptIn:
    """Return whether a person wants to be written to, at an instant; a stop outweighs all."""
    if standing.is_suppressed:
        return OptIn.REVOKED
    if permission is None:
        return OptIn.UNKNOWN
    state = OptIn(permission.state)
    has_run_out = permission.expires_at is not None and permission.expires_at <= now
    return OptIn.EXPIRED if state is OptIn.GRANTED and has_run_out else state


def of_identity(card: ContactCard) -> IdentityFacts:
    """Return whether whoever holds a contact point has proved who they are."""
    return IdentityFacts(
        verified_at=card.identity_verified_at,
        failures=card.identity_failures,
        locked_until=card.identity_locked_until,
    )


def of_counters(sent: Sent) -> CounterFacts:
    """Return how often we opened a contact with a person."""
    return CounterFacts(
        last_day=sent.last_day,
        last_week=sent.last_week,
        last_month=sent.last_month,
        oldest_in_day_at=sent.oldest_in_day_at,
        oldest_in_week_at=sent.oldest_in_week_at,
        oldest_in_month_at=sent.oldest_in_month_at,
    )


def of_debt(card: DebtCard, creditor: CreditorCard, *, on: date) -> DebtFacts:
    """Return what the rules know of a debt, with what is owed on a civil date."""
    return DebtFacts(
        debt_id=str(card.debt_id),
        state=DebtState(card.state),
        due_on=card.due_on,
        prescribed_on=card.prescribed_on,
        legal_basis=LegalBasis(card.legal_basis) if card.legal_basis else None,
        basis_evidence=card.basis_evidence or None,
        payable_cents=owed(card, creditor, on=on).total_cents,
        instalment_cents=card.principal_cents,
    )


def of_sender(card: NumberCard, use: TierUse | None) -> SenderFacts:
    """Return a number's standing, with its use of the provider's limit."""
    return SenderFacts(
        is_connected=card.state in {"connected", "restricted", "stopped"},
        is_restricted=card.state in {"restricted", "stopped"},
        quality=card.quality,
        tier_limit=card.tier_limit,
        tier_used=use.people if use else 0,
    )
