"""Who may do what at the desk: one table of acts and roles. Pure.

Every page declares one act (`entered`), and shows what else the role may do by asking this table.
"""

from enum import StrEnum
from typing import Final


class Act(StrEnum):
    """Something that one may do at the desk; a page asks for exactly one."""

    ENTER = "enter"
    SEE_PANEL = "see_panel"
    SEE_CAMPAIGNS = "see_campaigns"
    PLAN_CAMPAIGNS = "plan_campaigns"
    READ_CONVERSATIONS = "read_conversations"
    SEE_ATTACHMENTS = "see_attachments"
    ANSWER = "answer"
    SUPERVISE = "supervise"
    ARRANGE = "arrange"
    WATCH = "watch"
    MEND = "mend"
    SEARCH_ARCHIVE = "search_archive"
    READ_NOTES = "read_notes"
    READ_WHISPERS = "read_whispers"
    KEEP_EVIDENCE = "keep_evidence"
    EXPORT = "export"
    RETAIN = "retain"
    SEE_SCORES = "see_scores"
    LEARN = "learn"
    TRAIN = "train"
    REVEAL = "reveal"
    SEE_REVEALS = "see_reveals"
    SEE_REQUESTS = "see_requests"
    ANSWER_PRIVACY = "answer_privacy"
    MANAGE_MEMBERS = "manage_members"
    SEE_PORTFOLIO = "see_portfolio"


ADMINISTRATOR: Final = "administrador"
SUPERVISOR: Final = "supervisor"
AGENT: Final = "atendente"
PRIVACY: Final = "encarregado"
ANALYST: Final = "analista"
CREDITOR: Final = "credor"
ROLES: Final = (ADMINISTRATOR, SUPERVISOR, AGENT, PRIVACY, ANALYST, CREDITOR)

_MANAGERS: Final = frozenset({ADMINISTRATOR, SUPERVISOR})
_SPEAKERS: Final = _MANAGERS | {AGENT}
_HOUSE: Final = frozenset(ROLES) - {CREDITOR}

MATRIX: Final[dict[Act, frozenset[str]]] = {
    Act.ENTER: frozenset(ROLES),
    Act.SEE_PANEL: _HOUSE,
    Act.SEE_CAMPAIGNS: _HOUSE,
    Act.PLAN_CAMPAIGNS: _MANAGERS,
    Act.READ_CONVERSATIONS: _HOUSE,
    Act.SEE_ATTACHMENTS: _SPEAKERS | {PRIVACY},
    Act.ANSWER: _SPEAKERS,
    Act.SUPERVISE: _MANAGERS,
    Act.ARRANGE: _MANAGERS,
    Act.WATCH: _MANAGERS,
    Act.MEND: _MANAGERS,
    Act.SEARCH_ARCHIVE: _HOUSE,
    Act.READ_NOTES: _SPEAKERS | {PRIVACY},
    Act.READ_WHISPERS: _MANAGERS | {PRIVACY},
    Act.KEEP_EVIDENCE: _MANAGERS | {PRIVACY},
    Act.EXPORT: _MANAGERS | {PRIVACY, ANALYST},
    Act.RETAIN: frozenset({ADMINISTRATOR, PRIVACY}),
    Act.SEE_SCORES: _HOUSE,
    Act.LEARN: _SPEAKERS | {PRIVACY},
    Act.TRAIN: frozenset({ADMINISTRATOR}),
    Act.REVEAL: _SPEAKERS | {PRIVACY},
    Act.SEE_REVEALS: frozenset({ADMINISTRATOR, PRIVACY}),
    Act.SEE_REQUESTS: _MANAGERS | {PRIVACY},
    Act.ANSWER_PRIVACY: frozenset({ADMINISTRATOR, PRIVACY}),
    Act.MANAGE_MEMBERS: frozenset({ADMINISTRATOR}),
    Act.SEE_PORTFOLIO: frozenset({CREDITOR}),
}
"""The roles that may do each act. What is not in it, nobody may."""

SEES_MASKED: Final = frozenset({ANALYST, CREDITOR})


def may(role: str, act: Act) -> bool:
    """Tell whether a role may do an act."""
    return role in MATRIX[act]


def acts_of(role: str) -> frozenset[Act]:
    """Return everything that a role may do."""
    return frozenset(act for act, roles in MATRIX.items() if role in roles)
