"""Takes a creditor's file: the people, their debts, and what the file no longer holds.

All or nothing, in one transaction. `intake.py` takes a chunk of rows; this is the story around it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from trato.book.organisations import keys
from trato.book.portfolios import columns, sql
from trato.book.portfolios.cells import Reading
from trato.book.portfolios.create_creditor import create_portfolio
from trato.book.portfolios.intake import Intake
from trato.book.portfolios.make_ready import CHUNK_ROWS, Readier
from trato.book.portfolios.models import Creditor, Debt, Placement
from trato.book.portfolios.preview import guessed_mapping, refuse_headless
from trato.book.portfolios.read import UnknownCreditor
from trato.book.portfolios.read_ahead import ready_chunks
from trato.book.portfolios.refusal import ImportRefused
from trato.book.portfolios.source import Source, look
from trato.book.portfolios.values import ConsentRow, ImportResult
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.foundation.sweeps import rare_sweeps
from trato.journal.facts.book import DebtStateChanged, PlacementImported
from trato.journal.record import record, record_many

RECALL_SHARE_MAX: Final = 0.5
_RECALL_SMALL: Final = 20
NAME_MAX: Final = 120
_BASES: Final = frozenset(
    {"", "contract", "exercise_of_rights", "credit_protection", "legitimate_interest"}
)


def import_file(
    *,
    creditor_slug: str,
    portfolio_name: str,
    path: Path | str | bytes,
    at: datetime,
    file_name: str = "",
    mapping: Mapping[str, str | Sequence[str]] | None = None,
    legal_basis: str = "",
    provenance: str = "creditor_contract",
    is_full_placement: bool = True,
    allow_mass_recall: bool = False,
    dry_run: bool = False,
    on_consents: Callable[[list[ConsentRow]], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Import a file into a creditor's portfolio, which is made when it is new.

    `mapping` (field → columns) is guessed when absent. `legal_basis` and `provenance` stand for
    columns the file lacks. With `is_full_placement` the portfolio's open debts that the file does
    not hold are recalled. `dry_run` does everything and keeps nothing. `on_consents` receives the
    opt-ins of rows that were new or changed, inside the transaction; `on_progress` the rows so far.

    The portfolio's latest file again, byte for byte, changes nothing.

    Raises:
        ImportRefused: the file cannot be taken; nothing of it was kept.
        UnknownCreditor: there is no creditor with that slug.
    """
    if legal_basis not in _BASES:
        raise ImportRefused(
            "legal_basis_unknown",
            "Base legal desconhecida.",
            f"Use uma destas: {', '.join(sorted(_BASES - {''}))}.",
        )
    if not 0 < len(portfolio_name) <= NAME_MAX:
        raise ImportRefused(
            "portfolio_name",
            "O nome da carteira está vazio ou é longo demais.",
            f"Dê um nome de 1 a {NAME_MAX} caracteres.",
        )
    content = Path(path) if isinstance(path, str) else path
    name = file_name or (content.name if isinstance(content, Path) else "arquivo.csv")
    looked = look(content, name)
    with transaction.atomic():
        creditor = _hold_creditor(creditor_slug)
        portfolio_id = create_portfolio(creditor_id=creditor.id, name=portfolio_name, at=at)
        before = _taken_before(portfolio_id, looked)
        if before is not None:
            return before
        chosen = guessed_mapping(looked) if mapping is None else mapping
        open_before = sql.count_open(portfolio_id)
        intake = _begin(
            creditor, portfolio_id, looked, chosen, at, legal_basis, provenance, open_before > 0
        )
        result = _take(
            intake,
            looked,
            open_before,
            recalls=is_full_placement,
            allow_mass_recall=allow_mass_recall,
            on_consents=None if dry_run else on_consents,
            on_progress=on_progress,
            dry_run=dry_run,
        )
        if dry_run:
            transaction.set_rollback(True)
        return result


def _hold_creditor(slug: str) -> Creditor:
    # One file of a creditor at a time: two could both believe a contract number to be new.
    row = (
        Creditor.objects.select_for_update(no_key=True)
        .filter(organisation_id=tenancy.current(), slug=slug)
        .first()
    )
    if row is None:
        raise UnknownCreditor(slug)
    return row


def _taken_before(portfolio_id: UUID, looked: Source) -> ImportResult | None:
    last = (
        Placement.objects.filter(organisation_id=tenancy.current(), portfolio_id=portfolio_id)
        .order_by("-id")
        .first()
    )
    if last is None or last.file_sha256 != looked.sha256:
        return None
    return ImportResult(
        placement_id=last.id,
        portfolio_id=portfolio_id,
        already_imported=True,
        rows=last.counts.get("rows", 0),
        unchanged=last.counts.get("rows", 0) - last.counts.get("rejected", 0),
        rejected=last.counts.get("rejected", 0),
        warnings={},
        closed_debt_ids=(),
        rejected_rows=(),
    )


def _begin(
    creditor: Creditor, portfolio_id: UUID, looked: Source,
    mapping: Mapping[str, str | Sequence[str]], at: datetime, legal_basis: str, provenance: str,
    had_open: bool,
) -> Intake:  # fmt: skip
    where = columns.positions(mapping, looked.header)
    kept = {f: [looked.header[i] for i in places] for f, places in where.items()}
    placement = Placement.objects.create(
        organisation_id=tenancy.current(),
        id=new_id(),
        portfolio_id=portfolio_id,
        file_name=looked.file_name,
        file_sha256=looked.sha256,
        mapping=kept,
        imported_at=at,
    )
    reading = Reading(positions=where, now=at, legal_basis=legal_basis, provenance=provenance)
    return Intake(
        creditor_id=creditor.id,
        portfolio_id=portfolio_id,
        placement_id=placement.id,
        reading=reading,
        width=len(looked.header),
        mapping=kept,
        is_first=not sql.has_debts(creditor.id),
        had_open=had_open,
    )


def _take(
    intake: Intake, looked: Source, open_before: int, *, recalls: bool, allow_mass_recall: bool,
    on_consents: Callable[[list[ConsentRow]], None] | None,
    on_progress: Callable[[int], None] | None, dry_run: bool,
) -> ImportResult:  # fmt: skip
    sql.begin_seen()
    readier = Readier(width=intake.width, reading=intake.reading, vault=keys.vault())
    with rare_sweeps(), closing(ready_chunks(looked, readier)) as chunks:
        for number, chunk in enumerate(chunks):
            if number == 0:
                refuse_headless(looked, chunk.rows_read)
            consents = intake.take(chunk)
            if consents and on_consents is not None:
                on_consents(consents)
            sql.check_references()
            if on_progress is not None:
                on_progress(intake.counts["rows"])
    if not intake.counts["rows"]:
        refuse_headless(looked, 0)
    if recalls and open_before:
        _recall(intake, open_before, allow_mass_recall)
    return _finish(intake, looked, dry_run)


def _recall(intake: Intake, open_before: int, allow_mass_recall: bool) -> None:
    """Recall what the file no longer holds; refuse to empty a portfolio without being told to."""
    absent = sql.absent_debts(intake.portfolio_id)
    too_many = open_before >= _RECALL_SMALL and len(absent) > RECALL_SHARE_MAX * open_before
    if too_many and not allow_mass_recall:
        raise ImportRefused(
            "mass_recall",
            f"O arquivo devolveria {len(absent)} das {open_before} dívidas abertas da carteira.",
            "Se for uma remessa parcial, use --partial; se a devolução for essa, --allow-recall.",
        )
    at = intake.reading.now
    for start in range(0, len(absent), CHUNK_ROWS):
        part = absent[start : start + CHUNK_ROWS]
        Debt.objects.filter(
            organisation_id=tenancy.current(), id__in=[debt_id for debt_id, _, _ in part]
        ).update(state="recalled", state_reason="not_in_placement", state_changed_at=at)
        moved = [
            (
                DebtStateChanged(
                    debt_id=debt_id, before=state, after="recalled", reason="not_in_placement"
                ),
                person_id,
                b"",
            )
            for debt_id, person_id, state in part
        ]
        record_many(list(moved), at=at)
    intake.counts["recalled"] = len(absent)
    intake.closed += [debt_id for debt_id, _, _ in absent]


def _finish(intake: Intake, looked: Source, dry_run: bool) -> ImportResult:
    counts = intake.counts
    totals: dict[str, Any] = {key: counts[key] for key in COUNTED}
    kept = {**totals, "warnings": sum(intake.warnings.values())}
    Placement.objects.filter(organisation_id=tenancy.current(), id=intake.placement_id).update(
        counts=kept
    )
    fact = PlacementImported(
        placement_id=intake.placement_id,
        file_sha256=_grouped(looked.sha256),
        taken=counts["rows"] - counts["rejected"],
        rejected=counts["rejected"],
        recalled=counts["recalled"],
    )
    record(fact, at=intake.reading.now)
    return ImportResult(
        placement_id=intake.placement_id,
        portfolio_id=intake.portfolio_id,
        dry_run=dry_run,
        **totals,
        warnings=dict(intake.warnings),
        closed_debt_ids=tuple(intake.closed),
        rejected_rows=tuple(intake.rejected),
    )


COUNTED: Final = (
    "rows",
    "imported",
    "updated",
    "unchanged",
    "rejected",
    "recalled",
    "settled",
    "placed_again",
    "people_created",
    "contacts_created",
    "consents",
)


def _grouped(sha256: str) -> str:
    # In one piece, ten decimal digits in a row would look like somebody's phone to the journal.
    return ":".join(sha256[i : i + 8] for i in range(0, len(sha256), 8))
