"""How many of what, as people say it: one line, two lines. Pure."""


def worded(count: int, one: str, many: str) -> str:
    """Return the words that go with a number."""
    return one if count == 1 else many


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its words."""
    return f"{count} {worded(count, one, many)}"
