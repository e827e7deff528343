"""Words that are said often, with the names filled in."""

import re
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.ids import new_id
from trato.speakers.desk.models import QuickReply

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_LONGEST = 2000


class BadQuickReply(ValueError):
    """The code or the text cannot be kept; the text of this error says which and why."""


_ALL = Asked(
    lambda here: (
        QuickReply.objects.filter(organisation_id=here).order_by("code").values_list("code", "text")
    ),
    here=UUID,
)


def quick_replies() -> tuple[tuple[str, str], ...]:
    """Return every quick reply by code: code and text."""
    return tuple(_ALL(here=tenancy.current()))


def keep_quick_reply(code: str, text: str) -> None:
    """Add a quick reply or change the one of that code.

    Raises:
        BadQuickReply: the code is not short lower-case letters and digits, or the text is empty.
    """
    if not _CODE.fullmatch(code):
        raise BadQuickReply("code")
    if not text.strip() or len(text) > _LONGEST:
        raise BadQuickReply("text")
    QuickReply.objects.update_or_create(
        organisation_id=tenancy.current(),
        code=code,
        defaults={"text": text.strip()},
        create_defaults={"text": text.strip(), "id": new_id()},
    )


def drop_quick_reply(code: str) -> None:
    """Forget a quick reply. Idempotent."""
    QuickReply.objects.filter(organisation_id=tenancy.current(), code=code).delete()


def filled(text: str, *, name: str, agent: str) -> str:
    """Return a quick reply with the person's and the agent's names in place."""
    return text.replace("{nome}", name).replace("{atendente}", agent)
