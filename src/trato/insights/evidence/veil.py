"""Takes personal data out of a message for readers who may not see it. Pure."""

import re
from collections.abc import Collection
from dataclasses import replace

from trato.foundation.masks import mask_name
from trato.foundation.redact import scrub
from trato.insights.evidence.values import Said

_SHORTEST = 3


def veiled(said: Said, *, names: Collection[str]) -> Said:
    """Return a message without digits, addresses, and the parts of these names."""
    later = tuple(replace(one, text=without_names(scrub(one.text), names)) for one in said.later)
    return replace(
        said, text=without_names(scrub(said.text), names), by=mask_name(said.by.partition("@")[0]),
        later=later,
    )  # fmt: skip


def without_names(text: str, names: Collection[str]) -> str:
    """Return a text in which every part of these names is but its first letter."""
    parts = {part for name in names for part in name.split() if len(part) >= _SHORTEST}
    if not parts:
        return text
    wanted = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    return re.sub(rf"\b({wanted})\b", lambda m: f"{m[0][0]}***", text, flags=re.IGNORECASE)
