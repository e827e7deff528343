"""The nouns of privacy requests: how one stands, and why one may be refused. Pure."""

from enum import StrEnum
from typing import Final

from trato.casework.negotiation.terms.states import Guard, Machine

ANSWER_MAX: Final = 2000
"""The letters that the summary of an answer may have."""


class PrivacyState(StrEnum):
    """Where a privacy request stands; all but the first are how it ended."""

    OPENED = "opened"
    ATTENDED = "attended"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Why a request is not, or not wholly, attended: the reasons of fact or law that it names.

    Law: LGPD arts. 7 VI and X, 16 I, 18 § 4, 19 II (V). That only whoever proves to be the person
    is attended is ours (D).
    """

    LEGAL_DUTY = "legal_duty"
    EXERCISE_OF_RIGHTS = "exercise_of_rights"
    CREDIT_PROTECTION = "credit_protection"
    NOT_THE_AGENT = "not_the_agent"
    TRADE_SECRET = "trade_secret"  # noqa: S105  (a reason, no password)
    NOT_IDENTIFIED = "not_identified"
    NOTHING_HELD = "nothing_held"


_S, _G = PrivacyState, Guard
PRIVACY: Final[Machine[PrivacyState]] = Machine(
    name="privacy_request",
    first=_S.OPENED,
    table={
        (_S.OPENED, _S.ATTENDED): frozenset({_G.ANSWERED}),
        (_S.OPENED, _S.PARTLY): frozenset({_G.ANSWERED, _G.GROUNDED}),
        (_S.OPENED, _S.REFUSED): frozenset({_G.ANSWERED, _G.GROUNDED}),
        (_S.OPENED, _S.WITHDRAWN): frozenset(),
    },
)
"""The life of a privacy request: it ends once."""
