"""One message in, one step out: pure. The flow says what happens; interrupts always come first."""

from dataclasses import replace
from datetime import datetime, timedelta

from trato.door.policy.values import MessageClass
from trato.speakers.bot.dialogue import identity, menu
from trato.speakers.bot.dialogue.actions import ACTIONS, HEARS
from trato.speakers.bot.dialogue.dates import when
from trato.speakers.bot.dialogue.flow import Flow, Node
from trato.speakers.bot.dialogue.lexicon.care import BEREAVED
from trato.speakers.bot.dialogue.meanings import INTERRUPTS, Meaning
from trato.speakers.bot.dialogue.turn import Turn
from trato.speakers.bot.dialogue.understand import Understood, understand
from trato.speakers.bot.dialogue.values import (
    Context,
    FlagVulnerable,
    HandOver,
    HandOverReason,
    Heard,
    HeardKind,
    Priority,
    State,
    Step,
    VulnerableKind,
)

MISUNDERSTOOD_MAX = 2
NOTHING_DONE = "nothing"
STILL_KNOWN = timedelta(hours=24)
"""For so long after people gave it back the dialogue goes on from what they did."""

_HOPS_MAX = 16
_WORDS = frozenset({HeardKind.TEXT, HeardKind.BUTTON, HeardKind.LIST})
_PROOF = frozenset({HeardKind.IMAGE, HeardKind.DOCUMENT})
_SILENT = frozenset({HeardKind.REACTION})
_LEAVABLE = frozenset({Meaning.DISPUTE, Meaning.ALREADY_PAID})
_WITH_HUMAN = INTERRUPTS[:4]
_MUTED = frozenset({Meaning.OPT_OUT, Meaning.SELF_HARM, Meaning.HUMAN, Meaning.PRIVACY})


def begin(flow: Flow, *, node: str | None = None) -> State:
    """Return the state of a conversation that we opened: the greeting is already said.

    For a conversation that the person opened, start from `State(flow=flow.name)`.
    """
    return State(flow=flow.name, node=node or flow.start)


def begin_with(flow: Flow, name: str, state: State) -> State:
    """Return the state when we have just written of what another conversation is about."""
    return replace(state, flow=name, node=flow.start_of(name), misunderstood=0, pending=None)


def release(state: State) -> State:
    """Return the state after a human gave the conversation back: it starts over when written to."""
    return replace(state, is_with_human=False, node=None, misunderstood=0, pending=None)


def resume(
    state: State, flow: Flow, *, done: str, back_at: datetime, verified: bool, now: datetime
) -> State:
    """Return the state after people gave the conversation back, having `done` something.

    Within a day it goes on from there, without a greeting and without asking again who it is;
    later it starts over when written to.
    """
    node = flow.back.get(done or NOTHING_DONE) if now - back_at <= STILL_KNOWN else None
    if node is not None and flow.nodes[node].needs_identity and not verified:
        node = flow.back.get(NOTHING_DONE)
    return replace(release(state), node=node, back_at=back_at)


def is_only_heard(state: State, heard: Heard) -> bool:
    """Tell whether `step` would neither do nor change anything, whatever it knew of the person.

    So it is while people talk and nothing is said that must always be obeyed.
    """
    if not state.is_with_human or state.is_stopped or heard.choice_id is not None:
        return False
    return all(found.meaning not in _WITH_HUMAN for found in understand(heard.text))


def step(state: State, heard: Heard, context: Context, flow: Flow, now: datetime) -> Step:
    """Answer one message. The same arguments give the same step."""
    turn = Turn(state, heard, context, flow, now)
    if heard.kind not in _SILENT:
        turn.understood = _meanings(turn)
        _answer(turn)
    return Step(state=turn.state, intents=tuple(turn.intents))


def _answer(turn: Turn) -> None:
    node = turn.flow.nodes.get(turn.state.node or "")
    if turn.state.is_stopped:
        _while_stopped(turn)
        return
    interrupt = _interrupt(turn, node)
    if interrupt is not None:
        _flag_self_harm_aside(turn, interrupt)
        turn.detail = interrupt.detail
        _enter(turn, turn.flow.interrupts[interrupt.meaning])
        return
    if turn.state.is_with_human or (node is not None and node.is_mute):
        return
    if identity.is_locked(turn) and not turn.verified and not _is_at_menu(turn):
        _enter(turn, _asked_menu(turn) or turn.flow.locked)
        return
    target = _target(turn, node) if node is not None else _first(turn)
    if target is None:
        _misunderstood(turn, node)
        return
    turn.change(misunderstood=0)
    _enter(turn, target)


def _start(turn: Turn) -> str:
    """Return where somebody like this begins: with what they owe, or as the number receives."""
    receives = turn.context.received_in if not _is_owing(turn) else ""
    return turn.flow.start_of(receives or turn.state.flow)


def _first(turn: Turn) -> str:
    return _asked_menu(turn) or _start(turn)


def _is_at_menu(turn: Turn) -> bool:
    return turn.flow.nodes[_start(turn)].offers_menu


def _asked_menu(turn: Turn) -> str | None:
    """Return where a tap on any menu leads, or the menu that was asked for in words."""
    if menu.tapped(turn):
        return _hear_tap(turn)
    if turn.context.menu is None or not turn.flow.nodes[turn.flow.start].offers_menu:
        return None
    asked = any(u.meaning is Meaning.MENU for u in turn.understood)
    return turn.flow.start if asked else None


def _at_rest(turn: Turn) -> str:
    """Return where to go from an end: on with what is open, or to the beginning."""
    if _is_at_menu(turn) or not turn.verified:
        return _start(turn)
    return turn.flow.identity


def _is_owing(turn: Turn) -> bool:
    return bool(turn.context.debts) or turn.context.open_agreement is not None


def _while_stopped(turn: Turn) -> None:
    """After a stop only the word to come back is answered."""
    back = turn.flow.anywhere.get(Meaning.BACK_IN)
    if back and turn.understood and turn.understood[0].meaning is Meaning.BACK_IN:
        _enter(turn, back)


def _interrupt(turn: Turn, node: Node | None) -> Understood | None:
    for found in turn.understood:
        if found.meaning not in INTERRUPTS or found.meaning not in turn.flow.interrupts:
            continue
        if turn.state.is_with_human and found.meaning not in _WITH_HUMAN:
            continue
        if node is not None and node.is_mute and found.meaning not in _MUTED:
            continue
        own = node is not None and found.meaning in node.on
        if own and found.meaning in _LEAVABLE:
            continue
        return _as_told(turn, found)
    return None


def _as_told(turn: Turn, found: Understood) -> Understood:
    """Take a relative's death, told by someone unproved, for the debtor's: a human sees to it."""
    if turn.verified or found.detail != BEREAVED:
        return found
    return replace(found, meaning=Meaning.DECEASED, detail="")


def _flag_self_harm_aside(turn: Turn, chosen: Understood) -> None:
    """Someone who says stop and speaks of dying is left alone by us, and seen by a human."""
    spoken = any(u.meaning is Meaning.SELF_HARM for u in turn.understood)
    if spoken and chosen.meaning is not Meaning.SELF_HARM:
        turn.want(FlagVulnerable(kind=VulnerableKind.SELF_HARM))
        turn.want(HandOver(reason=HandOverReason.SELF_HARM, priority=Priority.URGENT))


def _meanings(turn: Turn) -> tuple[Understood, ...]:
    choice = turn.heard.choice_id
    if menu.tapped(turn):
        # What a line of the menu is called is the organisation's word, not the person's.
        return ()
    if choice is not None and choice in set(Meaning):
        return (Understood(meaning=Meaning(choice), evidence=choice),)
    if turn.heard.kind in _WORDS or turn.heard.text:
        return understand(turn.heard.text)
    return ()


def _target(turn: Turn, node: Node) -> str | None:
    """Return the node that the message leads to; None: not understood here."""
    if turn.heard.kind in _PROOF and "proof" in node.on:
        return node.on["proof"]
    choice = turn.heard.choice_id
    if choice is not None and choice in node.on:
        return node.on[choice]
    heard = _hear(turn, node) or _asked_menu(turn)
    if heard is not None:
        return heard
    for found in turn.understood:
        if found.meaning in node.on:
            turn.detail = found.detail
            return node.on[found.meaning]
    if "date" in node.on and when(turn.words, today=turn.context.today) is not None:
        return node.on["date"]
    for found in turn.understood:
        if found.meaning in turn.flow.anywhere:
            return turn.flow.anywhere[found.meaning]
    if node.is_final and turn.heard.kind in _WORDS:
        return _at_rest(turn)
    return None


def _hear(turn: Turn, node: Node) -> str | None:
    choice = turn.heard.choice_id or ""
    reading = "option" if choice.startswith("opt:") else node.hears
    if reading is None or menu.tapped(turn):
        return None
    outcome = HEARS[reading][0](turn)
    if outcome is None:
        return None
    if outcome == "passed" and turn.state.pending is not None:
        return _resume(turn, node)
    if outcome == "picked":
        return node.on.get("picked", turn.flow.chosen)
    return node.on[outcome]


def _hear_tap(turn: Turn) -> str | None:
    """A menu stands in the chat for good: a line of it counts wherever the dialogue is."""
    start = turn.flow.nodes[turn.flow.start]
    if not start.offers_menu:
        return None
    outcome = menu.hear_choice(turn)
    return start.on[outcome] if outcome else None


def _resume(turn: Turn, node: Node) -> str:
    """Go where the person wanted to before we asked who they are, with the words they used."""
    wanted = turn.flow.nodes[turn.state.pending or node.on["passed"]]
    turn.detail, turn.words = turn.state.pending_detail, turn.state.pending_words
    turn.change(pending=None, pending_words="", pending_detail="")
    return node.on["passed"] if wanted.stays else wanted.node_id


def _misunderstood(turn: Turn, node: Node | None) -> None:
    count = turn.state.misunderstood + 1
    turn.change(misunderstood=count)
    if node is None or count >= MISUNDERSTOOD_MAX:
        turn.change(misunderstood=0)
        _enter(turn, turn.flow.human)
        return
    text = node.retry or turn.flow.retry
    if turn.heard.kind not in _WORDS:
        text = turn.flow.not_text
    # A list of amounts may not stand without what they are made of, so it is not sent again.
    turn.say_text(text, _asking_again(node), with_choices=not node.list_label)


def _asking_again(node: Node) -> Node:
    """A question put again neither opens a contact nor states a debt anew."""
    if node.needs_identity:
        return replace(node, message_class=MessageClass.SERVICE)
    if node.message_class is MessageClass.FIRST_CONTACT:
        return replace(node, message_class=MessageClass.IDENTITY)
    return node


def _enter(turn: Turn, node_id: str) -> None:
    """Go to a node and on from there, until one waits."""
    next_id: str | None = node_id
    for _ in range(_HOPS_MAX):
        if next_id is None:
            return
        next_id = _visit(turn, turn.flow.nodes[next_id])
    turn.hand_over(HandOverReason.UNSAFE_TEXT)


def _still_asked(turn: Turn) -> Node | None:
    """Return the node whose question stands, if a conversation should not end on an aside."""
    node = turn.flow.nodes.get(turn.state.node or "")
    allowed = node is not None and (turn.verified or not node.needs_identity)
    return node if allowed and not (turn.state.is_with_human or turn.state.is_stopped) else None


def _visit(turn: Turn, node: Node) -> str | None:
    if node.needs_identity and not turn.verified:
        turn.change(
            pending=node.node_id,
            pending_words=turn.words[:1000],
            pending_detail=turn.detail,
        )
        return turn.flow.identity
    for action in node.does:
        outcome = ACTIONS[action.name].run(turn, action.argument)
        if outcome != "ok":
            return node.outcomes[outcome]
    if node.offers_menu and not any(action.name == "open_menu" for action in node.does):
        turn.change(menu_id="")
    turn.say(node, asking=_still_asked(turn) if node.stays else None)
    if node.go is None and not node.stays:
        turn.change(node=node.node_id)
        if node.is_ground:
            turn.change(flow=node.home)
    return node.go
