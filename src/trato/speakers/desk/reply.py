"""An agent answers in words; the shortest way to say something (see `say`)."""

from datetime import datetime
from uuid import UUID

from trato.door.outbox.values import Content, Submitted
from trato.door.policy.values import Kind, Verdict
from trato.speakers.desk.draft import keep_draft
from trato.speakers.desk.say import Saying, say


def words(text: str) -> Saying:
    """Return plain words as something to say."""
    return Saying(content=Content(kind=Kind.TEXT, text=text.strip()))


def reply(conversation_id: UUID, text: str, *, by: int, at: datetime, key: str = "") -> Submitted:
    """Hand an agent's words to the door and return its verdict; words that leave are no draft.

    Raises:
        NobodyThere: the thread is not linked to a person.
        Unsayable: there are no words, or too many.
    """
    found = say(conversation_id, words(text), by=by, at=at, key=key)
    if found.verdict is not Verdict.REFUSE:
        keep_draft(conversation_id, "", by=by, at=at)
    return found
