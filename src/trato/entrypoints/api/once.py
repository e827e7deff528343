"""Makes a repeated request one request: the client names its intent, we keep what it became."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from ninja import Header, Schema
from pydantic import StringConstraints

from trato.book.organisations import keys
from trato.entrypoints.api.models import KeptKey
from trato.entrypoints.api.problems import Problem
from trato.foundation import tenancy
from trato.foundation.ids import new_id

# Kept as a keyed hash: a client may put a document into its keys all the same.
IntentKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{8,100}$")]
KeyHeader = Annotated[IntentKey, Header(alias="Idempotency-Key")]


def once(
    operation: str, key: str, asked: Schema, make: Callable[[str], UUID], *, at: datetime
) -> tuple[UUID, bool]:
    """Return what a key stands for and whether it was made just now.

    Two requests with one key at the same time wait for each other here: the key's row is the lock,
    and it goes away with everything else if `make` fails. `make` is given the key as we keep it.

    Raises:
        Problem: the key was used for a different request.
    """
    vault = keys.vault()
    mark = vault.index(asked.model_dump_json(), kind=f"api:{operation}")
    kept = vault.index(key, kind="api:key").hex()
    if _keep(operation, kept, mark, at):
        result_id = make(kept)
        _kept(operation, kept).update(result_id=result_id)
        return result_id, True
    known, result_id = _kept(operation, kept).values_list("request_mark", "result_id").get()
    if bytes(known) != mark:
        raise Problem(409, "key_reused")
    return result_id, False


def _kept(operation: str, key: str) -> QuerySet[KeptKey]:
    return KeptKey.objects.filter(organisation_id=tenancy.current(), operation=operation, key=key)


def _keep(operation: str, key: str, mark: bytes, at: datetime) -> bool:
    placeholder = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_keptkey"
            " (organisation_id, id, operation, key, request_mark, result_id, made_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (organisation_id, operation, key) DO NOTHING",
            [tenancy.current(), placeholder, operation, key, mark, placeholder, at],
        )
        return bool(cursor.rowcount)
