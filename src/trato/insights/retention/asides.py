"""Words beside a thread: comments of reviews, drafts, offer sheets, disputes, privacy requests.

They go with the thread's texts.
"""

from collections.abc import Collection
from uuid import UUID

from trato.casework.negotiation import erase as negotiation
from trato.casework.requests import erase as requests
from trato.insights.reviews.forget import comments_left, forget_comments
from trato.speakers.desk.forget import drafts_left, forget_drafts


def erase_asides(conversation_id: UUID) -> int:
    """Erase all of them, beside one thread; return how many. Nothing is left the second time."""
    return (
        negotiation.erase_words(conversation_id)
        + requests.erase_words(conversation_id)
        + forget_drafts(conversation_id)
        + forget_comments(conversation_id)
    )


def asides_left(conversation_ids: Collection[UUID]) -> int:
    """Return how many stand beside these threads."""
    return (
        negotiation.left_to_erase(conversation_ids)
        + requests.left_to_erase(conversation_ids)
        + drafts_left(conversation_ids)
        + comments_left(conversation_ids)
    )
