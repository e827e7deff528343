"""How a template reads once its places are filled in. Pure."""

import re
from collections.abc import Sequence

_PLACE = re.compile(r"\{\{(\d+)\}\}")


def read_with(body: str, parameters: Sequence[str]) -> str:
    """Return a body as the person reads it; an empty place stays as it is.

    All places are filled in at once, as the provider does it: what looks like a place in a value
    is only its words.
    """

    def value(match: re.Match[str]) -> str:
        place = int(match[1])
        return (parameters[place - 1] if 0 < place <= len(parameters) else "") or match[0]

    return _PLACE.sub(value, body)
