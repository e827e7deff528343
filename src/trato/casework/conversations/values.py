"""The nouns of conversations: what arrived, however it arrived."""

from dataclasses import dataclass
from datetime import datetime


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
