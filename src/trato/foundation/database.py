"""What every organisation's table has in common. The walls themselves are raised by `tenancy`."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar

from django.db import connections, models
from django.db.backends.signals import connection_created

from trato.foundation import copying
from trato.foundation.ids import new_id

_soon = threading.local()

_ROWS_WORTH_ONE_GO = 16


class OrganisationTable(models.Model):
    """A table whose every row belongs to one organisation, first in its key.

    `points_to` names, for columns that refer to another organisation table, that table; the
    composite foreign key `(organisation_id, column)` is made after migrating. `append_only` takes
    UPDATE and DELETE from the application role. `creditor_view` is what a creditor's own people may
    read of it (`creditor_walls`); empty: nothing.
    """

    points_to: ClassVar[dict[str, str]] = {}
    append_only: ClassVar[bool] = False
    creditor_view: ClassVar[str] = ""

    pk: Any = models.CompositePrimaryKey("organisation_id", "id")
    organisation_id = models.UUIDField()
    id = models.UUIDField(default=new_id)

    class Meta:
        """Never a table of its own."""

        abstract = True


def application_role() -> str:
    """Return the name of the role that everything but migrations runs as."""
    return str(connections["default"].settings_dict["USER"])


class OpenCursor:
    """The driver's own cursor on this thread's connection, for hand-written statements.

    Inside a transaction the framework has nothing to add to a statement but its own time; its
    errors are still the framework's. Anywhere else, and where somebody watches the statements,
    it is the framework's cursor.
    """

    __slots__ = ("_cursor", "_here")

    def __enter__(self) -> Any:
        """Return the cursor."""
        here = self._here = connections["default"]
        is_plain = here.connection is not None and here.in_atomic_block
        if is_plain and not here.force_debug_cursor and not here.execute_wrappers:
            here.validate_no_broken_transaction()
            self._cursor = here.connection.cursor()
        else:
            self._cursor = here.cursor()
        return self._cursor

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        """Close it; an error of the driver's goes on as the framework's."""
        self._cursor.close()
        self._here.wrap_database_errors.__exit__(kind, problem, trace)


def ask(
    statement: str, values: Mapping[str, Any] | Sequence[Any] | None = None
) -> list[tuple[Any, ...]]:
    """Run one hand-written statement on this thread's connection and return its rows."""
    return put(statement, values)()


def put(
    statement: str, values: Mapping[str, Any] | Sequence[Any] | None = None
) -> Callable[[], list[tuple[Any, ...]]]:
    """Put one hand-written question, and return what waits for its rows, to be called once.

    Inside of `in_one_go` several may be on their way at a time, and something else be done
    meanwhile; anywhere else it is answered before this returns. One that fails is raised by
    whichever comes first once it is known: another that is put, or an answer that is read.
    """
    with ExitStack() as stack:
        cursor = stack.enter_context(OpenCursor())
        cursor.execute(statement, values)
        opened = stack.pop_all()

    def answer() -> list[tuple[Any, ...]]:
        with opened:
            return list(cursor.fetchall())

    return answer


@contextmanager
def in_one_go(rows: int = _ROWS_WORTH_ONE_GO) -> Iterator[None]:
    """Send a block's statements one behind the other: while one runs the next is being written.

    For a few rows that costs more than it spares, and each statement waits for its own end.

    Whoever fetches rows waits for them, as ever; how many rows a statement changed nobody is told
    (`rowcount` is -1): have it return them. A failed statement is raised at a later one, or
    where the block ends; those behind it did nothing. Nothing is filled by COPY meanwhile.
    """
    here = connections["default"]
    is_plain = here.connection is not None and here.in_atomic_block
    if (
        rows < _ROWS_WORTH_ONE_GO
        or not is_plain
        or here.force_debug_cursor
        or here.execute_wrappers
    ):
        yield
        return
    with here.wrap_database_errors, here.connection.pipeline():
        yield


def is_in_one_go() -> bool:
    """Whether this thread is inside of such a block."""
    driver = connections["default"].connection
    return driver is not None and bool(driver.pgconn.pipeline_status)


def bring_in(cursor: Any, table: str, columns: str, rows: Iterable[bytes]) -> None:
    """Fill a table of this transaction's own, made on first use, with these rows alone.

    `columns` as CREATE TABLE has them; rows as `copying` writes them.
    """
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns}) ON COMMIT DROP")
    cursor.execute(f"TRUNCATE {table}")
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
        copy.write(copying.block(rows))


def keep_connections() -> None:
    """Let each thread of this process keep its connection from one request to the next.

    Opening one takes longer than most pages, and what a connection has planned is planned once. One
    that broke meanwhile is found out before it is used.
    """
    connections.settings["default"].update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)


def commit_without_waiting() -> None:
    """Let what this thread commits from now on reach the disk a moment later.

    It is as whole as ever, others see it at once, and whoever reads it and then waits for the disk
    takes it along: a crash of PostgreSQL itself loses the last moments and all that came of them.
    So it is for threads whose every input is on the disk, that do the same again after a crash, and
    that touch nothing outside of the database.

    Whoever notifies holds a lock of the whole database while committing. Waiting for the disk with
    it, the loops would wait for one another, one write of the disk each.
    """
    _soon.is_wanted = True
    connections["default"].close()
    connection_created.connect(_commit_soon, dispatch_uid="soon")


def _commit_soon(*, connection: Any, **_: Any) -> None:
    if getattr(_soon, "is_wanted", False):
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")


def always_use_indexes() -> None:
    """Let this process's connections read whole tables only where no index helps.

    For loops that look up a few rows at a time. A statement is planned once a connection, perhaps
    while its tables were nearly empty, and would go on reading them whole while they fill.
    """
    connection_created.connect(_without_whole_reads, dispatch_uid="indexes")


def _without_whole_reads(*, connection: Any, **_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET plan_cache_mode = force_generic_plan")
