"""Checks a ZIP with pages, lines and attachments, with nothing but the file."""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from trato.insights.evidence.check import Checked, check
from trato.insights.evidence.values import LINES_NAME, MEDIA_FOLDER, SUMS_NAME

_PROBLEMS_MAX: Final = 20
_READ_BYTES: Final = 1 << 20
_SUMS_BYTES_MAX: Final = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBundle:
    """What the lines say (`file_sha256` is the ZIP's), how many files and attachments there are."""

    lines: Checked
    files: int
    media: int


def check_bundle(path: Path) -> CheckedBundle:
    """Check every file against its hash, the lines, and that each attachment they name is there."""
    whole = _hash(path)
    try:
        with zipfile.ZipFile(path) as bundle:
            return _checked(bundle, whole)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError):
        return CheckedBundle(lines=_nothing(whole, "unreadable_zip"), files=0, media=0)


def _checked(bundle: zipfile.ZipFile, whole: str) -> CheckedBundle:
    names = [entry.filename for entry in bundle.infolist()]
    problems = [f"doubled_file:{name}" for name in sorted({n for n in names if names.count(n) > 1})]
    told = _sums(bundle)
    if told is None:
        return CheckedBundle(lines=_nothing(whole, "no_sums"), files=len(names), media=0)
    there = set(names) - {SUMS_NAME}
    problems += [f"missing_file:{name}" for name in sorted(set(told) - there)]
    problems += [f"added_file:{name}" for name in sorted(there - set(told))]
    found = {name: _hash_of(bundle, name) for name in sorted(there & set(told))}
    problems += [f"changed_file:{name}" for name, value in found.items() if value != told[name]]
    if LINES_NAME not in there:
        problems.append(f"missing_file:{LINES_NAME}")
        lines = _nothing(whole, *problems)
    else:
        with bundle.open(LINES_NAME) as rows:
            lines = check(rows)
        media = {value for name, value in found.items() if name.startswith(MEDIA_FOLDER)}
        if not lines.is_masked:
            problems += [f"missing_media:{one}" for one in sorted(lines.media - media)]
        problems += lines.problems
        lines = replace(lines, file_sha256=whole, problems=tuple(dict.fromkeys(problems)))
    count = sum(name.startswith(MEDIA_FOLDER) for name in there)
    limited = replace(lines, problems=lines.problems[:_PROBLEMS_MAX])
    return CheckedBundle(lines=limited, files=len(names), media=count)


def _sums(bundle: zipfile.ZipFile) -> dict[str, str] | None:
    try:
        with bundle.open(SUMS_NAME) as file:
            text = file.read(_SUMS_BYTES_MAX).decode()
    except (KeyError, UnicodeDecodeError):
        return None
    rows = [line.partition("  ") for line in text.splitlines()]
    return {name: value for value, _, name in rows}


def _hash_of(bundle: zipfile.ZipFile, name: str) -> str:
    try:
        with bundle.open(name) as file:
            return _digest(file)
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError):
        # The ZIP's own sum does not hold, its bytes are torn, or somebody put a password on it.
        return ""


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_READ_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _nothing(whole: str, *problems: str) -> Checked:
    return Checked(
        messages=0, conversation_id="", is_masked=False, file_sha256=whole, entries={}, texts={},
        media=frozenset(), problems=problems,
    )  # fmt: skip
