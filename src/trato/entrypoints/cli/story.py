"""The demo's story: set the stage, import, plan, approve, watch, and count on both sides."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from trato.book.organisations import keys
from trato.book.people import read as people_book
from trato.book.portfolios import read as portfolios
from trato.book.portfolios import sample
from trato.book.portfolios.import_file import import_file
from trato.book.portfolios.refusal import ImportRefused
from trato.book.portfolios.values import ConsentRow, ImportResult
from trato.casework.conversations import audit as conversations
from trato.casework.conversations import read as threads
from trato.casework.negotiation import count as negotiation
from trato.casework.payments import audit as payments
from trato.casework.payments import count as money
from trato.casework.requests import count as requests
from trato.door.consent import count as consent
from trato.door.consent.grant import Word, grant
from trato.door.consent.load_list import load_nao_me_ligue_sp
from trato.door.outbox import audit as outbox
from trato.entrypoints.cli.counted import counted
from trato.entrypoints.cli.crew import hire
from trato.entrypoints.cli.reconcile import our_books, reconcile
from trato.entrypoints.cli.supervise import Family, free_port
from trato.entrypoints.cli.world import (
    ADMINISTRATOR,
    AGENCY,
    COOPERATIVE,
    Cast,
    Outside,
    settle_in,
    start_processes,
)
from trato.entrypoints.ingest import waiting as deliveries
from trato.foundation import clock
from trato.foundation.tenancy import within
from trato.insights.metrics.funnel import funnel, refusals
from trato.journal import read as journal
from trato.journal.seal import seal_some
from trato.journal.verify import verify
from trato.speakers.campaigns.approve import approve_campaign
from trato.speakers.campaigns.plan import plan_campaign
from trato.speakers.campaigns.release import running_campaigns

Tell = Callable[[str], None]

AGENCY_SHARE = 6
WRITES_FIRST_EVERY = 4
LISTED_EVERY = 23
LOST_ANSWER_EVERY = 60
_PEOPLE_AT_ONCE = 500
_BOOKS = ("sends", "inbound", "statuses", "payments", "forbidden")
_PAGE_ROWS = 4000
UNKNOWN_AFTER_SECONDS = 120.0


@dataclass(slots=True)
class Story:
    """One run of the demo, with everything that has to be asked at its end."""

    outside: Outside
    casts: list[Cast]
    web_port: int
    password: str
    seed: int
    results: list[ImportResult] = field(default_factory=list)
    soon: timedelta = outbox.SOON

    @classmethod
    def begin(
        cls,
        family: Family,
        *,
        seed: int,
        web_port: int | None = None,
        unknown_after_seconds: float = UNKNOWN_AFTER_SECONDS,
    ) -> "Story":
        """Start every process and set both organisations up."""
        sim_port, web_port = free_port(), web_port or free_port()
        outside = Outside(sim_port)
        token, password = secrets.token_hex(20), secrets.token_urlsafe(9)
        world = family.start(
            "sim", "-m", "trato.simulator", "--port", str(sim_port), "--seed", str(seed)
        )
        start_processes(
            family,
            web_port=web_port,
            sim_url=outside.base_url,
            token=token,
            unknown_after_seconds=unknown_after_seconds,
        )
        family.await_port(world, sim_port)
        casts = [
            settle_in(script, outside=outside, web_port=web_port, at=clock.now(), token=token)
            for script in (COOPERATIVE, AGENCY)
        ]
        for cast in casts:
            with within(cast.organisation_id):
                hire(password, creditor_slug=cast.creditor_slug, at=clock.now())
        # Now and then the provider takes a message and its answer is lost on the way.
        outside.ask(
            "POST",
            "/_sim/faults",
            {
                "match": {"kind": "to_hash", "n": LOST_ANSWER_EVERY},
                "action": {"drop_after_accept": True},
            },
        )
        return cls(outside=outside, casts=casts, web_port=web_port, password=password, seed=seed)

    def import_portfolios(self, *, people: int, file: Path | None, tell: Tell) -> None:
        """Import both portfolios, and let the simulated people move in.

        Raises:
            UsageError: more people were asked for than the sample holds, or the file is refused.
        """
        sizes = (people, max(people // AGENCY_SHARE, 1))
        names = ("cooperativa", "assessoria")
        for cast, name, size in zip(self.casts, names, sizes, strict=True):
            content = file.read_bytes() if file and name == "cooperativa" else _cut(name, size)
            label = file.name if file and name == "cooperativa" else f"{name}.csv"
            result = self.take_portfolio(cast, content, label=label)
            tell(
                f"{cast.slug}: {counted(result.imported, 'dívida importada', 'dívidas importadas')}"
                f", {counted(result.rejected, 'linha recusada', 'linhas recusadas')} com motivo"
            )

    def take_portfolio(
        self, cast: Cast, content: bytes, *, label: str, portfolio_name: str = ""
    ) -> ImportResult:
        """Import one portfolio, and let its people move into the simulated world."""
        with within(cast.organisation_id):
            result = self._import(cast, content, label, portfolio_name or cast.portfolio_name)
            self._move_in(cast, result.portfolio_id)
        self.results.append(result)
        return result

    def _import(self, cast: Cast, content: bytes, label: str, portfolio_name: str) -> ImportResult:
        now = clock.now()

        def opted_in(rows: list[ConsentRow]) -> None:
            grant([_word(row) for row in rows], at=now)

        try:
            return import_file(
                creditor_slug=cast.creditor_slug,
                portfolio_name=portfolio_name,
                path=content,
                file_name=label,
                at=now,
                on_consents=opted_in,
            )
        except ImportRefused as refused:
            raise click.UsageError(f"{refused.message} {refused.remedy}") from None

    def _move_in(self, cast: Cast, portfolio_id: UUID) -> None:
        """Tell the simulated world who its people are, and load the block list."""
        person_ids = sorted({i for i, _ in portfolios.people_of_portfolio(portfolio_id)})
        cards = people_book.cards(person_ids)
        points = people_book.contacts_of(person_ids)
        phones = [c for cs in points.values() for c in cs if c.kind == "phone"]
        numbers = people_book.addresses_of([c.contact_point_id for c in phones])
        rows = [
            _inhabitant(
                cards[c.person_id].name,
                people_book.identity_factors(c.person_id).birth_day_month,
                people_book.document_of(c.person_id),
                numbers[c.contact_point_id],
            )
            for c in phones
        ]
        rows.sort(key=lambda row: row["phone"])
        if cast.slug == AGENCY.slug:
            for row in rows[::WRITES_FIRST_EVERY]:
                row["writes_first"] = {"phone_number_id": cast.phone_number_id, "after_seconds": 60}
        listed = sorted({row["phone"] for row in rows if row["phone"][3:4] == "1"})[::LISTED_EVERY]
        load_nao_me_ligue_sp(listed, listed_on=clock.now().date())
        batches = iter(rows)
        while batch := list(islice(batches, _PEOPLE_AT_ONCE)):
            self.outside.ask("POST", "/_sim/people", batch)

    def launch(self, *, tell: Tell) -> None:
        """Plan a campaign in each organisation and approve what the door would let through."""
        for cast, result in zip(self.casts, self.results, strict=True):
            self.launch_one(cast, result)
            with within(cast.organisation_id):
                stages = funnel()
            planned, allowed = stages["planned"].numerator, stages["allowed"].numerator
            people = counted(planned, "pessoa", "pessoas")
            may = counted(allowed, "pode ser contatada", "podem ser contatadas")
            tell(f"{cast.slug}: plano com {people}, {may}")

    def launch_one(self, cast: Cast, result: ImportResult) -> None:
        """Plan a campaign over one portfolio, and approve it."""
        with within(cast.organisation_id):
            campaign_id = plan_campaign(
                name="Primeiro contato",
                portfolio_id=result.portfolio_id,
                template_id=cast.template_id,
                at=clock.now(),
            )
            approve_campaign(campaign_id, by=ADMINISTRATOR, at=clock.now())

    def look(self) -> tuple[str, bool]:
        """Return a line about how far it is, and whether nothing is under way on either side."""
        world = self.outside.ask("GET", "/_sim/idle")
        ours: Counter[str] = Counter()
        for cast in self.casts:
            with within(cast.organisation_id):
                stages = funnel()
                for name in ("accepted", "delivered", "replied", "identified", "agreed", "active"):
                    ours[name] += stages[name].numerator
                if world["idle"]:
                    ours["under_way"] += _under_way(self.soon)
        line = (
            f"aceitas {ours['accepted']} · entregues {ours['delivered']} · responderam "
            f"{ours['replied']} · identificadas {ours['identified']} · acordos {ours['agreed']} · "
            f"ativos {ours['active']}"
        )
        return line, bool(world["idle"]) and not ours["under_way"]

    def _book(self, name: str) -> list[Any]:
        """Read one of the world's books, page by page."""
        rows: list[Any] = []
        total = 1
        while len(rows) < total:
            address = f"/_sim/books?book={name}&after={len(rows)}&limit={_PAGE_ROWS}"
            page = self.outside.ask("GET", address)
            total = int(page["total"])
            rows += page[name]
        return rows

    def end(self, *, tell: Tell) -> dict[str, Any]:
        """Count on both sides, seal and verify the journal, replay every decision."""
        tell("Conferindo os dois lados, o diário e cada decisão…")
        books = {name: self._book(name) for name in _BOOKS}
        ids = [cast.organisation_id for cast in self.casts]
        verdict = reconcile(books, our_books(ids))
        counts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        laws: dict[str, Any] = {}
        for organisation_id in ids:
            with within(organisation_id):
                counts.update(_counts())
                for reason in refusals():
                    reasons[reason.code] += reason.count
                    laws[reason.code] = {**asdict(reason), "count": reasons[reason.code]}
        proof = [_prove(organisation_id) for organisation_id in ids]
        return {
            "imported": sum(r.imported + r.updated + r.unchanged for r in self.results),
            "rejected_rows": sum(r.rejected for r in self.results),
            "planned": counts["planned"],
            "allowed": counts["allowed"],
            "refused": dict(sorted(reasons.items())),
            "submitted": counts["submitted"],
            "delivered": counts["delivered"],
            "read": counts["read"],
            "replied": counts["replied"],
            "identified": counts["identified"],
            "agreements": {
                "accepted": counts["agreements_accepted"],
                "active": counts["agreements_active"],
            },
            "paid_cents": counts["paid_cents"],
            "opt_outs": counts["opt_outs"],
            "wrong_party": counts["wrong_party"],
            "disputes": counts["disputes"],
            "hand_overs": counts["hand_overs"],
            "duplicates": len(verdict.duplicates),
            "lost": len(verdict.lost),
            "forbidden_sends": len(verdict.forbidden),
            "unknown_settled": counts["unknown_settled"],
            "journal": {
                "events": sum(p["events"] for p in proof),
                "verified": all(p["verified"] for p in proof),
            },
            "decisions": {
                "stored": sum(p["decisions"] for p in proof),
                "replayed": sum(p["replayed"] for p in proof),
            },
            "set_aside": counts["set_aside"],
            "books": {name: len(rows) for name, rows in books.items()},
            "laws": laws,
            "problems": [*verdict.duplicates, *verdict.lost, *verdict.forbidden][:40],
        }


def _under_way(soon: timedelta) -> int:
    """Return how much of the current organisation's work will still happen by itself, soon."""
    return (
        outbox.under_way(now=clock.now(), within=soon)
        + conversations.waiting()
        + payments.under_way()
        + len(running_campaigns())
        + deliveries.count_waiting()
    )


def _counts() -> Counter[str]:
    """Return the business figures of the current organisation."""
    stages = funnel()
    deals = negotiation.agreements()
    return Counter(
        {
            "planned": stages["planned"].numerator,
            "allowed": stages["allowed"].numerator,
            "submitted": stages["accepted"].numerator,
            "delivered": stages["delivered"].numerator,
            "read": stages["read"].numerator,
            "replied": stages["replied"].numerator,
            "identified": stages["identified"].numerator,
            "agreements_accepted": deals.accepted,
            "agreements_active": deals.active,
            "paid_cents": money.money().paid_cents,
            "opt_outs": consent.standing_stops().get("opt_out", 0),
            "wrong_party": journal.count("book.contact_point_changed"),
            "disputes": requests.requests(on=clock.now().date()).disputes,
            "hand_overs": threads.handed_over(),
            "unknown_settled": outbox.settled_without_answer(),
            "set_aside": conversations.set_aside(),
        }
    )


def _prove(organisation_id: UUID) -> dict[str, Any]:
    with within(organisation_id):
        while seal_some(keys.vault(), at=clock.now()):
            pass
        found = verify(keys.vault())
        stored, replayed = outbox.replay_all()
    return {
        "events": found.events,
        "verified": found.is_valid and not found.unsealed,
        "decisions": stored,
        "replayed": replayed,
    }


def _word(row: ConsentRow) -> Word:
    return Word(
        person_id=row.person_id,
        channel="whatsapp",
        state="granted",
        source=row.source,
        notice=row.notice,
        at=row.granted_at,
    )


def _inhabitant(name: str, birth: str | None, document: str, number: str) -> dict[str, Any]:
    day, month = (birth or "01/01").split("/")
    cpf = document if len(document) == 11 and document.isdigit() else _somebody_at(document)
    return {"phone": number, "name": name, "birth_on": f"1980-{month}-{day}", "cpf": cpf}


def _somebody_at(company: str) -> str:
    """Return eleven digits for whoever answers a company's telephone: always the same person."""
    return str(int(sha256(company.encode()).hexdigest(), 16) % 10**11).zfill(11)


def _cut(name: str, rows: int) -> bytes:
    """Return the head of a sample portfolio: its header and the first rows.

    Raises:
        UsageError: the sample is not that long.
    """
    lines = sample.path(name).read_bytes().splitlines(keepends=True)
    if len(lines) - 1 < rows and name == "cooperativa":
        raise click.UsageError(
            f"O exemplo tem {len(lines) - 1} linhas; para mais pessoas, dê um arquivo com --input."
        )
    return b"".join(lines[: rows + 1])
