"""What the import contract cannot see: names inside a module, and imports by string."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "trato"
DISPATCH = "door/outbox/dispatch.py"
PORT = "door/outbox/provider.py"


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "migrations":  # these get their tables by name from Django
            continue
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_bytes())


def _is_the_seal(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return "_seal" in {alias.name for alias in node.names}
    if isinstance(node, ast.Attribute) and node.attr == "_seal":
        return not (isinstance(node.value, ast.Name) and node.value.id == "self")
    return False


def breaches(where: str, tree: ast.Module) -> list[str]:
    """Return what a file does around the contract."""
    found = []
    for node in ast.walk(tree):
        if where not in (DISPATCH, PORT) and _is_the_seal(node):
            found.append("touches the seal of a pass")
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "Cleared" and where != DISPATCH:
                found.append("writes a pass")
            if called in ("import_module", "__import__", "import_string", "get_model"):
                found.append("imports by string")
    return found


def test_only_the_dispatcher_touches_the_seal_and_nobody_imports_by_string() -> None:
    found = {where: seen for where, tree in _sources() if (seen := breaches(where, tree))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "from trato.door.outbox.provider import _seal",
        "provider._seal",
        "Cleared(object(), message_id=None)",
        "provider.Cleared(provider._seal)",
        "importlib.import_module('trato.adapters.whatsapp.send')",
        "__import__('trato.door.outbox.dispatch')",
        "apps.get_model('outbox', 'OutboundMessage')",
    ],
)
def test_a_breach_is_seen(line: str) -> None:
    assert breaches("speakers/desk/reply.py", ast.parse(line))
