"""Opens a creditor's file: CSV in any usual dress, or a spreadsheet; yields rows of plain text.

Knows nothing of debts. A CSV is read as a stream; only a spreadsheet is held in memory.
"""

import csv
import hashlib
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from trato.book.portfolios import spreadsheet
from trato.book.portfolios.refusal import ImportRefused

COLUMNS_MAX: Final = 200
CELL_MAX: Final = 32_767
_LINE_MAX: Final = 1_000_000
_BLOCK: Final = 1 << 20
_SEPARATORS: Final = (";", ",", "\t", "|")
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was looked at once: its fingerprint and how to read it."""

    content: Path | bytes
    file_name: str
    sha256: str
    kind: str
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_row: int

    def rows(self) -> Iterator[Row]:
        """Yield each row below the header with its number in the file; blank rows are skipped.

        Raises:
            ImportRefused: a cell is too large, or the file breaks off.
        """
        for number, cells in _numbered(self):
            if number > self.header_row and any(cell.strip() for cell in cells):
                yield number, cells


def look(content: Path | bytes, file_name: str) -> Source:
    """Read a file through once: fingerprint, type, encoding, separator, header.

    Raises:
        ImportRefused: empty, unreadable, of another type, or without a usable header.
    """
    seen = _Fingerprint()
    try:
        with _opened(content) as stream:
            while block := stream.read(_BLOCK):
                seen.add(block)
    except OSError:
        raise ImportRefused(
            "unreadable", "O arquivo não pôde ser lido.", "Confira o caminho e as permissões."
        ) from None
    kind, encoding = seen.verdict()
    draft = Source(
        content=content,
        file_name=file_name[:240],
        sha256=seen.sha256(),
        kind=kind,
        encoding=encoding,
        separator="" if kind == "xlsx" else _separator(content, encoding),
        header=(),
        header_row=0,
    )
    return _with_header(draft)


class _Fingerprint:
    """Everything that one pass over the bytes can tell."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._head = b""
        self._utf8 = getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._has_controls = False

    def add(self, block: bytes) -> None:
        self._hash.update(block)
        if len(self._head) < 8:
            self._head = (self._head + block)[:8]
        self._has_controls = self._has_controls or len(block.translate(None, _CONTROLS)) < len(
            block
        )
        if self._is_utf8:
            try:
                self._utf8.decode(block)
            except UnicodeDecodeError:
                self._is_utf8 = False

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def verdict(self) -> tuple[str, str]:
        head = self._head
        if not head:
            raise ImportRefused("empty", "O arquivo está vazio.", "Gere o arquivo de novo.")
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return "xlsx", ""
        if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "csv", "utf-16"
        if self._has_controls or head.startswith((b"%PDF", b"{\\rtf", b"\x1f\x8b")):
            raise ImportRefused(
                "wrong_type",
                "O arquivo não é CSV nem planilha.",
                "Exporte a carteira como CSV (UTF-8, separado por ponto e vírgula) ou XLSX.",
            )
        if head.startswith(BOM_UTF8):
            return "csv", "utf-8-sig"
        if self._is_utf8:
            return "csv", "utf-8"
        return "csv", "latin-1"


def _opened(content: Path | bytes) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _numbered(source: Source) -> Iterator[Row]:
    is_csv = source.kind == "csv"
    for number, cells in _csv_rows(source) if is_csv else spreadsheet.rows(source.content):
        if max(map(len, cells), default=0) > CELL_MAX:
            raise _cell_too_large(number)
        yield number, cells


def _csv_rows(source: Source) -> Iterator[Row]:
    with _text(source.content, source.encoding) as stream:
        reader = csv.reader(_lines(stream), delimiter=source.separator)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise _cell_too_large(number) from None
            yield number, cells


def _text(content: Path | bytes, encoding: str) -> TextIO:
    # A Windows file calls itself Latin-1 and means its own superset, where quotes and dashes live.
    name = "cp1252" if encoding == "latin-1" else encoding
    return io.TextIOWrapper(_opened(content), encoding=name, errors="replace", newline="")


def _lines(stream: TextIO) -> Iterator[str]:
    number = 0
    while line := stream.readline(_LINE_MAX + 1):
        number += 1
        if len(line) > _LINE_MAX:
            raise _cell_too_large(number)
        yield line.replace("\0", "")


def _cell_too_large(row: int) -> ImportRefused:
    return ImportRefused(
        "cell_too_large",
        f"Há uma célula grande demais na linha {row}.",
        "Procure aspas abertas que não fecham, ou texto colado no lugar errado.",
    )


def _separator(content: Path | bytes, encoding: str) -> str:
    with _text(content, encoding) as stream:
        head = list(islice(_lines(stream), 20))
    declared = head[0].strip().lower() if head else ""
    if declared.startswith("sep=") and len(declared) == 5:
        return declared[4]
    first = next((line for line in head if line.strip()), "")
    if not first:
        raise _nothing_filled()
    counts = {s: _columns(first, s) for s in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda s: counts[s])
    if counts[best] < 2:
        raise ImportRefused(
            "one_column",
            "O arquivo tem uma coluna só: o separador não foi reconhecido.",
            "Exporte de novo como CSV separado por ponto e vírgula.",
        )
    return best


def _columns(line: str, separator: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return 0


def _with_header(source: Source) -> Source:
    for number, cells in _numbered(source):
        is_declaration = len(cells) <= 2 and cells and cells[0].lower().startswith("sep=")
        if is_declaration or not any(cell.strip() for cell in cells):
            continue
        return Source(
            content=source.content,
            file_name=source.file_name,
            sha256=source.sha256,
            kind=source.kind,
            encoding=source.encoding,
            separator=source.separator,
            header=_names(cells),
            header_row=number,
        )
    raise _nothing_filled()


def _nothing_filled() -> ImportRefused:
    return ImportRefused(
        "empty", "O arquivo não tem nenhuma linha preenchida.", "Gere o arquivo de novo."
    )


def _names(cells: list[str]) -> tuple[str, ...]:
    """Name every column; one without a name or with a taken one gets its position."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > COLUMNS_MAX:
        raise ImportRefused(
            "too_many_columns",
            f"O arquivo tem {len(cells)} colunas; o limite é {COLUMNS_MAX}.",
            "Deixe só as colunas da carteira, ou confira o separador.",
        )
    names: list[str] = []
    for position, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:80] or f"coluna {position}"
        names.append(name if name not in names else f"{name[:70]} ({position})")
    return tuple(names)
