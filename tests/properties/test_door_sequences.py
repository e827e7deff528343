"""No sequence of events lets a message reach the provider against the law: on the real door.

Every example is a fresh cooperative on real PostgreSQL. A checker watches each call as it reaches
the provider and compares it with what it knows itself, not with what the door says.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.universe import TUESDAY, Cooperative, Debtor, cooperative, rejection
from trato.book.organisations.create import create_organisation
from trato.book.people.mark_contact import mark_contact
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.casework.requests.open_dispute import open_dispute
from trato.door.consent.withdraw import resume, withdraw
from trato.door.outbox.audit import left, replay_all
from trato.door.outbox.cancel import cancel_for_debts, cancel_for_person
from trato.door.outbox.models import Attempt
from trato.door.outbox.open_window import open_window
from trato.door.outbox.record_status import record_status
from trato.door.outbox.settle_unknown import settle_unknown
from trato.door.outbox.submit import submit_many
from trato.door.outbox.values import ErrorClass, NoAnswer, StatusReport
from trato.door.policy.values import MessageClass

BRASILIA = timedelta(hours=-3)
CAP_DAY, CAP_WEEK = 1, 3
HOLIDAYS = {date(2026, 12, 25), date(2027, 1, 1)}
PEOPLE = 2

answers = st.sampled_from(
    [
        None,
        None,
        None,
        None,
        None,
        None,
        NoAnswer(reason="timeout"),
        RuntimeError("broken pipe"),
        rejection(ErrorClass.RETRY),
        rejection(ErrorClass.RETRY_RECIPIENT),
        rejection(ErrorClass.SLOW_DOWN),
        rejection(ErrorClass.UNDELIVERABLE),
        rejection(ErrorClass.BUG),
    ]
)


SAYS = ("campaign", "campaign", "campaign", "two campaigns", "reply", "confirm", "nothing")
HAPPENS = (
    "nothing", "nothing", "nothing", "writes", "stops", "stops", "resumes", "wrong_party",
    "disputes", "pays",
)  # fmt: skip
STATUSES = (None, None, "sent", "delivered", "read", "failed")


@dataclass(frozen=True)
class Scene:
    """Somebody is drafted to, something happens, time passes, perhaps the dispatcher comes by."""

    who: int
    says: str
    happens: str
    answer: Any
    hours: int
    dispatches: bool
    status: str | None


scenes = st.builds(
    Scene,
    who=st.integers(0, PEOPLE - 1),
    says=st.sampled_from(SAYS),
    happens=st.sampled_from(HAPPENS),
    answer=answers,
    hours=st.sampled_from([0, 0, 0, 1, 6, 11, 25, 70]),
    dispatches=st.booleans(),
    status=st.sampled_from(STATUSES),
)


@dataclass
class Known:
    """What the checker knows of one person, by its own means."""

    debtor: Debtor
    stopped_at: datetime | None = None
    wrong: bool = False
    closed: bool = False
    window_at: datetime | None = None
    confirmed: bool = False


@dataclass
class Sent:
    """One message as it was drafted."""

    person: Known
    kind: str


class Checker:
    """Plays the scenes and checks every call against the law."""

    def __init__(self, coop: Cooperative) -> None:
        self.coop = coop
        self.people = [Known(debtor) for debtor in coop.debtors(PEOPLE)]
        self.drafted: dict[UUID, Sent] = {}
        self.checked = 0

    def play(self, scenes: list[Scene]) -> None:
        """Play all scenes, let the dust settle, and check the books."""
        for scene in scenes:
            person = self.people[scene.who]
            if scene.says == "two campaigns":
                self.campaign(person)
                self.campaign(person)
            elif scene.says != "nothing":
                getattr(self, scene.says)(person)
            if scene.happens != "nothing":
                getattr(self, scene.happens)(person)
            self.coop.provider.answers = [scene.answer]
            self.waits(scene.hours)
            if scene.dispatches:
                self.dispatch()
            if scene.status:
                self.status(scene.status)
        self.dispatch()
        self.check_books()

    def submit(self, person: Known, kind: str, draft: Any) -> None:
        with self.coop.inside():
            (done,) = submit_many([draft], at=self.coop.clock())
        self.drafted[done.message_id] = Sent(person, kind)

    def campaign(self, person: Known) -> None:
        self.submit(person, "campaign", self.coop.first_contact(person.debtor))

    def reply(self, person: Known) -> None:
        self.submit(person, "reply", self.coop.answer(person.debtor))

    def confirm(self, person: Known) -> None:
        draft = self.coop.answer(
            person.debtor,
            "Pronto, não enviaremos mais mensagens.",
            message_class=MessageClass.OPTOUT_CONFIRM,
        )
        self.submit(person, "confirm", draft)

    def writes(self, person: Known) -> None:
        person.window_at = self.coop.clock()
        with self.coop.inside():
            open_window(person.debtor.contact_point_id, self.coop.number_id, at=self.coop.clock())

    def stops(self, person: Known) -> None:
        self.writes(person)
        if self.coop.stop(person.debtor):
            person.stopped_at, person.confirmed = self.coop.clock(), False

    def resumes(self, person: Known) -> None:
        with self.coop.inside():
            lifted = resume(
                person.debtor.contact_point_id, channel="whatsapp", words="VOLTAR",
                message="wamid.in", at=self.coop.clock.pass_(seconds=1),
            )  # fmt: skip
        if lifted:
            person.stopped_at = None

    def wrong_party(self, person: Known) -> None:
        with self.coop.inside():
            point = person.debtor.contact_point_id
            mark_contact(point, state="wrong_party", reason="said_so", at=self.coop.clock())
            stopped = withdraw(point, channel="whatsapp", reason="wrong_party", words="",
                               source_message="wamid.in", at=self.coop.clock())  # fmt: skip
            cancel_for_person(person.debtor.person_id, reason="wrong", at=self.coop.clock())
        person.wrong = True
        if stopped:
            person.stopped_at, person.confirmed = self.coop.clock(), False

    def disputes(self, person: Known) -> None:
        if person.closed:
            return
        person.closed = True
        with self.coop.inside():
            open_dispute(
                person_id=person.debtor.person_id, conversation_id=None,
                debt_ids=(person.debtor.debt_id,), reason="not_recognised", words="",
                at=self.coop.clock(),
            )  # fmt: skip

    def pays(self, person: Known) -> None:
        if person.closed:
            return
        person.closed = True
        with self.coop.inside():
            debts = [person.debtor.debt_id]
            change_debt_state(debts, state="settled", reason="paid", at=self.coop.clock())
            # Half of the time somebody forgets to withdraw what is pending: the gate does not.
            if person.debtor.debt_id.int % 2:
                cancel_for_debts(debts, reason="paid", at=self.coop.clock())

    def status(self, status: str) -> None:
        if not self.coop.provider.log:
            return
        last = self.coop.provider.log[-1]
        report = StatusReport(
            provider_message_id=f"wamid.{last.message_id.hex}", status=status,
            at=self.coop.clock(), opaque=last.opaque,
        )  # fmt: skip
        with self.coop.inside():
            record_status(report, received_at=self.coop.clock())

    def waits(self, hours: int) -> None:
        self.coop.clock.pass_(hours=hours, seconds=7)
        with self.coop.inside():
            settle_unknown(now=self.coop.clock(), patience=timedelta(minutes=10))

    def dispatch(self) -> None:
        for _ in range(3):
            self.coop.drain()
            self.coop.clock.pass_(seconds=1)
        log = self.coop.provider.log
        for place in range(self.checked, len(log)):
            earlier = {call.message_id for call in log[:place]} - {log[place].message_id}
            self.check_call(log[place].message_id, log[place].at, earlier)
        self.checked = len(self.coop.provider.log)

    def check_call(self, message_id: UUID, at: datetime, earlier: set[UUID]) -> None:
        sent = self.drafted[message_id]
        person = sent.person
        in_session = person.window_at is not None and at - person.window_at < timedelta(hours=24)
        if person.stopped_at is not None:
            assert sent.kind == "confirm", "I9: something other than the confirmation left"
            assert not person.confirmed, "I9: a second confirmation left"
            person.confirmed = True
            return
        assert sent.kind != "confirm", "a stop that does not stand was confirmed"
        if sent.kind == "reply":
            assert in_session, "a free text left outside the window"
            return
        assert not person.wrong, "a campaign wrote to a wrong party"
        assert not person.closed, "a campaign wrote about a paid or disputed debt"
        if in_session:
            return
        assert is_open(at), f"a campaign knocked at {at + BRASILIA}"
        before = [t for t in self.arrived(person, earlier) if t <= at]
        assert sum(t > at - timedelta(days=1) for t in before) < CAP_DAY, "twice a day"
        assert sum(t > at - timedelta(days=7) for t in before) < CAP_WEEK, "four a week"

    def arrived(self, person: Known, among: set[UUID]) -> list[datetime]:
        """When campaign messages of these, unless the provider surely refused them, were sent."""
        return [
            row.sending_at
            for row in self.coop.rows()
            if row.id in among
            and row.sending_at
            and row.state in {"sending", "unknown", "sent"}
            and self.drafted[row.id].person is person
            and self.drafted[row.id].kind == "campaign"
        ]

    def check_books(self) -> None:
        coop = self.coop
        coop.must_be_lawful()
        # I4: each attempt reached the provider once.
        opaque = [call.opaque for call in coop.provider.log]
        assert len(opaque) == len(set(opaque))
        attempts = sum(row.attempts for row in coop.rows())
        assert attempts == len(opaque)
        with coop.inside():
            tried: dict[UUID, list[str]] = {}
            for message_id, outcome in Attempt.objects.order_by("id").values_list(
                "message_id", "outcome"
            ):
                tried.setdefault(message_id, []).append(outcome)
            # Only what the provider surely refused is ever tried again.
            assert all(set(found[:-1]) <= {"rejected"} for found in tried.values())
            assert all(row.allowed for row in left())
            total, same = replay_all()
        # I3, over every decision of both stages.
        assert total >= len(coop.rows())
        assert total == same
        # Nobody is forgotten: what is neither over nor under way waits for a time.
        assert all(row.hold_until for row in coop.rows() if row.state == "held")


def is_open(at: datetime) -> bool:
    """São Paulo: Monday to Friday 08 to 20, Saturday 08 to 14, never on holidays."""
    local = at + BRASILIA
    closes = {5: 14, 6: 0}.get(local.weekday(), 20)
    return 8 <= local.hour < closes and local.date() not in HOLIDAYS


def scene(says: str, happens: str = "nothing", hours: int = 0, answer: Any = None) -> Scene:
    """Return a scene of the first person that ends with the dispatcher."""
    return Scene(0, says, happens, answer, hours, True, None)


@pytest.mark.usefixtures("database")
@example(played=[scene("campaign", "stops"), scene("campaign", "resumes")], starts=0, rate=80)
@example(played=[scene("two campaigns"), scene("campaign", hours=25)], starts=0, rate=80)
@example(played=[scene("campaign", hours=11), scene("nothing", hours=11)], starts=0, rate=80)
@example(played=[scene("campaign", "pays"), scene("campaign", "disputes")], starts=0, rate=80)
@example(played=[scene("nothing", "stops"), scene("confirm"), scene("confirm")], starts=0, rate=80)
@example(played=[scene("campaign", answer=NoAnswer(reason="timeout")), scene("nothing", hours=49)],
         starts=0, rate=80)  # fmt: skip
@settings(
    max_examples=30, deadline=None, derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    played=st.lists(scenes, min_size=4, max_size=12),
    starts=st.integers(0, 23),
    rate=st.sampled_from([2, 80]),
)
def test_no_sequence_of_events_breaks_the_law(played: list[Scene], starts: int, rate: int) -> None:
    at = TUESDAY + timedelta(hours=starts)
    coop = cooperative(_organisation(at), at=at, rate_per_second=rate, tier_limit=50)
    Checker(coop).play(played)


def _organisation(at: datetime) -> UUID:
    return create_organisation(
        slug=f"coop-{uuid4().hex[:12]}", name="Cooperativa Aurora",
        actor_role="original_creditor", document="11222333000181", address="Rua das Flores, 100",
        contact="0800 000 0000", data_contact="privacidade@aurora.example", at=at,
    )  # fmt: skip


def test_the_checker_s_own_hours() -> None:
    def local(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=UTC) - BRASILIA

    assert is_open(local(24, 8))
    assert not is_open(local(24, 7))
    assert not is_open(local(24, 20))
    assert is_open(local(28, 13))
    assert not is_open(local(28, 14))
    assert not is_open(local(29, 10))
