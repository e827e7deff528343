"""The words an organisation ends conversations with: its own list, or the one that ships."""

from trato.casework.conversations.models import Tabulation
from trato.casework.conversations.rules import shipped
from trato.casework.conversations.values import TabulationCard
from trato.foundation import tenancy


def tabulations(*, with_retired: bool = False) -> tuple[TabulationCard, ...]:
    """Return the list in order; retired words only if asked for."""
    rows = Tabulation.objects.filter(organisation_id=tenancy.current()).order_by("position", "id")
    found = tuple(_card(row) for row in rows) or shipped()
    return tuple(card for card in found if with_retired or not card.is_retired)


def own_names() -> dict[str, str]:
    """Return the organisation's own names by code, retired ones too; the rest is as it ships."""
    rows = Tabulation.objects.filter(organisation_id=tenancy.current()).exclude(name="")
    return dict(rows.values_list("code", "name"))


def _card(row: Tabulation) -> TabulationCard:
    return TabulationCard(
        code=row.code,
        name=row.name,
        group=row.group,
        is_resolution=row.is_resolution,
        wants_note=row.wants_note,
        is_retired=row.is_retired,
    )
