"""What stands over an open conversation: who looks without being shown, what was asked for."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.read import ConversationLine
from trato.casework.negotiation.authority import RequestLine, latest_request
from trato.entrypoints.console.entered import Entered


def looks_silently(who: Entered, conversation: ConversationLine) -> bool:
    """Whether somebody who manages looks into what an agent has; what nobody has is no secret."""
    has_another = conversation.agent_id not in (None, who.user_id)
    return who.may_manage and conversation.handled_by == "human" and has_another


def asked_authority(who: Entered, person_id: UUID | None, *, now: datetime) -> RequestLine | None:
    """Return what became of a reader's last request for more authority over a person's debts."""
    if person_id is None or who.may_manage:
        return None
    return latest_request(person_id, by=who.user_id, now=now)
