"""Whether a flow keeps its promises: every path is walked before a person is sent down one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trato.speakers.bot.dialogue.actions import ACTIONS, HEARS
from trato.speakers.bot.dialogue.flow import Flow, Node
from trato.speakers.bot.dialogue.meanings import INTERRUPTS, Meaning
from trato.speakers.bot.dialogue.placeholders import GUARDED, OPEN, names_in
from trato.speakers.bot.dialogue.terms_of_debt import debt_words

TEXT_MAX = 4096
INTERACTIVE_MAX = 1024
BUTTONS_MAX = 3
BUTTON_TITLE_MAX = 20
LIST_LABEL_MAX = 20
_EVENTS = frozenset(Meaning) | {"date", "proof", "picked"}
_EXITS = {Meaning.OPT_OUT: ("opt_out", "NO_STOP"), Meaning.HUMAN: ("hand_over", "NO_HUMAN")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One broken promise, where it is, and what to do, in Portuguese."""

    code: str
    node: str
    message_pt: str


@dataclass(frozen=True, slots=True)
class _Place:
    node: str
    verified: bool


def check(flow: Flow) -> tuple[Problem, ...]:
    """Return every problem of a flow; empty means that it may run."""
    shape = tuple(_shape(flow))
    if any(p.code in {"MISSING_TARGET", "UNKNOWN_ACTION"} for p in shape):
        return shape
    places = _walk(flow)
    return (*shape, *_reach(flow, places), *_speech(flow, places), *_exits(flow, places))


def _shape(flow: Flow) -> Iterator[Problem]:
    yield from _ends(flow)
    for meaning in (*flow.interrupts, *flow.anywhere):
        if meaning not in set(Meaning):
            yield _problem("UNKNOWN_MEANING", "", f"“{meaning}” não é um significado conhecido.")
    for node in flow.nodes.values():
        yield from _node_targets(flow, node)
        yield from _node_actions(node)
        yield from _node_choices(node)
        yield from _node_texts(node, node.say)
        yield from _node_texts(node, [t for t in (node.retry, node.again) if t])


def _ends(flow: Flow) -> Iterator[Problem]:
    named = {
        "start": flow.start,
        "identity": flow.identity,
        "locked": flow.locked,
        "human": flow.human,
        "chosen": flow.chosen,
    }
    named |= {f"starts.{k}": v for k, v in flow.starts.items()}
    named |= {f"interrupts.{k}": v for k, v in flow.interrupts.items()}
    named |= {f"back.{k}": v for k, v in flow.back.items()}
    named |= {f"anywhere.{k}": v for k, v in flow.anywhere.items()}
    for where, target in named.items():
        if target not in flow.nodes:
            yield _problem("MISSING_TARGET", where, f"Aponta para “{target}”, que não existe.")


def _node_targets(flow: Flow, node: Node) -> Iterator[Problem]:
    go = (node.go,) if node.go else ()
    for target in (*node.on.values(), *node.outcomes.values(), *go):
        if target not in flow.nodes:
            yield _problem("MISSING_TARGET", node.node_id, f"Vai para “{target}”, que não existe.")
    if node.hears is not None and node.hears not in HEARS:
        yield _problem("UNKNOWN_ACTION", node.node_id, f"Não sei ouvir “{node.hears}”.")
        return
    expected = HEARS[node.hears][1] if node.hears else ()
    for outcome in expected:
        if outcome not in node.on:
            yield _problem("UNHANDLED_OUTCOME", node.node_id, f"Falta dizer aonde vai “{outcome}”.")
    if node.offers_menu and (node.hears != "menu" or node.buttons or node.list_label):
        yield _problem(
            "MENU_UNHEARD", node.node_id, "Um menu se ouve com “menu” e não tem outros botões."
        )
    own = {b.choice_id for b in node.buttons}
    for event in set(node.on) - _EVENTS - set(expected) - own:
        yield _problem("UNKNOWN_MEANING", node.node_id, f"Nada produz o evento “{event}”.")


def _node_actions(node: Node) -> Iterator[Problem]:
    for action in node.does:
        doing = ACTIONS.get(action.name)
        if doing is None:
            yield _problem("UNKNOWN_ACTION", node.node_id, f"Não sei fazer “{action.name}”.")
            continue
        if doing.needs_identity and not node.needs_identity:
            yield _problem(
                "UNGUARDED_ACTION", node.node_id, f"“{action.name}” exige identidade confirmada."
            )
        for outcome in doing.outcomes:
            if outcome not in node.outcomes:
                yield _problem(
                    "UNHANDLED_OUTCOME", node.node_id, f"Falta dizer aonde vai “{outcome}”."
                )
        yield from _argument(node, action.name, action.argument)


def _argument(node: Node, name: str, argument: str) -> Iterator[Problem]:
    read = ACTIONS[name].argument
    if read is None:
        return
    try:
        read(argument)
    except ValueError:
        yield _problem("UNKNOWN_ACTION", node.node_id, f"“{name}” não aceita “{argument}”.")


def _node_choices(node: Node) -> Iterator[Problem]:
    ids = [b.choice_id for b in node.buttons]
    if len(ids) > BUTTONS_MAX:
        yield _problem("TOO_MANY_BUTTONS", node.node_id, "O canal aceita até 3 botões.")
    if len(set(ids)) < len(ids):
        yield _problem("DUPLICATE_ID", node.node_id, "Dois botões com o mesmo identificador.")
    for button in node.buttons:
        if len(button.title) > BUTTON_TITLE_MAX:
            yield _problem("TEXT_TOO_LONG", node.node_id, f"Botão “{button.title}”: até 20 letras.")
    if len(node.list_label) > LIST_LABEL_MAX:
        yield _problem("TEXT_TOO_LONG", node.node_id, "O rótulo da lista tem até 20 letras.")


def _node_texts(node: Node, texts: Iterable[str]) -> Iterator[Problem]:
    for k, text in enumerate(texts):
        with_choices = k == len(node.say) - 1 and (node.buttons or node.list_label)
        most = INTERACTIVE_MAX if with_choices else TEXT_MAX
        if len(text) > most:
            yield _problem("TEXT_TOO_LONG", node.node_id, f"Texto com mais de {most} letras.")
        for name in names_in(text):
            if name not in OPEN | GUARDED:
                yield _problem("UNKNOWN_PLACEHOLDER", node.node_id, f"Não conheço “{{{name}}}”.")


def _walk(flow: Flow) -> frozenset[_Place]:
    """Visit every node with identity proved and not, by every edge."""
    seen: set[_Place] = set()
    ahead = [_Place(node_id, known) for node_id in flow.starts.values() for known in (False, True)]
    for node_id in flow.back.values():
        ahead.append(_Place(node_id, True))
        # Whoever is not proved goes on from elsewhere (`release`).
        if not flow.nodes[node_id].needs_identity:
            ahead.append(_Place(node_id, False))
    while ahead:
        place = ahead.pop()
        if place not in seen:
            seen.add(place)
            ahead.extend(_next(flow, place))
    return frozenset(seen)


def _next(flow: Flow, place: _Place) -> Iterator[_Place]:
    node = flow.nodes[place.node]
    if node.needs_identity and not place.verified:
        # Identity comes first; once it is proved, the node is resumed.
        yield _Place(flow.identity, False)
        yield _Place(place.node, True)
        return
    targets = [*node.outcomes.values(), *((node.go,) if node.go else ())]
    if node.waits:
        targets += [t for event, t in node.on.items() if event != "passed"]
        targets += [t for m, t in flow.interrupts.items() if m not in node.deaf_to]
        targets += [*flow.anywhere.values(), flow.human, flow.locked, *_menu(flow)]
    for target in targets:
        yield _Place(target, place.verified)
    if "passed" in node.on:
        yield _Place(node.on["passed"], True)


def _menu(flow: Flow) -> tuple[str, ...]:
    """Whoever rests somewhere may ask for the menu, and tap a line of one shown before."""
    start = flow.nodes[flow.start]
    return (flow.start, *start.on.values()) if start.offers_menu else ()


def _reach(flow: Flow, places: frozenset[_Place]) -> Iterator[Problem]:
    reached = {p.node for p in places}
    for node in flow.nodes.values():
        if node.node_id not in reached:
            yield _problem("UNREACHABLE", node.node_id, "Nenhum caminho chega aqui.")
        leads = node.on or node.hears or node.is_final or node.is_mute
        if node.waits and not leads:
            yield _problem(
                "DEAD_END", node.node_id, "Espera uma resposta e não leva a lugar algum."
            )
        if _circles(flow, node):
            yield _problem("ENDLESS", node.node_id, "Segue de nó em nó sem nunca esperar.")


def _circles(flow: Flow, node: Node) -> bool:
    seen = {node.node_id}
    while node.go is not None:
        node = flow.nodes[node.go]
        if node.node_id in seen:
            return True
        seen.add(node.node_id)
    return False


def _speech(flow: Flow, places: frozenset[_Place]) -> Iterator[Problem]:
    """No word of a debt to someone who is not proved to be the debtor."""
    for place in sorted(places, key=lambda p: p.node):
        node = flow.nodes[place.node]
        if place.verified or node.needs_identity:
            continue
        texts = [
            *node.say,
            node.retry or "",
            node.again or "",
            node.list_label,
            *(b.title for b in node.buttons),
        ]
        yield from _open_texts(node.node_id, texts)
    yield from _open_texts("retry", [flow.retry])
    yield from _open_texts("not_text", [flow.not_text])


def _open_texts(where: str, texts: Iterable[str]) -> Iterator[Problem]:
    for text in texts:
        plain = re.sub(r"\{\w*\}", " ", text)
        said = [*debt_words(plain), *(n for n in names_in(text) if n in GUARDED)]
        if said:
            yield _problem(
                "DEBT_BEFORE_IDENTITY", where, f"Fala da dívida antes da identidade: {said[0]}."
            )


def _exits(flow: Flow, places: frozenset[_Place]) -> Iterator[Problem]:
    for node_id in sorted({p.node for p in places}):
        node = flow.nodes[node_id]
        if not node.waits:
            continue
        for meaning, (action, code) in _EXITS.items():
            target = node.on.get(meaning) or (
                None if meaning in node.deaf_to else flow.interrupts.get(meaning)
            )
            if target is None or not _does(flow, target, action):
                yield _problem(code, node_id, f"Falta a saída “{meaning}” a partir daqui.")
    for meaning in INTERRUPTS:
        if meaning not in flow.interrupts:
            yield _problem("NO_INTERRUPT", "", f"Nada responde a “{meaning}”.")


def _does(flow: Flow, node_id: str, action: str) -> bool:
    """Whether a node, or what it goes on to without waiting, does something."""
    seen: set[str] = set()
    while node_id not in seen:
        seen.add(node_id)
        node = flow.nodes[node_id]
        if any(a.name == action for a in node.does):
            return True
        if node.go is None:
            return False
        node_id = node.go
    return False


def _problem(code: str, node: str, message_pt: str) -> Problem:
    return Problem(code=code, node=node, message_pt=message_pt)
