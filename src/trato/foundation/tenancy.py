"""The walls between organisations: row-level security, and the one way to step inside.

Outside `within(...)` the application role sees no row of any organisation. Inside, whoever belongs
to a creditor steps behind a second wall: `narrow_to_creditors`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connections, transaction

SETTING = "trato.organisation"
CREDITORS_SETTING = "trato.creditors"
_NOBODY = UUID(int=0)
_inside: ContextVar[UUID | None] = ContextVar("organisation", default=None)


class Walled(Exception):
    """Code tried to enter a second organisation from inside a first one."""


class RoleTooStrong(Exception):
    """The application's database role could step over the walls; the text says what to change."""


@contextmanager
def within(organisation_id: UUID) -> Iterator[None]:
    """Open one transaction that sees this organisation's rows and no others.

    Nested calls for the same organisation join the outer transaction through a savepoint.

    Raises:
        Walled: another organisation is already entered.
    """
    outer = _inside.get()
    if outer is not None and outer != organisation_id:
        raise Walled("already inside another organisation")
    with transaction.atomic():
        if outer is None:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(organisation_id)])
        token = _inside.set(organisation_id)
        try:
            yield
        finally:
            _inside.reset(token)


def narrow_to_creditors(creditor_ids: Iterable[UUID]) -> None:
    """Show this transaction, to its end, nothing but these creditors' portfolios; change nothing.

    No table is read any more, only the views that `creditor_walls` makes, and the transaction can
    no longer write. Nobody's creditors: no row at all. Asked again, the last word holds.

    Raises:
        Walled: outside of every organisation.
    """
    current()
    ids = ",".join(str(i) for i in creditor_ids) or str(_NOBODY)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config('transaction_read_only', 'on', true)",
            [CREDITORS_SETTING, ids],
        )


def is_inside() -> bool:
    """Return whether this transaction is inside of an organisation."""
    return _inside.get() is not None


def current() -> UUID:
    """Return the organisation this transaction is inside of.

    Raises:
        Walled: outside of every organisation.
    """
    organisation_id = _inside.get()
    if organisation_id is None:
        raise Walled("not inside an organisation")
    return organisation_id
