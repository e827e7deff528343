"""The words an organisation ends conversations with: its own list, or the one that ships."""

from uuid import UUID

from trato.casework.conversations.models import Tabulation
from trato.casework.conversations.rules import shipped
from trato.casework.conversations.values import TabulationCard
from trato.foundation import tenancy
from trato.foundation.asked import Asked

_ALL = Asked(
    lambda here: Tabulation.objects.filter(organisation_id=here).order_by("position", "id"),
    here=UUID,
)
_OWN_NAMES = Asked(
    lambda here: (
        Tabulation.objects.filter(organisation_id=here).exclude(name="").values_list("code", "name")
    ),
    here=UUID,
)


def tabulations(*, with_retired: bool = False) -> tuple[TabulationCard, ...]:
    """Return the list in order; retired words only if asked for."""
    rows = _ALL(here=tenancy.current())
    found = tuple(_card(row) for row in rows) or shipped()
    return tuple(card for card in found if with_retired or not card.is_retired)


def own_names() -> dict[str, str]:
    """Return the organisation's own names by code, retired ones too; the rest is as it ships."""
    return dict(_OWN_NAMES(here=tenancy.current()))


def _card(row: Tabulation) -> TabulationCard:
    return TabulationCard(
        code=row.code,
        name=row.name,
        group=row.group,
        is_resolution=row.is_resolution,
        wants_note=row.wants_note,
        is_retired=row.is_retired,
    )
