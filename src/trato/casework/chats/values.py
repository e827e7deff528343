"""What an exported chat says, and what may be wrong with the file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

FILE_BYTES_MAX: Final = 32 << 20
LINES_MAX: Final = 100_000


class Platform(StrEnum):
    """Whose app wrote the file: the two write time and author differently."""

    ANDROID = "android"
    IOS = "ios"


class Order(StrEnum):
    """How the file writes dates."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Kind(StrEnum):
    """What a message of the file is. `hidden`: media that was left out of the export."""

    TEXT = "text"
    MEDIA = "media"
    HIDDEN = "hidden"
    DELETED = "deleted"
    SYSTEM = "system"


class BadChat(ValueError):
    """The file cannot be taken. `line` is where, or 0; `code` says what, for the reader's words."""

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        """Keep what is wrong and where."""
        super().__init__(f"{code}:{line}" if line else code)
        self.code = code
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message as the file has it; `local_at` is the wall clock of whoever exported it.

    `author` is empty for the app's own lines. `line` is where it begins in the file.
    """

    line: int
    local_at: datetime
    author: str
    kind: Kind
    text: str
    media_name: str = ""
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChat:
    """A whole file. `order` is None where its dates could be read both ways."""

    platform: Platform
    order: Order | None
    messages: tuple[ChatMessage, ...]

    @property
    def authors(self) -> dict[str, int]:
        """Who wrote, and how often; the most talkative first."""
        found: dict[str, int] = {}
        for one in self.messages:
            if one.author:
                found[one.author] = found.get(one.author, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with the text; `entry` is its name inside the ZIP."""

    entry: str
    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was in the uploaded file: the text, and what came with it."""

    text: str
    attachments: tuple[Attachment, ...] = ()
