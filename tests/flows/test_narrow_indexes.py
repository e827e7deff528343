"""Indexes that leave out what nobody looks for are still used by who looks for the rest."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from trato.door.outbox import sql
from trato.door.outbox.models import Message
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id

_IDS = ["wamid.1", "wamid.2"]


def _found(**wanted: Any) -> Callable[[], str]:
    def plan() -> str:
        rows = Message.objects.filter(organisation_id=tenancy.current(), **wanted)
        if "provider_message_id__in" in wanted:
            rows = rows.exclude(provider_message_id="")
        return str(rows.values_list("id").explain())

    return plan


@pytest.mark.parametrize(
    ("plan", "index"),
    [
        (_found(conversation_id=new_id()), "message_by_conversation"),
        (_found(conversation_id__anyof=[new_id(), new_id()]), "message_by_conversation"),
        (_found(origin_id__in=[new_id(), new_id()]), "message_by_origin"),
        (_found(provider_message_id__in=_IDS), "message_by_provider_id"),
    ],
)
def test_a_message_is_found_by_an_index(
    organisation: UUID, plan: Callable[[], str], index: str
) -> None:
    with tenancy.within(organisation):
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
        assert index in plan()


def test_a_status_finds_its_message_by_the_providers_id(organisation: UUID) -> None:
    inner = sql.HOLD.split("UNION")[1].split("))")[0]
    with tenancy.within(organisation):
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
        values = {"organisation_id": organisation, "provider_ids": _IDS}
        told = "\n".join(row[0] for row in ask(f"EXPLAIN {inner}", values))
        assert "message_by_provider_id" in told
