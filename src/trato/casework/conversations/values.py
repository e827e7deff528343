"""The nouns of conversations: what arrived, however it arrived."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

UNTIL_WRITTEN = datetime(9000, 1, 1, tzinfo=UTC)
"""What a conversation is put off to that nobody wants back before the person writes."""


class Done(StrEnum):
    """What people had done when they gave a conversation back to the assistant."""

    NOTHING = ""
    RESOLVED = "resolved"
    DISPUTE_OPENED = "dispute_opened"
    OFFER_SENT = "offer_sent"


ABOUT_ANOTHER = frozenset({"reaction", "edit", "revoke"})
"""Kinds of messages that say something about an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message from a person, parsed from a provider's payload.

    `wa_id` is digits as the provider gave them (never rewritten) and may be empty when only the
    business-scoped id `bsuid` is known. `text` is what a reader would see: body, caption, button
    title. `payload` is the provider's node as JSON bytes.
    """

    provider_message_id: str
    phone_number_id: str
    kind: str
    text: str
    written_at: datetime
    payload: bytes
    wa_id: str = ""
    bsuid: str = ""
    username: str = ""
    profile_name: str = ""
    button_id: str = ""
    reply_to: str = ""
    media_id: str = ""
    media_mime: str = ""
    media_sha256: str = ""
    referral: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One message that did not pass through here: typed in the app on the same number, or older.

    `is_ours` tells who wrote it; the other end is named as in `Incoming`. `is_past` marks what was
    said before the number was connected.
    """

    provider_message_id: str
    phone_number_id: str
    is_ours: bool
    kind: str
    text: str
    written_at: datetime
    payload: bytes
    wa_id: str = ""
    bsuid: str = ""
    is_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TabulationCard:
    """A word for what came of a conversation; an empty name is shown as the shipped word."""

    code: str
    name: str
    group: str
    is_resolution: bool = True
    wants_note: bool = False
    is_retired: bool = False
