"""Which of the door's reasons a creditor is told in words. Pure.

What protects the person is told as that and no more: that somebody is ill, stopped us, has a
lawyer, or hears from other creditors too often is not the creditor's to know.
"""

from collections.abc import Iterable
from typing import Final

TOLD: Final = frozenset(
    {
        # the message itself
        "OFFER_VALIDITY", "OFFER_EXPIRED", "ART54B_OFFER_SHEET", "OFFER_FACTS_MISSING",
        "PAY_DEST_NOT_CREDITOR", "PAY_DEST_OTHER_HOLDER", "FOREIGN_PIX_KEY",
        "PAYMENT_CODE_IN_TEXT", "ART42_CONSTRAINT", "ART71_FALSE_THREAT",
        "THIRD_PARTY_DISCLOSURE", "ART54C_V", "ART54C_IV", "SENSITIVE_INFERRED", "TRANSPARENCY",
        "AUTOMATED_DISCLOSURE", "HUMAN_WAY", "OPENING_NOT_NEUTRAL", "ASKS_WHOLE_IDENTIFIER",
        "SMS_CONFIDENTIAL", "FILE_BEFORE_ID", "ID_BEFORE_DEBT", "ART42A_ID", "ITEMISATION",
        "UNDUE_AMOUNT_DOUBLE", "MULTA_GT_2", "ANSWER_CARRIES_MORE", "AGENT_UNCERTIFIED",
        # the creditor's own debt and papers
        "NO_LEGAL_BASIS", "CONSENT_UNPROVEN", "BASIS_EVIDENCE", "DPA_MISSING", "DPO_CHANNEL",
        "PAID_STOP", "DEBT_WITHDRAWN", "JUDICIAL", "DEBT_NOT_ACTIVE", "DEBT_PAUSED", "DISPUTED",
        "TIME_BARRED", "TIME_BARRED_DISCLOSURE", "PRESCRIPTION_NEAR",
        # the hour, the number we write from, the provider
        "QUIET_HOURS", "HOLIDAY", "WHATSAPP_THIRD_PARTY", "WHATSAPP_CESSIONARY", "WINDOW_CLOSED",
        "CHANNEL_MISMATCH", "TEMPLATE_NOT_APPROVED", "TEMPLATE_PAUSED", "TEMPLATE_CATEGORY",
        "SENDER_DISCONNECTED", "SENDER_RESTRICTED", "SENDER_QUALITY", "TIER_EXHAUSTED",
    }
)  # fmt: skip


def told(codes: Iterable[str] | None) -> tuple[tuple[str, ...], bool]:
    """Return the codes to be told, and whether others are kept; unknown reasons are kept.

    `None` (another creditor's debt was in the message, too): everything is kept.
    """
    if codes is None:
        return (), True
    given = tuple(codes)
    return tuple(c for c in given if c in TOLD), any(c not in TOLD for c in given)
