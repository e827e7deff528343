"""A cooperative to measure with: set up as in the demo, with invented people in its book."""

import secrets
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from trato.entrypoints.cli.bench.place import Place
from trato.entrypoints.cli.bench.report import CouldNotMeasure
from trato.entrypoints.cli.bench.sheet import Inhabitant, lines
from trato.entrypoints.cli.supervise import free_port
from trato.entrypoints.cli.world import COOPERATIVE, Cast, Outside, offer_policy, settle_in
from trato.foundation import clock
from trato.foundation.tenancy import within

_PEOPLE_AT_ONCE = 500
_SEED = 7
_NOBODY = 39_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One organisation with its number, the simulated world it talks to, and where the web is."""

    cast: Cast
    outside: Outside
    web_port: int
    token: str

    def app_secret(self) -> bytes:
        """Return what the provider signs this organisation's webhooks with."""
        from trato.book.organisations.read import webhook_secrets

        found = webhook_secrets(self.cast.slug)
        if found is None:
            raise CouldNotMeasure("A organização da medição não foi criada.")
        return found.app_secrets[0]


def start_world(place: Place) -> Outside:
    """Start the simulated world and return its handles."""
    port = free_port()
    world = place.family.start(
        "sim", "-m", "trato.simulator", "--port", str(port), "--seed", str(_SEED)
    )
    place.family.await_port(world, port)
    return Outside(port)


def start_web(place: Place) -> int:
    """Start one web process and return its port."""
    port = free_port()
    web = place.family.start("web", "-m", "trato", "web", TRATO_WEB_PORT=str(port))
    place.family.await_port(web, port)
    return port


def start_dispatcher(place: Place, company: Company) -> None:
    """Start the one process that is given the provider's token."""
    place.family.start(
        "dispatcher",
        "-m",
        "trato",
        "dispatcher",
        TRATO_WHATSAPP_TOKEN=company.token,
        TRATO_WHATSAPP_URL=f"{company.outside.base_url}/v25.0",
    )


def new_token() -> str:
    """Return a provider token that nobody has used."""
    return secrets.token_hex(20)


def found_company(outside: Outside, web_port: int, *, token: str, per_second: int = 80) -> Company:
    """Create the cooperative; its number may send so many messages a second on both sides."""
    script = replace(COOPERATIVE, per_second=per_second)
    cast = settle_in(script, outside=outside, web_port=web_port, at=clock.now(), token=token)
    return Company(cast=cast, outside=outside, web_port=web_port, token=token)


def new_cooperative(slug: str) -> UUID:
    """Create an organisation that is its own creditor, both under one short name."""
    from trato.book.organisations.create import create_organisation
    from trato.book.portfolios.create_creditor import create_creditor

    now = clock.now()
    organisation_id = create_organisation(
        slug=slug,
        name=COOPERATIVE.name,
        actor_role=COOPERATIVE.actor_role,
        document=COOPERATIVE.document,
        address=COOPERATIVE.address,
        contact="0800 000 0000",
        data_contact="privacidade@aurora.example",
        at=now,
    )
    with within(organisation_id):
        create_creditor(
            slug=slug,
            name=COOPERATIVE.creditor_name,
            document=COOPERATIVE.creditor_document,
            address=COOPERATIVE.creditor_address,
            pix_key=COOPERATIVE.pix_key,
            at=now,
            offer_policy=offer_policy(),
        )
    return organisation_id


def import_people(cast: Cast, count: int) -> UUID:
    """Import so many invented people with their debts and opt-ins; return the portfolio.

    Raises:
        CouldNotMeasure: a row was turned away.
    """
    from trato.book.portfolios.import_file import import_file
    from trato.book.portfolios.values import ConsentRow
    from trato.door.consent.grant import Word, grant
    from trato.door.consent.load_list import load_nao_me_ligue_sp

    now = clock.now()

    def opted_in(rows: list[ConsentRow]) -> None:
        grant([_word(row) for row in rows], at=now)

    def _word(row: ConsentRow) -> Word:
        return Word(
            person_id=row.person_id,
            channel="whatsapp",
            state="granted",
            source=row.source,
            notice=row.notice,
            at=row.granted_at,
        )

    with within(cast.organisation_id):
        result = import_file(
            creditor_slug=cast.creditor_slug,
            portfolio_name=cast.portfolio_name,
            path="".join(lines(count)).encode(),
            file_name="medicao.csv",
            at=now,
            on_consents=opted_in,
        )
        # The door asks for São Paulo's list; none of these people is on it.
        load_nao_me_ligue_sp([Inhabitant(_NOBODY).phone], listed_on=now.date())
    if result.imported != count:
        raise CouldNotMeasure(f"Só {result.imported} de {count} pessoas foram importadas.")
    return result.portfolio_id


def move_in(outside: Outside, people: list[Inhabitant], *, persona: str) -> None:
    """Tell the simulated world who these people are and what temper they all have."""
    rows = iter(people)
    while batch := list(islice(rows, _PEOPLE_AT_ONCE)):
        outside.ask("POST", "/_sim/people", [_handset(one, persona) for one in batch])


def _handset(one: Inhabitant, persona: str) -> dict[str, str]:
    return {
        "phone": one.phone,
        "name": one.name,
        "birth_on": one.born_on.isoformat(),
        "cpf": one.cpf,
        "persona": persona,
    }


def read_book(outside: Outside, name: str, *, page_rows: int = 4000) -> list[dict[str, object]]:
    """Read one of the world's books, page by page."""
    rows: list[dict[str, object]] = []
    total = 1
    while len(rows) < total:
        page = outside.ask("GET", f"/_sim/books?book={name}&after={len(rows)}&limit={page_rows}")
        total = int(page["total"])
        rows += page[name]
    return rows
