"""How many signed webhooks a second one web process stores before it answers 200, and how soon.

The same client floods a bare application under the same server settings, before and after. Every
body is different, and the rows in the table are counted against the answers of 200.
"""

import hashlib
import hmac

import msgspec

from trato.entrypoints.cli.bench import wire
from trato.entrypoints.cli.bench.company import (
    Company,
    found_company,
    new_token,
    start_web,
    start_world,
)
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.load import Load
from trato.entrypoints.cli.bench.place import Place, bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured, percentile
from trato.entrypoints.cli.supervise import free_port
from trato.foundation.ids import new_id

CONNECTIONS = 128
STEADY_PER_SECOND = 1_000
# More than any one process could take: the flood ends by time, not for want of bodies.
_PREPARED_PER_SECOND = 20_000
_STORED = "SELECT count(*) FROM ingest_delivery"


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    seconds = effort.choose(8.0, quick=0.5)
    found = Measured()
    with bench_place() as place:
        effort.tell("Iniciando PostgreSQL, web e o mundo simulado…")
        outside, web_port = start_world(place), start_web(place)
        company = found_company(outside, web_port, token=new_token())
        bare_port = _start_bare(place)
        effort.tell("Assinando webhooks…")
        prepared = _Prepared(company)
        _ = prepared.flood(web_port, min(seconds, 1.0))
        load = Load(place)
        bare_before = prepared.flood(bare_port, seconds / 2)
        bare_cost_us = load.seconds_of("bare") * 1e6 / max(bare_before.statuses[200], 1)
        effort.tell(f"Aplicação nua: {bare_before.per_second:.0f} por segundo. Inundando…")
        rows_before = place.count(_STORED)
        load = Load(place)
        flood = prepared.flood(web_port, seconds)
        cost_us = load.seconds_of("web") * 1e6 / max(flood.statuses[200], 1)
        found.note(**{f"flood_{name}": value for name, value in load.figures().items()})
        found.note(web_cpu_us_per_request=cost_us, bare_cpu_us_per_request=bare_cost_us)
        bare_after = prepared.flood(bare_port, seconds / 2)
        effort.tell(f"{flood.per_second:.0f} por segundo. Agora a passo firme…")
        steady = prepared.drip(web_port, seconds)
        place.family.check()
        stored = place.count(_STORED) - rows_before
        _note(found, flood=flood, bare=(bare_before, bare_after), steady=steady, stored=stored)
        found.note(**place.database)
    return found


def _start_bare(place: Place) -> int:
    port = free_port()
    bare = place.family.start("bare", "-m", f"{__package__}.bare_app", str(port))
    place.family.await_port(bare, port)
    return port


class _Prepared:
    """Signed requests, each with a body of its own."""

    def __init__(self, company: Company) -> None:
        self._path = f"/webhooks/whatsapp/{company.cast.slug}"
        self._number_id = company.cast.phone_number_id
        self._account_id = company.cast.account_id
        self._secret = company.app_secret()

    def flood(self, port: int, seconds: float) -> wire.Tally:
        requests = self._requests(port, int(_PREPARED_PER_SECOND * seconds))
        return wire.flood(port, requests, connections=CONNECTIONS, seconds=seconds)

    def drip(self, port: int, seconds: float) -> wire.Tally:
        requests = self._requests(port, int(STEADY_PER_SECOND * seconds))
        return wire.drip(port, requests, connections=CONNECTIONS, per_second=STEADY_PER_SECOND)

    def _requests(self, port: int, count: int) -> list[bytes]:
        return [self._request(port, number) for number in range(count)]

    def _request(self, port: int, number: int) -> bytes:
        body = message_body(
            account_id=self._account_id,
            phone_number_id=self._number_id,
            wa_id=f"55119{60_000_000 + number:08d}",
            wamid=f"wamid.{new_id().hex}",
        )
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={signature}"}
        return wire.request_bytes(port=port, path=self._path, headers=headers, body=body)


def message_body(*, account_id: str, phone_number_id: str, wa_id: str, wamid: str) -> bytes:
    """Return a webhook that carries one text message, as Meta writes it."""
    metadata = {"display_phone_number": "551140000001", "phone_number_id": phone_number_id}
    contact = {"profile": {"name": "Ana Almeida Barros"}, "wa_id": wa_id}
    message = {
        "from": wa_id,
        "id": wamid,
        "timestamp": "1795523400",
        "text": {"body": "Boa tarde, quanto estou devendo hoje?"},
        "type": "text",
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [contact],
        "messages": [message],
    }
    entry = {"id": account_id, "changes": [{"value": value, "field": "messages"}]}
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": [entry]})


def _note(
    found: Measured,
    *,
    flood: wire.Tally,
    bare: tuple[wire.Tally, wire.Tally],
    steady: wire.Tally,
    stored: int,
) -> None:
    if not flood.statuses[200] or not all(one.statuses[200] for one in bare):
        raise CouldNotMeasure("Ninguém respondeu 200: nada a medir.")
    bare_per_second = sum(one.per_second for one in bare) / len(bare)
    taken = flood.statuses[200] + steady.statuses[200]
    found.note(
        connections=CONNECTIONS,
        stored_per_second=flood.per_second,
        flood_p50_ms=percentile(flood.waits_ms, 0.5),
        flood_p99_ms=percentile(flood.waits_ms, 0.99),
        bare_per_second=bare_per_second,
        bare_before_per_second=bare[0].per_second,
        bare_after_per_second=bare[1].per_second,
        steady_offered_per_second=STEADY_PER_SECOND,
        steady_answered_per_second=steady.per_second,
        steady_p50_ms=percentile(steady.waits_ms, 0.5),
        steady_p99_ms=percentile(steady.waits_ms, 0.99),
        steady_max_ms=percentile(steady.waits_ms, 1.0),
        answers_200=taken,
        answers_other=flood.statuses.total() + steady.statuses.total() - taken,
        connections_broken=flood.broken + steady.broken,
        rows_stored=stored,
    )
    found.check("stored_per_second", flood.per_second, ">= 5000")
    found.check("share_of_bare_app", flood.per_second / bare_per_second, ">= 0.4")
    found.check("steady_p99_ms", percentile(steady.waits_ms, 0.99), "< 50")
    found.check("rows_less_answers_200", stored - taken, "== 0")
