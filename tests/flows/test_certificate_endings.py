"""A certificate that ends soon is told of a month and a week before, once each."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.world import World
from trato.book.certificates.models import Certificate, Gate
from trato.book.organisations.read import people_at_desk
from trato.insights.notices.endings import Endings, days_before, tell_of_endings
from trato.insights.notices.letter import subject_of, text_of
from trato.insights.notices.models import Notice, Recipient
from trato.insights.notices.values import Parcel

END = TUESDAY + timedelta(days=90)


@pytest.fixture
def world(organisation: UUID) -> World:
    world = World(organisation, TUESDAY)
    member(world, "atendente")
    with world.within():
        ((user_id, name),) = people_at_desk()
        Gate.objects.create(
            organisation_id=organisation, is_on=True, valid_months=12, pass_percent=80,
            changed_at=TUESDAY,
        )  # fmt: skip
        for who, valid_until in ((user_id, END), (999_999, END)):
            Certificate.objects.create(
                organisation_id=organisation, user_id=who, name=name, course="c", right=8, asked=10,
                granted_at=TUESDAY, valid_until=valid_until, sha256="ab" * 32,
            )  # fmt: skip
        Recipient.objects.create(
            organisation_id=organisation, channel="email", target_sealed=b"x",
            target_index=b"y" * 32, shown="b***@x", secret_sealed=b"", severity_min=1,
            added_at=TUESDAY, added_by=1,
        )  # fmt: skip
    return world


def told(world: World) -> list[str]:
    with world.within():
        return [n.about["days"] for n in Notice.objects.order_by("id")]


def test_a_month_and_a_week_before_once_each_and_never_of_who_left(world: World) -> None:
    for days_left, expected in (
        (31, []), (30, ["30"]), (12, ["30"]), (7, ["30", "7"]), (1, ["30", "7"]),
        (-1, ["30", "7"]),
    ):  # fmt: skip
        now = END - timedelta(days=days_left)
        tell_of_endings(world.organisation_id, now=now)
        tell_of_endings(world.organisation_id, now=now)
        assert told(world) == expected, days_left


def test_nothing_is_told_where_writing_takes_no_certificate(world: World) -> None:
    with world.within():
        Gate.objects.update(is_on=False)
    assert tell_of_endings(world.organisation_id, now=END - timedelta(days=3)) == 0


def test_it_is_looked_for_once_an_hour(world: World) -> None:
    seconds = [0.0]
    endings = Endings(lambda: END - timedelta(days=20), lambda: seconds[0])
    assert endings.look(world.organisation_id) == 1
    with world.within():
        Notice.objects.all().delete()
    assert endings.look(world.organisation_id) == 0
    seconds[0] = 3600.0
    assert endings.look(world.organisation_id) == 1


def test_the_letter_says_what_happens_and_where_to_look() -> None:
    parcel = Parcel(
        notice_id=uuid4(), kind="certificate.ends", severity=2, organisation="Aurora",
        about={"days": "7", "user_id": "12", "certificate_id": "c", "valid_until": "2027-01-01"},
        happened_at=TUESDAY, target="x", secret=b"",
    )  # fmt: skip
    assert subject_of(parcel) == "[Trato] Um certificado vence em até 7 dias: Aurora"
    assert "em Formação" in text_of(parcel)
    assert "Alertas" not in text_of(parcel)
    assert days_before(TUESDAY, TUESDAY) is None
