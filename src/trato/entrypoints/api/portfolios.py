"""Portfolios, the files that filled them, and taking a new file."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import File, Form, Path, Query, Router, Schema, UploadedFile
from pydantic import Field

from trato.book.portfolios import read
from trato.book.portfolios.import_file import import_file
from trato.book.portfolios.values import ConsentRow, ImportResult
from trato.book.tokens.values import Scope
from trato.door.consent.grant import Word, grant
from trato.door.outbox.cancel import cancel_for_debts
from trato.entrypoints.api.entered import Asked, acted, entered
from trato.entrypoints.api.shapes import Limit, Shape, Text, may_end
from trato.foundation import clock

router = Router(tags=["portfolios"])
_ROWS_SHOWN = 200
Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
Start = Annotated[int, Query(ge=0, le=10_000_000)]


class PlacementOut(Schema):
    """One imported file with its counts."""

    placement_id: UUID
    portfolio_id: UUID
    file_sha256: str
    counts: dict[str, int]
    imported_at: datetime


class RejectedOut(Schema):
    """One row that was turned away; the value is masked."""

    row: int
    column: str
    masked_value: str
    code: str
    reason: str
    remedy: str


class PlacementPage(PlacementOut):
    """A placement with some of its rejected rows; `next_start` is null on the last page."""

    rejected_rows: list[RejectedOut]
    next_start: int | None


class PortfolioOut(Schema):
    """A portfolio and the files it came from, newest first."""

    portfolio_id: UUID
    creditor: str
    name: str
    created_at: datetime
    placements: list[PlacementOut]


class Portfolios(Schema):
    """Every portfolio, newest first."""

    portfolios: list[PortfolioOut]


class ImportOptions(Shape):
    """How a file is to be taken; the words are those of `trato import`."""

    portfolio: Text = Field(min_length=1, max_length=120)
    dry_run: bool = False
    is_full_placement: bool = True
    allow_mass_recall: bool = False
    legal_basis: Text = Field("", max_length=24)


class ImportOut(Schema):
    """What became of a file; the first 200 rejected rows, and all of them under the placement."""

    placement_id: UUID
    portfolio_id: UUID
    already_imported: bool
    dry_run: bool
    rows: int
    imported: int
    updated: int
    unchanged: int
    rejected: int
    recalled: int
    settled: int
    placed_again: int
    people_created: int
    contacts_created: int
    consents: int
    warnings: dict[str, int]
    closed_debts: int
    rejected_rows: list[RejectedOut]


@router.get("/portfolios", response=may_end({200: Portfolios}), summary="Portfolios")
@entered(Scope.READ)
def list_portfolios(request: Asked) -> Portfolios:
    """Every portfolio with its placements. Scope: read."""
    slugs = {creditor.creditor_id: creditor.slug for creditor in read.all_creditors()}
    return Portfolios(
        portfolios=[
            PortfolioOut(
                portfolio_id=card.portfolio_id,
                creditor=slugs[card.creditor_id],
                name=card.name,
                created_at=card.created_at,
                placements=[PlacementOut.from_orm(p) for p in read.placements(card.portfolio_id)],
            )
            for card in read.portfolios()
        ]
    )


@router.get(
    "/placements/{placement_id}", response=may_end({200: PlacementPage}, 404), summary="One file"
)
@entered(Scope.READ)
def get_placement(
    request: Asked, placement_id: UUID, start: Start = 0, limit: Limit = 50
) -> PlacementPage:
    """A placement with its rejected rows, in the file's order. Scope: read."""
    card = read.placement(placement_id)
    rows = read.rejected_rows(placement_id, start=start, limit=limit + 1)
    return PlacementPage(
        **PlacementOut.from_orm(card).dict(),
        rejected_rows=[RejectedOut.from_orm(row) for row in rows[:limit]],
        next_start=start + limit if len(rows) > limit else None,
    )


@router.post(
    "/portfolios/{creditor_slug}/imports",
    response=may_end({200: ImportOut}, 404),
    summary="Import a file",
)
@entered(Scope.WRITE)
def post_import(
    request: Asked, creditor_slug: Slug, file: File[UploadedFile], options: Form[ImportOptions]
) -> ImportOut:
    """Take a creditor's CSV or XLSX of up to 32 MiB, all or nothing; columns are guessed.

    The same file again changes nothing. `dry_run` does everything and keeps nothing. Scope: write.
    """
    now = clock.now()
    result = import_file(
        creditor_slug=creditor_slug,
        portfolio_name=options.portfolio,
        path=file.read(),
        at=now,
        file_name=_file_name(file.name or ""),
        legal_basis=options.legal_basis,
        is_full_placement=options.is_full_placement,
        allow_mass_recall=options.allow_mass_recall,
        dry_run=options.dry_run,
        on_consents=_opted_in(now),
    )
    if not options.dry_run:
        # What the creditor took back or was paid must not be asked for: not even once more.
        cancel_for_debts(result.closed_debt_ids, reason="closed_by_creditor", at=now)
        acted(request, "import", result.placement_id)
    return _outcome(result)


def _opted_in(now: datetime) -> Callable[[list[ConsentRow]], None]:
    def keep(rows: list[ConsentRow]) -> None:
        words = [
            Word(
                person_id=row.person_id,
                channel="whatsapp",
                state="granted",
                source=row.source,
                notice=row.notice,
                at=row.granted_at,
            )
            for row in rows
        ]
        grant(words, at=now)

    return keep


def _outcome(result: ImportResult) -> ImportOut:
    rows = result.rejected_rows
    if not rows and not result.dry_run:
        rows = read.rejected_rows(result.placement_id, limit=_ROWS_SHOWN)
    counts = {name: getattr(result, name) for name in _COPIED}
    return ImportOut(
        **counts,
        closed_debts=len(result.closed_debt_ids),
        rejected_rows=[RejectedOut.from_orm(row) for row in rows[:_ROWS_SHOWN]],
    )


_COPIED = tuple(ImportOut.model_fields.keys() - {"closed_debts", "rejected_rows"})


def _file_name(name: str) -> str:
    """Return a name of the same kind of file: what a client calls its file may name a person."""
    return "arquivo.xlsx" if name.lower().endswith(".xlsx") else "arquivo.csv"
