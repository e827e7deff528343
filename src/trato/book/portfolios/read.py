"""What neighbours may ask about creditors, portfolios, placements and debts."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from trato.book.portfolios import sql
from trato.book.portfolios.models import (
    Creditor,
    Debt,
    Placement,
    Portfolio,
    RejectedRow,
    SavedMapping,
)
from trato.book.portfolios.rules import OPEN
from trato.book.portfolios.values import (
    Accounts,
    CreditorCard,
    DebtCard,
    PlacementCard,
    PortfolioCard,
    RejectedRowCard,
)
from trato.foundation import tenancy
from trato.foundation.asked import Asked, remembered
from trato.foundation.database import ask, put

# The statements of `sql` name their columns in the order of the cards' fields.
_CREDITOR_FIELDS = tuple(f.name for f in fields(CreditorCard))
_DEBT_FIELDS = tuple(f.name for f in fields(DebtCard))


_CREDITORS = Asked(
    lambda here: Creditor.objects.filter(organisation_id=here).order_by("name", "id"), here=UUID
)


class UnknownCreditor(LookupError):
    """No such creditor in this organisation."""


class UnknownPortfolio(LookupError):
    """No such portfolio in this organisation."""


class UnknownPlacement(LookupError):
    """No such placement in this organisation."""


class UnknownDebt(LookupError):
    """No such debt in this organisation."""


def creditor(creditor_id: UUID) -> CreditorCard:
    """Return one creditor.

    Raises:
        UnknownCreditor: there is none.
    """
    found = creditors([creditor_id]).get(creditor_id)
    if found is None:
        raise UnknownCreditor(str(creditor_id))
    return found


@remembered
def creditors(creditor_ids: Iterable[UUID]) -> dict[UUID, CreditorCard]:
    """Return creditors by id; unknown ids are left out."""
    rows = ask(sql.CREDITORS, [tenancy.current(), list(creditor_ids)])
    return {row[0]: _creditor_of(row) for row in rows}


def all_creditors() -> tuple[CreditorCard, ...]:
    """Return every creditor of the organisation, by name."""
    return tuple(_creditor_card(row) for row in _CREDITORS(here=tenancy.current()))


def creditor_by_slug(slug: str) -> CreditorCard:
    """Return the creditor with a short name.

    Raises:
        UnknownCreditor: there is none.
    """
    row = Creditor.objects.filter(organisation_id=tenancy.current(), slug=slug).first()
    if row is None:
        raise UnknownCreditor(slug)
    return _creditor_card(row)


def debt(debt_id: UUID) -> DebtCard:
    """Return one debt.

    Raises:
        UnknownDebt: there is none.
    """
    found = debts([debt_id]).get(debt_id)
    if found is None:
        raise UnknownDebt(str(debt_id))
    return found


def debts(debt_ids: Iterable[UUID]) -> dict[UUID, DebtCard]:
    """Return debts by id; unknown ids are left out."""
    rows = ask(sql.DEBTS, [tenancy.current(), list(debt_ids)])
    return {row[0]: _debt_of(row) for row in rows}


def accounts(*, debt_ids: Iterable[UUID] = (), person_ids: Iterable[UUID] = ()) -> Accounts:
    """Return debts, by themselves or by who owes them, with their creditors. One statement."""
    return asking_accounts(debt_ids=debt_ids, person_ids=person_ids)()


def asking_accounts(
    *, debt_ids: Iterable[UUID] = (), person_ids: Iterable[UUID] = ()
) -> Callable[[], Accounts]:
    """Ask what `accounts` returns, and return what waits for it (`database.put`)."""
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "debt_ids": list(debt_ids),
        "person_ids": list(person_ids),
    }
    answer = put(sql.ACCOUNTS, values)
    return lambda: _accounts(answer())


def _accounts(rows: Iterable[tuple[Any, ...]]) -> Accounts:
    found = Accounts(debts={}, creditors={})
    width = len(_DEBT_FIELDS)
    for row in rows:
        debt = _debt_of(row[:width])
        found.debts[debt.debt_id] = debt
        if debt.creditor_id not in found.creditors:
            found.creditors[debt.creditor_id] = _creditor_of(row[width:])
    return found


def debts_of_person(person_id: UUID, states: Iterable[str] | None = None) -> tuple[DebtCard, ...]:
    """Return a person's debts, oldest due first; only those in `states`, if given."""
    wanted = None if states is None else frozenset(states)
    found = debts_of_people([person_id])[person_id]
    return tuple(card for card in found if wanted is None or card.state in wanted)


@remembered
def debts_of_people(person_ids: Iterable[UUID]) -> dict[UUID, tuple[DebtCard, ...]]:
    """Return every debt of several people, oldest due first; every id asked for has an entry."""
    ids = list(person_ids)
    found: dict[UUID, list[DebtCard]] = {i: [] for i in ids}
    for row in ask(sql.DEBTS_OF_PEOPLE, [tenancy.current(), ids]):
        card = _debt_of(row)
        found[card.person_id].append(card)
    return {i: tuple(cards) for i, cards in found.items()}


def debts_of_portfolio(portfolio_id: UUID) -> tuple[DebtCard, ...]:
    """Return the open debts of a portfolio, oldest due first."""
    rows = _debts().filter(portfolio_id=portfolio_id, state__in=OPEN).order_by("due_on", "id")
    return tuple(_debt_card(row) for row in rows)


def people_of_portfolio(portfolio_id: UUID) -> list[tuple[UUID, list[UUID]]]:
    """Return each person with the open debts that the portfolio holds, in a stable order."""
    rows = _debts().filter(portfolio_id=portfolio_id, state__in=OPEN)
    people: dict[UUID, list[UUID]] = {}
    for person_id, debt_id in rows.order_by("person_id", "due_on", "id").values_list(
        "person_id", "id"
    ):
        people.setdefault(person_id, []).append(debt_id)
    return list(people.items())


def portfolio(portfolio_id: UUID) -> PortfolioCard:
    """Return one portfolio.

    Raises:
        UnknownPortfolio: there is none.
    """
    row = Portfolio.objects.filter(organisation_id=tenancy.current(), id=portfolio_id).first()
    if row is None:
        raise UnknownPortfolio(str(portfolio_id))
    return _portfolio_card(row)


def portfolios(creditor_id: UUID | None = None) -> tuple[PortfolioCard, ...]:
    """Return the organisation's portfolios, newest first; only one creditor's, if given."""
    rows = Portfolio.objects.filter(organisation_id=tenancy.current())
    if creditor_id is not None:
        rows = rows.filter(creditor_id=creditor_id)
    return tuple(_portfolio_card(row) for row in rows.order_by("-created_at", "name"))


def placement(placement_id: UUID) -> PlacementCard:
    """Return one placement.

    Raises:
        UnknownPlacement: there is none.
    """
    row = Placement.objects.filter(organisation_id=tenancy.current(), id=placement_id).first()
    if row is None:
        raise UnknownPlacement(str(placement_id))
    return _placement_card(row)


def placements(portfolio_id: UUID) -> tuple[PlacementCard, ...]:
    """Return a portfolio's placements, newest first."""
    rows = Placement.objects.filter(organisation_id=tenancy.current(), portfolio_id=portfolio_id)
    return tuple(_placement_card(row) for row in rows.order_by("-id"))


def rejected_rows(
    placement_id: UUID, *, limit: int | None = None, start: int = 0
) -> tuple[RejectedRowCard, ...]:
    """Return the rows of a placement that were turned away, in the file's order, from `start`."""
    end = None if limit is None else start + limit
    rows: Sequence[RejectedRow] | QuerySet[RejectedRow] = RejectedRow.objects.filter(
        organisation_id=tenancy.current(), placement_id=placement_id
    ).order_by("row", "id")[start:end]
    return tuple(
        RejectedRowCard(
            row=r.row,
            column=r.column,
            masked_value=r.masked_value,
            code=r.code,
            reason=r.reason,
            remedy=r.remedy,
        )
        for r in rows
    )


def saved_mapping(name: str) -> dict[str, list[str]] | None:
    """Return a saved column mapping, or None when nobody saved one by that name."""
    row = SavedMapping.objects.filter(organisation_id=tenancy.current(), name=name).first()
    return None if row is None else {field: list(c) for field, c in row.columns.items()}


def saved_mappings() -> tuple[str, ...]:
    """Return the names of the saved mappings."""
    rows = SavedMapping.objects.filter(organisation_id=tenancy.current())
    return tuple(rows.order_by("name").values_list("name", flat=True))


def owing_to(creditor_id: UUID) -> QuerySet[Any, UUID]:
    """Return, as a question, the people who have a debt with a creditor, in whatever state."""
    return _debts().filter(creditor_id=creditor_id).values_list("person_id", flat=True)


def creditors_of(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return everybody whom any of these people owes or owed."""
    rows = _debts().filter(person_id__in=list(person_ids))
    return frozenset(rows.values_list("creditor_id", flat=True).distinct())


def _debts() -> QuerySet[Debt]:
    return Debt.objects.filter(organisation_id=tenancy.current())


def _creditor_of(row: tuple[Any, ...]) -> CreditorCard:
    *plain, policy = row
    return CreditorCard(**dict(zip(_CREDITOR_FIELDS, [*plain, json.loads(policy)], strict=True)))


def _debt_of(row: tuple[Any, ...]) -> DebtCard:
    return DebtCard(**dict(zip(_DEBT_FIELDS, row, strict=True)))


def _creditor_card(row: Creditor) -> CreditorCard:
    return CreditorCard(
        creditor_id=row.id,
        slug=row.slug,
        name=row.name,
        document=row.document,
        address=row.address,
        is_financial=row.is_financial,
        pix_key=row.pix_key,
        pix_document=row.pix_document,
        multa_bps=row.multa_bps,
        juros_bps_month=row.juros_bps_month,
        offer_policy=row.offer_policy,
    )


def _debt_card(row: Debt) -> DebtCard:
    return DebtCard(
        debt_id=row.id,
        creditor_id=row.creditor_id,
        portfolio_id=row.portfolio_id,
        person_id=row.person_id,
        reference=row.reference,
        product=row.product,
        principal_cents=row.principal_cents,
        paid_cents=row.paid_cents,
        due_on=row.due_on,
        prescribed_on=row.prescribed_on,
        legal_basis=row.legal_basis,
        basis_evidence=row.basis_evidence,
        state=row.state,
    )


def _portfolio_card(row: Portfolio) -> PortfolioCard:
    return PortfolioCard(
        portfolio_id=row.id,
        creditor_id=row.creditor_id,
        name=row.name,
        created_at=row.created_at,
    )


def _placement_card(row: Placement) -> PlacementCard:
    return PlacementCard(
        placement_id=row.id,
        portfolio_id=row.portfolio_id,
        file_name=row.file_name,
        file_sha256=row.file_sha256,
        counts=row.counts,
        imported_at=row.imported_at,
    )
