"""Adds a creditor, or a named portfolio of one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from trato.book.portfolios.models import Creditor, Portfolio
from trato.foundation import documents, tenancy


def create_creditor(
    *,
    slug: str,
    name: str,
    document: str,
    address: str,
    pix_key: str,
    at: datetime,
    pix_document: str = "",
    is_financial: bool = True,
    multa_bps: int = 200,
    juros_bps_month: int = 100,
    offer_policy: dict[str, Any] | None = None,
) -> UUID:
    """Add a creditor and return its id; a known slug returns the creditor that has it, unchanged.

    `pix_document` (where payments must go) defaults to the creditor's own document.

    Raises:
        NotADocument: the creditor's or the payment's document is no CPF or CNPJ.
    """
    own = documents.parse(document).value
    creditor, _ = Creditor.objects.get_or_create(
        organisation_id=tenancy.current(),
        slug=slug,
        defaults={
            "name": name,
            "document": own,
            "address": address,
            "is_financial": is_financial,
            "pix_key": pix_key,
            "pix_document": documents.parse(pix_document).value if pix_document else own,
            "multa_bps": multa_bps,
            "juros_bps_month": juros_bps_month,
            "offer_policy": offer_policy or {},
            "created_at": at,
        },
    )
    return creditor.id


def create_portfolio(*, creditor_id: UUID, name: str, at: datetime) -> UUID:
    """Add a portfolio and return its id; a known name of the creditor returns that one."""
    portfolio, _ = Portfolio.objects.get_or_create(
        organisation_id=tenancy.current(),
        creditor_id=creditor_id,
        name=name,
        defaults={"created_at": at},
    )
    return portfolio.id
