"""Facts about conversations, agreements and requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """A person wrote; the provider's node is committed."""

    KIND: ClassVar[str] = "conversations.message_received"

    conversation_id: UUID
    inbound_id: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOutside(Fact):
    """A message on our number that did not pass through here; the provider's node is committed."""

    KIND: ClassVar[str] = "conversations.said_outside"

    conversation_id: UUID
    outside_id: UUID
    by: str
    is_past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMoved(Fact):
    """A conversation changed state: "bot → human_queue: asked". `actor` is bot, human or system."""

    KIND: ClassVar[str] = "conversations.moved"

    conversation_id: UUID
    before: str
    after: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationNamed(Fact):
    """Whoever answers said whose a thread is that nobody, or only a visitor, had until then."""

    KIND: ClassVar[str] = "conversations.named"

    conversation_id: UUID
    contact_point_id: UUID
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationGiven(Fact):
    """An agent got a conversation: taken, assigned or transferred; `before_id` had it before.

    Assigned: to whomever its queue is for, or ("helped") to an agent of the team `helper_id`,
    which helps once nobody of the queue's own was free for so many minutes.
    """

    KIND: ClassVar[str] = "conversations.given"

    conversation_id: UUID
    agent_id: int
    before_id: int | None
    reason: str
    helper_id: UUID | None = None
    helped_after_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPassed(Fact):
    """A user passed a conversation on to a queue, as it is or as that of a team.

    `before_id` had it before; `has_note`: with words for whoever gets it.
    """

    KIND: ClassVar[str] = "conversations.passed"

    conversation_id: UUID
    queue_id: UUID
    team_id: UUID | None
    by: int
    before_id: int | None
    has_note: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationResolved(Fact):
    """People ended their work on a conversation: what came of it, and who had it."""

    KIND: ClassVar[str] = "conversations.resolved"

    conversation_id: UUID
    tabulation: str
    agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnoozed(Fact):
    """A conversation was put off until an instant, or (None) until the person writes."""

    KIND: ClassVar[str] = "conversations.snoozed"

    conversation_id: UUID
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAskedAgain(Fact):
    """Somebody at the desk had an attachment fetched once more that had been given up."""

    KIND: ClassVar[str] = "conversations.media_asked_again"

    conversation_id: UUID
    inbound_id: UUID
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Fact):
    """Colleagues' words beside a thread: a note, a transfer's note or a whisper; committed."""

    KIND: ClassVar[str] = "conversations.note_written"

    conversation_id: UUID
    note_id: UUID
    what: str
    author_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade(Fact):
    """An offer was put to a person; its sheet is committed."""

    KIND: ClassVar[str] = "negotiation.offer_made"

    offer_id: UUID
    total_cents: int
    discount_cents: int
    authority: str
    sheet_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferExpired(Fact):
    """An offer ended at an instant, and nobody had accepted it."""

    KIND: ClassVar[str] = "negotiation.offer_expired"

    offer_id: UUID
    total_cents: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementMoved(Fact):
    """An agreement changed state: "accepted", "active: first instalment paid", "broken".

    `due_on` is the day of the part that was not paid, where it is late, lapsed or broken by one.
    """

    KIND: ClassVar[str] = "negotiation.agreement_moved"

    agreement_id: UUID
    after: str
    total_cents: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentMoved(Fact):
    """A part of an agreement became due, overdue, broken or cancelled, or it runs again.

    That one is paid is told by the payment's fact.
    """

    KIND: ClassVar[str] = "negotiation.instalment_moved"

    instalment_id: UUID
    agreement_id: UUID
    number: int
    after: str
    amount_cents: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Fact):
    """A person promised to pay by a day; `by`: the user who noted it, where one did."""

    KIND: ClassVar[str] = "negotiation.promise_made"

    promise_id: UUID
    amount_cents: int | None
    promised_on: date
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved(Fact):
    """A promise was kept, partly_kept, broken, rescheduled (a newer one came) or made void.

    `paid_cents` had been paid for it by then; None where nobody asked.
    """

    KIND: ClassVar[str] = "negotiation.promise_moved"

    promise_id: UUID
    after: str
    amount_cents: int | None
    paid_cents: int | None
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Fact):
    """A person contested; their words are committed. `by`: the user who noted it, if one did."""

    KIND: ClassVar[str] = "requests.dispute_opened"

    dispute_id: UUID
    reason: str
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(Fact):
    """A user closed what a person contested: upheld, partly_upheld, rejected or withdrawn."""

    KIND: ClassVar[str] = "requests.dispute_closed"

    dispute_id: UUID
    reason: str
    outcome: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequested(Fact):
    """A user asked the person or the creditor for evidence of what is contested."""

    KIND: ClassVar[str] = "requests.evidence_requested"

    dispute_id: UUID
    reason: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyAnswered(Fact):
    """A user closed a privacy request: attended, partly, refused (on a ground) or withdrawn.

    What the person was told is committed.
    """

    KIND: ClassVar[str] = "requests.privacy_answered"

    request_id: UUID
    right: str
    outcome: str
    ground: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequested(Fact):
    """A person used a right over their data; their words are committed."""

    KIND: ClassVar[str] = "requests.privacy_requested"

    request_id: UUID
    right: str
    answer_by_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignMoved(Fact):
    """A campaign was planned, approved, paused, resumed, completed or cancelled.

    `segment_id`: by which its people were chosen when it was planned, if by one.
    """

    KIND: ClassVar[str] = "campaigns.moved"

    campaign_id: UUID
    after: str
    people: int
    segment_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesHeld(Fact):
    """A supervisor wants to see what people write here before it leaves: next, all, or no more.

    `because`: the hand-over it ended with, where nobody ended it by hand; `by` is whoever did it.
    """

    KIND: ClassVar[str] = "conversations.messages_held"

    conversation_id: UUID
    holds: str
    by: int | None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLookedAt(Fact):
    """A supervisor opened a conversation of somebody else's without being shown to them."""

    KIND: ClassVar[str] = "conversations.looked_at"

    conversation_id: UUID
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationBargedInto(Fact):
    """Somebody wrote to the person in a conversation that another agent has, and left it theirs."""

    KIND: ClassVar[str] = "conversations.barged_into"

    conversation_id: UUID
    message_id: UUID
    agent_id: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAsked(Fact):
    """An agent asked for a supervisor's authority over debts; the words are committed."""

    KIND: ClassVar[str] = "negotiation.authority_asked"

    request_id: UUID
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityDecided(Fact):
    """A supervisor lent their authority to an agent until an instant, or refused to."""

    KIND: ClassVar[str] = "negotiation.authority_decided"

    request_id: UUID
    verdict: str
    by: int
    agent_id: int
    until: datetime | None
