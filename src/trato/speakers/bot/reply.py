"""The bot's turn: hears one message, asks the dialogue what it means, and carries that out.

The dialogue is pure; this is its only pair of hands. It runs in the transaction of the turn.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from trato.casework.conversations.hand_over import hand_over
from trato.casework.conversations.take_turn import (
    Turn,
    finish_turn,
    finish_turns,
    take_held_turns,
)
from trato.casework.conversations.values import Done
from trato.casework.reception import read as reception
from trato.casework.reception.greet import greeting_of
from trato.casework.reception.menu import Conversing, Greeting
from trato.casework.requests.read import open_disputes
from trato.door.outbox.count import has_just_opened, has_written_in
from trato.speakers.bot.carry_out import Turning, carry_out
from trato.speakers.bot.dialogue.flow import Flow
from trato.speakers.bot.dialogue.step import (
    NOTHING_DONE,
    begin_with,
    is_only_heard,
    release,
    resume,
    step,
)
from trato.speakers.bot.dialogue.values import Context, Heard, HeardKind, State, decode, encode
from trato.speakers.bot.flows.load import load
from trato.speakers.bot.keep_rating import SCORE, keep_rating
from trato.speakers.bot.know import Known, know
from trato.speakers.bot.tell_absence import tell_absence

# Things that happen in a chat without anybody saying anything.
_WORDLESS = frozenset({"reaction", "system", "edit", "revoke", "status"})
_KINDS = {
    "text": HeardKind.TEXT,
    "button": HeardKind.BUTTON,
    "interactive": HeardKind.BUTTON,
    "audio": HeardKind.AUDIO,
    "image": HeardKind.IMAGE,
    "document": HeardKind.DOCUMENT,
    "video": HeardKind.VIDEO,
    "sticker": HeardKind.STICKER,
    "location": HeardKind.LOCATION,
}


def reply(turn: Turn, *, now: datetime) -> None:
    """Answer one message; what is said goes through the door, also while a person has the thread.

    While somebody handles the conversation, here or in the telephone's own application, the
    dialogue only listens for what must always be obeyed: a stop, a wrong number.
    """
    if turn.kind in _WORDLESS:
        finish_turn(turn, at=now)
        return
    if turn.person_id is None or turn.contact_point_id is None:
        hand_over(turn.conversation_id, reason="unknown_contact", actor="bot", at=now)
        finish_turn(turn, at=now)
        return
    if _is_left_to_people(turn, now):
        finish_turn(turn, at=now)
        tell_absence(turn, now=now)
        if reception.attendance(now=now).is_open:
            _leave_others(now)
        return
    known = know(turn.person_id, turn.contact_point_id, now=now)
    if turn.button_id.startswith(SCORE):
        keep_rating(turn, known, now=now)
        return
    greeting = greeting_of(turn.number_id)
    # A flow with a menu includes the collection conversation; without one nobody leaves that.
    flow = load(Conversing.SERVICE if greeting.has_menu else Conversing.COLLECTION)
    context = _received(known, greeting)
    before = _still_true(_state(turn, context, flow, now), known, flow)
    done = step(before, _heard(turn), context, flow, now)
    carry_out(done.intents, Turning(turn=turn, known=known, now=now))
    finish_turn(turn, at=now, bot_state=encode(done.state))
    if not done.intents:
        tell_absence(turn, now=now)


def _is_left_to_people(turn: Turn, now: datetime) -> bool:
    """Tell whether the dialogue, which knows that people talk, has nothing to do or to look up.

    Where a number offers a menu, what we opened meanwhile changes what is talked about: it looks.
    """
    if not turn.bot_state or not (turn.handled_by == "human" or _is_silent(turn, now)):
        return False
    try:
        state = decode(msgspec.json.encode(turn.bot_state))
    except msgspec.MsgspecError:
        # Its own turn tells what cannot be read; nobody else's fails with it.
        return False
    return state.flow != Conversing.SERVICE and is_only_heard(state, _heard(turn))


def _leave_others(now: datetime) -> None:
    """Leave to people at once what else waits for the same: at a busy desk it is most of it.

    In a conversation where something must be looked at, what was written after it waits for that.
    """
    left: list[Turn] = []
    looked_at: set[UUID] = set()
    for turn in take_held_turns(now=now):
        if turn.conversation_id in looked_at:
            continue
        if turn.person_id and turn.contact_point_id and _is_left_to_people(turn, now):
            left.append(turn)
        else:
            looked_at.add(turn.conversation_id)
    if left:
        finish_turns(left, at=now)


def _heard(turn: Turn) -> Heard:
    kind = _KINDS.get(turn.kind, HeardKind.OTHER)
    if turn.button_id:
        kind = HeardKind.BUTTON
    return Heard(kind=kind, text=turn.text, choice_id=turn.button_id or None)


def _received(known: Known, greeting: Greeting) -> Context:
    """Return the dialogue's context with how the number receives somebody like this."""
    is_debtor = bool(known.debts) or known.agreement is not None
    begins = greeting.begins(is_debtor=is_debtor)
    menu = greeting.menu if greeting.has_menu else None
    return replace(known.context, menu=menu, received_in=begins.value)


def _kept(turn: Turn, context: Context, flow: Flow) -> State:
    """Return the state as it was left, or that of a conversation which begins now.

    Whoever answers what we opened answers that, whatever was talked about before.
    """
    if not turn.bot_state:
        state = State(flow=context.received_in)
        opened = has_written_in(turn.conversation_id)
        return begin_with(flow, Conversing.COLLECTION, state) if opened else state
    state = decode(msgspec.json.encode(turn.bot_state))
    if state.flow == Conversing.SERVICE and has_just_opened(turn.conversation_id):
        return begin_with(flow, Conversing.COLLECTION, state)
    if state.node is not None and state.node not in flow.nodes:
        # The number has no menu any more.
        return replace(state, flow=context.received_in, node=None)
    return state


def _state(turn: Turn, context: Context, flow: Flow, now: datetime) -> State:
    """Return where the dialogue stands; who handles the thread is the conversation's word."""
    state = _kept(turn, context, flow)
    if turn.handled_by == "human" or _is_silent(turn, now):
        return replace(state, is_with_human=True)
    back_at = max(filter(None, (turn.back_at, turn.silent_until)), default=None)
    if back_at is None or (back_at == state.back_at and not state.is_with_human):
        return release(state) if state.is_with_human else state
    done = turn.back_done if back_at == turn.back_at else ""
    verified = context.identity_verified
    return resume(state, flow, done=done, back_at=back_at, verified=verified, now=now)


def _still_true(state: State, known: Known, flow: Flow) -> State:
    """Keep the assistant from saying of a dispute that all is stopped once it is not, or never was.

    A dispute may be decided before the person writes again, or leave a debt that is charged.
    """
    if state.node is None or state.node != flow.back.get(Done.DISPUTE_OPENED.value):
        return state
    is_all = all(line.is_disputed for line in known.context.debts)
    if is_all and open_disputes(known.person.person_id):
        return state
    return replace(state, node=flow.back.get(NOTHING_DONE))


def _is_silent(turn: Turn, now: datetime) -> bool:
    """Tell whether somebody just answered in the telephone's own application."""
    return turn.silent_until is not None and now < turn.silent_until
