"""What a fact is: a name in the past tense and a few non-personal fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

_PLAIN = (str, int, bool, type(None))
_AS_THEY_ARE = frozenset({int, bool, type(None)})
_LONGEST = 120
_DIGEST = re.compile(r"[0-9a-f]{32,128}")
_GLUE = re.compile(r"(?<=\d)[\s().-]+(?=\d)")
_IDENTIFIER = re.compile(r"(?<!\d)\d{10,14}(?!\d)")


class PersonalDataInFact(Exception):
    """A field of a fact looks like personal data; facts may carry ids, codes, counts and cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of every fact. Subclasses set `KIND` (`family.what_happened`) and plain fields."""

    KIND: ClassVar[str] = ""

    def as_json(self) -> dict[str, Any]:
        """Return the fields as JSON values.

        Raises:
            PersonalDataInFact: a text is long or shaped like an identifier of a person.
        """
        return {name: _plain(name, getattr(self, name)) for name in _names(type(self))}


def _fields(kind: type[Fact]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


_names: Callable[[Any], tuple[str, ...]] = lru_cache(maxsize=512)(_fields)


def _plain(name: str, value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return _checked(name, value)
    if kind in _AS_THEY_ARE:
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(name, v) for v in value]
    if not isinstance(value, _PLAIN):
        raise PersonalDataInFact(f"field {name} is not plain")
    return _checked(name, value) if isinstance(value, str) else value


def _checked(name: str, text: str) -> str:
    if len(text) > _LONGEST or looks_personal(text):
        raise PersonalDataInFact(f"field {name} may hold personal data")
    return text


# The same codes, channels and sources stand in fact after fact.
@lru_cache(maxsize=4096)
def looks_personal(text: str) -> bool:
    """Tell whether a text has the shape of an identifier of a person, which no fact may carry."""
    # CPF has 11 digits, phones 10 to 13; codes, versions and counts never have such a lone run.
    if _DIGEST.fullmatch(text):
        return False
    return "@" in text or bool(_IDENTIFIER.search(_GLUE.sub("", text)))
