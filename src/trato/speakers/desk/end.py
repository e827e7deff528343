"""An agent ends a conversation: what its word claims is put on record with it, or nothing is."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.casework.conversations.claims import is_borne_out
from trato.casework.conversations.read import ConversationLine, conversation
from trato.casework.conversations.resolve import resolve
from trato.casework.conversations.rules import CLAIMS, Claim
from trato.foundation import tenancy
from trato.speakers.desk.on_record import (
    note_dispute,
    note_not_theirs,
    note_of_death,
    note_promise,
    note_protection,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """What a person contests: why, which debts, in which words."""

    reason: str
    debt_ids: tuple[UUID, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a person promises: by when, and how much if they said."""

    promised_on: date
    amount_cents: int | None


def end(
    conversation_id: UUID,
    *,
    tabulation: str,
    at: datetime,
    by: int,
    author: str,
    note: str = "",
    contested: Contested | None = None,
    promised: Promised | None = None,
    force: bool = False,
) -> None:
    """Resolve a conversation with a word and what the word claims, both or neither.

    Raises:
        NotNoted: what is claimed cannot be put on record.
        NotBorneOut: the word claims a dispute, none is open, and none was given.
        UnknownTabulation: the word is not on the list.
        NoteWanted: the word needs a note.
        HeldBySomebodyElse: another agent than `by` has it, and this is not by force.
    """
    with tenancy.within(tenancy.current()):
        here = conversation(conversation_id)
        claim = CLAIMS.get(tabulation)
        if claim is Claim.DISPUTE and contested is not None:
            _contest(here, contested, by=by, at=at)
        elif claim is not None:
            _bear_out(here, claim, tabulation, by=by, at=at)
        if promised is not None and tabulation == "promise":
            note_promise(
                conversation_id,
                amount_cents=promised.amount_cents,
                promised_on=promised.promised_on,
                by=by,
                at=at,
            )
        resolve(
            conversation_id, tabulation=tabulation, note=note, by=by, author=author, at=at,
            force=force,
        )  # fmt: skip


def _contest(here: ConversationLine, contested: Contested, *, by: int, at: datetime) -> None:
    note_dispute(
        here.conversation_id,
        reason=contested.reason,
        debt_ids=contested.debt_ids,
        words=contested.words,
        by=by,
        at=at,
    )


def _bear_out(
    here: ConversationLine, claim: Claim, tabulation: str, *, by: int, at: datetime
) -> None:
    if is_borne_out(claim, here.person_id, here.contact_point_id):
        return
    if claim is Claim.NOT_THEIRS:
        kind = "wrong" if tabulation == "wrong_party" else "third_party"
        note_not_theirs(here.conversation_id, kind=kind, by=by, at=at)
    elif claim is Claim.DEATH:
        note_of_death(here.conversation_id, by=by, at=at)
    elif claim is Claim.LAWYER:
        note_protection(here.conversation_id, flag="is_represented", by=by, at=at)
