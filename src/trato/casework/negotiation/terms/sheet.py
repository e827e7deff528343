"""The offer sheet: everything the person must read before accepting, as one frozen value.

Law: CDC arts. 42-A, 52 I to V (V), 54-B and 54-D (S).
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from trato.casework.negotiation.terms.values import (
    Instalment,
    Itemisation,
    Option,
    OptionKind,
)
from trato.foundation.money import brl


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSheet:
    """Who is owed, the parts, the payments, the cost, until when. Lines are in Portuguese."""

    creditor_line: str
    parts: tuple[str, ...]
    payments: tuple[str, ...]
    cost: tuple[str, ...]
    validity_line: str
    rights: tuple[str, ...]


def offer_sheet(
    option: Option, *, creditor_name: str, creditor_document: str, creditor_address: str
) -> OfferSheet:
    """Build the sheet of one option."""
    return OfferSheet(
        creditor_line=creditor_line(creditor_name, creditor_document, creditor_address),
        parts=part_lines(option.itemisation),
        payments=payment_lines(option),
        cost=_cost_lines(option),
        validity_line=f"Esta proposta vale até {day(option.expires_on)}.",
        rights=_rights(option),
    )


def render_text(sheet: OfferSheet) -> str:
    """Write the sheet as plain text, one part a line."""
    blocks = (
        (sheet.creditor_line,),
        sheet.parts,
        sheet.payments,
        sheet.cost,
        (sheet.validity_line,),
        sheet.rights,
    )
    return "\n\n".join("\n".join(block) for block in blocks if block)


def fingerprint(sheet: OfferSheet) -> str:
    """Return the SHA-256 of the text that was shown: the version of the terms accepted."""
    return sha256(render_text(sheet).encode()).hexdigest()


def creditor_line(name: str, document: str, address: str) -> str:
    """Write who is owed. Law: CDC art. 42-A (V)."""
    return f"Credor: {name}, CNPJ {document}, {address}."


def part_lines(itemisation: Itemisation) -> tuple[str, ...]:
    """Write the parts of an amount; parts that are zero are left out but for the original."""
    rows = (
        ("Valor original", itemisation.original_cents, True),
        ("Multa", itemisation.multa_cents, False),
        ("Juros", itemisation.juros_cents, False),
        ("Correção", itemisation.correction_cents, False),
        ("Desconto", -itemisation.discount_cents, False),
        ("Total", itemisation.total_cents, True),
    )
    return tuple(f"{name}: {brl(cents)}" for name, cents, always in rows if cents or always)


def payment_lines(option: Option) -> tuple[str, ...]:
    """Write the payments: runs of equal amounts on one line, with first and last date."""
    if option.kind is OptionKind.CASH:
        only = option.instalments[0]
        return (f"Pagamento à vista: {brl(only.amount_cents)} até {day(only.due_on)}",)
    lines: list[str] = []
    if option.down_payment:
        down = option.down_payment
        lines.append(f"Entrada: {brl(down.amount_cents)} até {day(down.due_on)}")
    regular = list(option.regular)
    while regular:
        run = next([*same] for _, same in groupby(regular, key=_amount))
        lines.append(_run_line(run))
        regular = regular[len(run) :]
    lines.append(f"Total das parcelas: {brl(option.total_cents)}")
    return tuple(lines)


def day(on: date) -> str:
    """Write a date as 26/11/2026."""
    return f"{on:%d/%m/%Y}"


def percent(value: object) -> str:
    """Write a percentage with a decimal comma."""
    return f"{value}%".replace(".", ",")


def _amount(instalment: Instalment) -> int:
    return instalment.amount_cents


def _run_line(run: list[Instalment]) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return f"Parcela {first.number}: {brl(first.amount_cents)} em {day(first.due_on)}"
    span = f"de {day(first.due_on)} a {day(last.due_on)}"
    return f"Parcelas {first.number} a {last.number}: {brl(first.amount_cents)} cada, {span}"


def _cost_lines(option: Option) -> tuple[str, ...]:
    if option.kind is OptionKind.CASH:
        return ()
    rate = f"{option.rate_bps_month // 100}.{option.rate_bps_month % 100:02d}"
    return (
        f"Juros do parcelamento: {percent(rate)} ao mês ({brl(option.interest_cents)} no total)",
        f"Custo efetivo total (CET): {percent(option.cet_percent_year)} ao ano",
    )


def _rights(option: Option) -> tuple[str, ...]:
    if option.kind is OptionKind.CASH:
        return ()
    return ("Você pode quitar antes, no todo ou em parte, com redução proporcional dos juros.",)
