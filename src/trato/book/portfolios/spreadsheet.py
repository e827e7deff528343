"""Reads the first filled sheet of a spreadsheet as rows of plain text."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineWorkbook

from trato.book.portfolios.refusal import ImportRefused

_UNPACKED_MAX: Final = 400_000_000
_COLUMNS_MAX: Final = 500


def rows(content: Path | bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with its number; numbers and dates become text that the cells' rules read.

    Raises:
        ImportRefused: damaged, protected by password, empty, or unreasonably large.
    """
    sheet = _first_sheet(content)
    if sheet.width > _COLUMNS_MAX:
        raise ImportRefused(
            "too_many_columns",
            f"A planilha tem {sheet.width} colunas.",
            "Deixe só as colunas da carteira.",
        )
    for number, cells in enumerate(sheet.iter_rows(), 1 + _rows_above(sheet)):
        yield number, [_as_text(cell) for cell in cells]


def _first_sheet(content: Path | bytes) -> Any:
    _refuse_bomb(content)
    try:
        if isinstance(content, bytes):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        else:
            book = CalamineWorkbook.from_path(content)
        sheets = (book.get_sheet_by_index(i) for i in range(len(book.sheet_names)))
        sheet = next((s for s in sheets if s.height and s.width), None)
    except BaseException as failure:
        # The reader's own panics derive from BaseException; an interrupt must still pass.
        if not isinstance(failure, Exception) and type(failure).__name__ != "PanicException":
            raise
        raise ImportRefused(
            "wrong_type",
            "A planilha está danificada, protegida por senha ou não é uma planilha.",
            "Abra-a, salve de novo como XLSX sem senha, ou exporte como CSV.",
        ) from None
    if sheet is None:
        raise ImportRefused("empty", "A planilha está vazia.", "Confira a primeira aba.")
    return sheet


def _refuse_bomb(content: Path | bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as z:
            unpacked = sum(entry.file_size for entry in z.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # An old binary spreadsheet, or damaged: the reader says so.
    if unpacked > _UNPACKED_MAX:
        raise ImportRefused(
            "too_large", "A planilha é grande demais para ser aberta.", "Exporte-a como CSV."
        )


def _rows_above(sheet: Any) -> int:
    start = getattr(sheet, "start", None)
    return int(start[0]) if start else 0


def _as_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "sim" if cell else "não"
    if isinstance(cell, (int, float)):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell or "")


def _number(value: float) -> str:
    # A comma for the decimals: `1234.567` would otherwise read as more than a million.
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(repr(round(value, 6))).normalize(), "f")
    return text.replace(".", ",")
