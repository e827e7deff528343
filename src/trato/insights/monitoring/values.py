"""What monitoring speaks of: classes of words, who wrote them, and what was found."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who wrote a message."""

    COMPANY = "company"
    PERSON = "person"


class Severity(StrEnum):
    """How soon a supervisor must look."""

    NOTICE = "notice"
    SERIOUS = "serious"
    URGENT = "urgent"


class WordClass(StrEnum):
    """What a phrase is a sign of. Names on screen are the console's."""

    HARASSMENT = "harassment"
    IMPROPER_LANGUAGE = "improper_language"
    LOST_COMPOSURE = "lost_composure"
    ILLICIT_FAVOUR = "illicit_favour"
    FRAUD = "fraud"
    DISCLOSURE = "disclosure"
    WRONG_AMOUNT = "wrong_amount"
    DISPUTE = "dispute"
    LAWYER = "lawyer"
    ALREADY_PAID = "already_paid"
    THREAT = "threat"
    SELF_HARM = "self_harm"
    DEATH = "death"
    VULNERABLE = "vulnerable"
    STOP = "stop"


COMPANY_CLASSES = (
    WordClass.HARASSMENT,
    WordClass.IMPROPER_LANGUAGE,
    WordClass.LOST_COMPOSURE,
    WordClass.ILLICIT_FAVOUR,
    WordClass.FRAUD,
)
PERSON_CLASSES = (
    WordClass.DISPUTE,
    WordClass.LAWYER,
    WordClass.ALREADY_PAID,
    WordClass.THREAT,
    WordClass.SELF_HARM,
    WordClass.DEATH,
    WordClass.VULNERABLE,
    WordClass.STOP,
)
LEXICONS = (*COMPANY_CLASSES, *PERSON_CLASSES)
"""The classes that have words; the others follow from what the door knows."""

SIDE_OF = {
    **dict.fromkeys((*COMPANY_CLASSES, WordClass.DISCLOSURE, WordClass.WRONG_AMOUNT), Side.COMPANY),
    **dict.fromkeys(PERSON_CLASSES, Side.PERSON),
}

SEVERITY_OF = {
    WordClass.HARASSMENT: Severity.SERIOUS,
    WordClass.IMPROPER_LANGUAGE: Severity.SERIOUS,
    WordClass.LOST_COMPOSURE: Severity.NOTICE,
    WordClass.ILLICIT_FAVOUR: Severity.SERIOUS,
    WordClass.FRAUD: Severity.URGENT,
    WordClass.DISCLOSURE: Severity.SERIOUS,
    WordClass.WRONG_AMOUNT: Severity.SERIOUS,
    WordClass.DISPUTE: Severity.NOTICE,
    WordClass.LAWYER: Severity.SERIOUS,
    WordClass.ALREADY_PAID: Severity.NOTICE,
    WordClass.THREAT: Severity.URGENT,
    WordClass.SELF_HARM: Severity.URGENT,
    WordClass.DEATH: Severity.SERIOUS,
    WordClass.VULNERABLE: Severity.SERIOUS,
    WordClass.STOP: Severity.SERIOUS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One phrase of a lexicon as it is written there; see `terms` for what its signs mean."""

    word_class: WordClass
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message to look at, with what is known about it.

    `codes` are the door's reasons about it: it has compared amounts with the ledger, keys with the
    creditor's, and asked who is known to be there.
    """

    side: Side
    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one message is a sign of: once per class. `sign` is the term or the door's code."""

    word_class: WordClass
    sign: str
    severity: Severity
