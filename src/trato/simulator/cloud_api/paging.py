"""Pages of a list as the Graph API gives them: `limit`, `after`, `before`, and cursors."""

import base64
from urllib.parse import urlencode

from trato.simulator.http import Json, Request

PAGE = 25


def page_of(rows: list[Json], request: Request, *, limit: int = PAGE) -> Json:
    """Return the page asked for, with the cursors around it.

    Raises:
        ValueError: a cursor or the limit is none.
    """
    query = request.query
    size = max(int(query.get("limit", limit)), 1)
    start = _place(query["after"]) if "after" in query else 0
    if "before" in query:
        start = max(_place(query["before"]) - size, 0)
    found = rows[start : start + size]
    paging: Json = {}
    if found:
        end = start + len(found)
        paging["cursors"] = {"before": _cursor(start), "after": _cursor(end)}
        if end < len(rows):
            paging["next"] = _address(request, "after", _cursor(end))
        if start > 0:
            paging["previous"] = _address(request, "before", _cursor(start))
    return {"data": found, "paging": paging}


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"place:{place}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    return int(raw.removeprefix("place:"))


def _address(request: Request, name: str, cursor: str) -> str:
    kept = {k: v for k, v in request.query.items() if k not in ("after", "before", "access_token")}
    host = request.headers.get("host", "127.0.0.1")
    return f"http://{host}{request.path}?{urlencode({**kept, name: cursor})}"
