"""Writes a creditor's accounts and payments as CSV, with semicolons and decimal commas.

A stretch is read, written and sent before the next is read: a file takes no more memory than one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from trato.book.portfolios.masks import neutral
from trato.entrypoints.console import words
from trato.insights.portfolio.values import AccountLine, OwnPayment

_Line = TypeVar("_Line")
Stretches = Iterable[Sequence[_Line]]


def of_accounts(stretches: Stretches[AccountLine], *, on: date) -> StreamingHttpResponse:
    """Return accounts as a file; people only as initials."""
    head = (
        _("contrato"), _("iniciais"), _("carteira"), _("produto"), _("vencimento"), _("estado"),
        _("valor original"), _("pago"), _("devido hoje"), _("acordo"), _("último contato"),
    )  # fmt: skip
    return _file(f"contas-{on.isoformat()}.csv", head, stretches, _account)


def of_payments(stretches: Stretches[OwnPayment], *, on: date) -> StreamingHttpResponse:
    """Return payments as a file."""
    head = (_("recebido em"), _("valor"), _("contratos"), _("identificador Pix (E2E)"))
    return _file(f"pagamentos-{on.isoformat()}.csv", head, stretches, _payment)


def _account(line: AccountLine) -> tuple[str, ...]:
    return (
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


def _payment(line: OwnPayment) -> tuple[str, ...]:
    return (
        timezone.localtime(line.paid_at).isoformat(timespec="seconds"),
        _reais(line.amount_cents),
        ", ".join(line.references),
        line.end_to_end_id,
    )


def _file(
    name: str,
    head: Iterable[str],
    stretches: Stretches[_Line],
    row: Callable[[_Line], tuple[str, ...]],
) -> StreamingHttpResponse:
    # What comes later is written when the request's language is nobody's any more.
    parts = _written(head, stretches, row, translation.get_language() or "pt-br")
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(
    head: Iterable[str],
    stretches: Stretches[_Line],
    row: Callable[[_Line], tuple[str, ...]],
    language: str,
) -> Iterator[bytes]:
    yield ("\ufeff" + _text([head])).encode()
    for stretch in stretches:
        with translation.override(language):
            text = _text([neutral(cell) for cell in row(line)] for line in stretch)
        yield text.encode()


def _text(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


def _reais(amount_cents: int) -> str:
    return f"{amount_cents // 100},{amount_cents % 100:02d}"
