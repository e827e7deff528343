"""The facts as a rule sees them: reading one that is missing stops the rule, never the gate."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from trato.door.policy.findings import Findings, inspect
from trato.door.policy.values import (
    COLLECTION_CLASSES,
    ContactFacts,
    ContactState,
    CounterFacts,
    CreditorFacts,
    DebtFacts,
    DebtState,
    DraftFacts,
    Facts,
    IdentityFacts,
    MessageClass,
    OrganisationFacts,
    PersonFacts,
    SenderFacts,
    WindowFacts,
)
from trato.door.policy.words import folded_name, speaks_of_debt, without

SESSION: Final = timedelta(hours=24)
# A provider's clock may run a little ahead of ours; a stamp further ahead is not believed.
CLOCK_SKEW: Final = timedelta(minutes=5)
_SKEWED: Final = -CLOCK_SKEW
# Design default: after this long the holder of a number must prove again who they are.
PROOF_LASTS: Final = timedelta(days=180)

# In these states the number is believed to be the person's, or not yet doubted.
_VERIFIED: Final = ContactState.VERIFIED
_PROBABLE: Final = ContactState.PROBABLE
_CANDIDATE: Final = ContactState.CANDIDATE
# A debt counts as barred once the day after is civil on the mainland's easternmost clock.
_CIVIL_OFFSET: Final = timedelta(hours=3)
# What is missing when a derived answer is.
_DERIVED_FROM: Final = {
    "verified": "identity and contact",
    "in_session": "window",
    "window_open": "window",
    "silence": "window",
}
_MAY_TURN_INTO_COLLECTION: Final = frozenset(MessageClass) - COLLECTION_CLASSES


class MissingFact(Exception):
    """A rule asked for a fact that nobody supplied; carries the fact's name only."""

    def __init__(self, fact: str) -> None:
        """Name the fact."""
        super().__init__(fact)
        self.fact = fact


class UnreadableText(Exception):
    """The text could not be looked through: whatever a rule might find in it, nothing may leave."""


class _Whole:
    """Facts about one draft, none of which is missing: reading one is reading a slot.

    Facts of which some are missing, or not worked out yet, are of the class below, where reading
    takes several times as long. `is_whole` says that no part is missing: a rule may then look
    first at what is quick to see. `in_session` is true only for a reply within 24 hours of the
    person's last words; `collects` is true of collection by class, and of anything whose words
    demand payment.
    """

    __slots__ = (
        "_civil_today",
        "_debt_states",
        "_message_class",
        "_reveals_debt",
        "_text",
        "collects",
        "contact",
        "counters",
        "creditor",
        "debts",
        "identity",
        "in_session",
        "is_whole",
        "local_holidays",
        "now",
        "organisation",
        "person",
        "sender",
        "silence",
        "verified",
        "window",
        "window_open",
        "words",
        "year",
    )

    collects: bool
    contact: ContactFacts
    counters: CounterFacts
    creditor: CreditorFacts
    debts: tuple[DebtFacts, ...]
    identity: IdentityFacts
    in_session: bool
    is_whole: bool
    local_holidays: tuple[date, ...]
    now: datetime
    organisation: OrganisationFacts
    person: PersonFacts
    sender: SenderFacts
    silence: timedelta | None
    verified: bool
    window: WindowFacts
    window_open: bool
    words: Findings
    year: int

    def __init__(self, draft: DraftFacts, facts: Facts, now: datetime) -> None:
        """Work out what several rules ask."""
        self.organisation = facts.organisation
        self.local_holidays = facts.local_holidays
        self._text = draft.text
        self._message_class = draft.message_class
        self._reveals_debt: bool | None = None
        self._civil_today: date | None = None
        self._debt_states: frozenset[DebtState] | None = None
        if draft.message_class in COLLECTION_CLASSES:
            self.collects = True
        creditor, person, contact = facts.creditor, facts.person, facts.contact
        counters, sender, debts = facts.counters, facts.sender, facts.debts
        identity, window = facts.identity, facts.window
        if creditor is not None:
            self.creditor = creditor
        if person is not None:
            self.person = person
        if contact is not None:
            self.contact = contact
        if counters is not None:
            self.counters = counters
        if sender is not None:
            self.sender = sender
        if debts:
            self.debts = debts
        self.is_whole = (
            creditor is not None
            and person is not None
            and contact is not None
            and counters is not None
            and sender is not None
            and identity is not None
            and window is not None
            and bool(debts)
        )
        self.now = now
        self.year = now.year
        self._place_in_session(draft, window, now)
        if identity is not None:
            self._judge_identity(identity, contact, now)

    def _place_in_session(
        self, draft: DraftFacts, window: WindowFacts | None, now: datetime
    ) -> None:
        if window is None:
            if not draft.is_reply:
                self.in_session = False
            return
        self.window = window
        last = window.last_inbound_at
        self.silence = silence = None if last is None else now - last
        self.window_open = is_open = silence is not None and _SKEWED <= silence < SESSION
        self.in_session = draft.is_reply and is_open

    def _judge_identity(
        self, identity: IdentityFacts, contact: ContactFacts | None, now: datetime
    ) -> None:
        self.identity = identity
        if contact is None:
            return
        proved, state = identity.verified_at, contact.state
        self.verified = (
            proved is not None
            and _SKEWED <= now - proved < PROOF_LASTS
            and (state is _VERIFIED or state is _PROBABLE or state is _CANDIDATE)
        )

    @property
    def civil_today(self) -> date:
        """The date by which days of grace and prescription are counted."""
        found = self._civil_today
        if found is None:
            found = self._civil_today = (self.now.astimezone(UTC) - _CIVIL_OFFSET).date()
        return found

    @property
    def debt_states(self) -> frozenset[DebtState]:
        """The states of the debts, each once."""
        found = self._debt_states
        if found is None:
            found = self._debt_states = frozenset([debt.state for debt in self.debts])
        return found

    @property
    def reveals_debt(self) -> bool:
        """Whether a stranger would learn of a debt, the organisation's own name set aside."""
        found = self._reveals_debt
        if found is None:
            found = self._reveals_debt = self._would_reveal_debt()
        return found

    def _would_reveal_debt(self) -> bool:
        words = self.words
        if not words.reveals_debt:
            return False
        if words.amounts or words.has_payment_code or words.masks_debt_words:
            return True
        name = self.organisation.name
        named = folded_name(name).strip() in words.folded
        return speaks_of_debt(without(words.folded, name) if named else words.folded)


class Known(_Whole):
    """Facts about one draft. A part that is missing raises `MissingFact` when it is read.

    The text is looked through when a rule first asks what it says.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """Work out what is not always asked for, such as what the text says, when it is.

        Raises:
            MissingFact: for any other part that was never set, naming it.
            UnreadableText: the text could not be looked through.
        """
        later = _LATER.get(name)
        if later is None:
            raise MissingFact(_DERIVED_FROM.get(name, name))
        try:
            found = later(self)
        except MissingFact:
            raise
        except Exception as wrong:
            raise UnreadableText from wrong
        setattr(self, name, found)
        return found

    def _inspect(self) -> Findings:
        return inspect(self._text)

    def _may_collect(self) -> bool:
        return self.words.demands_payment and self._message_class in _MAY_TURN_INTO_COLLECTION

    def look_through(self) -> None:
        """Find now what the text says, for whoever will ask in any case.

        Raises:
            UnreadableText: it could not be looked through.
        """
        try:
            self.words = words = inspect(self._text)
        except Exception as wrong:
            raise UnreadableText from wrong
        if self._message_class in _MAY_TURN_INTO_COLLECTION:
            self.collects = words.demands_payment
        if self.is_whole:
            # Nothing is left to be worked out, and nothing can be missing.
            self.__class__ = _Whole  # type: ignore[assignment]


_LATER: Final[dict[str, Callable[[Known], Any]]] = {
    "words": Known._inspect,
    "collects": Known._may_collect,
}
