"""Checks the import contract of a copy of the source, once as it is and once per wrong import.

Runs as a process of its own, with the copy on its path: `python injector.py SRC CONFIG CACHE`.
Reads `[[file, line], …]` as JSON and answers, for the untouched copy and then for each wrong
import, the ids of the contracts that break.
"""

import json
import sys
from pathlib import Path

from importlinter.application import use_cases
from importlinter.configuration import configure


class Linter:
    """The contract, and the copy it is held against."""

    def __init__(self, config: str, cache: str) -> None:
        configure()
        self._options = use_cases.read_user_options(config_filename=config)
        use_cases._register_contract_types(self._options)
        self._cache = cache

    def broken(self) -> list[str]:
        """Return the ids of the contracts that the copy breaks now."""
        report = use_cases.create_report(self._options, cache_dir=self._cache)
        if report.could_not_run:
            raise SystemExit(f"the linter could not run: {report.invalid_contract_options}")
        by_name = {c["name"]: c["id"] for c in self._options.contracts_options}
        return [
            by_name[contract.name] for contract, check in report.get_contracts_and_checks()
            if not check.kept
        ]  # fmt: skip


def main() -> None:
    """Inject each wrong import, check, and take it back."""
    source, config, cache = sys.argv[1:]
    linter = Linter(config, cache)
    answers = [linter.broken()]
    for name, line in json.load(sys.stdin):
        path = Path(source) / name
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((before or b"") + f"\n{line}\n".encode())
        answers.append(linter.broken())
        if before is None:
            path.unlink()
            path.parent.rmdir()
        else:
            path.write_bytes(before)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
