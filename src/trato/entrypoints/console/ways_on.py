"""The ways from one page of a list to the next and back, as a template needs them."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.http import urlencode

from trato.foundation.turning import Leaf

PLACE: Final = "pagina"
"""The name that a page of a list has in an address."""


def ways_on(given: Mapping[str, str], found: Leaf[Any]) -> dict[str, Any]:
    """Return what the template of the ways needs, whatever else the address asks for kept."""
    kept = urlencode({key: given[key] for key in given if key != PLACE and given[key]})
    return {"ways": way_on(kept, found) | {"here": _with(kept, given.get(PLACE, ""))}}


def way_on(query: str, found: Leaf[Any]) -> dict[str, str]:
    """Return the queries of the first page, and of those before and after; empty: there is none."""
    return {
        "before": _with(query, found.before),
        "after": _with(query, found.after),
        "first": f"?{query}",
    }


def _with(query: str, place: str) -> str:
    return "?" + "&".join(filter(None, (query, urlencode({PLACE: place})))) if place else ""
