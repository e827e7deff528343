"""Read the flow files that ship with the product, or one from a path given by its text."""

from collections.abc import Hashable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from trato.speakers.bot.dialogue.flow import Flow, FlowBroken, include, parse

SHIPPED = ("cobranca", "atendimento")


class _Loader(yaml.SafeLoader):
    """YAML without its surprises: `no` and `on` are words, and a key may stand only once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise FlowBroken(f"duplicate id “{key}” (line {key_node.start_mark.line + 1})")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def load(name: str) -> Flow:
    """Return a shipped flow by name.

    Raises:
        FlowBroken: there is no such flow, or its file is not one.
    """
    if name not in SHIPPED:
        raise FlowBroken(f"there is no flow “{name}”")
    return load_text(_text(name))


def load_text(text: str) -> Flow:
    """Return the flow written in a YAML text; what it includes is one that ships.

    Raises:
        FlowBroken: not YAML, a duplicate id, not a flow, or it includes an unknown one.
    """
    raw = _read(text)
    name = raw.pop("includes", None)
    if name is None:
        return parse(raw)
    if name not in SHIPPED:
        raise FlowBroken(f"there is no flow “{name}” to include")
    other = _read(_text(str(name)))
    if "includes" in other:
        raise FlowBroken(f"“{name}” includes another itself")
    return parse(include(raw, other))


def _text(name: str) -> str:
    return files("trato.speakers.bot.flows").joinpath(f"{name}.yaml").read_text("utf-8")


def _read(text: str) -> dict[str, Any]:
    try:
        raw = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as problem:
        raise FlowBroken(f"not YAML: {problem}") from problem
    if not isinstance(raw, dict):
        raise FlowBroken("not a flow: no keys")
    return raw
