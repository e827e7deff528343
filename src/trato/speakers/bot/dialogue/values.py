"""The nouns of the dialogue: what was heard, what is known, where we are, what is wanted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from trato.casework.negotiation.terms.states import DisputeReason
from trato.casework.negotiation.terms.values import (
    Authority,
    Itemisation,
    OfferPolicy,
    Option,
    Wish,
)
from trato.casework.reception.menu import Menu
from trato.door.policy.values import MessageClass

_NO_WISH = Wish()


class HeardKind(StrEnum):
    """The shape of what the person sent."""

    TEXT = "text"
    BUTTON = "button"
    LIST = "list"
    AUDIO = "audio"
    IMAGE = "image"
    DOCUMENT = "document"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    REACTION = "reaction"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One inbound message. `choice_id` is the id of a tapped button or list row."""

    kind: HeardKind
    text: str = ""
    choice_id: str | None = None


class IdentityStage(StrEnum):
    """How far the identity check went in this conversation."""

    NONE = "none"
    ASKING = "asking"
    VERIFIED = "verified"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a conversation stands. Plain data: `encode` and `decode` round-trip it.

    `pending` is the node to go to once identity is proved; `back_at` the last time that people
    gave the conversation back, as far as the dialogue knows; `menu_id` the menu within the number's
    first that was shown last.
    """

    flow: str
    node: str | None = None
    identity: IdentityStage = IdentityStage.NONE
    failures: int = 0
    locked_until: datetime | None = None
    birthday_matched: bool | None = None
    pending: str | None = None
    pending_words: str = ""
    pending_detail: str = ""
    debt_ids: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    chosen_id: str | None = None
    accepted: Option | None = None
    wish: Wish = _NO_WISH
    round_number: int = 0
    misunderstood: int = 0
    is_stopped: bool = False
    is_with_human: bool = False
    language: str = "pt-BR"
    back_at: datetime | None = None
    menu_id: str = ""


def encode(state: State) -> bytes:
    """Write a state as JSON."""
    return msgspec.json.encode(state)


def decode(raw: bytes) -> State:
    """Read a state back."""
    return msgspec.json.decode(raw, type=State)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtLine:
    """One debt as the conversation may speak of it once identity is proved.

    `label` is how the person knows it, such as the product and the due date.
    """

    debt_id: str
    label: str
    itemisation: Itemisation
    dpd: int
    is_disputed: bool = False
    is_time_barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAgreement:
    """An agreement already accepted, and the payment it waits for."""

    agreement_id: str
    next_cents: int
    next_due_on: date
    instalments_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the caller knows, gathered afresh for every message.

    `today` is the civil date where the person lives. `identity_verified` is the store's word:
    the dialogue never trusts its own state for it. All debts are owed to the one creditor named.
    `menu` is what the number offers whoever writes (None: it receives nobody with a menu);
    `received_in` names the flow in which it receives somebody like this.
    """

    org_name: str
    privacy_contact: str
    creditor_name: str
    creditor_document: str
    creditor_address: str
    first_name: str
    today: date
    identity_verified: bool
    birth_day: int | None = None
    birth_month: int | None = None
    cpf_last3: str | None = None
    debts: tuple[DebtLine, ...] = ()
    policy: OfferPolicy | None = None
    authority: Authority = Authority.BOT
    open_agreement: OpenAgreement | None = None
    human_available: bool = True
    expected_wait_minutes: int | None = None
    human_hours: str = "de segunda a sexta, das 9h às 18h"
    menu: Menu | None = None
    received_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply button."""

    choice_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a list."""

    choice_id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words for the person. At most one of `buttons` and `rows` is filled.

    `itemisation`, `offer` and `debt_ids` are the facts behind an amount in the text, for the door;
    for a list of offers `offer` is the longest plan.
    """

    text: str
    message_class: MessageClass
    buttons: tuple[Button, ...] = ()
    rows: tuple[Row, ...] = ()
    list_label: str = ""
    itemisation: Itemisation | None = None
    offer: Option | None = None
    debt_ids: tuple[str, ...] = ()
    names_creditor: bool = False

    @property
    def readable(self) -> str:
        """All that the person would be able to read."""
        titles = [b.title for b in self.buttons]
        rows = [part for r in self.rows for part in (r.title, r.description) if part]
        return "\n".join([self.text, self.list_label, *titles, *rows]).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPassed:
    """Both factors matched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFailed:
    """A pair of answers did not match; `is_final` after the third."""

    failures: int
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStatement:
    """The debts were itemised to the person."""

    debt_ids: tuple[str, ...]
    itemisation: Itemisation


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeOffer:
    """This option was put to the person."""

    option: Option
    debt_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer:
    """The person accepted these terms; `terms_sha256` is of the sheet that was shown."""

    option: Option
    debt_ids: tuple[str, ...]
    terms_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePix:
    """Create (or send again) the Pix charge of the next payment."""

    amount_cents: int
    due_on: date
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPromise:
    """The person promised an amount by a day; informal, no new contract."""

    amount_cents: int
    on: date
    debt_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute:
    """The person contests. `words` are theirs; personal data, never logged."""

    reason: DisputeReason
    words: str
    debt_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaid:
    """The person says it is paid; `has_proof` when a picture or document came."""

    words: str
    has_proof: bool
    debt_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """No more messages."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptBackIn:
    """The person who had stopped wrote to come back."""

    words: str


class WrongKind(StrEnum):
    """How this contact point is not the debtor's."""

    WRONG = "wrong"
    THIRD_PARTY = "third_party"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongParty:
    """The holder is not the debtor."""

    kind: WrongKind


class HandOverReason(StrEnum):
    """Why a human must take over."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    LEGAL = "legal"
    REPRESENTED = "represented"
    VULNERABLE = "vulnerable"
    SELF_HARM = "self_harm"
    DISPUTE = "dispute"
    PAID_CLAIM = "paid_claim"
    DECEASED = "deceased"
    NO_POLICY = "no_policy"
    NO_DEBT = "no_debt"
    TIME_BARRED = "time_barred"
    IDENTITY_UNAVAILABLE = "identity_unavailable"
    UNSAFE_TEXT = "unsafe_text"
    PRIVACY = "privacy"
    MENU = "menu"


class Priority(StrEnum):
    """How soon a human should look."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A human takes over; of what was chosen in a menu, in which queue and what it was called."""

    reason: HandOverReason
    priority: Priority = Priority.NORMAL
    queue_id: str = ""
    chosen: str = ""


class VulnerableKind(StrEnum):
    """What makes a person need a human and patience."""

    SELF_HARM = "self_harm"
    ILLNESS = "illness"
    OVER_INDEBTED = "over_indebted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagVulnerable:
    """The person told of something that asks for care."""

    kind: VulnerableKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRepresented:
    """The person named a lawyer: contact goes to the lawyer only."""


class PrivacyKind(StrEnum):
    """Which right over personal data is asked for. Law: LGPD art. 18."""

    ACCESS = "access"
    DELETION = "deletion"
    CORRECTION = "correction"
    SOURCE = "source"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequest:
    """The person asks about their data."""

    kind: PrivacyKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLater:
    """Say nothing of our own for some hours."""

    not_before_hours: int


class Tabulation(StrEnum):
    """How the conversation ended; the closed list (tabulação)."""

    OPTED_OUT = "opted_out"
    WRONG_PARTY = "wrong_party"
    THIRD_PARTY = "third_party"
    DECEASED = "deceased"
    IDENTITY_FAILED = "identity_failed"
    ACCEPTED = "accepted"
    PROMISE = "promise"
    CANNOT_PAY = "cannot_pay"
    NO_AGREEMENT = "no_agreement"
    DISPUTED = "disputed"
    PAID_CLAIM = "paid_claim"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The conversation is over until the person writes again."""

    tabulation: Tabulation


Intent = (
    Say
    | IdentityPassed
    | IdentityFailed
    | ShowStatement
    | MakeOffer
    | AcceptOffer
    | IssuePix
    | RecordPromise
    | OpenDispute
    | ReportPaid
    | OptOut
    | OptBackIn
    | WrongParty
    | HandOver
    | FlagVulnerable
    | FlagRepresented
    | PrivacyRequest
    | AskLater
    | Close
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The answer to one message: the next state and what is wanted, in order."""

    state: State
    intents: tuple[Intent, ...]
