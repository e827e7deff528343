"""The nouns of a conversation as a person sees it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AskKind(StrEnum):
    """What the business wants from the reader of its message."""

    OPENING = "opening"
    BIRTH = "birth"
    CPF = "cpf"
    BIRTH_AND_CPF = "birth_and_cpf"
    IDENTITY_FAILED = "identity_failed"
    MENU = "menu"
    OFFERS = "offers"
    CONFIRM = "confirm"
    HOW_MUCH = "how_much"
    PAYMENT = "payment"
    RECEIPT = "receipt"
    PROOF = "proof"
    WHY_DISPUTE = "why_dispute"
    STOP_CHECK = "stop_check"
    STOP_DONE = "stop_done"
    WRONG_DONE = "wrong_done"
    HAND_OVER = "hand_over"
    CLOSING = "closing"
    REPHRASE = "rephrase"
    INFORMATION = "information"
    UNKNOWN = "unknown"


class Intent(StrEnum):
    """What a person wants to say; each has its own list of wordings."""

    YES = "yes"
    WHO = "who"
    WRONG_PERSON = "wrong_person"
    RELATIVE = "relative"
    RELATIVE_REFUSES = "relative_refuses"
    DECEASED = "deceased"
    STOP = "stop"
    RESUME = "resume"
    ANGRY = "angry"
    HUMAN = "human"
    LAWYER = "lawyer"
    VULNERABLE = "vulnerable"
    INJECT = "inject"
    PRIVACY = "privacy"
    SEE_OFFERS = "see_offers"
    ASK_CASH = "ask_cash"
    ASK_LESS = "ask_less"
    COUNTER = "counter"
    HARDSHIP = "hardship"
    SMALL = "small"
    PROMISE = "promise"
    ALREADY_PAID = "already_paid"
    PROOF_TEXT = "proof_text"
    DISPUTE = "dispute"
    DISPUTE_WHY = "dispute_why"
    CONFIRM = "confirm"
    TAKE = "take"
    THANKS = "thanks"
    ASK_CODE = "ask_code"
    LOST = "lost"
    BYE = "bye"


class Fact(StrEnum):
    """What a person's words made true; the books keep when."""

    SAID_STOP = "said_stop"
    SAID_RESUME = "said_resume"
    SAID_WRONG_PERSON = "said_wrong_person"
    GAVE_BIRTH = "gave_birth"
    GAVE_CPF = "gave_cpf"
    ASKED_HUMAN = "asked_human"
    DISPUTED = "disputed"
    ACCEPTED = "accepted"
    PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to tap: a reply button, a list row, or a template's quick reply."""

    kind: str
    choice_id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A business's message, as it shows on the screen."""

    text: str
    choices: tuple[Choice, ...] = ()
    pix_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way to pay that the message offers."""

    instalments: int
    amount_cents: int
    choice: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the reader made of a letter."""

    kind: AskKind
    name: str = ""
    offers: tuple[Offer, ...] = ()
    wants_day: bool = False
    wants_amount: bool = False
    first_digits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a person knows about themselves."""

    seed: int
    cpf: str
    name: str
    birth_on: date
    persona: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing a person does: type, tap, pay or send a picture, after thinking so long."""

    wait_seconds: float
    text: str = ""
    tap: Choice | None = None
    pix_code: str = ""
    has_picture: bool = False
    fact: Fact | None = None
