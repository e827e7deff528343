"""A conversation as data: nodes, what they say, what they do, where they lead. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trato.door.policy.values import MessageClass
from trato.speakers.bot.dialogue.values import Button


class FlowBroken(ValueError):
    """The data is not a flow; says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing done on entering a node, with its argument."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One place in a conversation.

    Entering it does `does`, follows `outcomes` when an action ends otherwise than well, then says
    `say` (buttons or list go with the last text) and either goes on (`go`) or waits. `stays`:
    says and remains where the person was, whose question `again` is put once more. `is_final`:
    nothing is expected. `is_mute`: only interrupts are answered. `deaf_to`: interrupts it leaves
    to `on`. `offers_menu`: the number's menu goes with the last text. `home`: the flow it is of.
    """

    node_id: str
    message_class: MessageClass
    say: tuple[str, ...] = ()
    does: tuple[Action, ...] = ()
    outcomes: Mapping[str, str]
    on: Mapping[str, str]
    buttons: tuple[Button, ...] = ()
    list_label: str = ""
    hears: str | None = None
    retry: str | None = None
    again: str | None = None
    go: str | None = None
    needs_identity: bool = False
    stays: bool = False
    is_final: bool = False
    is_mute: bool = False
    deaf_to: tuple[str, ...] = ()
    offers_menu: bool = False
    home: str = ""

    @property
    def is_ground(self) -> bool:
        """Whether resting here says which conversation this is; an aside or an end does not."""
        return self.needs_identity or not (self.stays or self.is_final or self.is_mute)

    @property
    def waits(self) -> bool:
        """Whether the conversation rests here."""
        return self.go is None and not self.stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A whole conversation. `interrupts` are obeyed anywhere; `anywhere` only if nothing fits.

    `back` names, by what people had done, the node from which the dialogue goes on after them.
    A flow that includes another holds its nodes too; `starts` is where each of them begins.
    """

    name: str
    version: int
    language: str
    start: str
    identity: str
    locked: str
    human: str
    chosen: str
    interrupts: Mapping[str, str]
    anywhere: Mapping[str, str]
    retry: str
    not_text: str
    nodes: Mapping[str, Node]
    texts: Mapping[str, str]
    back: Mapping[str, str]
    starts: Mapping[str, str]

    def start_of(self, name: str) -> str:
        """Return where a conversation of a name begins; of an unknown one, where this does."""
        return self.starts.get(name, self.start)


def include(raw: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flow's data with all of another's under it: what both have is the flow's own."""
    try:
        merged = {**other, **raw}
        for key in ("interrupts", "anywhere", "back", "texts"):
            merged[key] = {**(other.get(key) or {}), **(raw.get(key) or {})}
        home = str(other["name"])
        theirs = {k: {**v, "home": home} for k, v in other["nodes"].items()}
        merged["nodes"] = theirs | raw["nodes"]
        merged["starts"] = {home: other["start"]}
    except (KeyError, TypeError, AttributeError) as problem:
        raise FlowBroken(f"not a flow: {problem}") from problem
    return merged


def parse(raw: Mapping[str, Any]) -> Flow:
    """Read a flow from plain data.

    Raises:
        FlowBroken: a key is missing, unknown or of the wrong kind.
    """
    try:
        name = str(raw["name"])
        nodes = {str(k): _node(str(k), v, name) for k, v in raw["nodes"].items()}
        single = ("start", "identity", "locked", "human", "chosen", "retry", "not_text")
        return Flow(
            name=name,
            version=int(raw["version"]),
            language=str(raw["language"]),
            interrupts=_strings(raw["interrupts"]),
            anywhere=_strings(raw.get("anywhere")),
            nodes=nodes,
            texts=_strings(raw.get("texts")),
            back=_strings(raw.get("back")),
            starts={**_strings(raw.get("starts")), name: str(raw["start"])},
            **{key: str(raw[key]).strip() for key in single},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise FlowBroken(f"not a flow: {problem}") from problem


_KEYS = frozenset(
    {
        "class",
        "say",
        "does",
        "outcomes",
        "on",
        "buttons",
        "list",
        "hears",
        "retry",
        "again",
        "go",
        "needs_identity",
        "stays",
        "final",
        "mute",
        "deaf_to",
        "menu",
        "home",
    }
)


def _node(node_id: str, raw: Mapping[str, Any], home: str) -> Node:
    unknown = set(raw) - _KEYS
    if unknown:
        raise FlowBroken(f"{node_id}: unknown keys {sorted(unknown)}")
    retry, again = raw.get("retry"), raw.get("again")
    return Node(
        node_id=node_id,
        message_class=MessageClass(raw.get("class", "service")),
        say=tuple(text.strip() for text in _sequence(raw.get("say"))),
        does=tuple(_action(str(item)) for item in _sequence(raw.get("does"))),
        outcomes=_strings(raw.get("outcomes")),
        on=_strings(raw.get("on")),
        buttons=tuple(
            Button(choice_id=str(k), title=str(v))
            for b in raw.get("buttons", ())
            for k, v in b.items()
        ),
        list_label=str(raw.get("list", "")),
        hears=_name(raw, "hears"),
        retry=str(retry).strip() if retry else None,
        again=str(again).strip() if again else None,
        go=_name(raw, "go"),
        needs_identity=_flag(raw, "needs_identity"),
        stays=_flag(raw, "stays"),
        is_final=_flag(raw, "final"),
        is_mute=_flag(raw, "mute"),
        deaf_to=tuple(map(str, _sequence(raw.get("deaf_to")))),
        offers_menu=_flag(raw, "menu"),
        home=str(raw.get("home", home)),
    )


def _name(raw: Mapping[str, Any], key: str) -> str | None:
    return None if raw.get(key) is None else str(raw[key])


def _flag(raw: Mapping[str, Any], key: str) -> bool:
    value = str(raw.get(key, "false")).lower()
    if value not in {"true", "false"}:
        raise FlowBroken(f"{key}: true or false")
    return value == "true"


def _action(text: str) -> Action:
    name, _, argument = text.partition(" ")
    return Action(name=name, argument=argument.strip())


def _sequence(raw: Any) -> Sequence[str]:
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _strings(raw: Mapping[Any, Any] | None) -> dict[str, str]:
    return {str(k): str(v).strip() for k, v in (raw or {}).items()}
