"""What a viewer may read of a person: masked as a rule, in full while revealed to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext

from trato.book.people import read as people
from trato.book.people.reveal import REASONS, birth_of, revealed_until
from trato.book.people.values import ContactCard
from trato.entrypoints.console.entered import Entered
from trato.entrypoints.console.permissions import Act
from trato.foundation import documents
from trato.foundation.masks import mask_address, mask_document, mask_name, without_name
from trato.foundation.redact import scrub

_ENDING_MAX: Final = 5


def identifiers(
    who: Entered, person_id: UUID, contacts: Sequence[ContactCard], *, at: datetime
) -> dict[str, Any]:
    """Return document, contact values and birth date as this viewer may see them now."""
    until = None
    if who.may(Act.REVEAL):
        until = revealed_until(person_id, to=who.user_id, at=at)
    document = people.document_of(person_id)
    values = people.addresses_of([c.contact_point_id for c in contacts])
    return {
        "revealed_until": until,
        "revealed_seconds": int((until - at).total_seconds()) + 1 if until else None,
        "reveal_reasons": REASONS,
        "document": _document(document, is_open=until is not None),
        "birth": birth_of(person_id) if until else None,
        "contacts": [
            (c, _address(c.kind, values.get(c.contact_point_id, ""), is_open=until is not None))
            for c in contacts
        ],
    }


def _document(document: str, *, is_open: bool) -> str:
    if not document:
        return "–"
    return documents.format_document(document) if is_open else mask_document(document)


def fit_name(name: str, who: Entered | None) -> str:
    """Return a name as the viewer's role may read it."""
    return mask_name(name) if who is not None and who.sees_masked else name


def fit_text(text: str, who: Entered | None, name: str = "") -> str:
    """Return what was said, to or by somebody of this name, as the viewer's role may read it."""
    if who is None or not who.sees_masked:
        return text
    return without_name(scrub(text), name)


def fit_said(text: str, who: Entered | None, names: Iterable[str]) -> str:
    """Return what was said in a chat whose people are called these names, as a role may read it."""
    for name in ("", *names):
        text = fit_text(text, who, name)
    return text


def fit_file_name(file_name: str, who: Entered | None) -> str:
    """Return a file's name as the viewer's role may read it: people's names stand in many."""
    if who is None or not who.sees_masked or not file_name:
        return file_name
    _, dot, ending = file_name.rpartition(".")
    return f"***{dot}{ending}" if dot and len(ending) <= _ENDING_MAX else "***"


def _address(kind: str, value: str, *, is_open: bool) -> str:
    if not value:
        return gettext("apagado")
    return value if is_open else mask_address(kind, value)
