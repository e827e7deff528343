"""How many rows a second `trato import` takes, every one checked, and what memory it holds.

Two files of different length tell how memory grows with rows; `--full` takes a million of them.
One row in a hundred has a CPF that cannot be, and is turned away with its reason.

The bound is held against the whole command, from its start to the commit. Beside it stands what one
process does without a database: every row read, checked, fingerprinted and sealed.
"""

import json
import secrets
from typing import Any

from trato.entrypoints.cli.bench.child import run_watched
from trato.entrypoints.cli.bench.company import new_cooperative
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.place import Place, bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured
from trato.entrypoints.cli.bench.sheet import lines
from trato.foundation import clock

_SPOILT_EVERY = 100
_ROWS = (20_000, 100_000)
_QUICK_ROWS = (200, 1_000)
_FULL_ROWS = 1_000_000
_DEBTS = "SELECT count(*) FROM portfolios_debt"


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    found = Measured()
    few, many = _QUICK_ROWS if effort.is_quick else _ROWS
    with bench_place() as place:
        effort.tell(f"Importando {few} e {many} linhas…")
        small = _import(place, few)
        large = _import(place, many)
        slope = (large["peak_mib"] - small["peak_mib"]) / (many - few) * 100_000
        found.note(
            rows=large["rows"],
            rows_turned_away=large["rejected"],
            rows_per_second=large["rows"] / large["seconds"],
            validated_rows_per_second=_validated(few),
            first_file_rows_per_second=small["rows"] / small["seconds"],
            peak_rss_mib=large["peak_mib"],
            peak_rss_small_file_mib=small["peak_mib"],
            memory_slope_mib_per_100k_rows=slope,
            **place.database,
        )
        found.check("rows_per_second", large["rows"] / large["seconds"], ">= 10000")
        found.check("peak_rss_mib", large["peak_mib"], "<= 500")
        if effort.is_full:
            effort.tell(f"Importando {_FULL_ROWS} linhas: leva minutos…")
            full = _import(place, _FULL_ROWS)
            found.note(
                million_rows=full["rows"],
                million_rows_seconds=full["seconds"],
                million_rows_per_second=full["rows"] / full["seconds"],
            )
            found.check("million_rows_peak_rss_mib", full["peak_mib"], "<= 500")
    return found


def _validated(rows: int) -> float:
    """Return how many rows a second one process makes ready to be written."""
    from trato.book.portfolios import columns
    from trato.book.portfolios.cells import Reading
    from trato.book.portfolios.make_ready import Readier
    from trato.book.portfolios.preview import guessed_mapping
    from trato.book.portfolios.source import look
    from trato.foundation.crypto import Vault

    looked = look("".join(lines(rows, spoilt_every=_SPOILT_EVERY)).encode(), "carteira.csv")
    reading = Reading(
        positions=columns.positions(guessed_mapping(looked), looked.header), now=clock.now()
    )
    vault, _ = Vault.create(secrets.token_bytes(32))
    readier = Readier(width=len(looked.header), reading=reading, vault=vault)
    started = clock.monotonic()
    turned_away = sum(len(chunk.problems) for chunk in readier.chunks(looked.rows()))
    seconds = clock.monotonic() - started
    if turned_away != rows // _SPOILT_EVERY:
        raise CouldNotMeasure(f"De {rows} linhas, {turned_away} recusadas na leitura.")
    return rows / seconds


def _import(place: Place, rows: int) -> dict[str, Any]:
    """Let a new cooperative import a file of so many rows, with the command that people use."""
    slug, before = f"cooperativa-{rows}", place.count(_DEBTS)
    new_cooperative(slug)
    file = place.home / f"carteira-{rows}.csv"
    with file.open("w", encoding="utf-8") as sheet:
        sheet.writelines(lines(rows, spoilt_every=_SPOILT_EVERY))
    watched = run_watched(
        "import", str(file), f"--creditor={slug}", f"--organisation={slug}",
        "--yes", "--json",
    )  # fmt: skip
    file.unlink()
    outcome: dict[str, Any] = json.loads(watched.output)
    expected = rows // _SPOILT_EVERY
    if outcome["rows"] != rows or outcome["rejected"] != expected:
        raise CouldNotMeasure(
            f"De {rows} linhas, {outcome['rejected']} recusadas; deviam ser {expected}."
        )
    if place.count(_DEBTS) - before != rows - expected:
        raise CouldNotMeasure("O banco não guardou as linhas que o comando disse ter aceitado.")
    return {**outcome, "peak_mib": watched.peak_mib}
