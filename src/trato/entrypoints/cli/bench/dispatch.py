"""How many messages a second one dispatcher carries to the provider, deciding about each again.

Messages are submitted first, through a campaign, which decides about each once. Then a dispatcher
process starts, and the simulated provider's own book tells when it accepted which. Before and after
it, a bare client posts messages of the same shape to the same provider, and stores nothing. The
provider tells nobody of what became of messages: what webhooks cost is other suites' business.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from trato.entrypoints.cli.bench.company import (
    Company,
    found_company,
    import_people,
    new_token,
    read_book,
    start_dispatcher,
    start_web,
    start_world,
)
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.load import Load
from trato.entrypoints.cli.bench.place import Place, bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured
from trato.entrypoints.cli.bench.sheet import Inhabitant
from trato.entrypoints.cli.world import COOPERATIVE
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.foundation.tenancy import within

MESSAGES = 4_000
QUICK_MESSAGES = 200
_NUMBER_PER_SECOND = 5_000
# More at once, up to as many as the dispatcher may have under way, are no faster.
_CALLS_AT_ONCE = 200
_LOOK_SECONDS = 0.5
_START_SECONDS_MAX = 30.0
# Numbers that the campaign's people do not have: the pair rate starts afresh.
_BARE_FROM = 20_000_000


@dataclass(frozen=True, slots=True)
class _Submitted:
    planned_per_second: float
    submitted_per_second: float


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    bare_seconds, longest_seconds = effort.choose(5.0, quick=0.5), effort.choose(30.0, quick=10.0)
    count = effort.count(MESSAGES, quick=QUICK_MESSAGES)
    found = Measured()
    with bench_place() as place:
        effort.tell("Iniciando PostgreSQL, web e o mundo simulado…")
        outside, web_port = start_world(place), start_web(place)
        company = found_company(outside, web_port, token=new_token(), per_second=_NUMBER_PER_SECOND)
        trouble = {"match": {"kind": "always"}, "action": {"webhook": "drop"}}
        outside.ask("POST", "/_sim/faults", trouble)
        effort.tell(f"Submetendo {count} mensagens (a primeira decisão de cada)…")
        submitted = _submit(company, count)
        before = asyncio.run(_post_bare(company, bare_seconds, since=_BARE_FROM))
        effort.tell(f"Cliente nu: {before:.0f} por segundo. Iniciando o despachante…")
        carried_before = _accepted(company)
        load = Load(place)
        start_dispatcher(place, company)
        _await(place, company, carried_before + count, longest_seconds)
        found.note(**load.figures())
        sends = read_book(outside, "sends")[carried_before:]
        place.family.check()
        after = asyncio.run(_post_bare(company, bare_seconds, since=2 * _BARE_FROM))
        _note(found, place, sends, (before, after), submitted)
        found.note(messages_submitted=count, number_per_second=_NUMBER_PER_SECOND)
    return found


def _submit(company: Company, count: int) -> _Submitted:
    from trato.speakers.campaigns.approve import approve_campaign
    from trato.speakers.campaigns.plan import plan_campaign
    from trato.speakers.campaigns.release import release_wave

    portfolio_id = import_people(company.cast, count)
    organisation_id, started = company.cast.organisation_id, time.monotonic()
    with within(organisation_id):
        campaign_id = plan_campaign(
            name="Medição",
            portfolio_id=portfolio_id,
            template_id=company.cast.template_id,
            at=clock.now(),
        )
        approve_campaign(campaign_id, by="bench", at=clock.now())
    planned = time.monotonic()
    submitted = 0
    while wave := _release(organisation_id, campaign_id, release_wave):
        submitted += wave
    ended = time.monotonic()
    if submitted != count:
        raise CouldNotMeasure(f"A porta deixou submeter só {submitted} de {count} mensagens.")
    return _Submitted(count / (planned - started), count / (ended - planned))


def _release(organisation_id: UUID, campaign_id: UUID, release_wave: Any) -> int:
    with within(organisation_id):
        return int(release_wave(campaign_id, at=clock.now()))


def _await(place: Place, company: Company, total: int, longest_seconds: float) -> None:
    """Wait until all were carried, or so long after the first one: starting up is not counted."""
    start = _accepted(company)
    deadline = time.monotonic() + longest_seconds + _START_SECONDS_MAX
    has_begun = False
    while time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
        place.family.check()
        accepted = _accepted(company)
        if accepted >= total:
            return
        if accepted > start and not has_begun:
            deadline, has_begun = time.monotonic() + longest_seconds, True


def _accepted(company: Company) -> int:
    return int(company.outside.ask("GET", "/_sim/books?book=sends&limit=1")["total"])


def _note(
    found: Measured,
    place: Place,
    sends: list[dict[str, object]],
    bare: tuple[float, float],
    submitted: _Submitted,
) -> None:
    times = sorted(datetime.fromisoformat(str(row["accepted_at"])) for row in sends)
    if len(times) < 2 or times[0] == times[-1]:
        raise CouldNotMeasure("O despachante não levou mensagens bastantes para medir.")
    rate = (len(times) - 1) / (times[-1] - times[0]).total_seconds()
    bare_rate = sum(bare) / len(bare)
    found.note(
        messages_carried=len(times),
        carried_twice=len(times) - len({str(row["to"]) for row in sends}),
        carried_per_second=rate,
        bare_per_second=bare_rate,
        bare_before_per_second=bare[0],
        bare_after_per_second=bare[1],
        planned_per_second=submitted.planned_per_second,
        submitted_per_second=submitted.submitted_per_second,
        decisions_at_submit=place.count(
            "SELECT count(*) FROM outbox_decision WHERE stage = 'submit'"
        ),
        decisions_at_dispatch=place.count(
            "SELECT count(*) FROM outbox_decision WHERE stage = 'dispatch'"
        ),
        messages_with_both_decisions=place.count(
            "SELECT count(*) FROM (SELECT message_id FROM outbox_decision"
            " GROUP BY message_id HAVING count(DISTINCT stage) = 2) AS both_stages"
        ),
        **place.database,
    )
    found.check("carried_per_second", rate, ">= 1000")
    found.check("share_of_bare_client", rate / bare_rate, ">= 0.5")


def bare_body(*, to: str, template: str, first_name: str, opaque: str) -> bytes:
    """Return what the dispatcher posts for a campaign's message."""
    parameters = [{"type": "text", "text": text} for text in (first_name, COOPERATIVE.name)]
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to,
        "type": "template",
        "template": {
            "name": template,
            "language": {"code": "pt_BR"},
            "components": [{"type": "body", "parameters": parameters}],
        },
        "biz_opaque_callback_data": opaque,
    }
    return msgspec.json.encode(body)


async def _post_bare(company: Company, seconds: float, *, since: int) -> float:
    """Post as fast as answers come, as many at once as the dispatcher; return how many a second."""
    from trato import wiring

    url = f"{company.outside.base_url}/v25.0/{company.cast.phone_number_id}/messages"
    headers = {"Authorization": f"Bearer {company.token}", "Content-Type": "application/json"}
    template = f"contato_inicial_{company.cast.slug}"
    numbers = iter(range(since, since + _BARE_FROM))
    started = time.monotonic()
    deadline = started + seconds
    done = 0
    async with wiring.make_session() as session:

        async def keep_posting() -> None:
            nonlocal done
            while time.monotonic() < deadline:
                who = Inhabitant(next(numbers))
                content = bare_body(
                    to=who.phone.removeprefix("+"),
                    template=template,
                    first_name=who.name.split()[0],
                    opaque=f"trato:{new_id()}:{new_id()}",
                )
                async with session.post(url, data=content, headers=headers) as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise CouldNotMeasure(f"O mundo simulado respondeu {answer.status}.")
                    done += 1

        await asyncio.gather(*(keep_posting() for _ in range(_CALLS_AT_ONCE)))
    return done / (time.monotonic() - started)
