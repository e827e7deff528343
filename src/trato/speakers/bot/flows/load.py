"""Read the flow files that ship with the product, or one from a path given by its text."""

import hashlib
import json
from collections.abc import Hashable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
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


@cache
def version() -> str:
    """Return the assistant's version: its flows by name and number, and a digest of all it is.

    The digest is of what it says and of how it understands, so that nobody need remember to count.
    """
    flows = " ".join(f"{name} {load(name).version}" for name in SHIPPED)
    told = hashlib.sha256()
    for name in SHIPPED:
        told.update(_text(name).encode())
    for path in sorted(_sources(files("trato.speakers.bot.dialogue")), key=str):
        told.update(path.read_bytes())
    return f"{flows} {told.hexdigest()[:8]}"


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _sources(one)
        elif one.name.endswith(".py"):
            yield one


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
        # Half characters, which YAML can escape, would reach nobody's screen.
        json.dumps(raw, ensure_ascii=False, default=str).encode()
    except FlowBroken:
        raise
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as problem:
        raise FlowBroken(f"not YAML: {problem}") from problem
    if not isinstance(raw, dict):
        raise FlowBroken("not a flow: no keys")
    return raw
