"""Asks a person what they thought of the answer once it is over; the door decides, as always."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.place import place_of
from trato.casework.reception.rate import ask_rating as note_question
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft, Row, Submitted
from trato.door.policy.values import Author, Kind, MessageClass, Verdict

QUESTION = "Como foi este atendimento? Sua nota ajuda a equipe a melhorar."
LIST_TITLE = "Dar uma nota"
SCORES = ("Muito ruim", "Ruim", "Regular", "Bom", "Muito bom")
"""What 1 to 5 are called."""

UNASKED_AFTER = frozenset({"wrong_party", "third_party", "deceased", "lawyer", "no_answer"})
"""Tabulations after which the question would be an affront, or would reach nobody."""


def ask_rating(
    conversation_id: UUID, *, tabulation: str, agent_id: int, at: datetime
) -> Submitted | None:
    """Put the question in a thread that an agent has just resolved; None if there is none to put.

    Nothing is noted as asked unless the door lets the question leave, now or later. Whoever has not
    written since the last question gets no second one.
    """
    if tabulation in UNASKED_AFTER:
        return None
    place = place_of(conversation_id)
    if place.person_id is None or place.contact_point_id is None:
        return None
    rows = tuple(
        Row(id=f"rate:{score}", title=f"{score} · {name}", description="")
        for score, name in reversed(list(enumerate(SCORES, start=1)))
    )
    draft = Draft(
        idempotency_key=f"rating:{conversation_id}:{place.last_inbound}",
        person_id=place.person_id,
        author=Author.HUMAN,
        message_class=MessageClass.SERVICE,
        content=Content(kind=Kind.LIST, text=QUESTION, rows=rows, list_title=LIST_TITLE),
        origin="desk",
        origin_id=conversation_id,
        conversation_id=conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=place.last_inbound,
        debt_ids=place.debt_ids,
        author_id=agent_id,
    )
    done = submit(draft, at=at)
    if done.verdict is not Verdict.REFUSE:
        note_question(conversation_id, agent_id=agent_id, at=at, person_id=place.person_id)
    return done
