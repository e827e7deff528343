"""Writes the table of operations into docs/api.md: `python -m tools.api_page`."""

import os
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
START, END = "<!-- operations: generated -->", "<!-- /operations -->"
_SCOPE = re.compile(r"Scope: ([^.]+)\.")


def _rows(description: dict[str, Any]) -> list[str]:
    rows = []
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            words = " ".join(operation.get("description", "").split())
            found = _SCOPE.search(words)
            scope = found.group(1) if found else ""
            short = " ".join(_SCOPE.sub("", words).split())
            where = path.removeprefix("/api/v1")
            rows.append(f"| `{method.upper()} {where}` | {scope} | {short} |")
    return rows


def render(page: str, description: dict[str, Any]) -> str:
    """Return the page with its table as the description has it."""
    head, rest = page.split(START)
    _, tail = rest.split(END)
    table = ["| operation | scope | what it does |", "|---|---|---|", *_rows(description)]
    return "\n".join([f"{head}{START}", *table, f"{END}{tail}"])


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.types_settings"
    import django

    django.setup()
    from trato.entrypoints.api.routes import api

    PAGE.write_text(render(PAGE.read_text(), api.get_openapi_schema()))


if __name__ == "__main__":
    main()
