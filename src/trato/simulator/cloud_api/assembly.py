"""The Cloud API put together: which part asks which. Nothing happens here."""

from dataclasses import dataclass

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.account_routes import AccountRoutes
from trato.simulator.cloud_api.accounts import Accounts, Portfolios
from trato.simulator.cloud_api.admission import Admission
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.bills import Bills
from trato.simulator.cloud_api.blocks import Blocks
from trato.simulator.cloud_api.deliver import Delivery, Pay
from trato.simulator.cloud_api.echoes import Echoes
from trato.simulator.cloud_api.fate import Fate
from trato.simulator.cloud_api.flow_routes import FlowRoutes
from trato.simulator.cloud_api.flows import Flows
from trato.simulator.cloud_api.free_entry import FreeEntries
from trato.simulator.cloud_api.gate import Gate
from trato.simulator.cloud_api.identity import Identity
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.pauses import Pauses
from trato.simulator.cloud_api.phone_routes import PhoneRoutes
from trato.simulator.cloud_api.pricing import Pricing
from trato.simulator.cloud_api.profile import Profiles
from trato.simulator.cloud_api.qr import Links
from trato.simulator.cloud_api.qr_routes import QrRoutes
from trato.simulator.cloud_api.quality import Quality
from trato.simulator.cloud_api.registration import Registration
from trato.simulator.cloud_api.restrictions import Restrictions
from trato.simulator.cloud_api.review import Review
from trato.simulator.cloud_api.routes import Graph
from trato.simulator.cloud_api.send import Sender
from trato.simulator.cloud_api.template_routes import TemplateRoutes
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.cloud_api.throughput import Throughput
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.cloud_api.tiers import Tiers
from trato.simulator.faults import Faults
from trato.simulator.http import Router
from trato.simulator.people.town import Town
from trato.simulator.postman import Postman


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the Cloud API stands on."""

    seed: int
    agenda: Agenda
    postman: Postman
    ledger: Ledger
    faults: Faults
    town: Town
    pay: Pay


class CloudApi:
    """Every part of the Cloud API, by name."""

    def __init__(self, ground: Ground) -> None:
        """Build the parts, those that know nobody first."""
        seed, agenda, ledger, town = ground.seed, ground.agenda, ground.ledger, ground.town
        self.numbers, self.accounts, self.portfolios = Numbers(), Accounts(), Portfolios()
        self.shelf, self.store, self.links = Shelf(), Store(seed), Links(seed)
        self.flows = Flows(seed)
        self.bills, self.pricing, self.entries = Bills(), Pricing(), FreeEntries()
        self.marketing, self.profiles, self.registration = Marketing(), Profiles(), Registration()
        self.blocks = Blocks(town)
        self.tidings = Tidings(self.numbers, self.accounts, ground.postman)
        self.pauses = Pauses(agenda, self.tidings)
        self.review = Review(agenda, self.accounts, self.tidings)
        self.restrictions = Restrictions(self.accounts, self.tidings)
        self.throughput = Throughput(agenda, self.tidings)
        self.quality = Quality(agenda=agenda, tidings=self.tidings, pauses=self.pauses)
        self.echoes = Echoes(town=town, ledger=ledger, tidings=self.tidings)
        self.identity = Identity(town, self.numbers, self.tidings)
        self.tiers = Tiers(
            agenda=agenda,
            numbers=self.numbers,
            accounts=self.accounts,
            portfolios=self.portfolios,
            tidings=self.tidings,
        )
        self.arrivals = Arrivals(
            accounts=self.accounts,
            bills=self.bills,
            blocks=self.blocks,
            entries=self.entries,
            quality=self.quality,
        )
        self.delivery = Delivery(
            seed=seed,
            agenda=agenda,
            postman=ground.postman,
            ledger=ledger,
            store=self.store,
            pay=ground.pay,
            arrivals=self.arrivals,
        )
        self._faults = ground.faults
        self._town, self._ledger, self._seed = town, ledger, seed

    def mount(self, router: Router) -> None:
        """Add the Graph API's addresses to a router; nothing may come after them."""
        gate = Gate(self.numbers, self.accounts, self.shelf)
        phones = PhoneRoutes(
            gate=gate,
            numbers=self.numbers,
            tiers=self.tiers,
            blocks=self.blocks,
            profiles=self.profiles,
            registration=self.registration,
            restrictions=self.restrictions,
            echoes=self.echoes,
        )
        templates = TemplateRoutes(
            gate=gate,
            shelf=self.shelf,
            review=self.review,
            pauses=self.pauses,
            tidings=self.tidings,
        )
        QrRoutes(gate, self.links).mount(router)
        Graph(
            gate=gate,
            sender=self._sender(),
            store=self.store,
            phones=phones,
            accounts=AccountRoutes(
                gate=gate, accounts=self.accounts, numbers=self.numbers, phones=phones
            ),
            templates=templates,
            flows=FlowRoutes(gate, self.flows),
        ).mount(router)

    def _sender(self) -> Sender:
        admission = Admission(
            ledger=self._ledger,
            store=self.store,
            blocks=self.blocks,
            restrictions=self.restrictions,
            throughput=self.throughput,
            tiers=self.tiers,
            flows=self.flows,
        )
        fate = Fate(
            accounts=self.accounts,
            marketing=self.marketing,
            pricing=self.pricing,
            entries=self.entries,
        )
        return Sender(
            seed=self._seed,
            town=self._town,
            shelf=self.shelf,
            ledger=self._ledger,
            faults=self._faults,
            delivery=self.delivery,
            admission=admission,
            fate=fate,
        )

    def parts(self) -> dict[str, object]:
        """Return the parts that a snapshot holds or names."""
        return {name: part for name, part in vars(self).items() if not name.startswith("_")}
