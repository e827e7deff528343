"""The nouns of the rulebook: what a draft says, what is known, what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class Word(StrEnum):
    """A word of a closed list; found in sets and tables as quickly as the text that it is."""

    __hash__ = str.__hash__


class ActorRole(Word):
    """What the organisation is to the debt it writes about."""

    ORIGINAL_CREDITOR = "original_creditor"
    CESSIONARY = "cessionary"
    THIRD_PARTY_COLLECTOR = "third_party_collector"


class Author(Word):
    """Who wants to say it."""

    BOT = "bot"
    HUMAN = "human"
    CAMPAIGN = "campaign"
    API = "api"
    SYSTEM = "system"


class MessageClass(Word):
    """What kind of thing is said; decides which rules apply."""

    FIRST_CONTACT = "first_contact"
    IDENTITY = "identity"
    REMINDER = "reminder"
    STATEMENT = "statement"
    OFFER = "offer"
    PAYMENT_LINK = "payment_link"
    RECEIPT = "receipt"
    OPTOUT_CONFIRM = "optout_confirm"
    WRONG_PARTY_APOLOGY = "wrong_party_apology"
    SERVICE = "service"


COLLECTION_CLASSES = frozenset(
    {
        MessageClass.FIRST_CONTACT,
        MessageClass.REMINDER,
        MessageClass.STATEMENT,
        MessageClass.OFFER,
        MessageClass.PAYMENT_LINK,
    }
)


class Channel(Word):
    """How it would travel."""

    WHATSAPP = "whatsapp"
    SMS = "sms"
    EMAIL = "email"


class Kind(Word):
    """The shape of the message at the provider."""

    TEXT = "text"
    BUTTONS = "buttons"
    LIST = "list"
    CTA_URL = "cta_url"
    TEMPLATE = "template"
    ORDER_DETAILS = "order_details"
    ORDER_STATUS = "order_status"
    LOCATION = "location"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


ATTACHED = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.DOCUMENT})
"""Kinds that carry a file, which no rule can read."""


class Provenance(Word):
    """Where a phone number or address came from."""

    CREDITOR_CONTRACT = "creditor_contract"
    DEBTOR_SUPPLIED = "debtor_supplied"
    BUREAU_ENRICHED = "bureau_enriched"
    SKIP_TRACE = "skip_trace"
    PURCHASED = "purchased"
    UNKNOWN = "unknown"


class ContactState(Word):
    """What we believe about who holds a contact point."""

    CANDIDATE = "candidate"
    PROBABLE = "probable"
    VERIFIED = "verified"
    STALE = "stale"
    WRONG_PARTY = "wrong_party"
    THIRD_PARTY = "third_party"
    INVALID = "invalid"
    RECYCLED_SUSPECT = "recycled_suspect"


class OptIn(Word):
    """The person's standing word about one channel."""

    UNKNOWN = "unknown"
    GRANTED = "granted"
    DENIED = "denied"
    REVOKED = "revoked"
    EXPIRED = "expired"


class LegalBasis(Word):
    """The ground of processing, LGPD art. 7; a different fact from a channel opt-in."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    CONTRACT = "contract"
    EXERCISE_OF_RIGHTS = "exercise_of_rights"
    LEGITIMATE_INTEREST = "legitimate_interest"
    CREDIT_PROTECTION = "credit_protection"


class DebtState(Word):
    """Where a debt stands."""

    IMPORTED = "imported"
    ACTIVE = "active"
    NEGOTIATING = "negotiating"
    IN_AGREEMENT = "in_agreement"
    PAUSED = "paused"
    DISPUTED = "disputed"
    SETTLED = "settled"
    OVERPAID = "overpaid"
    WRITTEN_OFF = "written_off"
    RECALLED = "recalled"
    TRANSFERRED = "transferred"
    STATUTE_BARRED = "statute_barred"
    JUDICIAL = "judicial"
    CANCELLED = "cancelled"


class TemplateStatus(Word):
    """A template's life at the provider."""

    APPROVED = "APPROVED"
    PENDING = "PENDING"
    REJECTED = "REJECTED"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"
    MISSING = "MISSING"


class TemplateFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The template a draft would use, as last known from the provider."""

    name: str
    language: str
    category: str
    status: TemplateStatus
    paused_until: datetime | None = None


class OfferFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The offer a draft states, so far as rules look at it. Cents, and effective yearly cost."""

    created_at: datetime
    expires_at: datetime
    instalments: int
    total_cents: int
    has_cost_sheet: bool
    cet_percent_year: str | None = None


class ItemisationFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The named parts of an amount that a draft states, in cents; they must add up."""

    original_cents: int
    multa_cents: int
    juros_cents: int
    correction_cents: int
    discount_cents: int
    total_cents: int


class DraftFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What would be said: everything a rule may know of the message itself.

    `text` is all that the person would be able to read: body, header, footer, buttons, items.
    """

    author: Author
    message_class: MessageClass
    channel: Channel
    kind: Kind
    text: str
    is_reply: bool
    template: TemplateFacts | None = None
    offer: OfferFacts | None = None
    itemisation: ItemisationFacts | None = None
    payment_destination_document: str | None = None
    names_creditor: bool = False
    links_creditor_identification: bool = False
    author_certified_until: datetime | None = None


class OrganisationFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Who writes. `hours_profile` is `standard` or `strict`; caps are our defaults, never law.

    `requires_certificate`: whoever types a message must have passed the organisation's course.
    """

    actor_role: ActorRole
    whatsapp_approval_recorded: bool
    name: str
    hours_profile: str = "standard"
    cap_per_day: int = 1
    cap_per_week: int = 3
    cap_per_month: int = 8
    has_data_contact: bool = True
    has_processing_agreement: bool = True
    requires_certificate: bool = False


class CreditorFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Whose money it is; `document` digits must be where a payment goes."""

    name: str
    document: str
    address: str
    is_financial: bool
    payment_document: str


class PersonFacts(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of the addressee; `uf` is the registered address's state."""

    uf: str | None
    municipality: str | None
    is_minor: bool
    is_deceased: bool
    is_vulnerable: bool
    is_represented: bool
    is_superindebted: bool
    in_repactuation: bool
    is_interdicted: bool = False


class ContactFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The contact point the door would use, and everything listed against its digit variants.

    `on_nao_me_ligue_sp` is None when the list was never consulted for this number.
    `optout_confirmed` says that the one confirmation of the standing opt-out has left already.
    """

    channel: Channel
    ddd: str | None
    provenance: Provenance
    state: ContactState
    is_workplace: bool
    is_suppressed: bool
    suppressed_reason: str | None
    opt_in: OptIn
    on_nao_me_ligue_sp: bool | None
    nao_me_ligue_authorised: bool
    is_whatsapp_capable: bool | None
    not_before: datetime | None = None
    optout_confirmed: bool = False
    on_rj_offers_list: bool = False


class IdentityFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Whether the holder of this contact point proved to be the debtor."""

    verified_at: datetime | None
    failures: int
    locked_until: datetime | None


class WindowFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The 24-hour customer-service window on this number; opened by the person only."""

    last_inbound_at: datetime | None


class CounterFacts(Struct, frozen=True, kw_only=True, gc=False):
    """Collection messages opened by us to this person: every channel, debt and creditor.

    Replies inside a session that the person opened are not counted.
    """

    last_day: int
    last_week: int
    last_month: int
    oldest_in_day_at: datetime | None
    oldest_in_week_at: datetime | None
    oldest_in_month_at: datetime | None


class DebtFacts(Struct, frozen=True, kw_only=True, gc=False):
    """One debt the draft is about. `payable_cents` is our ledger's total for today."""

    debt_id: str
    state: DebtState
    due_on: date
    prescribed_on: date
    legal_basis: LegalBasis | None
    basis_evidence: str | None
    payable_cents: int
    instalment_cents: int


class SenderFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The sending number's standing at the provider; `tier_used` may be more than was reached."""

    is_connected: bool
    is_restricted: bool
    quality: str
    tier_limit: int | None
    tier_used: int
    tier_frees_at: datetime | None = None


class Facts(Struct, frozen=True, kw_only=True, gc=False):
    """Everything a rule may know beside the draft. A `None` part is a missing fact: fail closed."""

    organisation: OrganisationFacts
    creditor: CreditorFacts | None
    person: PersonFacts | None
    contact: ContactFacts | None
    identity: IdentityFacts | None
    window: WindowFacts | None
    counters: CounterFacts | None
    debts: tuple[DebtFacts, ...]
    sender: SenderFacts | None
    local_holidays: tuple[date, ...] = ()


class Effect(Word):
    """What a rule asks for; strictest first."""

    BLOCK = "block"
    DEFER = "defer"
    REQUIRE_HUMAN = "require_human"
    REQUIRE = "require"
    REDACT = "redact"
    WARN = "warn"
    ALLOW = "allow"


_LOUD = frozenset({Effect.BLOCK, Effect.DEFER, Effect.REQUIRE_HUMAN, Effect.REQUIRE, Effect.REDACT})


class Verdict(Word):
    """What the door does with the message."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


class Mark(Word):
    """How well a rule's source is known."""

    VERBATIM = "V"
    SECONDARY = "S"
    TESTED = "T"
    DESIGN = "D"
    UNVERIFIED = "U"


class LegalStatus(Word):
    """What kind of norm stands behind a rule."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    PENDING = "pending"
    SELF_REGULATION = "self_regulation"
    CONTRACT = "contract"
    DESIGN_DEFAULT = "design_default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One source of a rule: LexML URN (or a stable name), how people call it, our confidence."""

    urn: str
    label: str
    mark: Mark


class Hit(Struct, frozen=True, kw_only=True, gc=False):
    """One rule that objected, warned, or could not be evaluated.

    `until` accompanies `DEFER` only. `remedy` says in Portuguese what would make it pass. Like a
    decision it refers to nothing that refers back, and is made in a tenth of a dataclass's time.
    """

    rule: str
    version: int
    code: str
    effect: Effect
    reason: str
    remedy: str
    citations: tuple[Citation, ...]
    until: datetime | None = None


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """The gate's answer: the strictest of all hits, every one of which is kept."""

    verdict: Verdict
    effect: Effect
    rulebook: str
    decided_at: datetime
    hits: tuple[Hit, ...]
    hold_until: datetime | None = None
    needs_human: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Reason codes of the hits that kept the message from leaving, in rule order."""
        return tuple(hit.code for hit in self.hits if hit.effect in _LOUD)
