"""Who looks into a conversation without being shown to the agent who has it."""

from trato.casework.conversations.read import ConversationLine
from trato.entrypoints.console.entered import Entered


def looks_silently(who: Entered, conversation: ConversationLine) -> bool:
    """Whether somebody who manages looks into what an agent has; what nobody has is no secret."""
    has_another = conversation.agent_id not in (None, who.user_id)
    return who.may_manage and conversation.handled_by == "human" and has_another
