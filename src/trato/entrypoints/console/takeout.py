"""Writes a creditor's accounts and payments as CSV, with semicolons and decimal commas."""

import csv
from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.book.portfolios.masks import neutral
from trato.entrypoints.console import words
from trato.insights.portfolio.values import AccountLine, OwnPayment


def of_accounts(lines: Iterable[AccountLine], *, on: date) -> HttpResponse:
    """Return accounts as a file; people only as initials."""
    head = (
        _("contrato"), _("iniciais"), _("carteira"), _("produto"), _("vencimento"), _("estado"),
        _("valor original"), _("pago"), _("devido hoje"), _("acordo"), _("último contato"),
    )  # fmt: skip
    rows = (
        (
            line.reference,
            line.initials,
            line.portfolio,
            line.product,
            line.due_on.isoformat(),
            str(words.sign("debt", line.state).label),
            _reais(line.principal_cents),
            _reais(line.paid_cents),
            _reais(line.owed_cents),
            str(words.sign("agreement", line.agreement_state).label),
            timezone.localtime(line.last_contact_at).isoformat(timespec="minutes")
            if line.last_contact_at
            else "",
        )
        for line in lines
    )
    return _file(f"contas-{on.isoformat()}.csv", head, rows)


def of_payments(lines: Iterable[OwnPayment], *, on: date) -> HttpResponse:
    """Return payments as a file."""
    head = (_("recebido em"), _("valor"), _("contratos"), _("identificador Pix (E2E)"))
    rows = (
        (
            timezone.localtime(line.paid_at).isoformat(timespec="seconds"),
            _reais(line.amount_cents),
            ", ".join(line.references),
            line.end_to_end_id,
        )
        for line in lines
    )
    return _file(f"pagamentos-{on.isoformat()}.csv", head, rows)


def _file(name: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(head)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    return response


def _reais(amount_cents: int) -> str:
    return f"{amount_cents // 100},{amount_cents % 100:02d}"
