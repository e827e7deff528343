"""Ends a person's work on a conversation, with a word from the list of what came of it."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.claims import is_borne_out
from trato.casework.conversations.hand_over import held_row, holder_of, refuse_if_held
from trato.casework.conversations.hold_messages import end_hold
from trato.casework.conversations.models import Conversation
from trato.casework.conversations.move import move
from trato.casework.conversations.rules import CLAIMS, Claim, done_by
from trato.casework.conversations.tabulations import tabulations
from trato.casework.conversations.write_note import write_note
from trato.casework.requests.read import open_disputes
from trato.casework.sorting.tag import tag_by_rule
from trato.casework.sorting.values import On
from trato.foundation import tenancy
from trato.journal.facts.casework import ConversationResolved
from trato.journal.record import record


class UnknownTabulation(ValueError):
    """The word is not on the list, or no longer."""


class NotBorneOut(ValueError):
    """The word claims what protects the person, and nothing of it is on record; `claim` is what."""

    def __init__(self, claim: Claim) -> None:
        """Name it."""
        super().__init__(claim.value)
        self.claim = claim


class NoteWanted(ValueError):
    """The word needs a note, and none was written."""


def resolve(
    conversation_id: UUID,
    *,
    tabulation: str,
    at: datetime,
    note: str = "",
    by: int = 0,
    author: str = "",
    force: bool = False,
) -> None:
    """Close it; when the person writes again the assistant answers first, knowing what was done.

    Raises:
        UnknownTabulation: the word is not on the list.
        NoteWanted: the word needs a note.
        NotBorneOut: the word claims what is not on record: note that first.
        HeldBySomebodyElse: another agent than `by` has it, and this is not by force.
    """
    row = held_row(conversation_id)
    if by:
        refuse_if_held(row, by=by, force=force)
    chosen = next((card for card in tabulations() if card.code == tabulation), None)
    if chosen is None:
        raise UnknownTabulation(tabulation)
    if chosen.wants_note and not note.strip():
        raise NoteWanted(tabulation)
    claim = CLAIMS.get(tabulation)
    if claim is not None and not is_borne_out(claim, row.person_id, row.contact_point_id):
        raise NotBorneOut(claim)
    if note.strip():
        write_note(conversation_id, note, kind="note", by=by, author=author, at=at)
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    ended_by = holder_of(row) or by or None
    fact = ConversationResolved(
        conversation_id=conversation_id, tabulation=tabulation, agent_id=ended_by
    )
    record(fact, at=at, subject_id=row.person_id)
    is_contested = row.person_id is not None and bool(open_disputes(row.person_id))
    rows.update(
        agent_id=ended_by,
        resolved_at=at,
        waiting_since=None,
        snoozed_until=None,
        queue_id=None,
        silent_until=None,
        back_at=at,
        back_done=done_by(chosen, is_contested=is_contested).value,
    )
    end_hold(conversation_id, because="resolved", by=by or None, at=at)
    move(
        conversation_id,
        state="resolved",
        actor="human",
        reason="resolved",
        at=at,
        handled_by="bot",
        tabulation=tabulation,
    )
    seen = [(On.TABULATION, tabulation)]
    tag_by_rule(conversation_id, seen, at=at, person_id=row.person_id)
