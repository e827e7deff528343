"""How long after a message was stored its alert is there: a worker of its own, a real database."""

import time
from datetime import timedelta
from uuid import UUID

import psycopg

from trato.entrypoints.cli.bench.company import new_cooperative
from trato.entrypoints.cli.bench.place import Place
from trato.entrypoints.cli.bench.report import CouldNotMeasure
from trato.foundation import clock, tenancy
from trato.foundation.ids import new_id

_PATIENCE_SECONDS = 10.0
_PHONE_NUMBER_ID = "100000000000001"


def latencies(place: Place, count: int) -> list[float]:
    """Let so many people say that they have paid, one by one; return each alert's seconds.

    From the commit of the message to the notice of the alert's commit.

    Raises:
        CouldNotMeasure: an alert did not come.
    """
    from trato.book.organisations.create import add_number

    organisation_id = new_cooperative("aurora")
    with tenancy.within(organisation_id):
        add_number(
            phone_number_id=_PHONE_NUMBER_ID, account_id="conta", display="+55 11 4000-0001",
            app_secret=new_id().hex, verify_token=new_id().hex, at=clock.now(),
        )  # fmt: skip
    place.family.start("watch", "-m", "trato", "worker", "--only", "watch")
    with psycopg.connect(place.superuser_url, autocommit=True) as listening:
        listening.execute("LISTEN trato_alerts")
        # The first one waits for the worker to come up.
        return [_one(organisation_id, listening) for _ in range(count + 1)][1:]


def _one(organisation_id: UUID, listening: psycopg.Connection) -> float:
    from trato.casework.conversations.receive import receive
    from trato.casework.conversations.values import Incoming

    now = clock.now()
    incoming = Incoming(
        provider_message_id=f"wamid.{new_id().hex}", phone_number_id=_PHONE_NUMBER_ID, kind="text",
        text="já paguei essa parcela", written_at=now, payload=b"{}", wa_id="5511987654321",
    )  # fmt: skip
    with tenancy.within(organisation_id):
        receive(incoming, received_at=now, grace=timedelta(0))
    stored = time.monotonic()
    for _ in listening.notifies(timeout=_PATIENCE_SECONDS, stop_after=1):
        return time.monotonic() - stored
    raise CouldNotMeasure("Um alerta não chegou em dez segundos.")
