"""Write docs/rulebook.md from the rules: `python -m tools.rulebook`."""

from pathlib import Path

from trato.door.policy.catalogue import render_markdown

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rulebook.md"


def main() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(render_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
