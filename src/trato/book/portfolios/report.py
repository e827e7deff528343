"""Writes the rows that were turned away as a CSV that the creditor can work through."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from trato.book.portfolios.masks import neutral
from trato.book.portfolios.values import RejectedRowCard

_HEADER: Final = ("linha", "coluna", "valor", "codigo", "motivo", "como_corrigir")


def rejected_csv(rows: Iterable[RejectedRowCard]) -> str:
    """Return the report with `;` between cells; no cell can start a formula in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for r in rows:
        cells = (str(r.row), r.column, r.masked_value, r.code, r.reason, r.remedy)
        writer.writerow([neutral(cell) for cell in cells])
    return out.getvalue()
