"""The port through which a message leaves, and the pass that only the dispatcher can write."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from trato.door.outbox.values import Content, NoAnswer, Receipt, Rejection

_seal = object()


class NotCleared(Exception):
    """Something other than the dispatcher tried to write a pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateName:
    """How the provider knows a template."""

    name: str
    language: str


class Carried(Protocol):
    """The body of a file, read a part at a time: nobody holds all of it."""

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        ...

    def parts(self) -> AsyncIterator[bytes]:
        """Read it from its beginning, each time this is asked for."""
        ...


class Cleared:
    """The gate's pass for one attempt of one message, written between decision and call.

    `to` is E.164 digits, `recipient` a business-scoped user id; one of them is set. `opaque` is
    the attempt's correlation id, echoed by every status; `file` is the body of what is attached.
    """

    __slots__ = (
        "content",
        "file",
        "in_reply_to",
        "message_id",
        "opaque",
        "phone_number_id",
        "recipient",
        "template",
        "to",
    )

    def __init__(
        self,
        seal: object,
        *,
        message_id: UUID,
        phone_number_id: str,
        to: str,
        recipient: str,
        content: Content,
        template: TemplateName | None,
        opaque: str,
        in_reply_to: str,
        file: Carried | None = None,
    ) -> None:
        """Accept only the dispatcher's seal.

        Raises:
            NotCleared: the caller is not the dispatcher.
        """
        if seal is not _seal:
            raise NotCleared("only the dispatcher clears a message")
        self.message_id = message_id
        self.phone_number_id = phone_number_id
        self.to = to
        self.recipient = recipient
        self.content = content
        self.template = template
        self.opaque = opaque
        self.in_reply_to = in_reply_to
        self.file = file


class Provider(Protocol):
    """Somebody who can carry a cleared message. Must never retry by itself."""

    async def send(self, cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        """Carry one message; every outcome is a return value."""
        ...

    async def mark_read(self, *, phone_number_id: str, message_id: str) -> None:
        """Show the person that their message was read and that an answer is being written."""
        ...

    async def fetch_media(self, media_id: str, take: Callable[[bytes], Awaitable[None]]) -> str:
        """Give an attachment's bytes to `take` as they come, and return its MIME type.

        Raises:
            OSError: it could not be fetched now, to its end, or it is not what was announced.
        """
        ...
