"""Words that are said often, with the names filled in."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

import msgspec

from trato.door.outbox.values import Attached
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.ids import new_id
from trato.speakers.desk.files import WrongFile, kept_file, looked_at, put_beside
from trato.speakers.desk.models import QuickReply

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_LONGEST = 2000
_PLACE = re.compile(r"\{([^{}\s]*)\}")
PLACES = ("nome", "atendente", "empresa", "saudacao")
"""What a quick reply may leave open, in braces."""
REPLY_FILES_MAX = 3


class BadQuickReply(ValueError):
    """The code or the text cannot be kept; the text of this error says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A quick reply: what it is called by, its words, and the files that go with them."""

    code: str
    text: str
    attached: tuple[Attached, ...]


_ALL = Asked(
    lambda here: (
        QuickReply.objects.filter(organisation_id=here)
        .order_by("code")
        .values_list("code", "text", "attached")
    ),
    here=UUID,
)


def quick_replies() -> tuple[Reply, ...]:
    """Return every quick reply by code."""
    return tuple(
        Reply(code=code, text=text, attached=msgspec.convert(attached, tuple[Attached, ...]))
        for code, text, attached in _ALL(here=tenancy.current())
    )


def attach_to_reply(code: str, body: IO[bytes], name: str, *, at: datetime) -> None:
    """Add a file to a quick reply; it is the organisation's own material, kept sealed.

    Raises:
        BadQuickReply: there is none of that code.
        WrongFile: the provider would not take it, or there are too many.
    """
    row = _locked(code)
    mime_type, size_bytes = looked_at(body, name)
    if len(row.attached) >= REPLY_FILES_MAX:
        raise WrongFile("many")
    one = kept_file(body, name, mime_type, size_bytes, conversation_id=None, at=at)
    row.attached = [*row.attached, msgspec.to_builtins(one)]
    row.save(update_fields=["attached"])


def detach_from_reply(code: str, attachment_id: UUID) -> None:
    """Take a file off a quick reply; messages that carried it keep it. Idempotent.

    Raises:
        BadQuickReply: there is none of that code.
    """
    row = _locked(code)
    row.attached = [one for one in row.attached if one["attachment_id"] != str(attachment_id)]
    row.save(update_fields=["attached"])


def put_reply_files(
    conversation_id: UUID, code: str, *, by: int, at: datetime
) -> tuple[Attached, ...]:
    """Put a quick reply's files beside what an agent is writing, and return all that are there.

    Raises:
        BadQuickReply: there is none of that code.
        WrongFile: there would be too many.
    """
    found = next((one for one in quick_replies() if one.code == code), None)
    if found is None:
        raise BadQuickReply("code")
    return put_beside(conversation_id, found.attached, by=by, at=at)


def _locked(code: str) -> QuickReply:
    rows = QuickReply.objects.select_for_update()
    row = rows.filter(organisation_id=tenancy.current(), code=code).first()
    if row is None:
        raise BadQuickReply("code")
    return row


def keep_quick_reply(code: str, text: str) -> None:
    """Add a quick reply or change the one of that code; its files stay.

    Raises:
        BadQuickReply: the code is not short lower-case letters and digits, the text is empty, or
            leaves something open that nobody fills in (`place`).
    """
    if not _CODE.fullmatch(code):
        raise BadQuickReply("code")
    if not text.strip() or len(text) > _LONGEST:
        raise BadQuickReply("text")
    if not set(_PLACE.findall(text)) <= set(PLACES):
        raise BadQuickReply("place")
    QuickReply.objects.update_or_create(
        organisation_id=tenancy.current(),
        code=code,
        defaults={"text": text.strip()},
        create_defaults={"text": text.strip(), "id": new_id()},
    )


def drop_quick_reply(code: str) -> None:
    """Forget a quick reply. Idempotent."""
    QuickReply.objects.filter(organisation_id=tenancy.current(), code=code).delete()


def filled(text: str, *, name: str, agent: str, organisation: str, at: datetime) -> str:
    """Return a quick reply with its variables in place; `at` is where the greeting is said."""
    values = {
        "nome": name,
        "atendente": agent,
        "empresa": organisation,
        "saudacao": _greeting(at.hour),
    }
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"
