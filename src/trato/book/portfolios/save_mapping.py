"""Keeps a column mapping under a name, for the next file of the same shape."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from trato.book.portfolios.columns import FIELDS
from trato.book.portfolios.models import SavedMapping
from trato.book.portfolios.refusal import ImportRefused
from trato.foundation import tenancy


def save_mapping(name: str, columns: Mapping[str, str | Sequence[str]], *, at: datetime) -> None:
    """Save a mapping (field → its columns); the same name again replaces it.

    Raises:
        ImportRefused: the name is empty, or a field does not exist.
    """
    unknown = next((field for field in columns if field not in FIELDS), None)
    if unknown is not None or not name.strip():
        raise ImportRefused(
            "unknown_field",
            "O mapeamento não pôde ser salvo: nome vazio ou campo desconhecido.",
            f"Os campos são: {', '.join(FIELDS)}.",
        )
    kept = {field: [c] if isinstance(c, str) else list(c) for field, c in columns.items()}
    SavedMapping.objects.update_or_create(
        organisation_id=tenancy.current(),
        name=name.strip()[:80],
        defaults={"columns": kept},
        create_defaults={"columns": kept, "created_at": at},
    )
