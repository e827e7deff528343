"""Parts of a page that are drawn once and shown again as long as nothing in them changed.

A thread of two hundred messages that grows by one is drawn one message at a time. What is kept is
known by everything it was made of: it is the same for every reader of a role and language.
"""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any, Final

from django import template
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from trato.book.people.values import PersonCard
from trato.casework.conversations.due import Due
from trato.casework.conversations.read import ConversationLine
from trato.entrypoints.console.choice import FILTERS
from trato.entrypoints.console.drawings import Drawings
from trato.entrypoints.console.thread import Bubble, is_of_one_session
from trato.foundation.masks import without_name

register = template.Library()
_kept: Final = Drawings()
# Stands for a list's query in a row: no such character comes in an address.
_QUERY: Final = "\x1fquery\x1f"


@register.simple_tag(takes_context=True)
def bubble(context: Context, b: Bubble) -> SafeString:
    """Draw one message of a thread."""
    return _drawn(context, "console/parts/bubble.html", {"b": b}, _key_of(context, b))


@register.simple_tag(takes_context=True)
def listed(
    context: Context,
    row: ConversationLine,
    person: PersonCard | None,
    agent: str | None,
    tag_names: tuple[str, ...],
    owed: Due | None,
) -> SafeString:
    """Draw one row of the list; how long ago something was is right to the minute.

    It is the same in every list but for the query of its address.
    """
    who = context.get("entered")
    if who and who.sees_masked and person:
        row = replace(row, preview=without_name(row.preview, person.name))
    shown = {"row": row, "person": person, "agent": agent, "tag_names": tag_names, "owed": owed}
    key = (
        *shown.values(),
        row.conversation_id == context.get("open_id"),
        int(context["now"].timestamp() // 60),
        _reader(context),
    )
    drawn = _drawn(context, "console/parts/row.html", shown | {"list_query": _QUERY}, key)
    query = context["list_query"]
    return SafeString(drawn.replace(f"?{_QUERY}", f"?{escape(query)}" if query else ""))


@register.simple_tag(takes_context=True)
def filters(context: Context) -> SafeString:
    """Draw the list's filters with their counts."""
    choice, counts = context["choice"], context["list_counts"]
    key = ("filters", context["list_query"], tuple(counts.items()), get_language())
    known = _known(key)
    if known is not None:
        return known
    shown = [(one, label, choice.query_but(estado=one)) for one, (label, *_) in FILTERS.items()]
    return _drawn(context, "console/parts/filters.html", {"filters": shown}, key)


def _key_of(context: Context, b: Bubble) -> Hashable | None:
    """Return what a drawn message is known by; None if its forms are this session's alone."""
    if is_of_one_session(b):
        return None
    return b, context["open_id"], _reader(context)


def _reader(context: Context) -> Hashable:
    who = context.get("entered")
    return who.role if who else None, get_language()


def _known(key: Hashable | None) -> SafeString | None:
    return _kept.get(key) if key is not None else None


def _drawn(context: Context, name: str, part: dict[str, Any], key: Hashable | None) -> SafeString:
    try:
        known = _known(key)
    except TypeError:
        # Something in it cannot be compared: it is drawn every time.
        key, known = None, None
    if known is not None:
        return known
    found: Template = get_template(name).template  # type: ignore[attr-defined]
    with context.push(**part):
        drawn = found.render(context)
    if key is not None:
        _kept.put(key, drawn)
    return drawn
