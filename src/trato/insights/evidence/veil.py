"""Takes personal data out of a message for readers who may not see it. Pure."""

from collections.abc import Collection
from dataclasses import replace

from trato.foundation.masks import mask_name, without_name
from trato.foundation.redact import scrub
from trato.insights.evidence.values import Said


def veiled(said: Said, *, names: Collection[str]) -> Said:
    """Return a message without digits, addresses, and the parts of these names."""
    later = tuple(replace(one, text=without_names(scrub(one.text), names)) for one in said.later)
    return replace(
        said, text=without_names(scrub(said.text), names), by=mask_name(said.by.partition("@")[0]),
        later=later,
    )  # fmt: skip


def without_names(text: str, names: Collection[str]) -> str:
    """Return a text in which every part of these names is but its first letter."""
    for name in names:
        text = without_name(text, name)
    return text
