"""Names for the simulator's own classes and functions, and what they name. Nothing else has one."""

import sys
from dataclasses import is_dataclass
from enum import Enum
from inspect import isfunction
from typing import Any

_HOME = "trato.simulator."


def name_of(thing: Any) -> str:
    """Return the name of a class or a function at the top of one of our modules.

    Raises:
        TypeError: it lives elsewhere, or inside another function.
    """
    module, name = str(thing.__module__), str(thing.__qualname__)
    if not module.startswith(_HOME) or not name.isidentifier():
        raise TypeError(f"{module}.{name} cannot be part of a snapshot")
    return f"{module}:{name}"


def dataclass_named(name: str) -> type:
    """Return one of our dataclasses.

    Raises:
        ValueError: the name is not one's.
    """
    found = _find(name)
    if not (isinstance(found, type) and is_dataclass(found)):
        raise ValueError(f"{name} is not a class of the simulator")
    return found


def member_named(name: str, value: Any) -> Enum:
    """Return a member of one of our enumerations.

    Raises:
        ValueError: there is no such member.
    """
    found = _find(name)
    if not (isinstance(found, type) and issubclass(found, Enum)):
        raise ValueError(f"{name} is not an enumeration of the simulator")
    return found(value)


def function_named(name: str) -> Any:
    """Return one of our functions.

    Raises:
        ValueError: the name is not one's.
    """
    found = _find(name)
    if not isfunction(found):
        raise ValueError(f"{name} is not a function of the simulator")
    return found


def method_named(owner: object, name: str) -> Any:
    """Return a method that the owner's class defines.

    Raises:
        ValueError: it defines none of that name.
    """
    is_ours = type(owner).__module__.startswith(_HOME) and not name.startswith("__")
    if not (is_ours and isfunction(getattr(type(owner), name, None))):
        raise ValueError(f"{name} is not a method of {type(owner).__name__}")
    return getattr(owner, name)


def _find(name: str) -> Any:
    module, _, inner = name.partition(":")
    if not module.startswith(_HOME) or not inner.isidentifier():
        raise ValueError(f"{name} is not a name of the simulator")
    found = getattr(sys.modules.get(module), inner, None)
    if getattr(found, "__module__", None) != module:
        raise ValueError(f"{name} is not known")
    return found
