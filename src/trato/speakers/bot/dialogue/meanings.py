"""What an utterance can mean, and in which order meanings take precedence."""

from enum import StrEnum


class Meaning(StrEnum):
    """One thing a person may want to say. The order is the precedence, first wins."""

    OPT_OUT = "opt_out"
    DECEASED = "deceased"
    THIRD_PARTY = "third_party"
    WRONG_PERSON = "wrong_person"
    SELF_HARM = "self_harm"
    ILLNESS = "illness"
    OVER_INDEBTED = "over_indebted"
    LAWYER = "lawyer"
    LEGAL_THREAT = "legal_threat"
    HUMAN = "human"
    PRIVACY = "privacy"
    DISPUTE = "dispute"
    ALREADY_PAID = "already_paid"
    BACK_IN = "back_in"
    NO_SLIP = "no_slip"
    PAYMENT_AGAIN = "payment_again"
    CASH_PRICE = "cash_price"
    MORE_INSTALMENTS = "more_instalments"
    FEWER_INSTALMENTS = "fewer_instalments"
    DISCOUNT = "discount"
    COUNTER = "counter"
    PROMISE = "promise"
    HARDSHIP = "hardship"
    WITHHOLD = "withhold"
    LATER = "later"
    STATEMENT = "statement"
    WHO = "who"
    OPTIONS = "options"
    MENU = "menu"
    BACK = "back"
    INSULT = "insult"
    NO = "no"
    YES = "yes"
    THANKS = "thanks"
    GREETING = "greeting"


PRECEDENCE = {meaning: rank for rank, meaning in enumerate(Meaning)}

INTERRUPTS = tuple(Meaning)[: PRECEDENCE[Meaning.ALREADY_PAID] + 1]
"""Meanings that are obeyed at any node, whatever was asked."""
