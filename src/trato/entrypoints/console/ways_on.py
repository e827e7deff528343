"""The ways from one page of a list to the next and back, as a template needs them."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.http import urlencode

from trato.foundation.turning import Leaf

PLACE: Final = "pagina"
"""The name that a page of a list has in an address."""


def ways_on(given: Mapping[str, str], found: Leaf[Any]) -> dict[str, Any]:
    """Return what the template of the ways needs, whatever else the address asks for kept."""
    kept = urlencode({key: given[key] for key in given if key != PLACE and given[key]})
    return {"ways": way_on(kept, found) | {"here": _with(kept, given.get(PLACE, ""))}}


def ways_of_each(
    given: Mapping[str, str],
    lists: Mapping[str, tuple[Any, Leaf[Any]]],
    *,
    address: str = "",
    choices: Collection[str] = (),
) -> dict[str, dict[str, Any]]:
    """Return the ways of several lists of one page: each list's page stays as others turn.

    A list is told by the id of its section, and has a name. The keys turn the first list that has
    a way on. `address` is the page's own, where it may have been reached by another; `choices`: the
    names of what else an address asks for that is kept.
    """
    turned = [part for part, (_, found) in lists.items() if found.before or found.after]
    return {
        part: _ways_of(_kept(given, choices), part, found, address)
        | {"name": name, "is_keyless": part not in turned[:1]}
        for part, (name, found) in lists.items()
    }


def _ways_of(
    given: Mapping[str, str], part: str, found: Leaf[Any], address: str
) -> dict[str, str]:  # fmt: skip
    turned = f"{PLACE}-{part}"
    kept = urlencode({key: given[key] for key in given if key != turned})
    ways = {
        "before": _with(kept, found.before, turned),
        "after": _with(kept, found.after, turned),
        "first": f"?{kept}",
    }
    return {key: f"{address}{way}#{part}" if way else "" for key, way in ways.items()}


def place_of(given: Mapping[str, str], part: str) -> str:
    """Return the page asked for of one list of several."""
    return given.get(f"{PLACE}-{part}", "")


def places_in(given: Mapping[str, str], choices: Collection[str] = ()) -> str:
    """Return the query that keeps the pages of all lists of a page, and what was chosen."""
    kept = urlencode(_kept(given, choices))
    return f"?{kept}" if kept else ""


def _kept(given: Mapping[str, str], choices: Collection[str]) -> dict[str, str]:
    return {
        key: given[key]
        for key in given
        if (key.startswith(PLACE) or key in choices) and given[key]
    }  # fmt: skip


def way_on(query: str, found: Leaf[Any]) -> dict[str, str]:
    """Return the queries of the first page, and of those before and after; empty: there is none."""
    return {
        "before": _with(query, found.before),
        "after": _with(query, found.after),
        "first": f"?{query}",
    }


def _with(query: str, place: str, name: str = PLACE) -> str:
    return "?" + "&".join(filter(None, (query, urlencode({name: place})))) if place else ""
